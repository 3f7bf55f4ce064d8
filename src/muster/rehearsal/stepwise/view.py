"""What a policy is asked with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from muster.planning.instance import Instance, compile_instance
from muster.planning.limits_in_steps import UNLIMITED
from muster.planning.model import PlanningModel, build_model
from muster.planning.search_arrays import new_counters
from muster.planning.search_data import SearchData, search_data
from muster.planning.search_kernel import count, fits
from muster.rehearsal.stepwise.ground import Ground
from muster.rehearsal.stepwise.present import Present, present_of
from muster.rehearsal.stepwise.standing import Standing
from muster.scenario import Change, ChangeTarget, Scenario

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class View:
    """How things stand when a policy is asked to decide: nobody looks into the future."""

    ground: Ground
    standing: Standing

    @property
    def hour(self) -> float:
        """Hours since the start of the whole scenario."""
        return self.standing.boundary * self.ground.step_h

    @property
    def regime(self) -> str:
        """The regime in force, by name."""
        return self.standing.regime

    @cached_property
    def present(self) -> Present:
        """The scenario from now on, but for what the last day used of limits on trips by the day:
        those are in `data`."""
        return present_of(self.ground, self.standing)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario from now on, for any planner.

        A limit on trips in 24 hours is lower for a day by what the last day used of it, which asks
        for a little more than needed: a scenario cannot say which of those hours pass when.
        """
        present, instance = self.present.scenario, self.instance
        changes: list[Change] = []
        for link, limit in instance.trips_per_day.items():
            used = self._in_a_day(self._departed(link))[:-1]
            changes += _by_step(present, ChangeTarget.LINK, link, "trips_per_day", limit - used)
        for site, limits in instance.limits.items():
            if limits.air_slots is not None:
                used = self._in_a_day(self._landed(site))[:-1]
                left = limits.air_slots - used
                changes += _by_step(present, ChangeTarget.SITE, site, "air_slots_per_day", left)
        told = {(each.target_kind, each.target, each.field) for each in changes}
        kept = [
            each
            for each in present.changes
            if (each.target_kind, each.target, each.field) not in told
        ]
        return replace(present, changes=(*kept, *changes))

    @cached_property
    def instance(self) -> Instance:
        """The same in steps; boundaries are counted from now."""
        return compile_instance(self.present.scenario)

    @cached_property
    def model(self) -> PlanningModel:
        """The same in rows and columns."""
        return build_model(self.instance)

    @cached_property
    def data(self) -> SearchData:
        """The same for the compiled search, with what is left of limits on trips by the day."""
        instance = self.instance
        data = search_data(instance)
        slots, by_day = data.slots.copy(), data.trips_per_day.copy()
        for n, site in enumerate(instance.scenario.sites):
            if slots[n, -1] < UNLIMITED:
                slots[n] -= self._in_a_day(self._landed(site))
        for row, link in enumerate(instance.trips_per_day):
            by_day[row] -= self._in_a_day(self._departed(link))
        return data._replace(slots=slots, trips_per_day=by_day)

    @cached_property
    def at_hand(self) -> tuple[tuple[int, int], ...]:
        """Trips decided before that have not begun: service of `instance`, and boundary."""
        numbers = self.instance.service_at
        return tuple(
            (numbers[way], run.boundary - self.standing.boundary)
            for run in self.standing.at_hand
            if (way := (run.service.fleet, run.service.link)) in numbers
        )

    def _departed(self, link: str) -> list[int]:
        return [each.run.boundary for each in self.standing.out if each.run.service.link == link]

    def _landed(self, site: str) -> list[int]:
        """Boundaries at which aircraft with people on board leave or reach a site."""
        flown = [each.run for each in self.standing.out if each.run.service.by_air]
        left = [run.boundary for run in flown if run.service.origin == site]
        came = [run for run in flown if run.service.destination == site]
        return left + [run.boundary + run.service.ride for run in came]

    def _in_a_day(self, boundaries: Iterable[int]) -> IntArray:
        """(T + 1,) how many of these boundaries lie in the 24 hours that end at each from now."""
        used = np.zeros(self.instance.steps + 1, dtype=np.int64)
        for boundary in boundaries:
            first = boundary - self.standing.boundary
            used[max(0, first) : max(0, first + self.instance.day)] += 1
        return used


def _by_step(
    scenario: Scenario, kind: ChangeTarget, target: str, name: str, values: IntArray
) -> list[Change]:
    return [
        Change(
            scenario.moment(t),
            kind,
            target,
            name,
            None if value >= UNLIMITED // 2 else max(0, int(value)),
        )
        for t, value in enumerate(values)
        if t == 0 or value != values[t - 1]
    ]


def that_run_together(
    view: View, wanted: Iterable[tuple[int, int]], later: int = 0
) -> list[tuple[int, int]]:
    """The trips (service, boundary) that limits let run together, taken in the order given.

    One that does not fit may depart up to `later` boundaries later.
    """
    counters, kept = new_counters(view.data), []
    for service, wished in wanted:
        for departure in range(wished, wished + later + 1):
            if fits(view.data, counters, service, departure):
                count(view.data, counters, service, departure, 1)
                kept.append((service, departure))
                break
    return kept
