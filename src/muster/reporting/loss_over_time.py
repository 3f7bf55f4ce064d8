"""When a plan loses people: its expected loss up to each boundary."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from muster.planning.instance import Instance
from muster.planning.plan import Plan
from muster.reporting.presence import appears, presence


def loss_over_time(instance: Instance, plan: Plan) -> npt.NDArray[np.float64]:
    """(T + 2,) expected loss, weighted by priority, that has accrued by each boundary.

    What people pay for presence in step t has accrued by boundary t + 1, what they pay for a ride
    when they depart. Entry T + 1 adds what those still in danger at boundary T pay until the
    evaluation ends, and is the plan's expected loss.
    """
    scenario = instance.scenario
    boundaries = scenario.steps + 1
    accrued = np.zeros(boundaries + 1)
    accrued[0] = instance.fixed_loss
    where = presence(scenario, plan)
    for (group_id, site), people in where.at.items():
        group = scenario.groups[group_id]
        if appears(scenario, group) < boundaries:
            accrued[1:] += group.priority * instance.presence_cost[site] * people
    trips = {trip.id: trip for trip in plan.trips}
    for load in plan.loads:
        trip = trips[load.trip]
        each = float(instance.ride_cost[trip.link][trip.step])
        accrued[trip.step] += scenario.groups[load.group].priority * each * load.people
    total: npt.NDArray[np.float64] = np.cumsum(accrued)
    return total
