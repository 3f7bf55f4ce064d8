"""Effects and valuables of people: taken in against a receipt, sent along within the limit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Body, Id, Number, Text
from muster.board.api.doing import Done, OnceOn
from muster.board.api.versions import person_version
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.operations import effects

router = APIRouter(prefix="/people/{person_id}/effects", tags=["people"])
Kept = Annotated[Access, asks(Action.RECORD_PROPERTY, person="person_id")]
Seals = Annotated[list[Id], Field(max_length=200)]
Items = Annotated[list[Text], Field(max_length=200)]


class TakenIn(Body):
    """Valuables, itemised and sealed, with a receipt and a second signature."""

    items: Items
    seals: Seals
    receipt: Id
    witness: Id = Field(description="The second officer, or the person; you are the first")


class SentAlong(Body):
    """Effects that go with the person, and what of them stays behind."""

    seals: Seals
    weight_g: Number
    limit_g: Number | None = Field(None, description="Where this transfer limits them")
    left: Items = Field(default_factory=list, description="Starts the duty to send it on")


@router.post("/taken-in", response_model=Done, status_code=201)
def take_in(person_id: str, body: TakenIn, once: OnceOn, access: Kept) -> JSONResponse:
    """Take valuables into keeping (R24)."""
    return once.do(
        access, "take valuables in",
        lambda d, by, at: effects.take_in(
            d, person_id, body.items, body.seals, body.receipt, by, body.witness, at
        ),
        person_version(person_id),
    )  # fmt: skip


@router.post("/sent-along", response_model=Done, status_code=201)
def send_along(person_id: str, body: SentAlong, once: OnceOn, access: Kept) -> JSONResponse:
    """Effects go along within the limit; what is left behind is to be sent on (R14)."""
    return once.do(
        access, "send effects along",
        lambda d, by, at: effects.send_along(
            d, person_id, body.seals, body.weight_g, by, at, limit_g=body.limit_g, left=body.left
        ),
        person_version(person_id),
    )  # fmt: skip
