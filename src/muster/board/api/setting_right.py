"""Rules set aside by an authority, and events corrected."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Body, Id, Optional, People, Text, Time
from muster.board.api.doing import Done, Once
from muster.board.api.shapes import found
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.operations.overrides import Override, set_aside
from muster.record.events import Json, moment

router = APIRouter(tags=["rules"])


class SetAside(Body):
    """A rule, the authority that sets it aside, for whom and why."""

    rule: Id
    authority: Id
    reason: Text
    people: People = Field(default_factory=list)
    trip: Optional = ""
    until: Time | None = None


class Correction(Body):
    """An event that was wrong."""

    event: Id
    reason: Text
    instead: Optional = Field("", description="The event that says what is right, if one does")


@router.post("/overrides", response_model=Done, status_code=201)
def override(
    body: SetAside, once: Once, access: Annotated[Access, asks(Action.SET_RULE_ASIDE)]
) -> JSONResponse:
    """Set a rule aside, for people or for a trip; some never are."""
    until = "" if body.until is None else moment(body.until)
    given = Override(body.rule, body.authority, body.reason, tuple(body.people), body.trip, until)
    return once.do(access, f"set {body.rule} aside",
                   lambda d, by, at: set_aside(d, given, by, at))  # fmt: skip


@router.post("/corrections", response_model=Done, status_code=201)
def correct(
    body: Correction, once: Once, access: Annotated[Access, asks(Action.CORRECT)]
) -> JSONResponse:
    """Say that an event was wrong; it stays, marked, and has no effect."""
    with access.live.reading():
        found(access.live.record.log.store.entry_of_event(body.event), "event")
    said: dict[str, Json] = {"event": body.event, "reason": body.reason}
    said |= {"instead": body.instead} if body.instead else {}
    return once.do(access, "correct an event",
                   lambda d, by, at: d.say("correction", at, by=by, **said))  # fmt: skip
