"""Plan: trips by vehicle, who remains where, what limits it, and what if it were otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from muster.board.choosing import choices_of
from muster.board.guarding import Access, asks
from muster.board.kept import Kept, kept_of
from muster.board.pages.trips import offset_of
from muster.board.planning_jobs import adoption_of, ask_now, jobs_of
from muster.board.rendering import page
from muster.board.rights import Action
from muster.board.views.charts import remaining_chart
from muster.board.views.gantt import gantt_of
from muster.board.views.limiting import limiting
from muster.board.views.plan_changes import adopted, would_change
from muster.board.views.plans import compared, remaining_of, suggested, to_write_down
from muster.board.views.what_if import KINDS, Question, targets_of
from muster.locale.catalogues import catalogue, places
from muster.locale.numbers import Shown
from muster.operations.plan_versions import Version

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
    version = live.version
    if version is None:
        return page(request, "plan_none.html")
    scenario, plan = version.operation, version.plan
    now = datetime.fromisoformat(live.now()).astimezone(scenario.start.tzinfo)
    with live.reading() as situation:
        gantt = kept.once(
            "gantt", (live.size, id(plan)),
            lambda: gantt_of(scenario, version.whole, situation, now),
        )  # fmt: skip
        coming = to_write_down(scenario, version.whole, situation, now)
        plans = adopted(live.versions, situation)
    jobs = jobs_of(kept)
    found = [jobs.job(number) for number in (first, second)]
    answers = [job.answer for job in found if job is not None and job.answer is not None]
    side_by_side = None
    if len(answers) == 2:
        side_by_side = compared(*((each.scenario, each.plan) for each in answers))
    return page(
        request, "plan.html", plan=plan, scenario=scenario, gantt=gantt, coming=coming,
        plans=plans, chart=_chart(request, kept, version, now), jobs=jobs.jobs[::-1], kinds=KINDS,
        targets=targets_of(scenario), seconds=PLAN_S, compared=side_by_side, pair=(first, second),
        links=scenario.links, limits=limiting(version.folder),
    )  # fmt: skip


@router.get("/plan/trips/{trip_id}")
def planned_trip(
    request: Request, trip_id: str, access: Annotated[Access, asks(Action.PLAN_TRIP)]
) -> HTMLResponse:
    """A trip of the plan, ready to be written down with its list."""
    live = access.live
    found, version = None, live.version
    if version is not None:
        with live.reading() as situation:
            found = suggested(version, situation, trip_id)
    if found is None:
        raise HTTPException(404, "found no trip of this id in the plan; expected one of the plan")
    return page(request, "plan_trip.html", found=found, offset=offset_of(access))


@router.get("/plan/what-ifs/{number}")
def answer_page(
    request: Request, access: Annotated[Access, asks(Action.SEE_PLAN)],
    number: Annotated[int, Path(ge=1, lt=2**53)],
) -> HTMLResponse:  # fmt: skip
    """What an answer would change, and making it the plan under way."""
    jobs = jobs_of(kept_of(request.app))
    asked = adoption_of(jobs, number)
    with access.live.reading() as situation:
        change = would_change(asked, situation)
    scenario = asked.operation
    return page(request, "plan_answer.html", job=jobs.job(number), change=change, kinds=KINDS,
                scenario=scenario)  # fmt: skip


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


def _chart(request: Request, kept: Kept, version: Version, now: datetime) -> object:
    scenario, plan = version.scenario, version.plan
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
