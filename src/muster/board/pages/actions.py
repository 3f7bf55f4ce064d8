"""What buttons of the pages do: each calls one function of operations, and says what it refused.

The paths are those of the HTTP API; whoever is refused by a rule is recorded as refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from muster.board.guarding import Access, asks
from muster.board.pages.answers import Answers, answers_of
from muster.board.rights import Action
from muster.custody.personal import read_fields
from muster.operations import boarding, duties, handover, incidents, trips
from muster.operations.desk import Desk
from muster.operations.rules import RuleError
from muster.operations.situation import State
from muster.record.events import Event, moment

router = APIRouter(prefix="/api/v1")
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Optional = Annotated[str, Field(max_length=2000)]
Id = Annotated[str, Field(min_length=1, max_length=200)]
People = Annotated[list[Id], Field(max_length=10_000)]
Number = Annotated[int, Field(ge=0, le=1_000_000)]
Once = Annotated[Answers, Depends(answers_of)]


class Body(BaseModel):
    """A request's body; what it does not know is refused."""

    model_config = ConfigDict(extra="forbid")


class NewTrip(Body):
    id: Id
    origin: Id
    target: Id
    departs: AwareDatetime
    expected: AwareDatetime
    seats: Number
    compartments: Number
    people: People
    giving: Id
    escort: Id
    receiving: Id
    risk: Text
    interests: Text


class Loading(Body):
    vehicle: Text
    certificate: Text
    escorts: Number
    women_staff: Number
    health_staff: Number
    provisions_h: Number
    call: bool


class Named(Body):
    people: People


class Reason(Body):
    reason: Text


class Site(Body):
    site: Id


class Acceptance(Body):
    people: People
    exceptions: dict[Id, Optional] = Field(default_factory=dict)


class Looked(Body):
    person: Id
    injuries: bool = False
    complaints: bool = False


class Examinations(Body):
    people: Annotated[list[Looked], Field(min_length=1, max_length=10_000)]


class Redirected(Body):
    expected: AwareDatetime
    reason: Text
    site: Optional = ""


class Count(Body):
    account: Id
    point: Id
    persons: Number


class Incident(Body):
    kind: Id
    at: Id
    people: People = Field(default_factory=list)
    text: Optional = ""
    cause: Optional = ""
    remains: Optional = ""
    to: Optional = ""


class Readiness(Body):
    kind: Id
    outcome: Id
    reason: Optional = ""
    until: AwareDatetime | None = None


class Claim(Body):
    quantity: Text
    scope: Text
    value: Number
    qualifier: Id
    source: Text
    said_on: Id
    about: Id


def _done(
    access: Access, once: Answers, what: str, do: Callable[[Desk, str, datetime], Any]
) -> JSONResponse:
    """Do something once, whoever asks for it again; record what the rules refuse."""
    by, live = access.user.id, access.live

    def answer() -> dict[str, Any]:
        with live.writing() as desk:
            at = live.clock()
            try:
                return _told(do(desk, by, at))
            except RuleError as refused:
                desk.note_refusal(refused, what, by, at)
                raise

    return once.given(answer)


def _told(said: Any) -> dict[str, Any]:
    if isinstance(said, Event):
        return {"events": [said.event_id]}
    if isinstance(said, tuple):
        events = [each.event_id for each in said if isinstance(each, Event)]
        last = said[-1] if said else None
        return {"events": events, "agrees": last} if isinstance(last, bool) else {"events": events}
    return dict(said)


@router.post("/trips")
def plan_trip(
    body: NewTrip, once: Once, access: Annotated[Access, asks(Action.PLAN_TRIP)]
) -> JSONResponse:
    """Write a trip down with its list; somebody else approves it."""
    given = body.model_dump() | {"people": tuple(body.people)}
    planned = trips.Planned(**given)
    return _done(access, once, f"plan trip {body.id}",
                 lambda d, by, at: trips.plan(d, planned, by, at))  # fmt: skip


