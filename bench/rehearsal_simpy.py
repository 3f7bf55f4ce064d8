"""The model of `muster rehearse` without disruptions, written plainly in SimPy, to measure against.

One process for the regimes, one for each site that can fail, one for each trip; people are kept
in a dictionary by group and site. It is what a user of SimPy would write first.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass

import simpy

from muster.hazard.chain import failure_rates, regime_chain
from muster.planning.passage import appears_at
from muster.planning.plan import Plan
from muster.rehearsal.orders import find_orders
from muster.scenario import Scenario
from muster.scenario.timeline import Timeline
from muster.scenario.ways import steps_of

Process = Generator[simpy.Event, object, None]
AFTER_ARRIVALS_H = 1e-7
"""Trips depart this much after the boundary, so that who arrives at it can board."""


@dataclass(frozen=True)
class Given:
    """What is the same in every future."""

    scenario: Scenario
    leaving: list[dict[int, float]]
    """By regime: rate per hour towards each other."""
    runs: list[bool]
    initial: list[float]
    rates: dict[str, Timeline[tuple[float, ...]]]
    trips: list[tuple[float, float, str, str, float, list[tuple[str, float]]]]
    """Departure, ride, origin, destination, risk, loads as (group, share of those there)."""
    appears: list[tuple[float, str, str, int]]
    end_h: float


def read_given(scenario: Scenario, plan: Plan) -> Given:
    """Put scenario and plan into plain Python values."""
    chain = regime_chain(scenario)
    orders, names = find_orders(scenario, plan)
    shares = {name: float(share) for name, share in zip(names.loads, orders.share, strict=True)}
    trips = []
    for trip in sorted(plan.trips, key=lambda each: (each.step, each.id)):
        link = scenario.links[trip.link]
        loads = sorted(load.group for load in plan.loads if load.trip == trip.id and load.people)
        trips.append(
            (
                trip.step * scenario.step_h,
                steps_of(link.duration_h, scenario.step_h) * scenario.step_h,
                link.origin,
                link.destination,
                link.risk.value,
                [(group, shares[trip.id, group]) for group in loads],
            )
        )
    regimes = range(len(chain.initial))
    return Given(
        scenario,
        [{j: float(chain.generator[i, j]) for j in regimes if j != i} for i in regimes],
        [bool(runs) for runs in chain.runs],
        [float(chance) for chance in chain.initial],
        {
            site.id: rates.line
            for site in scenario.sites.values()
            if site.loss_fraction.value and not (rates := failure_rates(scenario, site)).never
        },
        trips,
        [
            (appears_at(scenario, group) * scenario.step_h, group.id, group.site, group.people)
            for group in scenario.groups.values()
            if appears_at(scenario, group) <= scenario.steps
        ],
        scenario.horizon_h + scenario.objective.beyond_h,
    )


class Future:
    """One future."""

    def __init__(self, given: Given, rng: random.Random) -> None:
        self.given, self.rng = given, rng
        self.env = simpy.Environment()
        self.regime = rng.choices(range(len(given.initial)), given.initial)[0]
        self.stopped = not given.runs[self.regime]
        self.changed = self.env.event()
        self.there: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.loss = 0.0

    def run(self) -> float:
        """Weighted people lost."""
        self.env.process(self.regimes())
        for site, rates in self.given.rates.items():
            self.env.process(self.site(site, rates))
        for appears in self.given.appears:
            self.env.process(self.appear(*appears))
        for trip in self.given.trips:
            self.env.process(self.trip(*trip))
        self.env.run(until=self.given.end_h)
        return self.loss

    def regimes(self) -> Process:
        """Go from regime to regime."""
        while True:
            ways = self.given.leaving[self.regime]
            total = sum(ways.values())
            if total == 0:
                return
            yield self.env.timeout(self.rng.expovariate(total))
            self.regime = self.rng.choices(list(ways), list(ways.values()))[0]
            self.stopped = self.stopped or not self.given.runs[self.regime]
            changed, self.changed = self.changed, self.env.event()
            changed.succeed()

    def site(self, site: str, rates: Timeline[tuple[float, ...]]) -> Process:
        """Stand until a drawn amount of hazard has been met, then fail once."""
        left = self.rng.expovariate(1.0)
        horizon_h = self.given.scenario.horizon_h
        while True:
            now = self.env.now
            rate = rates.at(min(now, horizon_h))[self.regime]
            later = [hour for hour in rates.hours if now < hour <= horizon_h]
            waits = [self.changed]
            if later:
                waits.append(self.env.timeout(later[0] - now))
            if rate > 0:
                waits.append(self.env.timeout(left / rate))
            yield simpy.AnyOf(self.env, waits)
            left -= rate * (self.env.now - now)
            if left <= 1e-12:
                self.fail(site)
                return

    def fail(self, site: str) -> None:
        """The loss fraction of those present is lost."""
        scenario = self.given.scenario
        fraction = scenario.sites[site].loss_fraction.value
        for group, people in self.there[site].items():
            self.loss += fraction * people * scenario.groups[group].priority
            self.there[site][group] = people * (1 - fraction)

    def appear(self, hour: float, group: str, site: str, people: int) -> Process:
        """People come to their site."""
        if hour > 0:
            yield self.env.timeout(hour)
        self.there[site][group] += people

    def trip(
        self,
        hour: float,
        ride_h: float,
        origin: str,
        destination: str,
        risk: float,
        loads: list[tuple[str, float]],
    ) -> Process:
        """Depart unless trips have stopped, ride, arrive."""
        yield self.env.timeout(hour + AFTER_ARRIVALS_H)
        if self.stopped:
            return
        on_board = []
        for group, share in loads:
            people = self.there[origin][group] * share
            self.there[origin][group] -= people
            self.loss += people * risk * self.given.scenario.groups[group].priority
            on_board.append((group, people * (1 - risk)))
        yield self.env.timeout(ride_h - AFTER_ARRIVALS_H)
        for group, people in on_board:
            self.there[destination][group] += people


def losses(given: Given, futures: int, seed: int) -> list[float]:
    """The loss in each of so many futures."""
    rng = random.Random(seed)
    return [Future(given, rng).run() for _ in range(futures)]
