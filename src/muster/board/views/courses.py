"""The operation as a course of time: people by site and trips, past by the record, then as planned.

This is what the map's slider moves through.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from muster.board.views.outlook import Outlooks
from muster.board.views.times import read, written
from muster.operations.situation import Situation, State
from muster.planning.plan import Plan
from muster.reporting.presence import arrival
from muster.scenario import Scenario

BEFORE = ("", "planned", "approved", "loading")
"""States of a trip that has still to depart; empty for one that only the plan has."""
OVER = ("closed", "cancelled")
STEPS = 240
"""At most so many moments to choose from."""


@dataclass(frozen=True, slots=True)
class Course:
    """What the slider shows: plain values, ready to be sent to a browser."""

    times: tuple[str, ...]
    now: int
    """Index of the present among the times."""
    people: dict[str, list[int]]
    """By site, at each time."""
    chances: dict[str, list[float]]
    trips: list[dict[str, Any]]
    """id, from, to, mode, departs, arrives, people, planned or not."""

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"times": self.times, "now": self.now, "people": self.people,
                "chances": self.chances, "trips": self.trips}  # fmt: skip


def course_of(
    situation: Situation, scenario: Scenario | None, plan: Plan | None, ahead: Outlooks | None,
    now: str,
) -> Course:  # fmt: skip
    """The whole course, seen from now."""
    times, present = _times(situation, scenario, now)
    sites = [] if scenario is None else list(scenario.sites)
    people = _past(situation, sites, times[: present + 1])
    trips = [_of_record(situation, scenario, trip.id) for trip in situation.trips.values()
             if trip.state is not State.CANCELLED]  # fmt: skip
    if scenario is not None and plan is not None:
        planned = _planned(situation, scenario, plan, now)
        _carry_on(people, trips + planned, times, present)
        trips += planned
    else:
        _carry_on(people, trips, times, present)
    chances = {
        site: [round(ahead.at(site, read(at)) or 0.0, 4) for at in times] for site in sites
    } if ahead is not None else {}  # fmt: skip
    return Course(tuple(times), present, people, chances, trips)


def _times(situation: Situation, scenario: Scenario | None, now: str) -> tuple[list[str], int]:
    begin = _first(situation, now)
    end = read(now)
    if scenario is not None:
        end = max(end, scenario.moment(scenario.steps))
    hours = (end - begin).total_seconds() / 3600
    step = max(1.0, np.ceil(hours / STEPS * 2) / 2)
    present = read(now)
    before = int((present - begin).total_seconds() // (3600 * step))
    after = int((end - present).total_seconds() // (3600 * step))
    moments = [present + timedelta(hours=step * k) for k in range(-before, after + 1)]
    return [written(each) for each in moments], before


def _first(situation: Situation, now: str) -> datetime:
    """When people were first moved between sites, a little before: what was before is all one."""
    departures = [
        each.departed.occurred_at for each in situation.trips.values() if each.departed is not None
    ]
    return read(min(departures, default=now)) - timedelta(hours=6)


def _past(situation: Situation, sites: list[str], times: list[str]) -> dict[str, list[int]]:
    """People at each site at each time until now, by the changes of the ledger."""
    number = {f"site:{site}": place for place, site in enumerate(sites)}
    nowhere = len(sites)
    changes = situation.ledger.changes
    at = [change.at for change in changes]
    into = np.array([number.get(change.target, nowhere) for change in changes], np.int32)
    out = np.array([number.get(change.origin, nowhere) for change in changes], np.int32)
    found = np.zeros((len(times), len(sites) + 1), np.int64)
    for row, time in enumerate(times):
        until = bisect_right(at, time)
        found[row] = np.bincount(into[:until], minlength=nowhere + 1) - np.bincount(
            out[:until], minlength=nowhere + 1
        )
    return {
        site: found[:, place].tolist() for site, place in zip(sites, number.values(), strict=True)
    }


def _of_record(situation: Situation, scenario: Scenario | None, name: str) -> dict[str, Any]:
    trip = situation.trips[name]
    body = trip.planned.body
    departs = body["departs"] if trip.departed is None else trip.departed.occurred_at
    arrives = trip.expected if trip.arrived is None else trip.arrived.occurred_at
    people = len(trip.aboard_before) or len(trip.people)
    return {
        "id": name, "from": body["from"], "to": trip.target, "departs": departs,
        "arrives": arrives, "people": people, "state": trip.state.value,
        "mode": mode_between(scenario, body["from"], trip.target),
        "aboard": len(situation.aboard(trip)),
    }  # fmt: skip


def _planned(
    situation: Situation, scenario: Scenario, plan: Plan, now: str
) -> list[dict[str, Any]]:
    """Trips of the plan that are still to come and that nobody has written down yet."""
    found = []
    for trip in plan.trips:
        departs = written(trip.departs_at)
        if trip.id in situation.trips or departs <= now or not trip.people:
            continue
        link = scenario.links[trip.link]
        arrives = scenario.moment(arrival(scenario, trip))
        found.append({
            "id": trip.id, "from": link.origin, "to": link.destination, "departs": departs,
            "arrives": written(arrives), "people": trip.people, "state": "",
            "mode": str(link.mode.value),
        })  # fmt: skip
    return found


def _carry_on(
    people: dict[str, list[int]], trips: list[dict[str, Any]], times: list[str], present: int
) -> None:
    """People at each site after now: the books, and what trips still to come take and bring."""
    now, later = times[present], times[present + 1 :]
    moves: list[tuple[str, int, int]] = []  # time, whether it arrives, which trip
    for number, trip in enumerate(trips):
        if trip["state"] in OVER:
            continue
        if trip["state"] in BEFORE:
            moves.append((max(trip["departs"], now), 0, number))
        moves.append((max(trip["arrives"], trip["departs"], now), 1, number))
    moves.sort()
    here = {site: rows[-1] for site, rows in people.items()}
    riding = {number: trip.get("aboard", 0) for number, trip in enumerate(trips)}
    following = iter(moves)
    move = next(following, None)
    for time in later:
        while move is not None and move[0] <= time:
            _move(here, riding, trips, move[1], move[2])
            move = next(following, None)
        for site, rows in people.items():
            rows.append(here[site])


def _move(
    here: dict[str, int], riding: dict[int, int], trips: list[dict[str, Any]], arrives: int, n: int
) -> None:
    """A trip takes as many as it has places for and are there, or brings those who ride."""
    trip = trips[n]
    if arrives:
        if trip["to"] in here:
            here[trip["to"]] += riding[n]
        riding[n] = 0
        return
    taken = min(max(trip["people"] - riding[n], 0), here.get(trip["from"], 0))
    if trip["from"] in here:
        here[trip["from"]] -= taken
    riding[n] += taken


def mode_between(scenario: Scenario | None, origin: str, target: str) -> str:
    """How one travels from a site to another; by road where the scenario has no link."""
    if scenario is not None:
        for link in scenario.links.values():
            if (link.origin, link.destination) == (origin, target):
                return str(link.mode.value)
    return "road"
