"""Duties: what is owed by when, and that it was done."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from muster.board.api.doing import Done, OnceOn
from muster.board.api.versions import duty_version
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.operations import duties

router = APIRouter(prefix="/duties", tags=["duties"])


@router.post("/{event_id}/done", response_model=Done, status_code=201)
def done(
    event_id: str, once: OnceOn, access: Annotated[Access, asks(Action.MEET_DUTY)]
) -> JSONResponse:
    """A duty was met."""
    return once.do(access, "meet a duty", lambda d, by, at: duties.done(d, event_id, by, at),
                   duty_version(event_id))  # fmt: skip
