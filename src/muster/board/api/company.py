"""Who is kept apart and who together; every list is checked against it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Body, Id, Optional
from muster.board.api.doing import Done, Once
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.operations.company import keep
from muster.scenario.people import KeepKind, KeepRule

router = APIRouter(prefix="/keeps", tags=["people"])


class Keep(Body):
    """Two people, or two factions."""

    kind: KeepKind
    first: Id
    second: Id
    between: Literal["person", "faction"] = "person"
    reason: Optional = ""


class Keeps(Body):
    """Several of them."""

    rules: Annotated[list[Keep], Field(min_length=1, max_length=10_000)]


@router.post("", response_model=Done, status_code=201)
def keep_apart(
    body: Keeps, once: Once, access: Annotated[Access, asks(Action.KEEP_APART)]
) -> JSONResponse:
    """Write down who is kept apart or together; what the record has already is left out."""
    rules = [KeepRule(**each.model_dump()) for each in body.rules]
    return once.do(access, "write down who is kept apart and together",
                   lambda d, by, at: keep(d, rules, by, at))  # fmt: skip
