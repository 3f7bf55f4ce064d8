"""The page Situation: where everybody is, what moves, what needs a decision."""

from __future__ import annotations

import math
from dataclasses import dataclass

from muster.board.views.courses import mode_between
from muster.board.views.decisions import Decisions, decisions_of
from muster.board.views.ground import GroundPanel
from muster.board.views.outlook import Outlooks, class_of
from muster.board.views.times import read
from muster.custody.ledger import NOT_REGISTERED
from muster.custody.turnover import Balance, balance_of
from muster.operations.situation import Situation, State
from muster.scenario import Scenario

NEXT_TRIPS = 8
LARGEST, SMALLEST = 30.0, 4.5
"""Radius of the fullest site's circle on the map, and of an empty one, in pixels."""


@dataclass(frozen=True, slots=True)
class SiteNow:
    """A site at a glance."""

    id: str
    kind: str
    people: int
    custodian: str
    chance: float | None
    """Of failing within the next 24 hours."""
    colour: int
    radius: float


@dataclass(frozen=True, slots=True)
class TripNow:
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
    """How far on its way, 0 to 1."""
    is_late: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything on the page."""

    people: int
    under_way: int
    at_large: int
    sites: tuple[SiteNow, ...]
    running: tuple[TripNow, ...]
    coming: tuple[TripNow, ...]
    balance: Balance
    decisions: Decisions


def situation_shown(
    situation: Situation, scenario: Scenario | None, ahead: Outlooks | None, now: str
) -> Shown:
    """The situation at a time."""
    trips = [trip_now(situation, scenario, trip_id, now) for trip_id in situation.trips]
    by_departure = sorted(trips, key=lambda each: (each.departs, each.id))
    running = [t for t in by_departure if t.state in ("departed", "arrived", "loading")]
    coming = [t for t in by_departure if t.state in ("planned", "approved")]
    balance = situation.ledger.balance
    return Shown(
        people=situation.ledger.people - balance.get(NOT_REGISTERED, 0),
        under_way=sum(n for account, n in balance.items() if account.startswith("trip:")),
        at_large=balance.get("outside:at_large", 0),
        sites=sites_now(situation, scenario, ahead, now),
        running=tuple(running),
        coming=tuple(coming[:NEXT_TRIPS]),
        balance=balance_of(situation.ledger, now),
        decisions=decisions_of(situation, now),
    )


def sites_now(
    situation: Situation, scenario: Scenario | None, ahead: Outlooks | None, now: str
) -> tuple[SiteNow, ...]:
    """Every site of the scenario and of the record, the most in danger first."""
    ledger = situation.ledger
    known = {name.removeprefix("site:") for name in ledger.balance if name.startswith("site:")}
    given = {} if scenario is None else dict(scenario.sites)
    people = {site: ledger.balance.get(f"site:{site}", 0) for site in (*given, *sorted(known))}
    most = max([*people.values(), 1])
    found = []
    for site, held in people.items():
        chance = None if ahead is None else ahead.at(site, read(now))
        found.append(SiteNow(
            site, str(given[site].kind.value) if site in given else "",
            held, ledger.site_custodian.get(site, given[site].custodian if site in given else ""),
            chance, class_of(chance), radius_of(held, most),
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda each: (-(each.chance or 0) * each.people, each.id)))


def radius_of(people: int, most: int) -> float:
    """A circle's radius: its area is in proportion to the people."""
    return round(max(SMALLEST, LARGEST * math.sqrt(people / most)), 1)


def trip_now(situation: Situation, scenario: Scenario | None, trip_id: str, now: str) -> TripNow:
    """One trip at a time."""
    trip = situation.trips[trip_id]
    body = trip.planned.body
    departs = body["departs"] if trip.departed is None else trip.departed.occurred_at
    share = 0.0
    if trip.state is State.DEPARTED:
        whole = (read(trip.expected) - read(departs)).total_seconds()
        done = (read(now) - read(departs)).total_seconds()
        share = min(max(done / whole, 0.0), 1.0) if whole > 0 else 1.0
    elif trip.arrived is not None:
        share = 1.0
    late_at = trip.expected if trip.departed is not None else departs
    is_open = trip.state in (State.PLANNED, State.APPROVED, State.LOADING, State.DEPARTED)
    return TripNow(
        trip.id, body["from"], trip.target, mode_between(scenario, body["from"], trip.target),
        trip.state.value, departs, trip.expected, len(trip.people),
        len(situation.aboard(trip)), share, is_open and late_at < now,
    )  # fmt: skip


def marker_places(
    panel: GroundPanel, sites: tuple[SiteNow, ...]
) -> list[tuple[SiteNow, float, float]]:
    """Where the circles of a panel's sites stand, the largest first so that none is hidden."""
    by_id = {each.id: each for each in sites}
    placed = [(by_id[each.id], each.x, each.y) for each in panel.sites if each.id in by_id]
    return sorted(placed, key=lambda each: -each[0].radius)


def panel_places(panel: GroundPanel) -> dict[str, tuple[int, int]]:
    """Where every site is on a panel, be it beyond its edge: for trips to and from it."""
    names = {*(placed.id for placed in panel.sites), *panel.away}
    names |= {site for frame in panel.framed for site in frame.sites}
    places = ((name, panel.at(name)) for name in sorted(names))
    return {name: (round(at[0]), round(at[1])) for name, at in places if at is not None}
