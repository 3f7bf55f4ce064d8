"""Parts that answers of several subjects share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import HTTPException, Query
from pydantic import BeforeValidator

from muster.board.api.bodies import Time
from muster.board.api.paging import Shape
from muster.board.live import Live
from muster.record.events import Event, moment

Kind = Annotated[str, BeforeValidator(str)]
"""A word of the record: an enumeration's value as text."""
At = Annotated[Time | None, Query(description="As it was then; now if left out")]


class TripShape(Shape):
    """A trip at a glance."""

    id: str
    origin: str
    target: str
    mode: str
    state: str
    departs: str
    expected: str
    people: int
    aboard: int
    share: float
    is_late: bool


class CountShape(Shape):
    """A count at a point, against the books as they are now."""

    point: str
    account: str
    expected: int
    persons: int | None
    at: str
    by: str
    agrees: bool


class DifferenceShape(Shape):
    """Two statements that cannot both be true, or one that is missing."""

    kind: Kind
    event: str
    occurred_at: str
    account: str
    people: list[str]
    text: str
    explained_by: str | None
    explained_at: str | None


class IncidentShape(Shape):
    """Something that went wrong."""

    event: str
    kind: str
    at: str
    people: list[str]
    text: str
    by: str
    occurred_at: str


class ExpectedShape(Shape):
    """What should happen next, and by when."""

    subject: str
    what: str
    by: str
    is_overdue: bool


def incident_shape(event: Event) -> IncidentShape:
    """An incident as its event tells it."""
    body: Mapping[str, object] = event.body
    people = body.get("people", [])
    return IncidentShape(
        event=event.event_id, kind=str(body["kind"]), at=str(body.get("at", "")),
        people=list(people) if isinstance(people, list | tuple) else [],
        text=str(body.get("text", "")), by=str(body["by"]), occurred_at=event.occurred_at,
    )  # fmt: skip


def given_moment(live: Live, at: Time | None) -> str:
    """A time as events have it: the one that was asked for, or now."""
    if at is None:
        return live.now()
    try:
        return moment(at)
    except (ValueError, OverflowError):
        raise HTTPException(422, "found a time that no calendar has; expected another") from None


def found(shown: object, what: str) -> None:
    """Answer 404 where there is nothing."""
    if shown is None:
        raise HTTPException(404, f"found no {what} of this id; expected one that is there")
