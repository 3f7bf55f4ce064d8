"""Every step of a trip, from the plan to its close."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import (
    Body,
    Id,
    Named,
    Number,
    Optional,
    People,
    Reason,
    SomePeople,
    Text,
    Time,
)
from muster.board.api.doing import Done, Once, OnceOn
from muster.board.api.versions import trip_version
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.operations import boarding, handover, receiving, trips

router = APIRouter(prefix="/trips", tags=["trips"])


class NewTrip(Body):
    """A trip with its list."""

    id: Id
    origin: Id
    target: Id
    departs: Time
    expected: Time
    seats: Number
    compartments: Number
    people: SomePeople
    giving: Id
    escort: Id
    receiving: Id
    risk: Text
    interests: Text


class Loading(Body):
    """What stands ready at the loading."""

    vehicle: Text
    certificate: Text
    escorts: Number
    women_staff: Number
    health_staff: Number
    provisions_h: Number
    call: bool


class Site(Body):
    """Where."""

    site: Id


class Along(Body):
    """What goes along with a person, by its seals."""

    seals: list[Id] = Field(default_factory=list, max_length=200, description="Of property")
    medicines: list[Id] = Field(default_factory=list, max_length=200)
    file: Optional = Field("", description="Of the envelope with the medical file")


class Offer(Body):
    """What goes along, by person; nothing if left out."""

    along: dict[Id, Along] = Field(default_factory=dict, max_length=10_000)


class Acceptance(Body):
    """Who is taken, and who is not and why; together they are those offered."""

    people: People
    exceptions: dict[Id, Optional] = Field(default_factory=dict)


class Looked(Body):
    """A person, looked at on arrival."""

    person: Id
    injuries: bool = False
    complaints: bool = False


class Examinations(Body):
    """Several of them."""

    people: Annotated[list[Looked], Field(min_length=1, max_length=10_000)]


class Sealed(Body):
    """Whose property did not come under the seals it was sent with."""

    people: People


class TurnedBack(Body):
    """When it is expected, and why."""

    expected: Time
    reason: Text


class Diverted(TurnedBack):
    """Where to."""

    site: Id


class Stop(Body):
    """A rest on the way."""

    site: Id
    until: Time
    reason: Text


class Vehicle(Body):
    """Another vehicle."""

    vehicle: Text
    certificate: Text
    seats: Number
    reason: Text


@router.post("", response_model=Done, status_code=201)
def plan_trip(
    body: NewTrip, once: Once, access: Annotated[Access, asks(Action.PLAN_TRIP)]
) -> JSONResponse:
    """Write a trip down with its list; somebody else approves it."""
    planned = trips.Planned(**body.model_dump() | {"people": tuple(body.people)})
    return once.do(access, f"plan trip {body.id}", lambda d, by, at: trips.plan(d, planned, by, at))


@router.post("/{trip_id}/approval", response_model=Done, status_code=201)
def approve(
    trip_id: str, once: OnceOn, access: Annotated[Access, asks(Action.APPROVE_TRIP, trip="trip_id")]
) -> JSONResponse:
    """Approve the list, as somebody else than who planned it; everybody on it is ready."""
    return once.do(access, f"approval of trip {trip_id}",
                   lambda d, by, at: trips.approve(d, trip_id, by, at),
                   trip_version(trip_id))  # fmt: skip


@router.post("/{trip_id}/loading", response_model=Done, status_code=201)
def begin_loading(
    trip_id: str, body: Loading, once: OnceOn,
    access: Annotated[Access, asks(Action.LOAD_TRIP, trip="trip_id")],
) -> JSONResponse:  # fmt: skip
    """Vehicle, escort and provisions stand ready."""
    ready = trips.Loading(**body.model_dump())
    return once.do(access, f"loading of trip {trip_id}",
                   lambda d, by, at: trips.begin_loading(d, trip_id, ready, by, at),
                   trip_version(trip_id))  # fmt: skip


@router.post("/{trip_id}/boardings", response_model=Done, status_code=201)
def board(
    trip_id: str, body: Named, once: OnceOn,
    access: Annotated[Access, asks(Action.BOARD, trip="trip_id")],
) -> JSONResponse:  # fmt: skip
    """People board: all of them, or nobody."""
    return once.do(access, f"boardings of trip {trip_id}",
                   lambda d, by, at: boarding.board(d, trip_id, body.people, by, at),
                   trip_version(trip_id))  # fmt: skip


@router.post("/{trip_id}/alightings", response_model=Done, status_code=201)
def alight(
    trip_id: str, body: Named, once: OnceOn,
    access: Annotated[Access, asks(Action.ALIGHT, trip="trip_id")],
) -> JSONResponse:  # fmt: skip
    """People leave the trip where it stands."""
    return once.do(access, f"alightings of trip {trip_id}",
                   lambda d, by, at: boarding.alight(d, trip_id, body.people, by, at),
                   trip_version(trip_id))  # fmt: skip


@router.post("/{trip_id}/offers", response_model=Done, status_code=201)
def offer(
    trip_id: str, once: OnceOn,
    access: Annotated[Access, asks(Action.OFFER, trip="trip_id")], body: Offer | None = None,
) -> JSONResponse:  # fmt: skip
    """Offer everybody aboard, with what goes along: to the escort while loading, to the receiver
    on arrival."""
    along = {
        person: handover.Sealed(tuple(sent.seals), tuple(sent.medicines), sent.file)
        for person, sent in (body.along if body is not None else {}).items()
    }
    return once.do(access, f"offers of trip {trip_id}",
                   lambda d, by, at: handover.offer(d, trip_id, by, at, along),
                   trip_version(trip_id))  # fmt: skip


@router.post("/{trip_id}/acceptances", response_model=Done, status_code=201)
def accept(
    trip_id: str, body: Acceptance, once: OnceOn,
    access: Annotated[Access, asks(Action.ACCEPT, trip="trip_id")],
) -> JSONResponse:  # fmt: skip
    """Take exactly those named; custody passes for them, at this moment."""
    return once.do(
        access, f"acceptances of trip {trip_id}",
        lambda d, by, at: handover.accept(d, trip_id, body.people, by, at, body.exceptions),
        trip_version(trip_id),
    )  # fmt: skip


@router.post("/{trip_id}/refusals", response_model=Done, status_code=201)
def refuse(
    trip_id: str, body: Reason, once: OnceOn,
    access: Annotated[Access, asks(Action.ACCEPT, trip="trip_id")],
) -> JSONResponse:  # fmt: skip
    """Take nobody; custody stays where it is."""
    return once.do(access, f"refusals of trip {trip_id}",
                   lambda d, by, at: handover.refuse_handover(d, trip_id, body.reason, by, at),
                   trip_version(trip_id))  # fmt: skip


@router.post("/{trip_id}/examinations", response_model=Done, status_code=201)
def examine(
    trip_id: str, body: Examinations, once: OnceOn,
    access: Annotated[Access, asks(Action.EXAMINE, trip="trip_id")],
) -> JSONResponse:  # fmt: skip
    """Say what the receiver saw and heard of each person on arrival."""
    found = {each.person: (each.injuries, each.complaints) for each in body.people}
    return once.do(access, f"examinations of trip {trip_id}",
                   lambda d, by, at: receiving.examine_arrived(d, trip_id, found, by, at),
                   trip_version(trip_id))  # fmt: skip


@router.post("/{trip_id}/departure", response_model=Done, status_code=201)
def depart(
    trip_id: str, once: OnceOn, access: Annotated[Access, asks(Action.DEPART, trip="trip_id")]
) -> JSONResponse:
    """Depart with exactly those aboard: counted, ready, and in the escort's custody."""
    return once.do(access, f"departure of trip {trip_id}",
                   lambda d, _, at: trips.depart(d, trip_id, at),
                   trip_version(trip_id))  # fmt: skip


