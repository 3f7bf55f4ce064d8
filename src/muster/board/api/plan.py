"""The plan, trips of it to write down next, and what if it were otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Body, Id, Reason
from muster.board.api.doing import Done, Once
from muster.board.api.paging import AskedPage, Page, Paged, Shape
from muster.board.guarding import Access, asks
from muster.board.kept import kept_of
from muster.board.planning_jobs import Job, adoption_of, ask_now, jobs_of
from muster.board.rights import Action
from muster.board.views.plans import compared, suggested
from muster.board.views.what_if import KINDS, Question, targets_of
from muster.operations.desk import Desk
from muster.operations.plan_versions import adopt
from muster.operations.situation import Situation
from muster.planning.plan import Plan
from muster.planning.plan import Trip as PlannedTrip
from muster.record.events import Event
from muster.scenario import Scenario

router = APIRouter(prefix="/plan", tags=["plan"])
LONGEST_S = 300


class PlanShape(Shape):
    """A plan with its proven bound: no plan is better than that."""

    scenario: str
    scenario_digest: str
    expected_loss: float
    bound: float
    gap: float
    unplaced: int
    objective: float
    people_lost: float
    loss_if_nobody_moves: float
    people: int
    trips: int


class PlannedShape(Shape):
    """A trip of the plan, and how far it is by the record."""

    id: str
    fleet: str
    origin: str
    target: str
    departs: datetime
    arrives: datetime
    people: int
    state: str = Field(description="Of the record; empty where only the plan has it")


class SuggestedShape(Shape):
    """A list for a trip of the plan, to be written down with POST /trips."""

    origin: str
    target: str
    seats: int
    compartments: int
    people: list[str]
    giving: str
    escort: str
    receiving: str


class Asked(Body):
    """A question to the planner."""

    kind: Id = Field(description=f"One of: {', '.join(KINDS)}")
    target: str = Field("", max_length=200, description="The fleet, escort pool or site it names")
    seconds: int = Field(30, ge=1, le=LONGEST_S)


class AnswerShape(Shape):
    """What the planner answered."""

    plan: PlanShape
    kept: list[str]
    given_up: list[tuple[str, str]]
    added: int


class JobShape(Shape):
    """A question, and how far its answer is."""

    id: int
    kind: str
    target: str
    by: str
    at: str
    seconds: float
    state: str = Field(description="waiting, planning, done or failed")
    share: float
    answer: AnswerShape | None


class RowShape(Shape):
    """One figure of two plans."""

    what: str
    first: float
    second: float


class ComparedShape(Shape):
    """Two answers side by side."""

    rows: list[RowShape]
    days: list[tuple[datetime, int, int]]


@router.get("", response_model=PlanShape)
def plan(access: Annotated[Access, asks(Action.SEE_PLAN)]) -> PlanShape:
    """The plan at a glance."""
    return _plan_shape(_given(access)[1])


@router.get("/trips", response_model=Page[PlannedShape])
def planned_trips(
    window: AskedPage, access: Annotated[Access, asks(Action.SEE_PLAN)]
) -> Paged[PlannedShape]:
    """Trips of the plan, by their ids."""
    scenario, known = _given(access)
    with access.live.reading() as situation:
        page = window.page(sorted(known.trips, key=lambda t: t.id), lambda t: (t.id,))
        shown = [_planned_shape(scenario, situation, each) for each in page.items]
    return Paged(shown, page.next)


@router.get("/trips/{trip_id}", response_model=SuggestedShape)
def suggestion(trip_id: str, access: Annotated[Access, asks(Action.PLAN_TRIP)]) -> Any:
    """A list for a trip of the plan: people who are there, clear, and on no other trip."""
    version = access.live.version
    with access.live.reading() as situation:
        found = None if version is None else suggested(version, situation, trip_id)
    if found is None:
        raise HTTPException(404, "found no trip of this id in the plan; expected one of the plan")
    return found


@router.get("/targets", response_model=dict[str, list[str]])
def targets(access: Annotated[Access, asks(Action.REPLAN)]) -> dict[str, list[str]]:
    """What each kind of question can name; empty where it names nothing."""
    named = {kind: list(each) for kind, each in targets_of(_given(access)[0]).items()}
    return {kind: named.get(needs, []) for kind, (needs, _) in KINDS.items()}


@router.post("/what-ifs", response_model=JobShape, status_code=201)
def ask(
    body: Asked, request: Request, once: Once, access: Annotated[Access, asks(Action.REPLAN)]
) -> JSONResponse:
    """Ask the planner, in the background; the record is not touched."""
    jobs = jobs_of(kept_of(request.app))

    def asked() -> dict[str, Any]:
        question = Question(body.kind, body.target)
        job = ask_now(access.live, jobs, question, access.user.id, float(body.seconds))
        return _job_shape(job).model_dump(mode="json")

    return once.once(access, asked)


@router.get("/what-ifs", response_model=Page[JobShape])
def what_ifs(
    request: Request, window: AskedPage, access: Annotated[Access, asks(Action.SEE_PLAN)]
) -> Paged[JobShape]:
    """The last questions, and how far their answers are."""
    page = window.page(jobs_of(kept_of(request.app)).jobs, lambda job: (job.id,))
    return Paged([_job_shape(job) for job in page.items], page.next)


@router.get("/what-ifs/{number}", response_model=JobShape)
def what_if(
    number: Annotated[int, Path(ge=1, lt=2**53)], request: Request,
    access: Annotated[Access, asks(Action.SEE_PLAN)],
) -> JobShape:  # fmt: skip
    """One question."""
    return _job_shape(_job(request, number))


@router.post("/what-ifs/{number}/adoption", response_model=Done, status_code=201)
def adopt_answer(
    number: Annotated[int, Path(ge=1, lt=2**53)], body: Reason, request: Request, once: Once,
    access: Annotated[Access, asks(Action.REPLAN)],
) -> JSONResponse:  # fmt: skip
    """Put an answer under way as a new version of the plan; whoever does so approves none of its
    new trips. Nothing is written down or cancelled by it."""
    live, asked = access.live, adoption_of(jobs_of(kept_of(request.app)), number)

    def adopted(desk: Desk, by: str, at: datetime) -> Event:
        under_way = live.version or asked.before
        return adopt(desk, live.record.folder, asked, under_way, body.reason, by, at)

    return once.do(access, f"adopt the answer to question {number}", adopted)


@router.get("/what-ifs/{number}/compared", response_model=ComparedShape)
def compare(
    number: Annotated[int, Path(ge=1, lt=2**53)],
    request: Request,
    access: Annotated[Access, asks(Action.SEE_PLAN)],
    other: Annotated[int, Query(alias="with", ge=1, lt=2**53)],
) -> ComparedShape:
    """An answer against another: figures, and people who have still to leave by day."""
    answers = [_job(request, each).answer for each in (number, other)]
    first, second = answers
    if first is None or second is None:
        raise HTTPException(404, "found a question without an answer; expected two with")
    found = compared((first.scenario, first.plan), (second.scenario, second.plan))
    rows = [RowShape(what=what, first=one, second=two) for what, one, two in found.rows]
    return ComparedShape(rows=rows, days=list(found.days))


def _given(access: Access) -> tuple[Scenario, Plan]:
    live = access.live
    if live.scenario is None or live.plan is None:
        raise HTTPException(404, "found no plan; expected one beside the record")
    return live.scenario, live.plan


def _job(request: Request, number: int) -> Job:
    job = jobs_of(kept_of(request.app)).job(number)
    if job is None:
        raise HTTPException(404, "found no question of this number; expected one of the last")
    return job


def _job_shape(job: Job) -> JobShape:
    answer = None
    if job.answer is not None:
        answer = AnswerShape(
            plan=_plan_shape(job.answer.plan), kept=list(job.answer.kept),
            given_up=list(job.answer.given_up), added=job.answer.added,
        )  # fmt: skip
    return JobShape(
        id=job.id, kind=job.question.kind, target=job.question.target, by=job.by, at=job.at,
        seconds=job.seconds, state=job.state, share=job.share, answer=answer,
    )  # fmt: skip


def _plan_shape(known: Plan) -> PlanShape:
    names = PlanShape.model_fields.keys() - {"trips"}
    return PlanShape(**{name: getattr(known, name) for name in names}, trips=len(known.trips))


def _planned_shape(scenario: Scenario, situation: Situation, trip: PlannedTrip) -> PlannedShape:
    link, known = scenario.links[trip.link], situation.trips.get(trip.id)
    return PlannedShape(
        id=trip.id, fleet=trip.fleet, origin=link.origin, target=link.destination,
        departs=trip.departs_at, arrives=trip.arrives_at, people=trip.people,
        state="" if known is None else known.state.value,
    )  # fmt: skip
