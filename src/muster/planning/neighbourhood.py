"""Large-neighbourhood search on the real model: which trips to free, and what that was worth.

A window frees the trips of some boundaries: all of them, those that the plan or the relaxation
uses, or those in which the two differ (relaxation-induced neighbourhoods: Danna, Rothberg and Le
Pape 2005). Where that is too much at once, only the fleets of a region are freed, and with
them the people at the sites they serve.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from muster.planning.loading import Loading
from muster.planning.model import NO_COLUMN, PlanningModel
from muster.planning.regions import Regions
from muster.planning.window import PartSolver, Solved

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

COARSE, FINE = 1e-3, 1e-4
"""Gap of a window, as a share of the whole objective: coarse while windows gain much."""
WIDEN, NARROW = 1.2, 0.8
LEAST_WIDTH = 3.0
MOST_FREED = 400
"""Whole-number columns above which only a region's are freed."""
MOST_PEOPLE = 30_000
"""Columns of people above which only a region's are freed."""
REGION_FREED, REGION_PEOPLE = 700, 25_000
"""Whole-number columns and columns of people of a region."""
REVISIT = 0.5
"""Share of windows that go where windows gained lately."""
USED = 0.05
"""Trips of the relaxation above which it is said to use a departure, or to differ."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How much a window may take, and what it leaves out."""

    solve_limit_s: float
    """Seconds of one window at most; widths are adapted so that this is seldom reached."""
    effort: int
    """Simplex iterations that a window should take."""
    dear: float
    """Reduced cost above which nobody goes a way that nobody goes yet."""


WHOLE_MAP = Reach(solve_limit_s=6.0, effort=5_000, dear=0.01)
"""Of a model that windows take whole: a fifth of its columns of people are not too dear."""
REGIONAL = Reach(solve_limit_s=12.0, effort=10_000, dear=0.1)
"""Of a large one, of which a window takes a region: less can be gained nearer by."""
LARGE_PEOPLE = 100_000
"""Columns of people above which a model is a large one."""


class Kind(StrEnum):
    """Which trips of its boundaries a window frees."""

    ALL = "all"
    USED = "used"
    DIFFERENT = "different"


FIRST_WIDTH = {Kind.ALL: 9.0, Kind.USED: 16.0, Kind.DIFFERENT: 24.0}
"""Boundaries of a window to begin with."""


@dataclass(frozen=True, slots=True)
class Window:
    """One part of the model to be solved."""

    kind: Kind
    number: int
    begins: int
    ends: int
    free: BoolArray
    """(columns,)."""


@dataclass
class _Tally:
    """What windows of one kind were worth."""

    width: float
    gain: float = 1.0
    effort: float = 1.0

    @property
    def rate(self) -> float:
        return self.gain / self.effort


