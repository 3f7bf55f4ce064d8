"""What is recorded of one person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from muster.board.api.bodies import Body, Id, Optional, Reason, Time
from muster.board.api.doing import Done, OnceOn
from muster.board.api.versions import person_version
from muster.board.guarding import Access, asks
from muster.board.reading_limit import note_reading
from muster.board.rights import Action, is_medical
from muster.custody.personal import read_fields
from muster.record.events import Json, moment

router = APIRouter(prefix="/people/{person_id}", tags=["people"])


class Readiness(Body):
    """Whether a person is ready, in one part."""

    outcome: Id = Field(description="ready, not_ready or, but for reviews, waived")
    reason: Optional = ""
    until: Time | None = None


class Fields(BaseModel):
    """A person's fields in clear."""

    fields: dict[str, str]


def _record(
    kind: str, person_id: str, body: Readiness, once: OnceOn, access: Access
) -> JSONResponse:
    said: dict[str, Json] = {"person": person_id, "outcome": body.outcome}
    said |= {"reason": body.reason} if body.reason else {}
    said |= {} if body.until is None else {"until": moment(body.until)}
    return once.do(access, f"record {kind}", lambda d, by, at: d.say(kind, at, by=by, **said),
                   person_version(person_id))  # fmt: skip


@router.post("/identity", response_model=Done, status_code=201)
def identity(
    person_id: str, body: Readiness, once: OnceOn,
    access: Annotated[Access, asks(Action.RECORD_READINESS, person="person_id")],
) -> JSONResponse:  # fmt: skip
    """Whether the person's identity is established."""
    return _record("identity", person_id, body, once, access)


@router.post("/advice", response_model=Done, status_code=201)
def advice(
    person_id: str, body: Readiness, once: OnceOn,
    access: Annotated[Access, asks(Action.RECORD_READINESS, person="person_id")],
) -> JSONResponse:  # fmt: skip
    """Whether the person was told of the transfer in time."""
    return _record("advice", person_id, body, once, access)


@router.post("/health", response_model=Done, status_code=201)
def health(
    person_id: str, body: Readiness, once: OnceOn,
    access: Annotated[Access, asks(Action.RECORD_HEALTH, person="person_id")],
) -> JSONResponse:  # fmt: skip
    """Whether the person is fit to travel."""
    return _record("health", person_id, body, once, access)


@router.post("/review", response_model=Done, status_code=201)
def review(
    person_id: str, body: Readiness, once: OnceOn,
    access: Annotated[Access, asks(Action.RECORD_REVIEW, person="person_id")],
) -> JSONResponse:  # fmt: skip
    """Whether a transfer would be refoulement."""
    return _record("review", person_id, body, once, access)


@router.post("/fields", response_model=Fields)
def fields(
    person_id: str, body: Reason, request: Request,
    access: Annotated[Access, asks(Action.READ_PERSONAL, person="person_id")],
) -> Fields:  # fmt: skip
    """Read the person's fields in clear, but for the medical ones; that they were read, by whom
    and why, is recorded before. Each reading is one: an Idempotency-Key changes nothing here."""
    return _read(person_id, body, request, access, lambda name: not is_medical(name))


@router.post("/medical-fields", response_model=Fields)
def medical_fields(
    person_id: str, body: Reason, request: Request,
    access: Annotated[Access, asks(Action.READ_HEALTH, person="person_id")],
) -> Fields:  # fmt: skip
    """Read the person's medical fields in clear, as health staff; recorded likewise."""
    return _read(person_id, body, request, access, is_medical)


def _read(
    person_id: str, body: Reason, request: Request, access: Access, wanted: Callable[[str], bool]
) -> Fields:
    live = access.live
    with live.writing() as desk:
        note_reading(request, access.user.id, [person_id])
        boxes = desk.situation.sealed.get(person_id, {})
        found = read_fields(live.record, person_id, access.user.id, body.reason, wanted, boxes)
    return Fields(fields=found)
