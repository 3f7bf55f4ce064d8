"""A better bound for a large map: regions in whole trips, what lies between them at its prices.

Lagrangian relaxation (Geoffrion 1974). The rows that tie regions together are priced with the
relaxation's duals; what is left falls apart into blocks, each a mixed-integer program of its own.
A block's optimum in whole trips exceeds its share of the relaxation's bound, and what all of them
exceed it by is added to the bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from muster.planning.cut_sets import Cut, rows_of
from muster.planning.linear_model import INFINITY, LinearModel
from muster.planning.model import PlanningModel, existing
from muster.planning.regions import fleet_of_column
from muster.planning.stocks import Stock
from muster.planning.timely_run import run_in_time
from muster.planning.weak_duality import multipliers, safe_bound

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
MOST_WHOLE, MOST_PEOPLE = 2_700, 15_000
"""Whole-number columns and other columns of a block of several fleets."""
LEAST_S = 0.1
"""Seconds that a block has, however little time is left."""
LEAST_SHARED = 1.0
"""People whom two fleets share at least if they are to be one block."""
TINY = 1e-9
BRANCHED = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kInterrupt,
)
"""How HiGHS ends a block that it has not refused."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the model with its priced costs."""

    linear: LinearModel
    bound: float
    """What the relaxation's duals prove of it: its share of the whole bound."""

    def gain(
        self, time_limit_s: float, gap: float, stopped: Callable[[], bool]
    ) -> tuple[float, bool]:
        """How much more whole trips cost, as far as HiGHS has proven it, and whether it ended.

        It ends at an absolute gap, at its time limit, or once it is stopped. What it says is
        believed where it has branched, and not where it refuses the block.
        """
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("time_limit", max(time_limit_s, LEAST_S))
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", gap)
        proven = [self.bound]

        def watch(event: Any) -> None:
            bound = float(event.data_out.mip_dual_bound)
            if np.isfinite(bound):
                proven.append(bound)
            if stopped():
                event.data_in.user_interrupt = True

        highs.cbMipInterrupt += watch
        highs.passModel(self.linear.to_highs(integer=True))
        ended = run_in_time(highs, max(time_limit_s, LEAST_S), stopped=stopped)
        if ended and highs.getModelStatus() in BRANCHED:
            bound = float(highs.getInfo().mip_dual_bound)
            if np.isfinite(bound):
                proven.append(bound)
        return max(proven) - self.bound, ended


@dataclass
class Blocks:
    """The blocks of a model at the duals of its relaxation."""

    model: PlanningModel
    linear: LinearModel
    """With its cuts."""
    duals: FloatArray
    solution: FloatArray
    _by_column: sparse.csc_matrix = field(init=False)
    _least: FloatArray = field(init=False)
    """(entries,) least contribution of each entry of the matrix to its row."""
    _most: FloatArray = field(init=False)
    _row: IntArray = field(init=False)
    """(entries,) row of each entry."""
    _rides: list[tuple[Stock, IntArray]] = field(init=False)
    """Stocks of prisons, and the columns of their riders."""

    def __post_init__(self) -> None:
        linear = self.linear
        self.duals = multipliers(linear, self.duals)
        self._by_column = sparse.csc_matrix(linear.matrix)
        low = linear.matrix.data * linear.lower[linear.matrix.indices]
        high = linear.matrix.data * linear.upper[linear.matrix.indices]
        self._least, self._most = np.minimum(low, high), np.maximum(low, high)
        self._row = np.repeat(np.arange(len(linear.row_lower)), np.diff(linear.matrix.indptr))
        self._rides = list(_rides(self.model))

    def __iter__(self) -> Iterator[Block]:
        """Blocks with fractions of trips, those that lose most in the relaxation first."""
        of_column = block_of_column(self.model, self.solution)
        broken = np.abs(self.solution - np.round(self.solution)) * self.linear.integer
        inside = of_column >= 0
        fractions = np.bincount(of_column[inside], broken[inside])
        loss = np.bincount(of_column[inside], (self.linear.cost * self.solution)[inside])
        for block in np.argsort(-loss, kind="stable"):
            if fractions[block] > TINY:
                yield self._block(of_column == block)

    def _block(self, inside: BoolArray) -> Block:
        """Rows of the block alone stay as they are; others are priced, and kept as far as they
        hold whatever the columns of other blocks are."""
        linear, columns = self.linear, np.flatnonzero(inside)
        here = inside[linear.matrix.indices]
        row, rows = self._row, len(linear.row_lower)
        touched = np.bincount(row[here], minlength=rows) > 0
        alone = touched & (np.bincount(row[~here], minlength=rows) == 0)
        cost = (linear.cost - linear.matrix.T @ np.where(alone, 0.0, self.duals))[columns]
        lower = linear.row_lower - np.bincount(row[~here], self._most[~here], minlength=rows)
        upper = linear.row_upper - np.bincount(row[~here], self._least[~here], minlength=rows)
        least = np.bincount(row[here], self._least[here], minlength=rows)
        most = np.bincount(row[here], self._most[here], minlength=rows)
        binding = alone | touched & ((least < lower - TINY) | (most > upper + TINY))
        part = LinearModel(
            cost=cost,
            lower=linear.lower[columns],
            upper=linear.upper[columns],
            integer=linear.integer[columns],
            matrix=sparse.csr_matrix(sparse.csr_matrix(self._by_column[:, columns])[binding]),
            row_lower=lower[binding],
            row_upper=upper[binding],
        )
        share = safe_bound(part, np.where(alone, self.duals, 0.0)[binding])
        return Block(self._with_stocks(part, inside), share)

    def _with_stocks(self, part: LinearModel, inside: BoolArray) -> LinearModel:
        """Of a stock that is counted in another block no more ride than there are."""
        position = np.cumsum(inside) - 1
        at_most: list[Cut] = []
        for stock, rides in self._rides:
            present = self.model.present.get(stock.index)
            if present is not None and inside[existing(present)].all():
                continue
            riding = rides[inside[rides]]
            if len(riding):
                each = np.full(len(riding), -1.0)
                at_most.append(Cut(position[riding], each, -float(stock.people)))
        if not at_most:
            return part
        matrix, least = rows_of(at_most, len(part.cost))
        return part.with_rows(matrix, least, np.full(len(least), INFINITY))


