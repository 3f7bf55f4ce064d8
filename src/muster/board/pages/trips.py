"""Trips: the list, and the page of each."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from muster.board.guarding import Access, asks
from muster.board.pages.papers import papers_of_trip
from muster.board.rendering import page
from muster.board.rights import Action
from muster.board.views.trips import TripList, trip_shown, trips_listed
from muster.operations.incidents import KINDS
from muster.operations.situation import Situation

router = APIRouter()


@router.get("/trips")
def trips(
    request: Request,
    access: Annotated[Access, asks(Action.SEE_TRIPS)],
    state: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Every trip that the user may see."""
    live = access.live
    with live.reading() as situation:
        found = trips_listed(situation, live.scenario, live.now(), state=state)
    seen = tuple(each for each in found.trips if access.allows(trip=each.id))
    return page(request, "trips.html", listed=TripList(seen, found.by_state), chosen=state)


@router.get("/trips/{trip_id}")
def trip(
    request: Request, trip_id: str,
    access: Annotated[Access, asks(Action.SEE_TRIPS, trip="trip_id")],
) -> HTMLResponse:  # fmt: skip
    """One trip, with what the user may do next."""
    live = access.live
    with live.reading() as situation:
        shown = trip_shown(live.desk, trip_id, live.scenario, live.now())
        if shown is None:
            raise HTTPException(404, "found no trip of this id; expected one that is in the record")
        in_custody = is_in_custody(situation, shown.trip.account, shown.trip.escort)
        offer = shown.open_offer
        offered = None if offer is None else situation.ledger.offered[offer.event]
    return page(
        request, "trip.html", shown=shown, in_custody=in_custody,
        offered_people=[] if offered is None else sorted(offered.body["people"]),
        papers=papers_of_trip(trip_id, request), incident_kinds=tuple(KINDS),
        sites=sites_of(access), offset=offset_of(access),
    )  # fmt: skip


def is_in_custody(situation: Situation, account: str, custodian: str) -> bool:
    """Whether everybody in an account, and somebody, is under a custodian."""
    there = situation.ledger.present.get(account, set())
    return bool(there) and all(situation.ledger.custodian(p) == custodian for p in there)


def sites_of(access: Access) -> tuple[str, ...]:
    """Sites by their ids."""
    scenario = access.live.scenario
    if scenario is not None:
        return tuple(scenario.sites)
    with access.live.reading() as situation:
        return tuple(sorted(situation.ledger.site_custodian))


def offset_of(access: Access) -> str:
    """The operation's offset from UTC, such as `+03:00`."""
    scenario = access.live.scenario
    return "Z" if scenario is None else scenario.start.isoformat()[-6:]
