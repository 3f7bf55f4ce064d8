"""People: who is where, since when, under whom, on whose word; never a name."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from muster.board.api.paging import AskedPage, Page, Paged, Shape
from muster.board.api.shapes import At, DifferenceShape, ExpectedShape, given_moment
from muster.board.api.shapes import found as expect_found
from muster.board.api.versions import person_version
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.board.views.people import PersonShown, people_like, person_row, person_shown

router = APIRouter(prefix="/people", tags=["people"])


class PersonShape(Shape):
    """A person in a list."""

    id: str
    account: str
    custodian: str
    since: str
    is_ready: bool


class StepShape(Shape):
    """One entry of a history, with the event that says so."""

    at: str
    event: str
    kind: str
    account: str
    custodian: str
    is_late: bool


class CheckShape(Shape):
    """One part of somebody's readiness."""

    kind: str
    outcome: str
    at: str
    by: str
    until: str
    event: str


class OpenDutyShape(Shape):
    """A duty towards the person."""

    duty: str
    rule: str
    owner: str
    due: str
    event: str
    is_overdue: bool


class DispositionShape(Shape):
    """What becomes of the person."""

    states: dict[str, str]
    assured: list[str]
    at_court: bool
    to_be_released: bool


class PersonDetail(PersonShape):
    """A person with everything that is known, but for personal fields."""

    custody_since: str | None
    checks: list[CheckShape]
    trips: list[str]
    disposition: DispositionShape
    duties: list[OpenDutyShape]
    differences: list[DifferenceShape]
    following: ExpectedShape | None
    is_restrained: bool
    seals: dict[str, list[str]]
    examined_at: str | None
    file_at: str | None = Field(
        None, description="When the medical file was last spoken of; for health staff alone"
    )


class Where(Shape):
    """Where a person was at a time, under whom, and on whose word."""

    person: str
    at: str
    account: str | None = Field(description="null before anybody named the person")
    since: str | None
    event: str | None
    custodian: str | None


class History(Shape):
    """Every place a person was in and everybody under whom, the last first."""

    person: str
    steps: list[StepShape]


@router.get("", response_model=Page[PersonShape])
def people(
    window: AskedPage,
    access: Annotated[Access, asks(Action.SEE_PEOPLE)],
    q: Annotated[str, Query(max_length=80, description="Part of an id")] = "",
    account: Annotated[
        str, Query(max_length=200, description="site:ID, trip:ID ...; `nobody`: no custodian")
    ] = "",
) -> Paged[Any]:
    """People whom you may see, by their ids."""
    live = access.live
    with live.reading() as situation:
        chosen = sorted(people_like(situation, q, account))
        page = window.page(chosen, lambda p: (p,), lambda p: access.allows(person=p))
        now = live.now()
        return Paged([person_row(situation, person, now) for person in page.items], page.next)


@router.get("/{person_id}", response_model=PersonDetail)
def person(
    person_id: str, response: Response,
    access: Annotated[Access, asks(Action.SEE_PEOPLE, person="person_id")],
) -> PersonDetail:  # fmt: skip
    """One person. The ETag is for If-Match on what is recorded of them."""
    live = access.live
    with live.reading() as situation:
        shown = person_shown(situation, person_id, live.now())
        expect_found(shown, "person")
        assert shown is not None
        row = PersonShape.model_validate(person_row(situation, person_id, live.now()))
        response.headers["ETag"] = person_version(person_id)(situation)
    sees_files = access.allows(Action.READ_HEALTH, person=person_id)
    return _detail(row, shown, sees_files=sees_files)


@router.get("/{person_id}/where", response_model=Where)
def where(
    person_id: str,
    access: Annotated[Access, asks(Action.SEE_PEOPLE, person="person_id")],
    at: At = None,
) -> Where:
    """Where the person is, or was at a time, by the books."""
    live = access.live
    with live.reading() as situation:
        expect_found(situation.ledger.places.get(person_id), "person")
        then, books = given_moment(live, at), live.books()
        place, held = books.place(person_id, then), books.custody(person_id, then)
    return Where(
        person=person_id, at=then,
        account=None if place is None else place.account,
        since=None if place is None else place.since,
        event=None if place is None else place.event,
        custodian=None if held is None else held.custodian,
    )  # fmt: skip


@router.get("/{person_id}/history", response_model=History)
def history(
    person_id: str, access: Annotated[Access, asks(Action.SEE_PEOPLE, person="person_id")]
) -> History:
    """Where the person was and under whom; each step names the event that says so."""
    live = access.live
    with live.reading() as situation:
        shown = person_shown(situation, person_id, live.now())
    expect_found(shown, "person")
    assert shown is not None
    return History(
        person=person_id, steps=[StepShape.model_validate(each) for each in shown.history]
    )


def _detail(row: PersonShape, shown: PersonShown, *, sees_files: bool) -> PersonDetail:
    case = shown.disposition
    return PersonDetail(
        **row.model_dump(),
        custody_since=None if shown.custody is None else shown.custody.since,
        checks=[CheckShape.model_validate(each) for each in shown.checks],
        trips=list(shown.trips),
        disposition=DispositionShape(
            states=dict(case.states), assured=sorted(case.assured), at_court=case.at_court,
            to_be_released=case.to_be_released,
        ),
        duties=[OpenDutyShape.model_validate(each) for each in shown.duties],
        differences=[DifferenceShape.model_validate(each) for each in shown.differences],
        following=None if shown.following is None
        else ExpectedShape.model_validate(shown.following),
        is_restrained=shown.restraint is not None,
        seals={action: list(seals) for action, seals in shown.seals},
        examined_at=None if shown.examined is None else shown.examined.occurred_at,
        file_at=shown.files[-1].occurred_at if sees_files and shown.files else None,
    )  # fmt: skip
