"""The tail objective: mean loss and conditional value at risk weighed against each other.

(1 - w) · expected loss + w · CVaR over sampled futures, whose linear form is that of Rockafellar
and Uryasev (2000), theorem 16: CVaR = min over η of η + Σ max(0, loss_k - η) / ((1 - α) N).
Prices of trips and changes, and the risk of links, are the same in every future and stay whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from muster.planning.exposure import (
    Exposure,
    Term,
    conditional_value_at_risk,
    find_exposure,
    losses_of_plan,
)
from muster.planning.futures import sample_futures
from muster.planning.instance import Instance
from muster.planning.linear_model import INFINITY, LinearModel, ModelBuilder
from muster.planning.model import NO_COLUMN, PlanningModel, existing
from muster.planning.plan import Load, Trip
from muster.planning.stocks import Stock, transit_key

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
IN_SAMPLE, OUT_OF_SAMPLE = 0, 1
"""Streams of random numbers: futures that are planned for, and fresh ones that judge the plan."""
FRESH_FUTURES = 20_000
"""Futures on which a plan is judged, at least: fewer leave the tail to chance."""


@dataclass(frozen=True, slots=True)
class Tail:
    """How much the worst futures weigh, and the futures that are planned for."""

    level: float
    """α: the worst (1 - α) of futures are the tail."""
    weight: float
    """w: 0 plans for the mean alone, 1 for the tail alone."""
    exposure: Exposure

    def __post_init__(self) -> None:
        if not 0 <= self.level < 1:
            raise ValueError(f"tail: found {self.level}; expected a share from 0 to below 1")
        if not 0 <= self.weight <= 1:
            raise ValueError(f"tail weight: found {self.weight}; expected a share from 0 to 1")

    def cvar(self, instance: Instance, trips: Sequence[Trip], loads: Sequence[Load]) -> float:
        """CVaR of a plan over the futures that were planned for."""
        return _cvar(instance, self.exposure, trips, loads, self.level)


def sample_tail(instance: Instance, level: float, weight: float, futures: int, seed: int) -> Tail:
    """The tail over so many futures."""
    if futures < 1:
        raise ValueError(f"futures of the tail: found {futures}; expected 1 or more")
    drawn = sample_futures(instance.scenario, futures, seed, IN_SAMPLE)
    return Tail(level, weight, find_exposure(instance, drawn))


def fresh_cvar(
    instance: Instance,
    trips: Sequence[Trip],
    loads: Sequence[Load],
    *,
    level: float,
    seed: int,
    futures: int = FRESH_FUTURES,
) -> float:
    """CVaR of a plan over futures for which it was not planned."""
    drawn = sample_futures(instance.scenario, futures, seed, OUT_OF_SAMPLE)
    return _cvar(instance, find_exposure(instance, drawn), trips, loads, level)


def _cvar(
    instance: Instance,
    exposure: Exposure,
    trips: Sequence[Trip],
    loads: Sequence[Load],
    level: float,
) -> float:
    losses = losses_of_plan(instance, exposure, trips, loads)
    return conditional_value_at_risk(losses, exposure.number, level)


def with_tail(model: PlanningModel, tail: Tail) -> PlanningModel:
    """The model with the tail in its objective; its own columns keep their places.

    Columns of weighted people met by failures, η and one excess a row of the exposure follow
    behind them, and rows that tie them together behind its rows. With weight 0 it is unchanged.
    """
    if tail.weight == 0:
        return model
    return replace(model, linear=_Writer(model, tail).written())


class _Writer:
    """Writes the columns and rows of the tail behind those of a model."""

    def __init__(self, model: PlanningModel, tail: Tail) -> None:
        self._model = model
        self._tail = tail
        self._instance = model.instance
        self._steps = model.instance.steps
        self._everybody = sum(s.weight * s.people for s in model.instance.stocks if not s.transit)
        self._builder = ModelBuilder()
        self._held: dict[str, IntArray | None] = {}

    def written(self) -> LinearModel:
        """The model's linear model with the tail."""
        mean, tail = self._model.linear, self._tail
        self._builder.columns(self._weighed_cost(), mean.lower, mean.upper, integer=False)
        met = self._builder.columns(
            np.zeros(len(tail.exposure.terms)), 0, self._everybody, integer=False
        )
        for term, column in zip(tail.exposure.terms, met, strict=True):
            self._tie(term, column)
        self._excess(met)
        added = self._builder.build(mean.offset - tail.weight * self._fixed())
        columns = len(added.cost)
        extended = replace(
            added,
            integer=np.concatenate([mean.integer, np.zeros(columns - len(mean.cost), dtype=bool)]),
            matrix=sparse.csr_matrix(
                (mean.matrix.data, mean.matrix.indices, mean.matrix.indptr),
                shape=(len(mean.row_lower), columns),
            ),
            row_lower=mean.row_lower,
            row_upper=mean.row_upper,
        )
        return extended.with_rows(added.matrix, added.row_lower, added.row_upper)

    def _weighed_cost(self) -> FloatArray:
        """The model's costs with what they have of the mean loss weighed; prices stay."""
        weight, instance = self._tail.weight, self._instance
        cost = self._model.linear.cost.copy()
        for columns in self._model.present.values():
            cost[existing(columns)] *= 1 - weight
        for (index, link), columns in self._model.riders.items():
            times = np.flatnonzero(columns != NO_COLUMN)
            risk = instance.scenario.links[link].risk.value * instance.losses.running[times]
            cost[columns[times]] *= 1 - weight
            cost[columns[times]] += weight * instance.stocks[index].weight * risk
        return cost

    def _fixed(self) -> float:
        """Mean loss in the model's offset: of people who are under way or never leave."""
        instance = self._instance
        return instance.fixed_loss + sum(
            s.weight * s.people * float(instance.remaining_cost[s.site][s.appears])
            for s in self._without_columns()
        )

    def _without_columns(self) -> list[Stock]:
        return [
            s
            for s in self._instance.stocks
            if not s.transit and s.index not in self._model.present and s.appears <= self._steps
        ]

    def _tie(self, term: Term, column: int) -> None:
        """A term's column equals the weighted people that it stands for."""
        if term.last_arrival is None:
            self._tie_present(term, column)
        else:
            self._tie_under_way(term, term.last_arrival, column)

    def _tie_present(self, term: Term, column: int) -> None:
        instance, builder = self._instance, self._builder
        staying = sum(
            s.weight * s.people
            for s in self._without_columns()
            if s.site == term.site and s.appears <= term.step
        )
        row = builder.rows(staying, staying, 1)
        builder.entries(row, np.array([column]), 1.0)
        for index, columns in self._model.present.items():
            stock = instance.stocks[index]
            if stock.site == term.site and columns[term.step] != NO_COLUMN:
                builder.entries(row, columns[term.step : term.step + 1], -stock.weight)
        held = self._held_at(term.site)
        if held is not None:
            builder.entries(row, held[term.step : term.step + 1], -1.0)

    def _tie_under_way(self, term: Term, last_arrival: int, column: int) -> None:
        row = self._builder.rows(0.0, 0.0, 1)
        self._builder.entries(row, np.array([column]), 1.0)
        for stock, columns, ride, _ in self._arriving(term.site):
            first = max(0, term.step + 1 - ride)
            departing = columns[first : min(term.step, last_arrival - ride) + 1]
            departing = existing(departing)
            self._builder.entries(np.repeat(row, len(departing)), departing, -stock.weight)

    def _arriving(self, site: str) -> list[tuple[Stock, IntArray, int, bool]]:
        """Riders to a site: stock, columns, steps of the ride, whether they stay for good."""
        instance = self._instance
        found = []
        for (index, link), columns in self._model.riders.items():
            if instance.scenario.links[link].destination == site:
                stock = instance.stocks[index]
                head = instance.transit[site, *transit_key(stock)]
                ride = instance.services_on[link][0].ride
                found.append((stock, columns, ride, head.index not in self._model.present))
        return found

    def _held_at(self, site: str) -> IntArray | None:
        """Columns (T + 1,) of weighted people who arrived at a site for good, if any can."""
        if site not in self._held:
            self._held[site] = self._new_held(site)
        return self._held[site]

    def _new_held(self, site: str) -> IntArray | None:
        builder, steps = self._builder, self._steps
        ending = [(s, columns, ride) for s, columns, ride, stays in self._arriving(site) if stays]
        if not ending:
            return None
        held = builder.columns(np.zeros(steps + 1), 0, self._everybody, integer=False)
        rows = builder.rows(0, 0, steps + 1)
        builder.entries(rows, held, 1.0)
        builder.entries(rows[1:], held[:-1], -1.0)
        for stock, columns, ride in ending:
            times = np.flatnonzero(columns != NO_COLUMN)
            builder.entries(rows[times + ride], columns[times], -stock.weight)
        return held

    def _excess(self, met: IntArray) -> None:
        """Rows excess_k ≥ loss_k - η, and what η and the excesses cost.

        Both are at most the largest loss, so that a bound from duals holds however they err.
        """
        builder, tail, exposure = self._builder, self._tail, self._tail.exposure
        per_term = exposure.matrix @ np.full(len(met), self._everybody)
        most = float((exposure.constant + per_term).max(initial=0.0))
        share = tail.weight / ((1 - tail.level) * exposure.futures)
        quantile = builder.columns(tail.weight, 0, most, integer=False)
        excess = builder.columns(share * exposure.number, 0, most, integer=False)
        rows = builder.rows(exposure.constant, INFINITY, len(excess))
        builder.entries(rows, excess, 1.0)
        builder.entries(rows, np.repeat(quantile, len(rows)), 1.0)
        entries = exposure.matrix.tocoo()
        builder.entries(rows[entries.row], met[entries.col], -entries.data)
