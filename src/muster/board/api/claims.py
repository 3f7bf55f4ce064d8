"""Claims: numbers that somebody stated."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Body, Id, Number, Text
from muster.board.api.doing import Done, Once
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.custody.claims import QUALIFIERS

router = APIRouter(prefix="/claims", tags=["claims"])


class Claim(Body):
    """One stated number, with its source."""

    quantity: Text
    scope: Text
    value: Number
    qualifier: Id = Field(description=f"One of: {', '.join(QUALIFIERS)}")
    source: Text
    said_on: Id = Field(description="Day, month or year: 2026-01-28, 2026-01")
    about: Id


@router.post("", response_model=Done, status_code=201)
def claim(
    body: Claim, once: Once, access: Annotated[Access, asks(Action.ADD_CLAIM)]
) -> JSONResponse:
    """Record a number that somebody stated."""
    return once.do(access, "record a claim",
                   lambda d, by, at: d.say("claim", at, **body.model_dump()))  # fmt: skip