@router.post("/{trip_id}/arrival", response_model=Done, status_code=201)
def arrive(
    trip_id: str, body: Site, once: OnceOn,
    access: Annotated[Access, asks(Action.ARRIVE, trip="trip_id")],
) -> JSONResponse:  # fmt: skip
    """The trip is at a site; its people are still in the escort's custody."""
    return once.do(access, f"arrival of trip {trip_id}",
                   lambda d, _, at: trips.arrive(d, trip_id, body.site, at),
                   trip_version(trip_id))  # fmt: skip


@router.post("/{trip_id}/files", response_model=Done, status_code=201)
def acknowledge_files(
    trip_id: str, once: OnceOn,
    access: Annotated[Access, asks(Action.RECORD_HEALTH, trip="trip_id")],
) -> JSONResponse:  # fmt: skip
    """The receiver's health staff have the medical files of everybody accepted."""
    return once.do(access, f"files of trip {trip_id}",
                   lambda d, by, at: receiving.acknowledge_files(d, trip_id, by, at),
                   trip_version(trip_id))  # fmt: skip


@router.post("/{trip_id}/seals", response_model=Done, status_code=201)
def receive_property(
    trip_id: str, body: Sealed, once: OnceOn,
    access: Annotated[Access, asks(Action.RECORD_PROPERTY, trip="trip_id")],
) -> JSONResponse:  # fmt: skip
    """Property came under the seals it was sent with, but for the people named."""
    return once.do(access, f"seals of trip {trip_id}",
                   lambda d, by, at: receiving.receive_property(d, trip_id, body.people, by, at),
                   trip_version(trip_id))  # fmt: skip


