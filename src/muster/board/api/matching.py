"""Matching of lists: what is open, and the answers of reviewers. Names are in no URL."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import JSONResponse
from fastapi.routing import APIRouter
from pydantic import Field

from muster.board.api.bodies import Body, Id, Optional, Reason, Text
from muster.board.api.doing import Done, Once
from muster.board.api.paging import Shape
from muster.board.api.shapes import found as expect_found
from muster.board.guarding import Access, asks
from muster.board.kept import kept_of
from muster.board.rights import Action
from muster.board.views.matching import MatchingLine, Matchings
from muster.errors import RecordError
from muster.matching.decisions import Answer
from muster.matching.review_events import decision, reading, undoing
from muster.operations.desk import Desk
from muster.operations.rules import Breach, RuleError

router = APIRouter(prefix="/matchings", tags=["matchings"])


class OpenRowShape(Shape):
    """A row that waits for somebody."""

    side: str = Field(description="a: the sender's list; b: the receiver's")
    id: str
    state: str


class MatchingShape(Shape):
    """How far a matching of two lists has come; ids only."""

    name: str
    a: str
    b: str
    results: dict[str, int]
    reviewers: dict[str, int]
    states: dict[str, int]
    open_rows: list[OpenRowShape]


class Decision(Body):
    """An answer: of two rows, or (nobody) of the one that is not empty."""

    a: Optional = ""
    b: Optional = ""
    answer: Answer


class Searched(Body):
    """A text to find on one of the lists."""

    side: Annotated[str, Field(pattern="^[ab]$", description="The list to search")]
    text: Text


class RowShape(Shape):
    """A row of a list, with its name."""

    id: str
    name: str
    year: int
    side: list[str]


class Rows(Shape):
    """Rows that fit, the best first."""

    rows: list[RowShape]


@router.get("", response_model=list[MatchingShape])
def matchings(
    request: Request, access: Annotated[Access, asks(Action.SEE_MATCHING)]
) -> list[MatchingShape]:
    """Every matching of this operation, and how far it has come."""
    with access.live.reading():
        return [_shape(each) for each in Matchings(kept_of(request.app)).lines()]


@router.post("/{name}/readings", response_model=Done, status_code=201)
def read_names(
    request: Request, name: Id, body: Reason, once: Once,
    access: Annotated[Access, asks(Action.REVIEW_MATCHING)],
) -> JSONResponse:  # fmt: skip
    """Say why you read the names of two lists; you may then for twelve hours."""
    lists = _found(request, access, name).lists(name)

    def do(desk: Desk, by: str, at: Any) -> Any:
        kind, said = reading(lists, by, body.reason)
        return desk.say(kind, at, **said)

    return once.do(access, "read names of lists", do)


@router.post("/{name}/decisions", response_model=Done, status_code=201)
def decide(
    request: Request, name: Id, body: Decision, once: Once,
    access: Annotated[Access, asks(Action.REVIEW_MATCHING)],
) -> JSONResponse:  # fmt: skip
    """Say whether two rows are one person, or that a row is nobody on the other list."""
    found = _found(request, access, name)

    def do(desk: Desk, by: str, at: Any) -> Any:
        _refuse_unread(found, name, by, access)
        found.expect_rows(name, body.a, body.b)
        kind, said = decision(found.lists(name), by, body.a, body.b, body.answer)
        return desk.say(kind, at, **said)

    return once.do(access, "decide on a match", do)


@router.post("/{name}/undoings", response_model=Done, status_code=201)
def undo(
    request: Request, name: Id, once: Once,
    access: Annotated[Access, asks(Action.REVIEW_MATCHING)],
) -> JSONResponse:  # fmt: skip
    """Withdraw your own last decision of a matching."""
    found = _found(request, access, name)

    def do(desk: Desk, by: str, at: Any) -> Any:
        last = found.review(name).last_of(by)
        if last is None:
            raise RecordError("found no decision of yours that stands; expected one to undo")
        kind, said = undoing(found.lists(name), by, last)
        return desk.say(kind, at, **said)

    return once.do(access, "undo a decision on a match", do)


@router.post("/{name}/searches", response_model=Rows)
def search(
    request: Request, name: Id, body: Searched,
    access: Annotated[Access, asks(Action.REVIEW_MATCHING)],
) -> Rows:  # fmt: skip
    """Find rows of a whole list by names in either script, a year or an id; changes nothing."""
    found = _found(request, access, name)
    with access.live.reading():
        _refuse_unread(found, name, access.user.id, access)
        rows = found.search(name, body.side, body.text)
    return Rows(rows=[RowShape.model_validate(each.row) for each in rows])


def _found(request: Request, access: Access, name: str) -> Matchings:
    with access.live.reading():
        found = Matchings(kept_of(request.app))
        expect_found(found if found.has(name) else None, "matching")
        return found


def _refuse_unread(found: Matchings, name: str, by: str, access: Access) -> None:
    """Nobody sees or decides on names before they have said why."""
    if not found.may_see_names(name, by, access.live.now()):
        text = "found no reason given for reading these names; expected one of the last 12 hours"
        raise RuleError((Breach("R8", text, ()),))


def _shape(line: MatchingLine) -> MatchingShape:
    told = line.report
    return MatchingShape(
        name=line.name, a=line.a, b=line.b, results=dict(told.results),
        reviewers=dict(told.reviewers), states=dict(told.states),
        open_rows=[
            OpenRowShape(side=r.side, id=r.id, state=r.state.value) for r in told.open_rows
        ],
    )  # fmt: skip
