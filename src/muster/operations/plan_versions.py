"""The plan under way: the one that an operation began with, or a later one adopted in its place.

Each adopted plan is kept as a version, in a folder beside the record: plan.json and its tables, the
present that it was made for (`scenario/`), who was in which group, and what it changed. The record
says which version is under way since when, by the digest of its plan.json, who adopted it and why.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from muster.errors import MusterError
from muster.operations.desk import Desk
from muster.operations.facts import people_of
from muster.operations.given_up import WITHDRAWN
from muster.operations.present import STARTED
from muster.operations.replanning import Replanned
from muster.operations.rules import Breach
from muster.operations.situation import Situation, State
from muster.planning.plan import Plan
from muster.planning.plan_file import PLAN_FILE, read_plan, write_plan
from muster.record.events import Event
from muster.scenario import Scenario, inspect
from muster.scenario.folder.writing import save

FOLDER = "plans"
"""Beside a record: one folder for each adopted plan, by its number."""
PRESENT, GIVEN, MEMBERS, CHANGES = "scenario", "given", "members.csv", "changes.json"
BEGUN = (State.DEPARTED, State.ARRIVED, State.HANDED_OVER, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a plan changed when it was adopted, for whom, and why."""

    kind: str
    """The question that it answers, as in "vehicle more"; "as it is" for the present."""
    target: str
    """What the question names."""
    kept: tuple[str, ...]
    """Approved trips that still run."""
    given_up: tuple[tuple[str, str], ...]
    """Trips written down, approved or not, that it does not have, each with the reason."""
    concerned: Mapping[str, tuple[str, ...]]
    """By trip given up: the people on its list."""
    new: tuple[str, ...]
    """Trips that the plan before did not have."""
    dropped: tuple[str, ...]
    """Trips of the plan before that nobody had written down, and that are in it no more."""
    carried: tuple[str, ...]
    """Trips of the plan before that had begun."""


@dataclass(frozen=True, slots=True)
class Version:
    """A plan that is under way, or was."""

    number: int
    """From 1, the plan that the operation began with."""
    folder: Path
    operation: Scenario
    """The operation's scenario, with what this plan and those before took for granted."""
    scenario: Scenario
    """What the plan was made for: the operation, or the present at its adoption."""
    plan: Plan
    whole: Plan
    """The plan with the trips before it that had begun, in the operation's steps; its loads are
    in the groups of `scenario`."""
    members: Mapping[str, str]
    """By person: their group in `scenario`."""
    changes: Changes | None = None
    event: Event | None = None
    """The adoption; None for the first."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """An answer of the planner that somebody wants under way."""

    answer: Replanned
    operation: Scenario
    """The operation's scenario as the answer takes it to be."""
    before: Version
    """The plan that it was asked about."""
    kind: str = "as it is"
    target: str = ""


def first_version(folder: Path, operation: Scenario, plan: Plan) -> Version:
    """The plan that an operation began with."""
    members = {person.person_id: person.group for person in people_of(operation)}
    return Version(1, folder, operation, operation, plan, plan, members)


def adopt(
    desk: Desk, folder: Path, asked: Adoption, under_way: Version, reason: str, by: str,
    at: datetime,
) -> Event:  # fmt: skip
    """Put a plan under way; `folder` is the record's. Nothing is written down or cancelled by it.

    Refused where the record has moved on since the planner was asked, and without a reason.
    """
    changes = changes_by(asked, desk.situation)
    desk.refuse(_breaches(desk.situation, asked, under_way, reason, at), at)
    number = under_way.number + 1
    target = folder / FOLDER / str(number)
    if target.exists():  # of an adoption that was never recorded, or that was taken back
        shutil.rmtree(target)
    _write(target, asked, changes)
    return desk.say(
        "plan_adopted", at, number=number, plan=_digest(target), new=list(changes.new),
        given_up=[name for name, _ in changes.given_up], reason=reason, by=by,
    )  # fmt: skip


