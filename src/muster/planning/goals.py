"""Goals after the first: among plans of the same objective, less riding, then fewer trips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from muster.planning.linear_model import LinearModel
from muster.planning.loading import Loading
from muster.planning.model import NO_COLUMN, PlanningModel, decisions, existing
from muster.planning.timely_run import run_in_time

FloatArray = npt.NDArray[np.float64]
GOAL_GRACE_S = 0.3
"""Seconds beyond its share of the time that a goal is waited for."""
MOST_NODES = 500
"""Nodes for each goal at most: what ends a hard one where no clock does."""
SAME = 1e-7
"""Objectives that differ by less than this share are the same."""


class Goal(StrEnum):
    """What is minimised once the expected loss is."""

    RIDE_TIME = "ride_time"
    """Hours that people spend riding, summed over people."""
    TRIPS = "trips"
    """Number of trips."""


def settle_goals(
    model: PlanningModel, loading: Loading, goals: Sequence[Goal], left_s: Callable[[], float]
) -> Loading:
    """The loading improved by each goal in turn without giving up what came before.

    Only trips of the loading may run. People may be split while a goal is met; with the trips
    then fixed, whole people are loaded for the first goal, and what cannot be had for whole
    people without a higher objective is left as it was. `left_s` says how many seconds are left
    for all of it; the goals share them.
    """
    linear = _only_its_trips(model, loading)
    rows, most = [linear.cost], [loading.objective - linear.offset]
    values = loading.values
    for done, goal in enumerate(goals):
        cost = _cost(model, goal)
        limit = left_s() / (len(goals) + 1 - done)
        found = _solved(_aimed(linear, cost, rows, most), values, limit)
        if found is not None and cost @ found < cost @ values:
            values = found
        rows.append(cost)
        most.append(float(cost @ values))
    if not goals or values is loading.values:
        return loading
    whole = _solved(
        _aimed(_for_whole_people(model, linear, values), rows[1], rows[:1], most[:1]),
        None,
        left_s(),
    )
    if whole is None:
        return loading
    return Loading(float(linear.cost @ whole) + linear.offset, whole, exact=loading.exact)


def _aimed(
    linear: LinearModel, cost: FloatArray, rows: list[FloatArray], most: list[float]
) -> LinearModel:
    """The model with another cost, and none of the earlier costs higher than it was."""
    kept = linear.with_rows(
        sparse.csr_matrix(np.array(rows)),
        np.full(len(rows), -highspy.kHighsInf),
        np.array([value + SAME * max(abs(value), 1.0) for value in most]),
    )
    return replace(kept, cost=cost, offset=0.0)


def _only_its_trips(model: PlanningModel, loading: Loading) -> LinearModel:
    linear = model.linear
    upper = linear.upper.copy()
    for columns in model.trips:
        used = existing(columns)
        upper[used] = np.round(loading.values[used])
    return replace(linear, upper=upper)


def _for_whole_people(model: PlanningModel, linear: LinearModel, values: FloatArray) -> LinearModel:
    """The model with trips and compartments fixed and riders whole."""
    lower, upper, integer = linear.lower.copy(), linear.upper.copy(), linear.integer.copy()
    trips, compartments = decisions(model, values)
    fixed = [(columns, trips[index]) for index, columns in enumerate(model.trips)]
    fixed += [(columns, compartments[key]) for key, columns in model.compartments.items()]
    for columns, numbers in fixed:
        used = columns != NO_COLUMN
        lower[columns[used]] = upper[columns[used]] = numbers[used]
    for columns in model.riders.values():
        integer[existing(columns)] = True
    return replace(linear, lower=lower, upper=upper, integer=integer)


def _solved(
    linear: LinearModel, start: FloatArray | None, time_limit_s: float
) -> FloatArray | None:
    """The best values found; None if there are none, or if HiGHS does not end in time."""
    if time_limit_s <= 0:
        return None
    highs = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("time_limit", time_limit_s),
        ("mip_max_nodes", MOST_NODES),
    ):
        highs.setOptionValue(option, value)
    highs.passModel(linear.to_highs(integer=True))
    if start is not None:
        begin = highspy.HighsSolution()
        begin.col_value = start
        highs.setSolution(begin)
    if not run_in_time(highs, time_limit_s, GOAL_GRACE_S):
        return None
    if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values = np.array(highs.getSolution().col_value)
    return np.where(linear.integer, np.round(values), values)


def _cost(model: PlanningModel, goal: Goal) -> FloatArray:
    cost = np.zeros(len(model.linear.cost))
    if goal is Goal.TRIPS:
        for columns in model.trips:
            cost[existing(columns)] = 1.0
        return cost
    for (_, link), columns in model.riders.items():
        cost[existing(columns)] = model.instance.scenario.links[link].duration_h
    return cost