def _of_trip(
    name: str, action: Action, do: Callable[[Desk, str, Any, str, datetime], Any], body: Any = None
) -> None:
    """A path below a trip that does one thing with it."""

    def endpoint(trip_id: str, request: Request, once: Once, access: Any, sent: Any = None) -> Any:
        return _done(access, once, f"{name} of trip {trip_id}",
                     lambda d, by, at: do(d, trip_id, sent, by, at))  # fmt: skip

    hints: dict[str, Any] = {
        "trip_id": str, "request": Request, "once": Once, "return": JSONResponse,
        "access": Annotated[Access, asks(action, trip="trip_id")],
        "sent": dict[str, Any] | None if body is None else body,
    }  # fmt: skip
    endpoint.__annotations__ = hints
    if body is not None:
        endpoint.__defaults__ = None
    router.add_api_route(f"/trips/{{trip_id}}/{name}", endpoint, methods=["POST"])


_of_trip("approval", Action.APPROVE_TRIP, lambda d, t, _, by, at: trips.approve(d, t, by, at))
_of_trip(
    "loading", Action.LOAD_TRIP,
    lambda d, t, sent, by, at: trips.begin_loading(
        d, t, trips.Loading(**sent.model_dump()), by, at
    ),
    Loading,
)  # fmt: skip
_of_trip(
    "boardings", Action.BOARD,
    lambda d, t, sent, by, at: boarding.board(d, t, sent.people, by, at), Named,
)  # fmt: skip
_of_trip(
    "alightings", Action.ALIGHT,
    lambda d, t, sent, by, at: boarding.alight(d, t, sent.people, by, at), Named,
)  # fmt: skip
_of_trip("offers", Action.OFFER, lambda d, t, _, by, at: handover.offer(d, t, by, at))
_of_trip(
    "acceptances", Action.ACCEPT,
    lambda d, t, sent, by, at: handover.accept(d, t, sent.people, by, at, sent.exceptions),
    Acceptance,
)  # fmt: skip
_of_trip(
    "refusals", Action.ACCEPT,
    lambda d, t, sent, by, at: handover.refuse_handover(d, t, sent.reason, by, at), Reason,
)  # fmt: skip
_of_trip(
    "examinations", Action.EXAMINE,
    lambda d, t, sent, by, at: handover.examine(
        d, {each.person: (each.injuries, each.complaints) for each in sent.people}, by, at
    ),
    Examinations,
)  # fmt: skip
_of_trip("departure", Action.DEPART, lambda d, t, _, by, at: trips.depart(d, t, at))
_of_trip(
    "arrival", Action.ARRIVE, lambda d, t, sent, by, at: trips.arrive(d, t, sent.site, at), Site
)
_of_trip("closing", Action.CLOSE_TRIP, lambda d, t, _, by, at: trips.close(d, t, by, at))
_of_trip(
    "cancellation", Action.CANCEL_TRIP,
    lambda d, t, sent, by, at: trips.cancel(d, t, sent.reason, by, at), Reason,
)  # fmt: skip
_of_trip(
    "turn-backs", Action.REDIRECT,
    lambda d, t, sent, by, at: trips.turn_back(d, t, sent.expected, sent.reason, by, at),
    Redirected,
)  # fmt: skip
_of_trip(
    "diversions", Action.REDIRECT,
    lambda d, t, sent, by, at: trips.divert(d, t, sent.site, sent.expected, sent.reason, by, at),
    Redirected,
)  # fmt: skip


def _acknowledge(desk: Desk, trip_id: str, by: str, at: datetime) -> tuple[Event, ...]:
    """The receiver's health staff have the medical files of everybody accepted (R35)."""
    trip = trips.trip_in(desk, trip_id, State.HANDED_OVER)
    said = {"kind": "file acknowledged", "by": by}
    return desk.say_all([("medical", {"person": p, **said}) for p in sorted(trip.accepted)], at)