@dataclass
class Neighbourhood:
    """Chooses windows, solves them, and learns from what they gain."""

    model: PlanningModel
    seed: int
    guide: FloatArray | None = None
    """(columns,) solution of the relaxation."""
    prices: FloatArray | None = None
    """(columns,) reduced costs of that solution."""
    windows: int = 0
    idle: int = 0
    """Windows in a row that gained nothing."""
    _gap: float = COARSE
    _worth: FloatArray = field(init=False)
    """(T + 1,) what windows lately gained around each boundary, for their effort."""
    _boundary: IntArray = field(init=False)
    """(columns,) departure boundary of whole-number columns, -1 for the others."""
    _time: IntArray = field(init=False)
    """(columns,) boundary of people's columns, the last for all others."""
    _tallies: dict[Kind, _Tally] = field(default_factory=dict)
    _pending: dict[Kind, list[float]] = field(default_factory=dict)
    """By kind: where in the horizon its next windows begin, as shares."""

    def __post_init__(self) -> None:
        self._boundary = np.full(len(self.model.linear.cost), -1)
        for columns in [*self.model.trips, *self.model.compartments.values()]:
            times = np.flatnonzero(columns != NO_COLUMN)
            self._boundary[columns[times]] = times
        self._boundary[~self.model.linear.integer] = -1
        self._time = np.full(len(self._boundary), self.model.instance.steps)
        for columns in [*self.model.riders.values(), *self.model.present.values()]:
            times = np.flatnonzero(columns != NO_COLUMN)
            self._time[columns[times]] = times
        self._worth = np.zeros(self.model.instance.steps + 1)
        people = int((~self.model.linear.integer).sum())
        self._reach = REGIONAL if people > LARGE_PEOPLE else WHOLE_MAP
        self._solver = PartSolver(self.model.linear)
        self._regions = Regions(self.model)

    def stop(self) -> None:
        """Ask running solves, in whatever thread, to end."""
        self._solver.stop()

    def improve(self, from_loading: Loading, time_limit_s: float) -> Loading:
        """The best solution with one window free; never worse than what it starts from."""
        window = self.next_window(from_loading.values)
        found = self.solve(window, from_loading.values, time_limit_s)
        self.learn(window, found, from_loading.objective)
        if found is None or found.objective >= from_loading.objective - 1e-7:
            return from_loading
        return Loading(found.objective, found.values, exact=False)

    def next_window(self, values: FloatArray, others: Sequence[Window] = ()) -> Window:
        """The next window of a plan; apart in time from others, which are solved beside it."""
        draw = np.random.default_rng([self.seed, self.windows])
        kind = self._next_kind(draw)
        tally = self._tallies.setdefault(kind, _Tally(FIRST_WIDTH[kind]))
        steps = self.model.instance.steps
        width = int(np.clip(round(tally.width), LEAST_WIDTH, steps + 1))
        begins = self._next_begin(kind, width, draw, others)
        candidates = self._candidates(kind, begins, begins + width, values)
        free = self._freed(candidates, begins, values, draw)
        window = Window(kind, self.windows, begins, begins + width, free)
        self.windows += 1
        return window

    def solve(self, window: Window, values: FloatArray, time_limit_s: float) -> Solved | None:
        """The best solution with the window free; may run beside others in threads."""
        limit = self._reach.solve_limit_s if time_limit_s < math.inf else math.inf
        return self._solver.solve(
            window.free,
            values,
            time_limit_s=min(time_limit_s, limit),
            gap=self._gap,
            seed=self.seed + window.number,
        )

    def learn(self, window: Window, found: Solved | None, objective: float) -> None:
        """Take into account what a window gained on the objective it began from."""
        tally, usual = self._tallies[window.kind], self._reach.effort
        effort = found.effort if found is not None else 0
        gain = max(objective - found.objective, 0.0) if found is not None else 0.0
        self.idle = 0 if gain > 1e-7 else self.idle + 1
        self._gap = float(
            np.clip(0.8 * self._gap + 0.1 * gain / max(objective, 1e-9), FINE, COARSE)
        )
        tally.gain = 0.7 * tally.gain + gain
        tally.effort = 0.7 * tally.effort + max(effort, usual // 20) / usual
        inside = slice(max(window.begins, 0), window.ends)
        self._worth[inside] = 0.5 * self._worth[inside] + gain / max(effort, usual // 20)
        hard = found is not None and (not found.closed or effort > usual)
        tally.width *= NARROW if hard else WIDEN if effort < usual / 2 else 1.0
        tally.width = float(np.clip(tally.width, LEAST_WIDTH, self.model.instance.steps + 1))

    # choices

    def _next_kind(self, draw: np.random.Generator) -> Kind:
        kinds = list(Kind) if self.guide is not None else [Kind.ALL]
        rates = np.array([self._tallies[k].rate if k in self._tallies else 1.0 for k in kinds])
        shares = rates / rates.sum() + 0.15 if rates.sum() > 0 else np.ones(len(kinds))
        return kinds[int(draw.choice(len(kinds), p=shares / shares.sum()))]

    def _next_begin(
        self, kind: Kind, width: int, draw: np.random.Generator, others: Sequence[Window]
    ) -> int:
        """Windows of a kind cover the horizon, half overlapping, before any is tried again.

        Every other one is put where windows gained lately instead, unless another is there now.
        """
        steps = self.model.instance.steps
        if draw.random() < REVISIT and self._worth.any():
            middle = int(draw.choice(steps + 1, p=self._worth / self._worth.sum()))
            again = middle - int(draw.integers(width))
            if all(again >= o.ends or again + width <= o.begins for o in others):
                return again
        pending = self._pending.setdefault(kind, [])
        if not pending:
            count = max(1, round(2 * steps / width))
            pending += list((draw.permutation(count) + draw.random()) / count)

        def begin(share: float) -> int:
            return int(share * (steps + 1)) - width // 2

        chosen = 0
        if others:
            apart = [
                min(max(o.begins - begin(p) - width, begin(p) - o.ends) for o in others)
                for p in pending
            ]
            chosen = next((i for i, a in enumerate(apart) if a >= 0), int(np.argmax(apart)))
        return begin(pending.pop(chosen))

    def _candidates(self, kind: Kind, begins: int, ends: int, values: FloatArray) -> BoolArray:
        inside: BoolArray = (self._boundary >= max(begins, 0)) & (self._boundary < ends)
        if kind is Kind.ALL or self.guide is None:
            return inside
        if kind is Kind.USED:
            return inside & ((self.guide > USED) | (values > 0.5))
        return inside & (np.abs(self.guide - values) > USED)

    def _freed(
        self, candidates: BoolArray, begins: int, values: FloatArray, draw: np.random.Generator
    ) -> BoolArray:
        """Columns to be solved: the candidates and all people, or those of a region."""
        people = (self._boundary < 0) & ~self.model.linear.integer & ~self._too_dear(values)
        few = int(candidates.sum()) <= MOST_FREED and int(people.sum()) <= MOST_PEOPLE
        if few:
            return candidates | people
        later = people & (self._time >= begins)
        return self._regions.around(candidates, later, (REGION_FREED, REGION_PEOPLE), draw)

    def _too_dear(self, values: FloatArray) -> BoolArray:
        """Columns of people that a better plan will hardly use."""
        if self.prices is None:
            return np.zeros(len(values), dtype=bool)
        return ~self.model.linear.integer & (self.prices > self._reach.dear) & (values < 1e-9)
