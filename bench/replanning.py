"""How fast and how faithfully an operation is planned again: `python -m bench.replanning RUN`.

RUN is what `muster demo operations --out RUN` has left. At many moments of it the operation is
planned again, also after two vehicles were lost, a site was lost, and a receiver takes half. At
each moment every trip of the plan that departs within a day, and had not begun, counts as approved.
A reply is faithful if it gives up no approved trip that can still run: how many must be given up in
any plan is proven by keeping the most of them, with people in fractions and whatever is lost.

Seconds are told by the clock and of the processor: on a machine that does much else, give the
planner more of the former (`--reply-s`) and compare the latter.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import muster
from muster.custody.entries import entries_of
from muster.operations.facts import people_of
from muster.operations.replanning import KEEPING_PRICE, concluded, prepare
from muster.operations.situation import Situation, State, Trip, situation_of
from muster.planning.instance import compile_instance
from muster.planning.keeping import most_kept
from muster.planning.model import Approved, build_model
from muster.planning.plan import Plan
from muster.planning.plan import Trip as PlannedTrip
from muster.planning.planner import PlanOptions, plan
from muster.record.events import Event, moment
from muster.record.folder import place_of
from muster.record.store import open_store
from muster.scenario import Change, ChangeTarget, Scenario

APPROVED_H = 24.0
"""Hours ahead for which trips of the plan count as approved."""
PROVING_S = 60.0
"""Seconds for proving how many have to go."""
LISTED_H = 6.0
"""Nearer than this the exercise's own approvals are the only ones: those trips have lists."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One moment, and what planning again made of it."""

    at: str
    trouble: str
    approved: int
    committed: int
    kept: int
    given_up: int
    must: int
    """Approved trips that every plan gives up, at least: proven."""
    closed: int
    """Of those given up: whose way is closed, or whose vehicle cannot be there."""
    holds: bool
    """Whether the plan keeps every rule of the checker."""
    seconds: float
    """From the record as it is to the new plan, by the clock."""
    processor_s: float


def measure(run: Path, moments: int, reply_s: float) -> Iterator[Reply]:
    """Plan again at so many moments of a run, without trouble and with each kind."""
    scenario = muster.load(run / "scenario")
    made = muster.read_plan(run / "plan")
    store = open_store(place_of(run))
    entries = sorted(entries_of(store), key=lambda entry: entry.event.occurred_at)
    store.close()
    situation, begin = situation_of([]), 0
    departures = sorted(trip.departs_at for trip in made.trips)
    span = departures[-1] - departures[0]
    for number in range(moments):
        at = departures[0] + span * ((number + 0.5) / moments)
        while begin < len(entries) and entries[begin].event.occurred_at <= moment(at):
            situation.take(entries[begin].event)
            begin += 1
        for trouble, given in _troubles(scenario, made, at):
            yield _reply(given, made, situation, at, trouble, reply_s)


def _troubles(scenario: Scenario, made: Plan, at: datetime) -> Iterator[tuple[str, Scenario]]:
    """The scenario as it was, and as somebody finds it after each kind of trouble."""
    later = [trip for trip in made.trips if trip.departs_at > at]
    yield "none", scenario
    if not later:
        return
    fleet = later[0].fleet
    ahead = max(scenario.fleets[fleet].vehicles - 2, 0)
    yield "two vehicles lost", _with(scenario, at, ChangeTarget.FLEET, fleet, "vehicles", ahead)
    origin = scenario.links[later[0].link].origin
    yield "site lost", _with(scenario, at, ChangeTarget.SITE, origin, "open", False)
    target = max(
        (site for site in scenario.sites.values() if site.intake_per_day),
        key=lambda site: site.intake_per_day or 0,
        default=None,
    )
    if target is not None:
        half = (target.intake_per_day or 0) / 2
        yield (
            "receiver takes half",
            _with(scenario, at, ChangeTarget.SITE, target.id, "intake_per_day", half),
        )


