"""Making a plan: rule, relaxation and search side by side, exact loading, proof."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any

import numpy as np
import numpy.typing as npt

from muster.planning.allowance import Allowance, Clock
from muster.planning.finished_plan import finished_plan
from muster.planning.free_ways import free_ways_bound
from muster.planning.goals import settle_goals
from muster.planning.instance import Instance, compile_instance
from muster.planning.keeping import most_kept
from muster.planning.loading import Loading, load_in_fractions, load_trips, load_whole
from muster.planning.model import Approved, PlanningModel, build_model, decisions
from muster.planning.neighbourhood import Neighbourhood
from muster.planning.plan import Plan, ProgressPoint, Trip
from muster.planning.plan_options import PlanOptions
from muster.planning.proof import Proof
from muster.planning.relaxation import Relaxation
from muster.planning.rounding import ROUNDED_GAP, load_rounded
from muster.planning.search import TripList, TripSearch, first_trips, trips_of
from muster.planning.tail import Tail, fresh_cvar, sample_tail, with_tail
from muster.planning.window_search import BESIDE, WindowSearch
from muster.scenario import Scenario

__all__ = ["PlanOptions", "Report", "plan"]

ANNEALINGS = 2
"""Searches over trips before the real model is searched."""
PATIENCE = 40
"""Windows in a row without gain after which nothing more is expected."""

KEEPING_SHARE = 0.3
"""Share of the time limit for finding how many approved trips can be kept."""

FIRST_LOADING_S = 5.0
"""Seconds that the first exact loading may take even when time is up: without it is no plan."""
LATE_LOADING_S = 0.5
"""Seconds that any other may take then."""
LAST_LOADING_S = 5.0
"""Seconds that the last loading may take, as far as time is kept back for it."""
LARGE_LOADING_S = 20.0
"""The same for a large model, kept back from its time limit."""
QUICK_LOADING_S = 3.0
"""Seconds that it may take between windows."""
LARGE_GAIN = 2e-3
"""Share of the objective that windows of a large model gain before people are loaded anew."""
ROUNDING = 1e-4
"""Share of the objective that people in fractions may be better than whole people at the end."""

RESERVE_S = 6.0
"""Seconds of the time limit, at most, that are kept for the goals after the first."""
OVERTIME_S = 0.3
"""Seconds after the time limit that these may still take."""

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Report = Callable[[ProgressPoint], None]


def plan(
    scenario: Scenario,
    options: PlanOptions | None = None,
    *,
    start: Plan | None = None,
    approved: Sequence[Trip] = (),
    report: Report | None = None,
    clock: Clock = time.monotonic,
) -> Plan:
    """Find the order of movements with the least expected loss, and prove how good it is.

    The index rule gives a plan at once; annealing over trips improves it while the relaxation
    with cut-set inequalities proves a bound; people are then loaded exactly. A KeyboardInterrupt
    ends the work with the best plan so far. The same input and seed give the same plan where
    an effort is asked for, and otherwise unless time cut it short.

    `start` is a plan to begin from. `approved` are trips that should stay as they are: giving
    one up that could still run costs the scenario's change_price.
    """
    return _Planning(scenario, options or PlanOptions(), report, clock, start, approved).run()


@dataclass
class _Planning:
    scenario: Scenario
    options: PlanOptions
    report: Report | None
    clock: Clock
    start: Plan | None = None
    approved: Sequence[Trip] = ()
    progress: list[ProgressPoint] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.allowance = Allowance(self.clock, self.options.time_limit_s, self.options.effort)
        self.instance: Instance = compile_instance(self.scenario)
        self.kept = Approved(
            dict(Counter(self._known(self.approved))), self.scenario.objective.change_price
        )
        self.model: PlanningModel = build_model(
            self.instance, self.scenario.objective.trip_price, self.kept
        )
        self.tail = self._tail()
        if self.tail is not None:
            self.model = with_tail(self.model, self.tail)
        self.relaxation = Relaxation(self.model)
        if self.tail is not None:
            self.relaxation.bound *= 1 - self.tail.weight
        self.search = TripSearch(self.instance, self.options.seed)
        self.neighbourhood = Neighbourhood(self.model, self.options.seed)
        self.allowance.reserve_s = self._reserve()
        self.best: Loading | None = None
        self.proof = Proof(
            self.relaxation,
            self.allowance,
            incumbent=self._values,
            done=self._done,
            note=self._note,
        )
        self.first_plan_s = 0.0
        self.stopped_by = "time"

    # the steps, in the order in which they happen

    def run(self) -> Plan:
        try:
            self._first_plan()
            with ThreadPoolExecutor(1) as pool, self._stopping():
                if self.proof.is_small:
                    self._wait(pool.submit(self.proof.branch_at_once))
                proof = pool.submit(self.proof.run)
                if not self.allowance.timed:
                    self._wait(proof)
                self._anneal(ANNEALINGS)
                self._take_proven()
                self._refine(proof)
                self._finish(proof)
        except KeyboardInterrupt:
            self.stopped_by = "interrupted"
        self._settle()
        return self._plan()

    def _first_plan(self) -> None:
        """By rule, or by the trips of plans that are there already if those are better."""
        trips = first_trips(self.instance)
        self._load(trips, "index rule")
        self.first_plan_s = self.allowance.seconds()
        for earlier in (self.approved, self.start.trips if self.start is not None else ()):
            known = self._known(earlier)
            if not known:
                continue
            again = trips_of(self.instance, known)
            if self._load_counts(again.counts(self.instance), None, "earlier plan"):
                trips = again
        self._load_most_kept()
        self.search.start(trips)

    def _load_most_kept(self) -> None:
        """Load the trips with which the most approved ones are kept, should any have to go."""
        if self.model.kept:
            limit = self.allowance.at_most(KEEPING_SHARE * self.options.time_limit_s)
            found = most_kept(self.model, limit)
            if found is not None:
                self._load_counts(*decisions(self.model, found.values), "approved trips")

    def _known(self, trips: Sequence[Trip]) -> list[tuple[int, int]]:
        """Service and boundary of each trip that this scenario still allows."""
        return [(at, trip.step) for at, trip in self.instance.still_allowed(trips)]

    def _tail(self) -> Tail | None:
        """The worst futures to plan for; annealing knows only the mean, all else weighs them."""
        asked = self.options
        if asked.tail is None:
            return None
        weight, futures = asked.tail_weight, asked.tail_futures
        return sample_tail(self.instance, asked.tail, weight, futures, asked.seed)

    def _anneal(self, times: int) -> None:
        """Search over trips from the rule's plan, each time from the best so far.

        On a large map an evaluation takes so long that the relaxation is better waited for.
        """
        if self.relaxation.is_large:
            return
        with ThreadPoolExecutor(1) as pool:
            for _ in range(times):
                if self._done() or self.proof.is_found:
                    return
                if not self._wait(pool.submit(self.search.improve)):
                    return
                self._load_exactly()

    def _take_proven(self) -> None:
        if self.proof.is_found and self.relaxation.found is not None:
            self._load_counts(*decisions(self.model, self.relaxation.found[1]), "branching")

    def _refine(self, proof: Future[None]) -> None:
        """Solve windows of the model until the gap is closed or nothing may be spent any more."""
        self._wait_for(self.proof.relaxed)
        self._round()
        if self.best is None:
            return
        self._take_guide()
        search = WindowSearch(self.neighbourhood, self.best.objective, self.best.values)
        tried = search.objective
        with ThreadPoolExecutor(BESIDE) as pool:
            while not self._done():
                if self.neighbourhood.idle >= PATIENCE:
                    self.proof.idle.set()
                    if proof.done():
                        self.stopped_by = "exhausted"
                        break
                search.step(pool, self._left, self._wait)
                self.allowance.rounds += 1
                if self.relaxation.is_large:
                    self._take_guide()
                if search.objective < tried * (1 - self._worth_loading()):
                    tried = search.objective
                    self._load_windows(search, thorough=False)
        if search.objective < self.best.objective * (1 - ROUNDING):
            self._load_windows(search, thorough=True)

    def _take_guide(self) -> None:
        """The relaxation shows where windows pay; a large one's solution gets better on the way."""
        self.neighbourhood.guide = self.relaxation.solution
        self.neighbourhood.prices = self.relaxation.reduced_costs

    def _round(self) -> None:
        """Load the relaxation's trips, rounded: far better than the rule on a large map."""
        if self.relaxation.solution is None or self.best is None or self._done():
            return
        rounded = load_rounded(self.model, self.relaxation.solution, self._left)
        if rounded is not None and rounded.objective < self.best.objective:
            found = load_whole(rounded, time_limit_s=self._left(), gap=ROUNDED_GAP)
            self._keep(found, "rounding")

    def _worth_loading(self) -> float:
        """Share of the objective to be gained before people are loaded in whole numbers again."""
        return LARGE_GAIN if self.relaxation.is_large else 0.0

    def _load_windows(self, search: WindowSearch, *, thorough: bool) -> None:
        """Load people on the trips of a solution anew: split, for the search, and whole."""
        limit = LAST_LOADING_S if thorough else QUICK_LOADING_S
        limit = LARGE_LOADING_S if self.relaxation.is_large else limit
        limit = self.allowance.at_most(min(limit, max(self.allowance.all_left_s(), LATE_LOADING_S)))
        trips, compartments = decisions(self.model, search.values)
        split = load_in_fractions(self.model, trips, compartments, time_limit_s=limit)
        if split is None:
            return
        search.adopt(split.objective, split.values)
        self._keep(load_whole(split, time_limit_s=limit, thorough=thorough), "windows")

    def _finish(self, proof: Future[None]) -> None:
        self.proof.idle.set()
        self.relaxation.stop()
        self._wait(proof)
        self._done()

    def _settle(self) -> None:
        """Less riding and fewer trips, where that costs nothing."""
        if self.best is not None and self.options.goals:
            ends = self.allowance.seconds() + self.allowance.at_most(RESERVE_S)

            def left() -> float:
                until = ends - self.allowance.seconds()
                return min(self.allowance.all_left_s() + OVERTIME_S, until)

            self.best = settle_goals(self.model, self.best, self.options.goals, left)

    def _load_exactly(self) -> None:
        for trips in self.search.candidates():
            self._load(trips, "exact loading")

    # their parts

    def _load(self, trips: TripList, method: str) -> bool:
        counts = trips.counts(self.instance)
        return self._load_counts(counts, trips.compartments(self.model), method)

    def _load_counts(
        self,
        trips: IntArray,
        compartments: dict[tuple[int, str], IntArray] | None,
        method: str,
    ) -> bool:
        """Load trips exactly; keep what comes of it if it is the best so far."""
        least = FIRST_LOADING_S if self.best is None else LATE_LOADING_S
        limit = max(self._left(), least)
        found = load_trips(self.model, trips, compartments, time_limit_s=limit)
        return self._keep(found, method)

    def _keep(self, found: Loading | None, method: str) -> bool:
        if found is None or (self.best is not None and found.objective >= self.best.objective):
            return False
        self.best = found
        self._note(method)
        return True

    def _wait(self, running: Future[Any]) -> Any:
        """What comes of work in a thread; it is stopped when the plan is good or time is up."""
        while not running.done():
            if self._done():
                self._stop_all()
            if self.proof.is_found:
                self.search.stop()
            wait([running], timeout=0.05)
        return running.result()

    def _wait_for(self, event: Event) -> None:
        while not event.wait(0.05) and not self._done():
            pass

    def _values(self) -> FloatArray | None:
        return self.best.values if self.best is not None else None

    def _stop_all(self) -> None:
        self.proof.idle.set()
        self.relaxation.stop()
        self.search.stop()
        self.neighbourhood.stop()

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._stop_all()
            raise

    def _done(self) -> bool:
        if self._gap() <= max(self.options.gap, 1e-9):
            self.stopped_by = "gap"
            return True
        if self.allowance.is_spent():
            self.stopped_by = "time" if self.allowance.timed else "effort"
            return True
        return False

    def _left(self) -> float:
        """Seconds of search left; some are kept back for the later goals."""
        return self.allowance.left_s()

    def _reserve(self) -> float:
        most = RESERVE_S if self.options.goals else 0.0
        if self.relaxation.is_large:
            most += LARGE_LOADING_S
        return min(0.1 * self.options.time_limit_s, most)

    def _gap(self) -> float:
        if self.best is None:
            return 1.0
        objective = self.best.objective
        return max(0.0, (objective - self.relaxation.bound) / objective) if objective > 0 else 0.0

    def _note(self, method: str) -> None:
        incumbent = self.best.objective if self.best is not None else None
        point = ProgressPoint(self.allowance.seconds(), incumbent, self.relaxation.bound, method)
        self.progress.append(point)
        if self.report is not None:
            self.report(point)

    def _bound(self) -> float:
        """What is proven: by the free ways where time was too short for the relaxation."""
        bound = self.relaxation.bound
        if self.relaxation.solution is not None or self.relaxation.proven:
            return bound
        return max(bound, free_ways_bound(self.model))

    def _plan(self) -> Plan:
        made = finished_plan(
            self.model,
            self.best.values if self.best is not None else np.zeros(len(self.model.linear.cost)),
            self._bound(),
            tail=self.tail,
            kept=self.kept,
            seconds=self.allowance.seconds(),
            first_plan_seconds=self.first_plan_s,
            stopped_by=self.stopped_by,
            seed=self.options.seed,
            progress=self.progress,
        )
        if made.tail is None:
            return made
        cvar = fresh_cvar(self.instance, made.trips, made.loads, level=made.tail, seed=made.seed)
        return replace(made, cvar=cvar)
