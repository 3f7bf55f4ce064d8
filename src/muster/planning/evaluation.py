"""What a plan that is kept as it is comes to, when what was judged turns out otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from muster.hazard import LossCoefficients, loss_coefficients
from muster.planning.limits_in_steps import site_limits
from muster.planning.passage import appears_at
from muster.planning.plan import Plan, Trip
from muster.planning.services import steps_of
from muster.scenario import Scenario

FloatArray = npt.NDArray[np.float64]
TOLERANCE = 1e-6


def expected_loss(scenario: Scenario, plan: Plan) -> float:
    """Expected loss of a plan's trips and loads under a scenario's own loss coefficients."""
    losses = loss_coefficients(scenario)
    remaining = {site: np.cumsum(loss.present[::-1])[::-1] for site, loss in losses.sites.items()}
    total = 0.0
    for group in scenario.groups.values():
        appears = appears_at(scenario, group)
        if appears <= scenario.steps:
            share = float(remaining[group.site][appears])
            if appears:
                share += losses.sites[group.site].before_arrival_from_start(appears)
            total += group.priority * group.people * share
    for trip, weight in _weights(scenario, plan):
        link = scenario.links[trip.link]
        arrival = trip.step + steps_of(link.duration_h, scenario.step_h)
        change = _riding(losses, scenario, trip, arrival)
        change += float(remaining[link.destination][arrival] - remaining[link.origin][trip.step])
        total += weight * change
    return total


def _weights(scenario: Scenario, plan: Plan) -> Iterator[tuple[Trip, float]]:
    """Each trip with the priorities of those aboard, summed."""
    trips = {trip.id: trip for trip in plan.trips}
    aboard: dict[str, float] = {}
    for load in plan.loads:
        weight = scenario.groups[load.group].priority * load.people
        aboard[load.trip] = aboard.get(load.trip, 0.0) + weight
    yield from ((trips[trip], weight) for trip, weight in aboard.items())


def _riding(losses: LossCoefficients, scenario: Scenario, trip: Trip, arrival: int) -> float:
    """Share lost of those aboard: on the way, or for being under way when trips stop."""
    link = scenario.links[trip.link]
    share = link.risk.value * float(losses.running[trip.step])
    share += losses.sites[link.destination].after_arrival(trip.step, arrival)
    if trip.step == 0:  # where trips are stopped from the start they have not left
        share += losses.sites[link.origin].before_arrival_from_start(0)
    return share


def can_be_loaded(scenario: Scenario, plan: Plan) -> bool:
    """Whether the loading rates of a scenario's sites let a plan's people depart as planned."""
    limits, _, _, _ = site_limits(scenario)
    departing: dict[str, FloatArray] = {}
    for trip in plan.trips:
        origin = scenario.links[trip.link].origin
        people = departing.setdefault(origin, np.zeros(scenario.steps + 1))
        people[trip.step] += trip.people
    for site, people in departing.items():
        loaded, window = limits[site].embarked, limits[site].embark_window
        if loaded is None:
            continue
        for end in range(scenario.steps + 1):
            gone = people[max(0, end - window + 1) : end + 1].sum()
            if gone > loaded[max(0, end - window) : end].sum() + TOLERANCE:
                return False
    return True
