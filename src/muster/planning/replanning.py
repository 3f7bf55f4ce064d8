"""Planning again from a plan that is there, for questions beside it.

A question changes little, and the time for it is short. So its plan begins with the trips of the
plan in hand: they are loaded anew, more are added beside them by branch and bound on what they
leave free, and windows of the model are opened in turn. Beside this stands the relaxation with
as many rounds of cuts each time, so that two questions' relaxations can be compared.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

import highspy
import numpy as np

from muster.planning.finished_plan import finished_plan
from muster.planning.instance import Instance, compile_instance
from muster.planning.loading import Loading, load_trips
from muster.planning.model import PlanningModel, build_model, decisions, existing
from muster.planning.neighbourhood import Neighbourhood
from muster.planning.plan import Plan, Trip
from muster.planning.planner import PlanOptions
from muster.planning.reduction import reduced
from muster.planning.relaxation import CUT_ROUNDS, Relaxation
from muster.planning.search import TripList, trips_of
from muster.planning.tail import Tail, sample_tail, with_tail
from muster.planning.timely_run import run_in_time
from muster.scenario import Scenario

RELAXATION_SHARE = 0.4
"""Share of the time that the relaxation may take."""
ADDING_SHARE = 0.6
"""Share of the time left after it in which trips are added; then windows are opened."""
IDLE_WINDOWS = 8
"""Windows in a row without gain after which no more are opened."""
ADDING_GAP = 5e-4
LEAST_LOADING_S = 5.0
"""Seconds that loading may take even when time is up: without it there is no plan at all."""
LEAST_RELAXATION_S = 5.0
"""Seconds that the first relaxation may take likewise: without it nothing is proven."""
LEAST_S = 0.2
"""Seconds that each piece of work gets at least."""

Clock = Callable[[], float]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Replanned:
    """A plan made from another one, and how low the relaxation puts every plan."""

    plan: Plan
    relaxed: tuple[float, ...]
    """Bound of the relaxation after each round of cuts that time allowed."""


Replan = Callable[[Scenario, Plan], Replanned]
"""Plan again for a scenario, from the trips of a plan."""


def replan(
    scenario: Scenario, start: Plan, options: PlanOptions, *, clock: Clock = time.monotonic
) -> Replanned:
    """Plan for a scenario beginning from the trips of a plan, within the time limit.

    Later goals (ride time, trips) are left aside, and so are approved trips: what is asked is
    what can be saved. A KeyboardInterrupt stops the solver and is raised again.
    """
    again = _Replanning(scenario, start, options, clock)
    again.relax()
    again.load_start()
    again.add_trips()
    again.open_windows()
    again.close()
    return Replanned(again.plan(), tuple(again.relaxed))


@dataclass
class _Replanning:
    scenario: Scenario
    start: Plan
    options: PlanOptions
    clock: Clock
    relaxed: list[float] = field(default_factory=list)
    best: Loading = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()
        self.instance: Instance = compile_instance(self.scenario)
        self.model: PlanningModel = build_model(self.instance, self.scenario.objective.trip_price)
        self.tail = self._tail()
        if self.tail is not None:
            self.model = with_tail(self.model, self.tail)
        self.relaxation = Relaxation(self.model)
        if self.tail is not None:
            self.relaxation.bound *= 1 - self.tail.weight

    def _tail(self) -> Tail | None:
        asked = self.options
        if asked.tail is None:
            return None
        return sample_tail(
            self.instance, asked.tail, asked.tail_weight, asked.tail_futures, asked.seed
        )

    # the steps, in the order in which they happen

    def relax(self) -> None:
        """The relaxation with its rounds of cuts: the first in the whole time, more in a share."""
        relaxation = self.relaxation
        end = RELAXATION_SHARE * self.options.time_limit_s
        limit = max(self._left(), LEAST_RELAXATION_S)
        while limit > 0 and relaxation.rounds < CUT_ROUNDS:
            self._strengthen(limit)
            if relaxation.finished:
                return
            self.relaxed.append(relaxation.bound)
            limit = end - self._seconds()

    def load_start(self) -> None:
        """The trips of the plan in hand that can still run, with the compartments they had."""
        wanted = list(self.instance.still_allowed(self.start.trips))
        kept = trips_of(self.instance, [(index, trip.step) for index, trip in wanted])
        counts = kept.counts(self.instance)
        had = self._compartments(_matched(kept, wanted))
        nothing = np.zeros_like(counts)
        loading = (
            self._loaded(counts, had) or self._loaded(counts, None) or self._loaded(nothing, None)
        )
        if loading is None:  # nothing ended in time: nobody moves, and no search begins from it
            loading = Loading(math.inf, np.zeros(len(self.model.linear.cost)), exact=False)
        self.best = loading

    def add_trips(self) -> None:
        """More trips beside those of the best plan, by branch and bound on what they leave free."""
        if self._done():
            return
        linear = self.model.linear
        lower = linear.lower.copy()
        for columns in self.model.trips:
            used = existing(columns)
            lower[used] = np.round(self.best.values[used])
        reduction = reduced(replace(linear, lower=lower))
        if not len(reduction.linear.cost):
            return
        limit = max(self._left() * ADDING_SHARE, LEAST_S)
        highs = _solver(limit, self.options.seed)
        highs.passModel(reduction.linear.to_highs(integer=True))
        begin = highspy.HighsSolution()
        begin.col_value = reduction.small(self.best.values)
        highs.setSolution(begin)
        if not _stoppable(lambda: run_in_time(highs, limit), highs.cancelSolve):
            return
        info = highs.getInfo()
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            values = reduction.full(np.array(highs.getSolution().col_value))
            self._keep(values)

    def open_windows(self) -> None:
        """Windows of the model solved in turn, while that gains something."""
        near = Neighbourhood(self.model, self.options.seed)
        while not self._done() and near.idle < IDLE_WINDOWS:
            best = self.best
            found = _stoppable(partial(near.improve, best, self._left()), near.stop)
            if found is not best:
                self._keep(found.values)

    def close(self) -> None:
        """Branch and bound on the model, a large one block by block, with what time is left."""
        if self.relaxation.rounds < CUT_ROUNDS:
            return
        while not self._done() and not self.relaxation.finished:
            self.relaxation.incumbent = self.best.values
            self._strengthen(self._left())
        if self.relaxation.found is not None:
            self._keep(self.relaxation.found[1])

    def plan(self) -> Plan:
        """The best plan found, with the bound of this scenario."""
        made = finished_plan(
            self.model,
            self.best.values,
            self.relaxation.bound,
            tail=self.tail,
            kept=None,
            seconds=self._seconds(),
            first_plan_seconds=0.0,
            stopped_by="time" if self._left() <= 0 else "exhausted",
            seed=self.options.seed,
        )
        return replace(
            made,
            stopped_by="gap" if made.gap <= self._aim else made.stopped_by,
            trip_price=self.scenario.objective.trip_price,
            change_price=0.0,
            given_up=0,
        )

    # their parts

    def _strengthen(self, time_limit_s: float) -> None:
        relaxation = self.relaxation
        _stoppable(lambda: relaxation.strengthen(time_limit_s), relaxation.stop)

    def _keep(self, values: Any) -> None:
        """Load the trips of a solution for whole people; keep what comes of it if it is better."""
        found = self._loaded(*decisions(self.model, values))
        if found is not None and found.objective < self.best.objective:
            self.best = found

    def _loaded(self, trips: Any, compartments: Any) -> Loading | None:
        limit = max(self._left(), LEAST_LOADING_S)
        return _stoppable(
            lambda: load_trips(self.model, trips, compartments, time_limit_s=limit), lambda: None
        )

    def _compartments(self, trips: Iterable[tuple[int, Trip]]) -> dict[tuple[int, str], Any]:
        """(T + 1,) compartments of each shared service and class, as trips of a plan have them."""
        steps = self.instance.steps
        given = {key: np.zeros(steps + 1, dtype=np.int64) for key in self.model.compartments}
        for index, trip in trips:
            for name, number in trip.compartments.items():
                if (index, name) in given:
                    given[index, name][trip.step] += number
        return given

    def _seconds(self) -> float:
        return self.clock() - self.began

    def _left(self) -> float:
        return max(self.options.time_limit_s - self._seconds(), 0.0)

    @property
    def _aim(self) -> float:
        return max(self.options.gap, 1e-9)

    def _done(self) -> bool:
        objective = self.best.objective
        closed = objective - self.relaxation.bound <= self._aim * objective
        return objective <= 0 or closed or self._left() <= 0


def _matched(kept: TripList, wanted: list[tuple[int, Trip]]) -> list[tuple[int, Trip]]:
    """Of the trips that were wanted those that were kept, which are in the same order."""
    matched = []
    place = 0
    for index, trip in wanted:
        if place < len(kept.service) and (kept.service[place], kept.departure[place]) == (
            index,
            trip.step,
        ):
            matched.append((index, trip))
            place += 1
    return matched


def _solver(time_limit_s: float, seed: int) -> Any:
    highs = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("time_limit", time_limit_s),
        ("mip_rel_gap", ADDING_GAP),
        ("random_seed", seed),
    ):
        highs.setOptionValue(option, value)
    highs.HandleUserInterrupt = True
    return highs


def _stoppable(work: Callable[[], Found], stop: Callable[[], Any]) -> Found:
    """What a piece of work finds; it runs in a thread, so that Ctrl-C is heard and can stop it."""
    with ThreadPoolExecutor(1) as pool, _stopping(stop):
        running = pool.submit(work)
        while not running.done():
            wait([running], timeout=0.05)
        return running.result()


@contextmanager
def _stopping(stop: Callable[[], Any]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        stop()
        raise
