"""Counts: how many are where, by whom."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from muster.board.api.bodies import Body, Id, Number
from muster.board.api.doing import Done, OnceOn
from muster.board.api.versions import account_version
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.operations import boarding

router = APIRouter(prefix="/counts", tags=["counts"])


class Count(Body):
    """A headcount."""

    account: Id
    point: Id
    persons: Number


@router.post("", response_model=Done, status_code=201)
def count(
    body: Count, once: OnceOn, access: Annotated[Access, asks(Action.COUNT, account="body.account")]
) -> JSONResponse:
    """Record a headcount; one that does not agree opens a difference."""
    access.require(account=body.account)
    return once.do(
        access, f"count at {body.account}",
        lambda d, by, at: boarding.count(d, body.account, body.point, body.persons, by, at),
        account_version(body.account),
    )  # fmt: skip
