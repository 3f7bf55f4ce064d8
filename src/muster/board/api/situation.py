"""The situation at a glance, and the balance at any time."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field

from muster.board.api.paging import Shape
from muster.board.api.shapes import At, TripShape, given_moment
from muster.board.api.sites import SiteShape
from muster.board.guarding import Access, asks
from muster.board.kept import kept_of
from muster.board.rights import Action
from muster.board.views.situation import Shown

router = APIRouter(tags=["situation"])


class AccountShape(Shape):
    """An account over a day: opening + received - left = closing."""

    account: str
    opening: int
    received: int
    left: int
    closing: int


class DayShape(Shape):
    """All accounts over a day; together they hold everybody ever named."""

    rows: list[AccountShape]
    people: int
    hours: float
    is_closed: bool


class DecisionShape(Shape):
    """Something that somebody should look at."""

    kind: str
    subject: str
    what: str
    since: str
    people: int
    text: str


class DutyGroupShape(Shape):
    """Open duties of one kind and owner."""

    duty: str
    owner: str
    overdue: int
    soon: int
    open: int
    first_due: str


class DecisionsShape(Shape):
    """What needs a decision now."""

    differences: list[DecisionShape]
    overdue: list[DecisionShape]
    approvals: list[DecisionShape]
    given_up: list[DecisionShape] = Field(
        description="Trips written down that the plan under way does without, not cancelled yet"
    )
    duties: list[DutyGroupShape]


class SituationShape(Shape):
    """Who is where, what moves, what is open."""

    people: int
    under_way: int
    at_large: int
    sites: list[SiteShape]
    running: list[TripShape]
    coming: list[TripShape]
    balance: DayShape
    decisions: DecisionsShape


class CourseShape(Shape):
    """People by site and trips over time: the record's past, the plan's future."""

    times: list[str]
    now: int
    people: dict[str, list[int]]
    chances: dict[str, list[float]]
    trips: list[dict[str, Any]]


class BalanceShape(Shape):
    """People by account at a time; they add up to everybody named until then."""

    at: str
    accounts: dict[str, int]
    people: int


@router.get("/situation", response_model=SituationShape)
def situation(request: Request, access: Annotated[Access, asks(Action.SEE_SITUATION)]) -> Shown:
    """The situation now; it names nobody."""
    return kept_of(request.app).situation()


@router.get("/situation/course", response_model=CourseShape)
def course(
    request: Request, access: Annotated[Access, asks(Action.SEE_SITUATION)]
) -> dict[str, Any]:
    """The operation over time."""
    return kept_of(request.app).course().plain()


@router.get("/balance", response_model=BalanceShape)
def balance(access: Annotated[Access, asks(Action.SEE_SITUATION)], at: At = None) -> dict[str, Any]:
    """The balance now, or at a time: double entry, so that nobody appears or vanishes."""
    live = access.live
    with live.reading():
        then = given_moment(live, at)
        accounts = dict(live.books().balance(then))
    return {"at": then, "accounts": accounts, "people": sum(accounts.values())}
