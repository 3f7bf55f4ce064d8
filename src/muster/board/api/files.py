"""People's files: what they lack, why, who was told, who answers for a child, the person's copy."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from muster.board.api.bodies import Body, Id, SomePeople, Text
from muster.board.api.doing import Done, Once, OnceOn
from muster.board.api.paging import AskedPage, Page, Paged, Shape
from muster.board.api.shapes import found
from muster.board.api.versions import person_version
from muster.board.guarding import Access, asks, refuse
from muster.board.rights import Action, is_medical
from muster.operations import contacts, files
from muster.operations.company import appoint_guardian

router = APIRouter(tags=["files"])
Recorded = Annotated[Access, asks(Action.RECORD_FILES, person="person_id")]


class FileShape(Shape):
    """How complete a person's file is, by the names of its fields."""

    person: str
    completeness: float = Field(description="Share there or accounted for, 0 to 1")
    lacking: dict[str, list[str]] = Field(description="By rule: what is missing")


class Gap(Body):
    """A field that is not there, and why."""

    field: Id = Field(description="As `lacking` names it")
    why: Id = Field(description="refused or unknown")
    reason: Text


class Guardian(Body):
    """Who answers for a child."""

    guardian: Id


class Contact(Body):
    """What people answered when asked whether somebody shall be told."""

    people: SomePeople
    who: Id = Field(description="family or consulate")
    answer: Id = Field(description="offered, made or declined")


class Copy(BaseModel):
    """Everything the record has of one person, in clear, for that person alone."""

    file: dict[str, Any]


@router.get("/files", response_model=Page[FileShape])
def all_files(window: AskedPage, access: Annotated[Access, asks(Action.SEE_PEOPLE)]) -> Paged[Any]:
    """Files of people in custody whom you may see, and what they lack (R2, R6, R22)."""
    with access.live.reading() as situation:
        held = sorted(situation.ledger.custody)
        page = window.page(held, lambda p: (p,), lambda p: access.allows(person=p))
        return Paged([files.lacking(situation, person) for person in page.items], page.next)


@router.get("/people/{person_id}/file", response_model=FileShape)
def file(
    person_id: str, access: Annotated[Access, asks(Action.SEE_PEOPLE, person="person_id")]
) -> FileShape:
    """What one file lacks."""
    with access.live.reading() as situation:
        found(situation.ledger.places.get(person_id), "person")
        return FileShape.model_validate(files.lacking(situation, person_id))


@router.post("/people/{person_id}/file/gaps", response_model=Done, status_code=201)
def note_gap(person_id: str, body: Gap, once: OnceOn, access: Recorded) -> JSONResponse:
    """Say that a field is refused by the person, or unknown, and why (R6)."""
    return once.do(
        access, "note a gap in a file",
        lambda d, by, at: files.note_gap(
            d, person_id, body.field, body.why, body.reason, by, at
        ),
        person_version(person_id),
    )  # fmt: skip


@router.post("/people/{person_id}/file/copy", response_model=Copy)
def copy(
    person_id: str, access: Annotated[Access, asks(Action.READ_PERSONAL, person="person_id")]
) -> Copy:
    """The person's own copy of their file (R9). That it was read and given is recorded each time:
    an Idempotency-Key changes nothing here. A file with medical fields is copied only by who may
    read those too."""
    with access.live.reading() as situation:
        found(situation.ledger.places.get(person_id), "person")
    return _copied(access, person_id, person=person_id)


@router.post("/duties/{event_id}/copy", response_model=Copy)
def owed_copy(
    event_id: str, access: Annotated[Access, asks(Action.READ_PERSONAL, duty="event_id")]
) -> Copy:
    """The copy that is owed to who was released, by whoever held them last; likewise recorded."""
    with access.live.reading() as situation:
        due = situation.due.get(event_id)
        owed = [] if due is None or due.body["duty"] != files.COPY else due.body["people"]
        found(owed[0] if len(owed) == 1 else None, "duty to give one person a copy")
    return _copied(access, owed[0], duty=event_id)


def _copied(access: Access, whose: str, **named: str) -> Copy:
    """The copy, for who may read all that is in it where that is named."""
    live = access.live
    with live.writing() as desk:
        is_health_file = any(is_medical(name) for name in desk.situation.sealed.get(whose, ()))
        if is_health_file and not access.allows(Action.READ_HEALTH, **named):
            refuse(live, access.user, Action.READ_HEALTH)
        return Copy(file=files.copy_for(live.record, desk, whose, access.user.id, live.clock()))


@router.post("/people/{person_id}/guardian", response_model=Done, status_code=201)
def guardian(person_id: str, body: Guardian, once: OnceOn, access: Recorded) -> JSONResponse:
    """Name who answers for a child that has no adult of their own."""
    return once.do(
        access, "name a guardian",
        lambda d, by, at: appoint_guardian(d, person_id, body.guardian, by, at),
        person_version(person_id),
    )  # fmt: skip


@router.post("/contacts", response_model=Done, status_code=201)
def contact(
    body: Contact, once: Once,
    access: Annotated[Access, asks(Action.RECORD_FILES, person="body.people")],
) -> JSONResponse:  # fmt: skip
    """Record whether people wanted family, or their consulate, to be told (R25, R28); a duty of
    which everybody has answered is met."""
    access.require_each(body.people)
    return once.do(
        access, "record contact",
        lambda d, by, at: contacts.answer(d, body.people, body.who, body.answer, by, at),
    )  # fmt: skip
