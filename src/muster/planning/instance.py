"""A scenario compiled to steps: services, stocks of people and limits as arrays over time.

Everything the planner's parts (index rule, model, people's loads) ask of a scenario they ask
here, so that the rules of docs/planning-model.md are turned into steps in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from muster.hazard import LossCoefficients, loss_coefficients
from muster.planning.limits_in_steps import SiteLimits, site_limits
from muster.planning.plan import Trip
from muster.planning.services import Service, find_services
from muster.planning.stocks import Stock, find_stocks, transit_key
from muster.scenario import Scenario

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Instance:
    """A compiled scenario. Arrays over time have T entries (steps) or T + 1 (boundaries)."""

    scenario: Scenario
    losses: LossCoefficients
    services: tuple[Service, ...]
    stocks: tuple[Stock, ...]
    """Origin stocks (one per group) first, then transit stocks."""
    limits: Mapping[str, SiteLimits]
    vehicles: Mapping[str, npt.NDArray[np.int64]]
    """(T,) vehicles of each fleet."""
    teams: Mapping[str, npt.NDArray[np.int64]]
    """(T,) teams of each escort pool."""
    trips_per_day: Mapping[str, npt.NDArray[np.int64]]
    """(T,) limit of each limited link, by the boundary that begins the step."""

    @property
    def steps(self) -> int:
        """Number of steps T."""
        return self.scenario.steps

    @cached_property
    def day(self) -> int:
        """Boundaries in a rolling window of 24 hours."""
        return max(1, int(24 / self.scenario.step_h + 1e-9))

    @cached_property
    def services_on(self) -> dict[str, tuple[Service, ...]]:
        """Services by link."""
        on: dict[str, list[Service]] = {}
        for service in self.services:
            on.setdefault(service.link, []).append(service)
        return {link: tuple(services) for link, services in on.items()}

    @cached_property
    def service_at(self) -> dict[tuple[str, str], int]:
        """Place of each service in `services`, by fleet and link."""
        return {(s.fleet, s.link): at for at, s in enumerate(self.services)}

    @cached_property
    def transit(self) -> dict[tuple[object, ...], Stock]:
        """Transit stocks by (site, key)."""
        return {(s.site, *transit_key(s)): s for s in self.stocks if s.transit}

    @cached_property
    def presence_cost(self) -> dict[str, FloatArray]:
        """(T + 1,) c[n,t] of each site."""
        return {site: loss.present for site, loss in self.losses.sites.items()}

    @cached_property
    def remaining_cost(self) -> dict[str, FloatArray]:
        """(T + 1,) what staying at each site from a boundary to the end costs."""
        return {
            site: np.ascontiguousarray(np.cumsum(cost[::-1])[::-1])
            for site, cost in self.presence_cost.items()
        }

    @cached_property
    def ride_cost(self) -> dict[str, FloatArray]:
        """(T + 1,) e[a,t] of each link with services, by departure boundary (inf if too late)."""
        costs: dict[str, FloatArray] = {}
        like: dict[tuple[str, int], FloatArray] = {}
        for link_id, services in self.services_on.items():
            link = self.scenario.links[link_id]
            ride = services[0].ride
            key = (link.destination, ride)
            if key not in like:
                loss = self.losses.sites[link.destination]
                after = np.full(self.steps + 1, np.inf)
                for t in range(self.steps - ride + 1):
                    after[t] = loss.after_arrival(t, t + ride) if loss.loss_fraction else 0.0
                like[key] = after
            cost = like[key] + link.risk.value * self.losses.running
            # where trips are stopped from the start, nobody has left at boundary 0
            cost[0] += self.losses.sites[link.origin].before_arrival_from_start(0)
            costs[link_id] = cost
        return costs

    @cached_property
    def fixed_loss(self) -> float:
        """Weighted loss of people who are under way at the start, before they arrive."""
        return sum(
            stock.weight
            * stock.people
            * self.losses.sites[stock.site].before_arrival_from_start(stock.appears)
            for stock in self.stocks
            if not stock.transit and 0 < stock.appears <= self.steps
        )

    @cached_property
    def loss_if_nobody_moves(self) -> float:
        """Weighted loss of a plan without trips."""
        return self.fixed_loss + sum(
            stock.weight * stock.people * float(self.remaining_cost[stock.site][stock.appears])
            for stock in self.stocks
            if not stock.transit and stock.appears <= self.steps
        )

    def still_allowed(self, trips: Iterable[Trip]) -> Iterator[tuple[int, Trip]]:
        """Those of trips that this scenario allows at their time, each with its service's place."""
        for trip in trips:
            at = self.service_at.get((trip.fleet, trip.link))
            if at is not None and trip.step in self.services[at].departures:
                yield at, trip


def compile_instance(scenario: Scenario) -> Instance:
    """Turn a scenario into steps."""
    services = find_services(scenario)
    stocks = find_stocks(scenario, {service.link for service in services})
    limits, vehicles, teams, trips_per_day = site_limits(scenario)
    return Instance(
        scenario=scenario,
        losses=loss_coefficients(scenario),
        services=services,
        stocks=stocks,
        limits=limits,
        vehicles=vehicles,
        teams=teams,
        trips_per_day=trips_per_day,
    )