def _seals(
    desk: Desk, trip_id: str, torn: Sequence[str], by: str, at: datetime
) -> tuple[Event, ...]:
    """The receiver found the seals of property as they were sent, but for some people (R5)."""
    trip = trips.trip_in(desk, trip_id, State.HANDED_OVER)
    sent = {p: desk.situation.seals.get(p, {}).get("handed_over") for p in sorted(trip.accepted)}
    said: list[tuple[str, dict[str, Any]]] = [
        ("property", {"person": p, "action": "received", "by": by,
                      "seals": ["torn"] if p in torn else list(seals)})
        for p, seals in sent.items() if seals
    ]  # fmt: skip
    return desk.say_all(said, at) if said else ()


_of_trip("files", Action.RECORD_HEALTH, lambda d, t, _, by, at: _acknowledge(d, t, by, at))
_of_trip(
    "seals", Action.RECORD_PROPERTY,
    lambda d, t, sent, by, at: _seals(d, t, sent.people, by, at), Named,
)  # fmt: skip


@router.post("/counts")
def count(body: Count, once: Once, access: Annotated[Access, asks(Action.COUNT)]) -> JSONResponse:
    """Record a headcount; one that does not agree opens a difference."""
    access.require(account=body.account)
    return _done(access, once, f"count at {body.account}", lambda d, by, at: boarding.count(
        d, body.account, body.point, body.persons, by, at
    ))  # fmt: skip


@router.post("/incidents")
def incident(
    body: Incident, once: Once, access: Annotated[Access, asks(Action.REPORT_INCIDENT)]
) -> JSONResponse:
    """Report what went wrong."""
    access.require(account=body.at)
    told = incidents.Report(
        body.kind, body.at, tuple(body.people), body.text, cause=body.cause, remains=body.remains,
        to=body.to,
    )  # fmt: skip
    return _done(access, once, f"report {body.kind}",
                 lambda d, by, at: incidents.report(d, told, by, at))  # fmt: skip


@router.post("/duties/{event_id}/done")
def duty_done(
    event_id: str, once: Once, access: Annotated[Access, asks(Action.MEET_DUTY)]
) -> JSONResponse:
    """A duty was met."""
    return _done(access, once, "meet a duty", lambda d, by, at: duties.done(d, event_id, by, at))


@router.post("/claims")
def claim(
    body: Claim, once: Once, access: Annotated[Access, asks(Action.ADD_CLAIM)]
) -> JSONResponse:
    """Record a number that somebody stated."""
    return _done(access, once, "record a claim",
                 lambda d, by, at: d.say("claim", at, **body.model_dump()))  # fmt: skip


@router.post("/checkpoints")
def checkpoint(once: Once, access: Annotated[Access, asks(Action.CHECKPOINT)]) -> JSONResponse:
    """Sign the log as it is."""
    log = access.live.record.log
    return _done(
        access, once, "sign a checkpoint", lambda d, by, at: {"size": log.checkpoint().size}
    )


KINDS = {
    "identity": Action.RECORD_READINESS, "advice": Action.RECORD_READINESS,
    "health": Action.RECORD_HEALTH, "review": Action.RECORD_REVIEW,
}  # fmt: skip


@router.post("/people/{person_id}/readiness")
def readiness(
    person_id: str, body: Readiness, once: Once,
    access: Annotated[Access, asks(Action.SEE_PEOPLE, person="person_id")],
) -> JSONResponse:  # fmt: skip
    """Record whether a person is ready, in one part."""
    action = KINDS.get(body.kind, Action.RECORD_READINESS)
    Access(access.user, action, access.live).require(person=person_id)
    said: dict[str, Any] = {"person": person_id, "outcome": body.outcome}
    said |= {"reason": body.reason} if body.reason else {}
    said |= {} if body.until is None else {"until": moment(body.until)}
    return _done(access, once, f"record {body.kind}",
                 lambda d, by, at: d.say(body.kind, at, by=by, **said))  # fmt: skip


@router.post("/people/{person_id}/fields")
def fields(
    person_id: str, body: Reason,
    access: Annotated[Access, asks(Action.READ_PERSONAL, person="person_id")],
) -> JSONResponse:  # fmt: skip
    """A person's fields in clear; that they were read is recorded first."""
    live = access.live
    with live.writing():
        found = read_fields(live.record, person_id, access.user.id, body.reason)
    return JSONResponse({"fields": found})
