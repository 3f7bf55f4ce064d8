"""Finding people by a sealed field, and erasing what is sealed of a person."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Body, Id, Reason, Text
from muster.board.api.doing import Once
from muster.board.api.paging import Shape
from muster.board.api.shapes import found as expect_found
from muster.board.guarding import Access, asks, refuse
from muster.board.reading_limit import note_reading
from muster.board.rights import Action, is_medical
from muster.custody.personal import erase_key, find_people

router = APIRouter(prefix="/people", tags=["people"])


class Sought(Body):
    """The exact text of a field; case, width and spaces do not matter."""

    field: Id = Field(description="As in `name`")
    text: Text
    reason: Text


class FoundShape(Shape):
    """People within reach of whom the field has the text."""

    people: list[str]


class ErasedShape(Shape):
    """A person's fields can be read no more."""

    person: str
    erased: bool = Field(description="False if nothing was sealed for them")


@router.post("/searches", response_model=FoundShape)
def search(
    body: Sought, request: Request, access: Annotated[Access, asks(Action.READ_PERSONAL)]
) -> FoundShape:
    """Find people by a personal field, medical ones only as health staff. That each was found, by
    whom and why, is recorded before. Each search is one: an Idempotency-Key changes nothing
    here."""
    action = Action.READ_HEALTH if is_medical(body.field) else Action.READ_PERSONAL
    if not access.allows(action):
        refuse(access.live, access.user, action)
    live, user = access.live, access.user.id

    def may(person: str) -> bool:
        return access.allows(action, person=person)

    with live.writing():
        within = [each for each in live.record.personal.find(body.field, body.text) if may(each)]
        note_reading(request, user, within)
        people = find_people(live.record, body.field, body.text, user, body.reason, may)
    return FoundShape(people=list(people))


@router.post("/{person_id}/erasure", response_model=ErasedShape, status_code=201)
def erase(
    person_id: str, body: Reason, once: Once,
    access: Annotated[Access, asks(Action.ERASE_PERSONAL, person="person_id")],
) -> JSONResponse:  # fmt: skip
    """Destroy the person's key: their fields can never be read again, and nothing is sealed for
    them any more; every event and proof stays valid. Nobody can undo this."""
    live = access.live

    def destroy() -> dict[str, Any]:
        with live.writing() as desk:
            known = person_id if person_id in desk.situation.ledger.history else None
            expect_found(known, "person")
            had_key = erase_key(live.record, person_id, access.user.id, body.reason)
        return {"person": person_id, "erased": had_key}

    return once.once(access, destroy)
