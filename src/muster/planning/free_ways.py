"""A bound without a solver: everybody goes the best way there is, with room on every trip.

Trips, seats and limits are left out of the model; what is left is a shortest way for each stock
through sites and boundaries (Bellman 1957). What people must wait for departures, embarkation
windows and journeys is in it, what they must wait for each other is not.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from muster.planning.model import NO_COLUMN, PlanningModel, existing
from muster.planning.stocks import transit_key

FloatArray = npt.NDArray[np.float64]


def free_ways_bound(model: PlanningModel) -> float:
    """A lower bound on the model's objective, in well under a second on large models, too.

    It is never above the bound of the linear relaxation, whose rows it leaves out.
    """
    linear, steps = model.linear, model.instance.steps
    cheapest = _cheapest_ways(model)
    settled = np.zeros(len(linear.cost), dtype=bool)
    for columns in [*model.riders.values(), *model.present.values()]:
        settled[existing(columns)] = True
    end = np.where(linear.cost > 0, linear.lower, np.where(linear.cost < 0, linear.upper, 0.0))
    others = float((linear.cost * end)[~settled].sum())
    return (
        linear.offset
        + others
        + sum(
            stock.people * float(cheapest[stock.index][stock.appears])
            for stock in model.instance.stocks
            if not stock.transit
            and stock.index in cheapest
            and stock.appears <= steps
            and np.isfinite(cheapest[stock.index][stock.appears])
        )
    )


def _cheapest_ways(model: PlanningModel) -> dict[int, FloatArray]:
    """(T + 1,) for each stock that can move: what one person costs from a boundary on, at least.

    inf where there is no way to a place where the person may be at the end.
    """
    instance, linear = model.instance, model.linear
    steps, inf = instance.steps, float("inf")
    after = {stock: [inf] * (steps + 1) + [0.0] for stock in model.present}
    waiting = {
        stock: _costs(linear.cost, columns, linear.upper > 0)
        for stock, columns in model.present.items()
    }
    ways: dict[int, list[tuple[list[float], int, list[float] | None]]] = {}
    for (stock, link), columns in model.riders.items():
        destination = instance.scenario.links[link].destination
        head = instance.transit[destination, *transit_key(instance.stocks[stock])].index
        costs = _costs(linear.cost, columns, linear.upper > 0)
        ride = instance.services_on[link][0].ride
        ways.setdefault(stock, []).append((costs, ride, after.get(head)))
    for t in range(steps, -1, -1):
        for stock, until in after.items():
            best = waiting[stock][t] + until[t + 1]
            for costs, ride, onward in ways.get(stock, ()):
                if costs[t] < best:
                    best = min(best, costs[t] + (onward[t + ride] if onward is not None else 0.0))
            until[t] = best
    return {stock: np.array(until[:-1]) for stock, until in after.items()}


def _costs(
    cost: FloatArray, columns: npt.NDArray[np.int64], open_: npt.NDArray[np.bool_]
) -> list[float]:
    """By boundary; inf where there is no such column or it may not be used."""
    usable = (columns != NO_COLUMN) & open_[columns]
    costs: list[float] = np.where(usable, cost[columns], np.inf).tolist()
    return costs