def _breaches(
    situation: Situation, asked: Adoption, under_way: Version, reason: str, at: datetime
) -> list[Breach]:
    found = []
    again = "ask the planner again"
    if not reason.strip():
        found.append(Breach("ORDER", "found no reason; expected why this plan is put under way"))
    if asked.before.number != under_way.number:
        text = f"found an answer about plan {asked.before.number}; expected one about plan "
        found.append(Breach("STATE", f"{text}{under_way.number}, which is under way; {again}"))
    answer, trips = asked.answer, situation.trips
    counted = {*answer.kept, *(name for name, _ in answer.given_up)}
    since = sorted(
        trip.id for trip in under_way.whole.trips
        if trip.id in trips and trips[trip.id].state in STARTED and trip.id not in counted
    )  # fmt: skip
    allowed: dict[str, tuple[State, ...]] = dict.fromkeys(counted, STARTED)
    allowed |= dict.fromkeys(answer.committed, (*STARTED, *BEGUN))
    since += sorted(name for name, states in allowed.items() if trips[name].state not in states)
    if since:
        text = f"found {_listed(since)} approved, begun or cancelled since; expected no change"
        found.append(Breach("STATE", f"{text}; {again}"))
    gone = sorted(t.id for t in answer.plan.trips if t.departs_at < at and t.id not in answer.kept)
    if gone:
        text = f"found that {_listed(gone)} should have departed by now; expected later departures"
        found.append(Breach("STATE", f"{text}; {again}"))
    return found


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def changes_by(asked: Adoption, situation: Situation) -> Changes:
    """What an answer would change, as the record is now."""
    answer, trips = asked.answer, situation.trips
    waiting = [
        name for name in answer.dropped if name in trips and trips[name].state is State.PLANNED
    ]
    concerned = {**answer.concerned, **{name: trips[name].people for name in waiting}}
    carried = [
        trip.id for trip in asked.before.whole.trips
        if trip.id in answer.committed or (trip.id in trips and trips[trip.id].state in BEGUN)
    ]  # fmt: skip
    return Changes(
        asked.kind, asked.target, answer.kept,
        (*answer.given_up, *((name, WITHDRAWN) for name in waiting)), concerned, answer.new,
        tuple(name for name in answer.dropped if name not in trips), tuple(carried),
    )  # fmt: skip


def _write(folder: Path, asked: Adoption, changes: Changes) -> None:
    answer = asked.answer
    save(answer.scenario, folder / PRESENT)
    if asked.operation != asked.before.operation:
        save(asked.operation, folder / GIVEN)
    with (folder / MEMBERS).open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("person_id", "group"))
        rows.writerows(sorted(answer.members.items()))
    (folder / CHANGES).write_text(json.dumps(asdict(changes), indent=1), encoding="utf-8")
    write_plan(answer.plan, folder, answer.scenario)


def _digest(folder: Path) -> str:
    return sha256((folder / PLAN_FILE).read_bytes()).hexdigest()


def next_version(folder: Path, before: Version, event: Event) -> Version:
    """The version that an adoption put under way, from the record's folder.

    Raises MusterError where it is not there, or is another than the record says.
    """
    number = event.body["number"]
    held = folder / FOLDER / str(number)
    if not (held / PLAN_FILE).exists() or _digest(held) != event.body["plan"]:
        raise MusterError(
            f"{held}: found no plan with the digest that the record has; expected plan {number}, "
            "adopted at " + event.occurred_at
        )
    operation = before.operation
    if (held / GIVEN).is_dir():
        operation = _read(held / GIVEN)
    scenario, plan = _read(held / PRESENT), read_plan(held)
    with (held / MEMBERS).open(encoding="utf-8", newline="") as stream:
        members = {row["person_id"]: row["group"] for row in csv.DictReader(stream)}
    changes = _read_changes(held / CHANGES)
    return Version(
        number, held, operation, scenario, plan,
        _whole(before, operation, scenario, plan, changes), members, changes, event,
    )  # fmt: skip


def _whole(
    before: Version, operation: Scenario, scenario: Scenario, plan: Plan, changes: Changes
) -> Plan:
    later = round(operation.hours_until(scenario.start) / operation.step_h)
    begun = [trip for trip in before.whole.trips if trip.id in changes.carried]
    moved = [replace(trip, step=trip.step + later) for trip in plan.trips]
    return replace(plan, trips=(*begun, *moved))


def _read(folder: Path) -> Scenario:
    scenario, faults = inspect(folder)
    if scenario is None:
        raise MusterError(
            f"{folder}: found a scenario with {len(faults)} faults; expected the one that was "
            f"written there. Run muster check {folder}"
        )
    return scenario


def _read_changes(path: Path) -> Changes:
    said = json.loads(path.read_text(encoding="utf-8"))
    return Changes(
        said["kind"], said["target"], tuple(said["kept"]),
        tuple((name, why) for name, why in said["given_up"]),
        {name: tuple(people) for name, people in said["concerned"].items()},
        tuple(said["new"]), tuple(said["dropped"]), tuple(said["carried"]),
    )  # fmt: skip
