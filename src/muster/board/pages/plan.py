"""Plan: trips by vehicle, who remains where, what limits it, and what if it were otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from muster.board.choosing import choices_of
from muster.board.guarding import Access, asks
from muster.board.kept import Kept, kept_of
from muster.board.pages.trips import offset_of
from muster.board.planning_jobs import ask_now, jobs_of
from muster.board.rendering import page
from muster.board.rights import Action
from muster.board.settings import PLAN
from muster.board.views.charts import remaining_chart
from muster.board.views.gantt import gantt_of
from muster.board.views.limiting import limiting
from muster.board.views.plans import compared, remaining_of, suggested, to_write_down
from muster.board.views.what_if import KINDS, Question, targets_of
from muster.locale.catalogues import catalogue, places
from muster.locale.numbers import Shown
from muster.planning.plan import Plan
from muster.scenario import Scenario

router = APIRouter()
PLAN_S = (10, 30, 60)
"""Seconds that a question may take."""


@router.get("/plan")
def plan_page(
    request: Request,
    access: Annotated[Access, asks(Action.SEE_PLAN)],
    first: Annotated[int, Query(ge=0)] = 0,
    second: Annotated[int, Query(ge=0)] = 0,
) -> HTMLResponse:
    """The plan, beside what the record says became of it."""
    live, kept = access.live, kept_of(request.app)
    if live.scenario is None or live.plan is None:
        return page(request, "plan_none.html")
    scenario, plan = live.scenario, live.plan
    now = datetime.fromisoformat(live.now()).astimezone(scenario.start.tzinfo)
    with live.reading() as situation:
        gantt = kept.once(
            "gantt", (live.size, id(plan)), lambda: gantt_of(scenario, plan, situation, now)
        )
        coming = to_write_down(scenario, plan, situation, now)
    jobs = jobs_of(kept)
    found = [jobs.job(number) for number in (first, second)]
    answers = [job.answer for job in found if job is not None and job.answer is not None]
    side_by_side = None
    if len(answers) == 2:
        side_by_side = compared(*((each.scenario, each.plan) for each in answers))
    return page(
        request, "plan.html", plan=plan, scenario=scenario, gantt=gantt, coming=coming,
        chart=_chart(request, kept, scenario, plan, now), jobs=jobs.jobs[::-1], kinds=KINDS,
        targets=targets_of(scenario), seconds=PLAN_S, compared=side_by_side, pair=(first, second),
        links=scenario.links, limits=limiting(live.record.folder / PLAN),
    )  # fmt: skip


@router.get("/plan/trips/{trip_id}")
def planned_trip(
    request: Request, trip_id: str, access: Annotated[Access, asks(Action.PLAN_TRIP)]
) -> HTMLResponse:
    """A trip of the plan, ready to be written down with its list."""
    live = access.live
    found = None
    if live.scenario is not None and live.plan is not None:
        with live.reading() as situation:
            found = suggested(live.scenario, live.plan, situation, trip_id)
    if found is None:
        raise HTTPException(404, "found no trip of this id in the plan; expected one of the plan")
    return page(request, "plan_trip.html", found=found, offset=offset_of(access))


@router.post("/plan/what-if")
def what_if(
    request: Request,
    access: Annotated[Access, asks(Action.REPLAN)],
    kind: Annotated[str, Form(max_length=40)],
    target: Annotated[str, Form(max_length=120)] = "",
    seconds: Annotated[int, Form(ge=1, le=300)] = 30,
) -> RedirectResponse:
    """Ask the planner, in the background; the record is not touched."""
    question = Question(kind, target.partition(":")[2])
    ask_now(access.live, jobs_of(kept_of(request.app)), question, access.user.id, float(seconds))
    return RedirectResponse("/plan#what-if", status_code=303)


def _chart(request: Request, kept: Kept, scenario: Scenario, plan: Plan, now: datetime) -> object:
    choices = choices_of(request)
    label = catalogue(choices.language).gettext("People who have still to leave, by site")
    names, digits = places(choices.language), Shown(choices, None).digits

    def made() -> object:
        left = remaining_of(scenario, plan)
        bands = [
            (names.get(scenario.sites[site].name, scenario.sites[site].name or site), counts)
            for site, counts in left.bands
        ]
        local = [time.replace(tzinfo=None) for time in left.times]
        return remaining_chart(local, bands, now.replace(tzinfo=None), label, digits), [
            b for b, _ in bands
        ]

    return kept.once(
        f"remaining {choices.language} {choices.numerals}", (id(plan), f"{now:%Y-%m-%dT%H}"), made
    )