@router.post("/{trip_id}/closing", response_model=Done, status_code=201)
def close(
    trip_id: str, once: OnceOn, access: Annotated[Access, asks(Action.CLOSE_TRIP, trip="trip_id")]
) -> JSONResponse:
    """Nothing of the trip is open."""
    return once.do(access, f"closing of trip {trip_id}",
                   lambda d, by, at: trips.close(d, trip_id, by, at),
                   trip_version(trip_id))  # fmt: skip


@router.post("/{trip_id}/cancellation", response_model=Done, status_code=201)
def cancel(
    trip_id: str, body: Reason, once: OnceOn,
    access: Annotated[Access, asks(Action.CANCEL_TRIP, trip="trip_id")],
) -> JSONResponse:  # fmt: skip
    """The trip will not run."""
    return once.do(access, f"cancellation of trip {trip_id}",
                   lambda d, by, at: trips.cancel(d, trip_id, body.reason, by, at),
                   trip_version(trip_id))  # fmt: skip


@router.post("/{trip_id}/turn-backs", response_model=Done, status_code=201)
def turn_back(
    trip_id: str, body: TurnedBack, once: OnceOn,
    access: Annotated[Access, asks(Action.REDIRECT, trip="trip_id")],
) -> JSONResponse:  # fmt: skip
    """The trip goes back to where it came from."""
    return once.do(
        access, f"turn-backs of trip {trip_id}",
        lambda d, by, at: trips.turn_back(d, trip_id, body.expected, body.reason, by, at),
        trip_version(trip_id),
    )  # fmt: skip


@router.post("/{trip_id}/diversions", response_model=Done, status_code=201)
def divert(
    trip_id: str, body: Diverted, once: OnceOn,
    access: Annotated[Access, asks(Action.REDIRECT, trip="trip_id")],
) -> JSONResponse:  # fmt: skip
    """The trip goes to another site than planned."""
    return once.do(
        access, f"diversions of trip {trip_id}",
        lambda d, by, at: trips.divert(d, trip_id, body.site, body.expected, body.reason, by, at),
        trip_version(trip_id),
    )  # fmt: skip


@router.post("/{trip_id}/stops", response_model=Done, status_code=201)
def stop_overnight(
    trip_id: str, body: Stop, once: OnceOn,
    access: Annotated[Access, asks(Action.REDIRECT, trip="trip_id")],
) -> JSONResponse:  # fmt: skip
    """The trip rests on its way; its people stay aboard."""
    return once.do(
        access, f"stops of trip {trip_id}",
        lambda d, by, at: trips.stop_overnight(
            d, trip_id, body.site, body.until, body.reason, by, at
        ),
        trip_version(trip_id),
    )  # fmt: skip


@router.post("/{trip_id}/vehicles", response_model=Done, status_code=201)
def change_vehicle(
    trip_id: str, body: Vehicle, once: OnceOn,
    access: Annotated[Access, asks(Action.LOAD_TRIP, trip="trip_id")],
) -> JSONResponse:  # fmt: skip
    """Another vehicle takes the trip."""
    return once.do(
        access, f"vehicles of trip {trip_id}",
        lambda d, by, at: trips.change_vehicle(
            d, trip_id, body.vehicle, body.certificate, body.seats, body.reason, by, at
        ),
        trip_version(trip_id),
    )  # fmt: skip
