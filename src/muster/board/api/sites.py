"""Sites: people, beds, guards, counts, what leaves and arrives."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from muster.board.api.paging import AskedPage, Page, Paged, Shape
from muster.board.api.shapes import (
    CountShape,
    DifferenceShape,
    IncidentShape,
    TripShape,
    incident_shape,
)
from muster.board.api.shapes import found as expect_found
from muster.board.api.versions import site_version
from muster.board.guarding import Access, asks
from muster.board.kept import kept_of
from muster.board.rights import Action
from muster.board.views.situation import sites_now

router = APIRouter(prefix="/sites", tags=["sites"])


class SiteShape(Shape):
    """A site at a glance."""

    id: str
    kind: str
    people: int
    custodian: str
    chance: float | None


class BedDayShape(Shape):
    """Room at the end of a day, as planned."""

    at: str
    people: int
    free: int | None


class ClassShape(Shape):
    """People of a separation class, and beds for it where they are set."""

    name: str
    people: int
    beds: int | None


class SiteDetail(SiteShape):
    """A site with everything that is known of it."""

    occupied: int
    capacity: int | None
    guards: float | None
    guards_needed: float | None
    unguarded_h: float
    classes: list[ClassShape]
    days: list[BedDayShape]
    counts: list[CountShape]
    differences: list[DifferenceShape]
    leaving: list[TripShape]
    coming: list[TripShape]
    incidents: list[IncidentShape]


@router.get("", response_model=Page[SiteShape])
def sites(
    request: Request, window: AskedPage, access: Annotated[Access, asks(Action.SEE_SITES)]
) -> Paged[Any]:
    """Sites that you may see, by their ids; `chance` is that of failing within 24 hours."""
    live, ahead = access.live, kept_of(request.app).outlooks()
    with live.reading() as situation:
        listed = sites_now(situation, live.scenario, ahead, live.now())
        by_id = sorted(listed, key=lambda each: each.id)
        return window.page(by_id, lambda s: (s.id,), lambda s: access.allows(site=s.id))


@router.get("/{site_id}", response_model=SiteDetail)
def site(
    site_id: str, request: Request, response: Response,
    access: Annotated[Access, asks(Action.SEE_SITES, site="site_id")],
) -> SiteDetail:  # fmt: skip
    """One site. Its ETag is for If-Match on counts, incidents and its handover."""
    live = access.live
    with live.reading() as situation:
        shown = kept_of(request.app).site(site_id)
        expect_found(shown, "site")
        assert shown is not None
        response.headers["ETag"] = site_version(site_id)(situation)
    return SiteDetail(
        **SiteShape.model_validate(shown).model_dump(), occupied=shown.occupied,
        capacity=shown.capacity, guards=shown.guards, guards_needed=shown.guards_needed,
        unguarded_h=shown.unguarded_h,
        classes=[ClassShape.model_validate(each) for each in shown.classes],
        days=[BedDayShape.model_validate(each) for each in shown.days],
        counts=[CountShape.model_validate(each) for each in shown.counts],
        differences=[DifferenceShape.model_validate(each) for each in shown.differences],
        leaving=[TripShape.model_validate(each) for each in shown.leaving],
        coming=[TripShape.model_validate(each) for each in shown.coming],
        incidents=[incident_shape(each) for each in shown.incidents],
    )  # fmt: skip
