"""Manifests measured: people kept apart on trips, and bin packing with conflicts.

`python -m bench.manifests` makes 7,000 people on 60 trips with 70,000 pairs kept apart and says how
long their lists take. `python -m bench.manifests FOLDER` packs every instance in a folder
(`*.txt`, in the format of Muritiba et al. and of Sadykov and Vanderbeck) and compares with the
known optima where the folder has an `optima.csv` (columns instance, optimum). `python -m
bench.manifests drawn` packs instances drawn by the recipe of those public ones, for whoever has no
folder of them. One JSON object a line. Times are processor time.
"""

from __future__ import annotations

import csv
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from muster.planning.compile_ahead import smallest_scenario
from muster.planning.manifests import make_manifests
from muster.planning.manifests.packing import pack
from muster.planning.manifests.packing_instance import PackingInstance, read_instance
from muster.planning.plan import Load, Plan, Trip
from muster.scenario import KeepKind, KeepRule, Person, Scenario, SeatKind
from muster.scenario.grouping import group_people

OPTIMA = "optima.csv"
PEOPLE, TRIPS, PAIRS = 7_000, 60, 70_000


def people_apart(people: int, trips: int, pairs: int, seed: int) -> tuple[Scenario, Plan]:
    """People of one site and three priorities, pairs of them drawn at random, and level trips."""
    base = smallest_scenario()
    origin = next(iter(base.links.values())).origin
    destination = next(iter(base.links.values())).destination
    draw = random.Random(seed)
    roster = [
        Person(f"P-{at:05}", origin, 1.0 + at % 3, "men", (destination,)) for at in range(people)
    ]
    drawn: set[tuple[int, int]] = set()
    while len(drawn) < pairs:
        one, two = sorted(draw.sample(range(people), 2))
        drawn.add((one, two))
    keep = tuple(
        KeepRule(KeepKind.APART, f"P-{one:05}", f"P-{two:05}") for one, two in sorted(drawn)
    )
    groups, named = group_people(roster, keep)
    fleet_id, fleet = next(iter(base.fleets.items()))
    seats = {SeatKind.SEATED: -(-people // trips) + len(groups)}
    scenario = replace(
        base,
        groups=groups,
        people=named,
        keep=keep,
        steps=2 * trips + 4,
        fleets={fleet_id: replace(fleet, seats=seats)},
    )
    return scenario, _level_plan(scenario, trips)


def _level_plan(scenario: Scenario, trips: int) -> Plan:
    fleet, link = next(iter(scenario.fleets)), next(iter(scenario.links.values()))
    loads = [
        Load(f"T{at:03}", group.id, group.people * (at + 1) // trips - group.people * at // trips)
        for at in range(trips)
        for group in scenario.groups.values()
    ]
    made = []
    for at in range(trips):
        departs = scenario.start + timedelta(hours=scenario.step_h * (at + 1))
        aboard = sum(load.people for load in loads if load.trip == f"T{at:03}")
        arrives = departs + timedelta(hours=link.duration_h)
        made.append(Trip(f"T{at:03}", fleet, link.id, at + 1, departs, arrives, {"men": 1}, aboard))
    return Plan(
        scenario=scenario.name, scenario_digest="", expected_loss=0, bound=0, gap=0, seconds=0,
        unplaced=0, objective=0, people_lost=0, loss_if_nobody_moves=0,
        people=scenario.total_people, trips=tuple(made), loads=tuple(loads), placements=(),
        stopped_by="proven", first_plan_seconds=0, seed=0,
    )  # fmt: skip


def measure_lists(seed: int) -> dict[str, Any]:
    """The lists of people kept apart: how long they take and what they change."""
    scenario, plan = people_apart(PEOPLE, TRIPS, PAIRS, seed)
    began = time.process_time()
    lists = make_manifests(plan, scenario)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "people": PEOPLE,
        "trips": TRIPS,
        "pairs": PAIRS,
        "seed": seed,
        "seconds": round(time.process_time() - began, 3),
        "riders": len(lists.riders),
        "changed_people": lists.changed_people,
        "least_changed": lists.least_changed,
    }


def measure_folder(folder: Path, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Each instance of a folder packed, beside its known optimum."""
    known: dict[str, int] = {}
    if (folder / OPTIMA).exists():
        with (folder / OPTIMA).open(encoding="utf-8", newline="") as file:
            known = {row["instance"]: int(row["optimum"]) for row in csv.DictReader(file)}
    for path in sorted(folder.rglob("*.txt")):
        instance = read_instance(path)
        optimum = known.get(path.stem)
        yield {"instance": path.stem, **_packed(instance, seed), "optimum": optimum}


def drawn_instance(items: int, density: float, seed: int) -> PackingInstance:
    """An instance by the recipe of Gendreau, Laporte and Semet (2004), as the public ones are.

    Weights are those of Falkenauer's class u, uniform from 20 to 100 in bins of 150; each item gets
    a number uniform in 0 to 1, and two conflict if the mean of theirs is at most the density.
    """
    draw = np.random.default_rng(seed)
    weights = draw.integers(20, 101, items)
    marks = draw.random(items)
    conflicts = (marks[:, None] + marks[None, :]) / 2 <= density
    np.fill_diagonal(conflicts, val=False)
    return PackingInstance(150, weights, conflicts)


def measure_drawn() -> Iterator[dict[str, Any]]:
    """Drawn instances packed, beside the proven bound."""
    for items, tenth, seed in product((120, 250, 500), range(10), range(3)):
        instance = drawn_instance(items, tenth / 10, seed)
        yield {"instance": f"u{items}-{tenth}-{seed}", **_packed(instance, 0)}


def _packed(instance: PackingInstance, seed: int) -> dict[str, Any]:
    began = time.process_time()
    found = pack(instance, seed=seed)
    return {
        "items": len(instance.weights),
        "bins": found.bins,
        "least": found.least,
        "proven": found.proven,
        "seconds": round(time.process_time() - began, 3),
    }


def main(arguments: list[str]) -> int:
    """Measure the folder named, or else the lists of people kept apart."""
    if not arguments:
        rows: Iterable[dict[str, Any]] = map(measure_lists, range(3))
    else:
        rows = measure_drawn() if arguments == ["drawn"] else measure_folder(Path(arguments[0]))
    for row in rows:
        sys.stdout.write(json.dumps(row) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
