"""Sites: the list, and the page of each."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from muster.board.guarding import Access, asks
from muster.board.kept import kept_of
from muster.board.pages.papers import papers_of_site
from muster.board.pages.trips import sites_of
from muster.board.rendering import page
from muster.board.rights import Action
from muster.board.two_sided import waiting
from muster.board.views.people import people_listed
from muster.board.views.situation import sites_now
from muster.operations.incidents import KINDS

router = APIRouter()


@router.get("/sites")
def sites(request: Request, access: Annotated[Access, asks(Action.SEE_SITES)]) -> HTMLResponse:
    """Every site that the user may see, the most in danger first."""
    live, kept = access.live, kept_of(request.app)
    ahead = kept.outlooks()
    with live.reading() as situation:
        found = sites_now(situation, live.scenario, ahead, live.now())
    seen = [each for each in found if access.allows(site=each.id)]
    given = {} if live.scenario is None else live.scenario.sites
    return page(request, "sites.html", sites=seen, given=given)


@router.get("/sites/{site_id}")
def site(
    request: Request,
    site_id: str,
    access: Annotated[Access, asks(Action.SEE_SITES, site="site_id")],
    list_page: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """One site."""
    live, now = access.live, access.live.now()
    with live.reading() as situation:
        shown = kept_of(request.app).site(site_id)
        if shown is None:
            raise HTTPException(404, "found no site of this id; expected one that is known")
        there = situation.ledger.present.get(shown.account, ())
        people = people_listed(situation, there, list_page, now)
    return page(
        request, "site.html", shown=shown, people=people, papers=papers_of_site(site_id, request),
        incident_kinds=tuple(KINDS), sites=sites_of(access),
    )  # fmt: skip


@router.get("/sites/{site_id}/handover")
def handover(
    request: Request,
    site_id: str,
    access: Annotated[Access, asks(Action.HAND_OVER_SITE, site="site_id")],
) -> HTMLResponse:
    """A whole site passes in place: each side signs."""
    live = access.live
    with live.reading() as situation:
        held_by = situation.ledger.site_custodian.get(site_id)
        people = sorted(situation.ledger.present.get(f"site:{site_id}", ()))
    if held_by is None:
        raise HTTPException(404, "found no custodian of this site; expected one that hands it over")
    signed = waiting(request.app.state.accounts.store, site_id, live.clock())
    return page(request, "site_handover.html", site=site_id, held_by=held_by, people=people,
                signed=signed)  # fmt: skip