def _rides(model: PlanningModel) -> Iterator[tuple[Stock, IntArray]]:
    ways: dict[int, list[IntArray]] = {}
    for (index, _), riders in model.riders.items():
        ways.setdefault(index, []).append(existing(riders))
    for index, of_stock in ways.items():
        if not model.instance.stocks[index].transit:
            yield model.instance.stocks[index], np.concatenate(of_stock)


def block_of_column(model: PlanningModel, solution: FloatArray) -> IntArray:
    """(columns,) block of trips, riders and people present; -1 for what belongs to none.

    Fleets that empty the same prisons are one block, those that share most people first, while
    it is small enough. People are where the relaxation's largest flow of their stock is.
    """
    instance = model.instance
    number, of_column = fleet_of_column(model)
    flows = np.zeros((len(instance.stocks), len(number)))
    for (stock, link), columns in model.riders.items():
        on_link = [number[service.fleet] for service in instance.services_on[link]]
        of_column[existing(columns)] = on_link[0]
        flows[stock, on_link] += solution[existing(columns)].sum()
        flows[stock, on_link[0]] += TINY
    for stock, columns in model.present.items():
        if flows[stock].any():
            of_column[existing(columns)] = int(np.argmax(flows[stock]))
    block = _merged(of_column, model.linear.integer, _shared(flows))
    return np.where(of_column >= 0, block[of_column], -1)


def _shared(flows: FloatArray) -> FloatArray:
    """(fleets x fleets) people of stocks that both carry."""
    return np.array(
        [np.minimum(flows, flows[:, [fleet]]).sum(axis=0) for fleet in range(flows.shape[1])]
    )


def _merged(of_column: IntArray, integer: BoolArray, shared: FloatArray) -> IntArray:
    """(fleets,) block of each fleet."""
    fleets = len(shared)
    inside = of_column >= 0
    whole = np.bincount(of_column[inside & integer], minlength=fleets)
    other = np.bincount(of_column[inside & ~integer], minlength=fleets)
    block = np.arange(fleets)
    np.fill_diagonal(shared, 0.0)
    while True:
        small = (np.add.outer(whole, whole) <= MOST_WHOLE) & (
            np.add.outer(other, other) <= MOST_PEOPLE
        )
        wanted = np.where(small, shared, 0.0)
        if not wanted.size or wanted.max() <= LEAST_SHARED:
            return block
        into, gone = np.unravel_index(int(wanted.argmax()), wanted.shape)
        block[block == gone] = into
        for sizes in (whole, other):
            sizes[into] += sizes[gone]
        shared[into] += shared[gone]
        shared[:, into] += shared[:, gone]
        shared[gone] = shared[:, gone] = 0.0
        shared[into, into] = 0.0
