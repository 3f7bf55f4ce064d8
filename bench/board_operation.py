"""The operation that the board is loaded with: 7,000 people, 100,000 events, trips at the gate."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.code_digest import ROOT
from muster.board.settings import PLAN, SCENARIO
from muster.board.views.plans import Suggested, suggested
from muster.operations import trips
from muster.operations.desk import Desk
from muster.operations.exercise import play
from muster.operations.facts import facts_of, people_of
from muster.operations.plan_versions import first_version
from muster.operations.rules import RuleError
from muster.planning.plan import Plan
from muster.planning.plan_file import write_plan
from muster.planning.planner import PlanOptions, plan
from muster.record.folder import begin_record
from muster.scenario import Scenario, load
from muster.scenario.folder.writing import save

EXAMPLE = ROOT / "examples" / "northeast-syria-2026"
PLAN_S, SEED = 20.0, 1
PLAYED = 0.82
"""Of the rides of the plan, those that are over: with the people's own, some 100,000 events."""
KEPT = "operation.json"
SEAT_ESCORTS = 10
"""People to each officer of an escort."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A trip that is loading, and who has still to board it."""

    trip: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """What a load is put on."""

    people: int
    events: int
    gates: tuple[Gate, ...]


def make_operation(folder: Path, wanted: int) -> Operation:
    """A record's folder with scenario and plan in it, and gates at which so many people wait."""
    scenario = load(EXAMPLE)
    made = plan(scenario, PlanOptions(time_limit_s=PLAN_S))
    now = _when(made, PLAYED)
    draw = random.Random(SEED).randbytes
    with begin_record(folder, "cell", lambda: datetime.now(UTC), draw) as record:
        save(scenario, folder / SCENARIO)
        write_plan(made, folder / PLAN, scenario)
        desk = Desk(record.recorder, facts_of(people_of(scenario)))
        play(desk, scenario, made, seed=SEED, until=now)
        gates = tuple(_gates(desk, scenario, made, wanted))
        record.log.checkpoint()
        operation = Operation(desk.situation.ledger.people, record.log.size, gates)
    (folder / KEPT).write_text(json.dumps(asdict(operation)), encoding="utf-8")
    return operation


def kept_operation(folder: Path) -> Operation | None:
    """The operation that was made in a folder; None where none was."""
    if not (folder / KEPT).exists():
        return None
    told = json.loads((folder / KEPT).read_text(encoding="utf-8"))
    gates = tuple(Gate(each["trip"], tuple(each["people"])) for each in told["gates"])
    return Operation(told["people"], told["events"], gates)


def _when(made: Plan, share: float) -> datetime:
    """When so much of a plan's rides has begun."""
    listed = sorted(made.trips, key=lambda trip: trip.departs_at)
    rides, left = 0, share * sum(trip.people for trip in listed)
    for trip in listed:
        rides += trip.people
        if rides >= left:
            return trip.departs_at
    return listed[-1].departs_at


def _gates(desk: Desk, scenario: Scenario, made: Plan, wanted: int) -> Iterator[Gate]:
    """Trips still to come, brought to their gates at once, until enough people wait at them."""
    at = datetime.fromisoformat(desk.situation.now)
    version = first_version(Path(), scenario, made)
    for each in sorted(made.trips, key=lambda trip: (trip.departs_at, trip.id)):
        if wanted <= 0:
            return
        listed = suggested(version, desk.situation, each.id)
        if each.id in desk.situation.trips or listed is None or not listed.people:
            continue
        if _is_loading(desk, listed, at):
            wanted -= len(listed.people)
            yield Gate(each.id, listed.people)


def _is_loading(desk: Desk, listed: Suggested, at: datetime) -> bool:
    """Plan, approve and begin to load a trip; False where the rules refuse it."""
    trip, people = listed.trip, listed.people
    departs, expected = at, at + (trip.arrives_at - trip.departs_at)
    ready = trips.Loading("bus", "certificate", -(-len(people) // SEAT_ESCORTS), 2, 1, 48, True)
    try:
        trips.plan(desk, trips.Planned(
            trip.id, listed.origin, listed.target, departs, expected, listed.seats,
            listed.compartments, people, listed.giving, listed.escort, listed.receiving,
            "staying is more dangerous by the plan", "weighed at the review",
        ), "planner", at)  # fmt: skip
        trips.approve(desk, trip.id, "approver", at)
        trips.begin_loading(desk, trip.id, ready, "escort officer", at)
    except RuleError:
        return False
    return True
