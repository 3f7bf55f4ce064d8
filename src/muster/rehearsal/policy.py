"""Policies: ways of deciding, each of which meets the same futures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from muster.planning.instance import compile_instance
from muster.planning.plan import Plan
from muster.planning.search_data import search_data
from muster.rehearsal.disrupted_kernel import run_disrupted, run_watched
from muster.rehearsal.disturbances import early_leaving, find_disturbances
from muster.rehearsal.follow_kernel import follow, undisturbed
from muster.rehearsal.happenings import Happening, happenings
from muster.rehearsal.nature import find_nature, site_order
from muster.rehearsal.orders import find_orders
from muster.rehearsal.outcomes import Outcomes, room_for
from muster.rehearsal.runs import find_runs
from muster.rehearsal.state import World, booked_by, new_state
from muster.scenario import Scenario

Run = Callable[[int, int, Outcomes], None]
"""Given a seed and the number of a first future, fills the outcomes of those from there on.

It may be called from several threads at once.
"""


Watch = Callable[[int, int, npt.NDArray[np.float64]], None]
"""Given a seed and the number of a first future, fills (futures, T + 1) people who wait at each
boundary where they may not end and could leave."""


class Made(Protocol):
    """Decisions of a policy, to be told from one process to another."""

    def take_new(self) -> bytes:
        """Those made here since this was last asked."""
        ...

    def learn(self, packed: bytes) -> None:
        """Take over those made elsewhere."""
        ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """A policy that is ready to run."""

    run: Run
    trips: tuple[str, ...]
    """Ids of the trips that it counts, in the order in which it does."""
    tell: Callable[[int, int], tuple[Happening, ...]]
    """Given a seed and a future, what happens in it."""
    watch: Watch | None = None
    """Where it takes no time: who waits."""
    block: int = 2_048
    """Futures that are run at a time; nothing but the order of sums depends on it."""
    made: Made | None = None
    """Of a policy that decides again within a future, which takes seconds instead of microseconds:
    what it decided, which other processes need not decide again."""

    @property
    def decides_again(self) -> bool:
        """Whether it decides again within a future."""
        return self.made is not None


class Policy(Protocol):
    """A way of deciding. Write your own by giving it these two."""

    @property
    def name(self) -> str:
        """As people call it."""
        ...

    def prepare(self, scenario: Scenario, plan: Plan) -> Prepared:
        """Do once what is the same in every future."""
        ...


@dataclass(frozen=True, slots=True)
class Follow:
    """Follow the plan: every trip departs as planned until trips stop, or falls out."""

    name: str = "follow"

    def prepare(self, scenario: Scenario, plan: Plan) -> Prepared:
        """Compile the plan to orders; without disruptions the faster kernel carries them out."""
        if scenario.disruptions:
            return prepare_disrupted(scenario, plan, repair=False)
        return prepare_undisrupted(scenario, plan)


@dataclass(frozen=True, slots=True)
class Repair:
    """Follow the plan; places that fall free are given to people like those who are missing, and
    a trip that falls out is tried again at the first boundary that takes it."""

    name: str = "repair"

    def prepare(self, scenario: Scenario, plan: Plan) -> Prepared:
        """Compile the plan, and who may stand in for whom."""
        return prepare_disrupted(scenario, plan, repair=True)


def prepare_undisrupted(scenario: Scenario, plan: Plan) -> Prepared:
    """A plan to be followed where only sites fail and trips stop."""
    nature = find_nature(scenario)
    orders, names = find_orders(scenario, plan)
    states = undisturbed(orders, scenario.steps, len(scenario.sites))
    trips = tuple(dict.fromkeys(trip for trip, _ in names.loads))
    by_id = {trip.id: trip for trip in plan.trips}
    hours = np.array([by_id[trip].step * scenario.step_h for trip in trips], dtype=np.float64)

    def run(seed: int, first: int, out: Outcomes) -> None:
        follow(nature, orders, states, seed, first, out)
        stopped = np.sort(out.stopped_h)
        out.ran[:] = len(stopped) - np.searchsorted(stopped, hours, side="right")

    world = cache(lambda: _world(scenario, plan, repair=False))  # only if asked what happens
    return Prepared(run, trips, _events_of(world, scenario), _watch_of(world))


def prepare_disrupted(scenario: Scenario, plan: Plan, *, repair: bool) -> Prepared:
    """A plan to be followed, or repaired, through everything that may go wrong."""
    world, trips = _world(scenario, plan, repair=repair)

    def run(seed: int, first: int, out: Outcomes) -> None:
        run_disrupted(world, new_state(world), seed, first, out)

    known = (world, trips)
    return Prepared(run, trips, _events_of(lambda: known, scenario), _watch_of(lambda: known))


def _events_of(
    found: Callable[[], tuple[World, tuple[str, ...]]], scenario: Scenario
) -> Callable[[int, int], tuple[Happening, ...]]:
    def tell(seed: int, future: int) -> tuple[Happening, ...]:
        return happenings(scenario, *found(), seed, future)

    return tell


def _watch_of(found: Callable[[], tuple[World, tuple[str, ...]]]) -> Watch:
    def watch(seed: int, first: int, waits: npt.NDArray[np.float64]) -> None:
        world, trips = found()
        out = room_for(len(waits), len(world.nature.fraction), len(trips))
        run_watched(world, new_state(world), seed, first, out, waits)

    return watch


def _world(scenario: Scenario, plan: Plan, *, repair: bool) -> tuple[World, tuple[str, ...]]:
    instance = compile_instance(scenario)
    disturbances = find_disturbances(scenario)
    closes = (disturbances.lost_for_good > 0) | (disturbances.resecured_h > 0)
    closing = [id for id, index in site_order(scenario).items() if closes[index]]
    orders, names = find_orders(scenario, plan)
    runs = find_runs(instance, plan, orders, names)
    data = search_data(instance)
    booked, embarked, received = booked_by(data, runs, orders.planned)
    world = World(
        find_nature(scenario, early_leaving(scenario), closing),
        disturbances,
        orders,
        runs,
        data,
        booked,
        embarked,
        received,
        repair,
    )
    return world, tuple(dict.fromkeys(trip for trip, _ in names.loads))