def _with(
    scenario: Scenario, at: datetime, kind: ChangeTarget, target: str, field: str,
    value: float | bool,
) -> Scenario:  # fmt: skip
    """A scenario with one more change; what was to change there later is off."""
    others = tuple(
        each for each in scenario.changes
        if (each.target_kind, each.target, each.field) != (kind, target, field) or each.at <= at
    )  # fmt: skip
    change = Change(at, kind, target, field, value, "bench")
    return replace(scenario, changes=(*others, change))


def _reply(
    scenario: Scenario, made: Plan, situation: Situation, at: datetime, trouble: str,
    reply_s: float,
) -> Reply:  # fmt: skip
    added = _approve_ahead(made, situation, at)
    try:
        begun, used = time.monotonic(), time.process_time()
        given = prepare(scenario, made, people_of(scenario), situation, at)
        again = plan(
            given.scenario, PlanOptions(time_limit_s=reply_s), start=given.start,
            approved=list(given.approved),
        )  # fmt: skip
        found = concluded(given, again)
        seconds, processor_s = time.monotonic() - begun, time.process_time() - used
    finally:
        for trip in added:
            del situation.trips[trip]
    return Reply(
        at=moment(at),
        trouble=trouble,
        approved=len(found.kept) + len(found.given_up),
        committed=len(found.committed),
        kept=len(found.kept),
        given_up=len(found.given_up),
        must=_must_give_up(given.scenario, given.approved),
        closed=sum("closed" in why for _, why in found.given_up),
        holds=muster.verify_plan(found.plan, found.scenario).holds,
        seconds=seconds,
        processor_s=processor_s,
    )


def _must_give_up(scenario: Scenario, approved: Sequence[PlannedTrip]) -> int:
    """Approved trips that any plan gives up, at least: what keeping the most of them proves."""
    instance = compile_instance(scenario)
    trips = Counter((at, trip.step) for at, trip in instance.still_allowed(approved))
    kept = most_kept(build_model(instance, 0.0, Approved(trips, KEEPING_PRICE)), PROVING_S)
    assert kept is not None, "to run none of them is always possible"
    return len(approved) - math.floor(kept.at_most + 1e-6)


def _approve_ahead(made: Plan, situation: Situation, at: datetime) -> list[str]:
    """Approve the plan's trips of the next day that the exercise has not listed yet."""
    added = []
    for trip in made.trips:
        ahead_h = (trip.departs_at - at).total_seconds() / 3600
        if LISTED_H < ahead_h <= APPROVED_H and trip.id not in situation.trips:
            body = {
                "trip": trip.id, "from": "", "to": "", "departs": moment(trip.departs_at),
                "expected": moment(trip.arrives_at), "people": [], "custodian": "",
            }  # fmt: skip
            planned = Event(
                event_id="00000000-0000-7000-8000-000000000000", device="0" * 64, n=0,
                prev="0" * 64, type="trip_planned", version=1, occurred_at=moment(at),
                recorded_at=moment(at), salt="0" * 32, body=body,
            )  # fmt: skip
            situation.trips[trip.id] = Trip(
                trip.id, planned, State.APPROVED, expected=moment(trip.arrives_at)
            )
            added.append(trip.id)
    return added


def table(replies: Sequence[Reply]) -> str:
    """What was measured, by trouble."""
    lines = [
        "| trouble | replies | approved | of them committed | given up | must be, proven | "
        "slowest, s | of the processor | plans that hold |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for trouble in dict.fromkeys(each.trouble for each in replies):
        some = [each for each in replies if each.trouble == trouble]
        lines.append(
            f"| {trouble} | {len(some)} | {sum(e.approved for e in some)} | "
            f"{sum(e.committed for e in some)} | {sum(e.given_up for e in some)} | "
            f"{sum(e.must for e in some)} | {max(e.seconds for e in some):.1f} | "
            f"{max(e.processor_s for e in some):.1f} | "
            f"{sum(e.holds for e in some)} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure, tell each reply on a line of JSON, and the table at the end."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("run", type=Path)
    given.add_argument("--moments", type=int, default=10)
    given.add_argument("--reply-s", type=float, default=5.0)
    asked = given.parse_args()
    replies = []
    for reply in measure(asked.run, asked.moments, asked.reply_s):
        print(json.dumps(asdict(reply)), flush=True)
        replies.append(reply)
    print(table(replies))


if __name__ == "__main__":
    main()
