"""Trips: the list, and each with its people, counts, handovers and history."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from muster.board.api.paging import AskedPage, Page, Paged, Shape
from muster.board.api.shapes import (
    CountShape,
    ExpectedShape,
    IncidentShape,
    TripShape,
    incident_shape,
)
from muster.board.api.shapes import found as expect_found
from muster.board.api.versions import trip_version
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.board.views.situation import trip_now
from muster.board.views.trips import TripShown, trip_shown

router = APIRouter(prefix="/trips", tags=["trips"])


class RiderShape(Shape):
    """A person on the list."""

    person: str
    status: str
    rules: list[str]
    is_restrained: bool
    is_examined: bool


class UnmetShape(Shape):
    """A rule that is not met, and for whom."""

    rule: str
    text: str
    people: list[str]


class OfferShape(Shape):
    """An offer of people, and its answer."""

    giving: str
    receiving: str
    people: int
    at: str
    by: str
    event: str
    answer: str
    answered_at: str
    answered_by: str
    reason: str


class HappenedShape(Shape):
    """One step of its history."""

    what: str
    at: str
    by: str
    event: str
    text: str


class TripDetail(TripShape):
    """A trip with everything that is known of it."""

    giving: str
    escort: str
    receiving: str
    seats: int
    compartments: int
    risk: str
    interests: str
    planned_by: str
    stands_at: str
    riders: list[RiderShape]
    counts: list[CountShape]
    unmet: list[UnmetShape]
    offers: list[OfferShape]
    history: list[HappenedShape]
    following: ExpectedShape | None
    differences: list[str]
    incidents: list[IncidentShape]
    files_there: bool
    seals_open: bool


@router.get("", response_model=Page[TripShape])
def trips(
    window: AskedPage,
    access: Annotated[Access, asks(Action.SEE_TRIPS)],
    state: Annotated[str, Query(max_length=20, description="planned, departed ...; or late")] = "",
) -> Paged[Any]:
    """Trips that you may see, by their ids."""
    live = access.live
    with live.reading() as situation:
        now = live.now()
        listed = [trip_now(situation, live.scenario, name, now) for name in sorted(situation.trips)]
        chosen = [
            t for t in listed if not state or t.state == state or (state == "late" and t.is_late)
        ]
        return window.page(chosen, lambda t: (t.id,), lambda t: access.allows(trip=t.id))


@router.get("/{trip_id}", response_model=TripDetail)
def trip(
    trip_id: str, response: Response,
    access: Annotated[Access, asks(Action.SEE_TRIPS, trip="trip_id")],
) -> TripDetail:  # fmt: skip
    """One trip. Its ETag is for If-Match on every step of it."""
    live = access.live
    with live.reading() as situation:
        shown = trip_shown(live.desk, trip_id, live.scenario, live.now())
        expect_found(shown, "trip")
        assert shown is not None
        response.headers["ETag"] = trip_version(trip_id)(situation)
    return _detail(shown)


def _detail(shown: TripShown) -> TripDetail:
    body, glance = shown.trip.planned.body, TripShape.model_validate(shown.now)
    return TripDetail(
        **glance.model_dump(), giving=body["giving"], escort=shown.trip.escort,
        receiving=body["receiving"], seats=shown.trip.seats, compartments=body["compartments"],
        risk=body["risk"], interests=body["interests"], planned_by=body["by"],
        stands_at=shown.stands_at,
        riders=[RiderShape.model_validate(each) for each in shown.riders],
        counts=[CountShape.model_validate(each) for each in shown.counts],
        unmet=[UnmetShape.model_validate(each) for each in shown.unmet],
        offers=[OfferShape.model_validate(each) for each in shown.offers],
        history=[HappenedShape.model_validate(each) for each in shown.history],
        following=None if shown.following is None
        else ExpectedShape.model_validate(shown.following),
        differences=list(shown.differences),
        incidents=[incident_shape(each) for each in shown.incidents],
        files_there=shown.files_there, seals_open=shown.seals_open,
    )  # fmt: skip
