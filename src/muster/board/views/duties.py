"""The page Duties: what must be done by when, by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from muster.board.views.decisions import DutyGroup, duty_groups
from muster.operations.bureau import MESSAGES
from muster.operations.duties import open_duties
from muster.operations.situation import Situation
from muster.record.events import Event

PAGE = 100


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One open duty."""

    event: str
    duty: str
    rule: str
    owner: str
    due: str
    people: tuple[str, ...]
    is_overdue: bool
    is_message: bool
    """Whether messages to the bureau and the tracing agency meet it."""


@dataclass(frozen=True, slots=True)
class DutiesShown:
    """A page of open duties, the first due first, and all of them by kind and owner."""

    groups: tuple[DutyGroup, ...]
    rows: tuple[DutyRow, ...]
    number: int
    page: int
    pages: int


def duty_row(event: Event, now: str) -> DutyRow:
    """An open duty at a time."""
    body = event.body
    return DutyRow(
        event.event_id, body["duty"], body["rule"], body["owner"], body["due"],
        tuple(body.get("people", ())), body["due"] < now,
        body["duty"] in MESSAGES,
    )  # fmt: skip


def duties_shown(
    situation: Situation, now: str, may: Callable[[Event], bool], *, duty: str = "",
    owner: str = "", page: int = 1,
) -> DutiesShown:  # fmt: skip
    """Open duties of a kind and owner, or all; those that one may see."""
    chosen = [
        event for event in open_duties(situation)
        if (not duty or event.body["duty"] == duty) and (not owner or event.body["owner"] == owner)
        and may(event)
    ]  # fmt: skip
    pages = max(-(-len(chosen) // PAGE), 1)
    page = min(max(page, 1), pages)
    rows = tuple(duty_row(event, now) for event in chosen[(page - 1) * PAGE : page * PAGE])
    return DutiesShown(duty_groups(situation, now), rows, len(chosen), page, pages)
