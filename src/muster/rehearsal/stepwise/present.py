"""The scenario that a policy decides on: the same, from now on, with what is known by now.

People who are lost are left out, those on board arrive when they will, what is held or broken is
missing until it is back, and a limit on any 24 hours leaves what the last day has not used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from muster.planning.limits_in_steps import UNLIMITED
from muster.rehearsal.stepwise.ground import Ground
from muster.rehearsal.stepwise.received import rates_left, received_by
from muster.rehearsal.stepwise.standing import Standing
from muster.scenario import Change, ChangeTarget, Group, Scenario, Site
from muster.scenario.timeline import timeline

FloatArray = npt.NDArray[np.float64]
Field = tuple[ChangeTarget, str, str]
LEAST_RATE = 1e-6
"""People a day that a receiver takes who takes nobody more for now, but is not closed."""


@dataclass(frozen=True, slots=True)
class Present:
    """What lies ahead. Boundaries are counted from now."""

    scenario: Scenario
    group_of: dict[str, str]
    """The group, in the whole scenario, of each group in this one."""


def present_of(ground: Ground, standing: Standing) -> Present:
    """The scenario from a standing's boundary on. Limits on trips by the day are left as given."""
    given, begun = ground.scenario, standing.boundary
    groups, group_of, placed = _groups(ground, standing)
    away = standing.out_of_use
    lines = _Lines(ground, begun)
    _hold_vehicles(lines, ground, standing)
    _hold_loading(lines, ground, standing)
    _hold_reception(lines, ground, standing)
    _close(lines, ground, standing)
    weakened = ground.weakened
    changes = given.changes
    sites = dict(given.sites)
    if weakened is not None and away.weakened:
        changes = tuple(
            fewer if fewer.target_kind is ChangeTarget.SITE and fewer.target in away.weakened
            else change
            for change, fewer in zip(given.changes, weakened.changes, strict=True)
        )  # fmt: skip
        sites |= {id: weakened.sites[id] for id in away.weakened}
    hazards = given.security.hazards
    security = replace(given.security, initial={standing.regime: 1.0}, hazards=hazards)
    scenario = replace(
        given,
        start=given.moment(begun),
        steps=given.steps - begun,
        groups=groups,
        people=(),
        keep=(),
        sites={id: _with_placed(site, placed.get(id, {})) for id, site in sites.items()},
        security=security,
        changes=lines.changes(changes),
        disruptions=(),
    )
    return Present(scenario, group_of)


def _groups(
    ground: Ground, standing: Standing
) -> tuple[dict[str, Group], dict[str, str], dict[str, dict[str, int]]]:
    """Groups from now on, the groups they are of, and people who have arrived for good.

    Those are counted as occupying a place where nobody can be lost, by separation class.
    """
    given = ground.scenario
    groups: dict[str, Group] = {}
    group_of: dict[str, str] = {}
    placed: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def add(stock: int, people: int, hour: float | None) -> None:
        name, site = ground.stocks.names[stock]
        group = given.groups[name]
        if ground.orders.ends[stock] and not given.sites[site].loss_fraction.value:
            placed[site][group.separation_class] += people
            return
        at = None if hour is None else given.start + timedelta(hours=hour)
        id = f"{name}@{site}" if hour is None else f"{name}@{site} at {hour:g}"
        if id in groups:
            people += groups[id].people
        groups[id] = replace(group, id=id, site=site, people=people, arrives_at=at)
        group_of[id] = name

    for stock, people in enumerate(standing.people):
        if people:
            add(stock, people, None)
    for each in standing.coming:
        add(each.stock, each.people, each.hour)
    for id, boundary in ground.stocks.appears.items():
        if boundary >= standing.boundary:
            groups[id], group_of[id] = given.groups[id], id
    return groups, group_of, placed


def _with_placed(site: Site, placed: dict[str, int]) -> Site:
    if not placed:
        return site
    beds = {name: max(0, beds - placed.get(name, 0)) for name, beds in site.beds.items()}
    return replace(site, occupied=site.occupied + sum(placed.values()), beds=beds)


class _Lines:
    """Values by step, from now on, of what is no longer as given."""

    def __init__(self, ground: Ground, begun: int) -> None:
        self._scenario, self._begun = ground.scenario, begun
        self._step_h = ground.step_h
        self.steps = ground.scenario.steps - begun
        self._values: dict[Field, FloatArray] = {}

    def until(self, hour: float) -> int:
        """How many steps, from now on, begin before an hour of the whole scenario."""
        steps = np.ceil(hour / self._step_h - 1e-9) if np.isfinite(hour) else np.inf
        return int(max(0, min(self.steps, steps - self._begun)))

    def of(self, kind: ChangeTarget, target: str, name: str, given: FloatArray) -> FloatArray:
        """The values of one field, (steps,), to be changed in place; as given at first."""
        return self._values.setdefault((kind, target, name), given[self._begun :].copy())

    def close(self, kind: ChangeTarget, target: str, until_h: float) -> None:
        """Let no trip use a site or link until an hour."""
        line = timeline(self._scenario, kind, target, "open", True)
        steps = self._scenario.steps
        is_open = [
            all(value for _, value in line.between(t * self._step_h, (t + 1) * self._step_h))
            for t in range(steps)
        ]
        self.of(kind, target, "open", np.array(is_open, dtype=np.float64))[
            : self.until(until_h)
        ] = 0.0

    def changes(self, given: Iterable[Change]) -> tuple[Change, ...]:
        """The changes as given where nothing else is known, and those that say what is."""
        changes = [
            each
            for each in given
            if (each.target_kind, each.target, each.field) not in self._values
        ]
        for (kind, target, name), values in self._values.items():
            for t in range(self.steps):
                if t == 0 or values[t] != values[t - 1]:
                    at = self._scenario.moment(self._begun + t)
                    changes.append(Change(at, kind, target, name, _value(name, values[t])))
        return tuple(changes)


def _value(name: str, value: float) -> float | int | bool | None:
    if name == "open":
        return bool(value)
    if name in ("vehicles", "teams"):
        return max(0, int(value))
    return None if value >= UNLIMITED else float(value)


def _hold_vehicles(lines: _Lines, ground: Ground, standing: Standing) -> None:
    """Vehicles and escorts that are out, and vehicles that are lost for now."""
    instance = ground.instance

    def take(kind: ChangeTarget, target: str, number: int, until_h: float) -> None:
        steps = lines.until(until_h)
        if steps:
            all_of = instance.vehicles if kind is ChangeTarget.FLEET else instance.teams
            name = "vehicles" if kind is ChangeTarget.FLEET else "teams"
            values = lines.of(kind, target, name, all_of[target].astype(np.float64))
            values[:steps] -= number

    for each in standing.out:
        service = each.run.service
        take(ChangeTarget.FLEET, service.fleet, 1, each.back_h)
        if service.pool is not None:
            take(ChangeTarget.ESCORTS, service.pool, service.teams, each.rested_h)
    for fleet, number, until_h in standing.out_of_use.broken:
        take(ChangeTarget.FLEET, fleet, number, until_h)


def _hold_loading(lines: _Lines, ground: Ground, standing: Standing) -> None:
    """Loading that is slow, or needed for trips that cannot be called back."""
    step_h, begun = ground.step_h, standing.boundary

    def of(site: str) -> FloatArray | None:
        given = ground.instance.limits[site].embarked
        if given is None:
            return None
        return lines.of(ChangeTarget.SITE, site, "embark_per_h", given / step_h)

    for site, share in standing.out_of_use.slow:
        rates = of(site)
        if rates is not None:
            rates *= share
    for each in standing.out:
        rates = None if each.has_left else of(each.run.service.origin)
        if rates is None:
            continue
        left, last = float(each.people), max(0, each.run.boundary - begun)
        for t in (*range(min(last, len(rates)) - 1, -1, -1), *range(last, len(rates))):
            taken = min(left, rates[t] * step_h)
            rates[t], left = rates[t] - taken / step_h, left - taken
            if left <= 0:
                break


def _hold_reception(lines: _Lines, ground: Ground, standing: Standing) -> None:
    """What receivers have left of any 24 hours, and how much less they take for now."""
    throttled = dict(standing.out_of_use.throttled)
    for site in ground.sites:
        given = ground.instance.limits[site].intake
        received = received_by(standing.out, site)
        share = ground.disturbances.throttle_share[ground.sites[site]]
        slowed = site in throttled and share > 0.0
        if given is None or not (received or slowed):
            continue
        per_step = given.copy()
        if slowed:
            begun = standing.boundary
            per_step[begun : begun + lines.until(throttled[site])] *= share
        left = rates_left(per_step, received, standing.boundary, ground.instance.day)
        least = np.where(per_step[standing.boundary :] > 0, LEAST_RATE, 0.0)
        per_day = np.maximum(left * 24.0 / ground.step_h, least)
        lines.of(ChangeTarget.SITE, site, "intake_per_day", given)[:] = per_day


def _close(lines: _Lines, ground: Ground, standing: Standing) -> None:
    """Sites that failed, airfields that are lost, receivers that take nobody."""
    for site, until_h in standing.out_of_use.closed:
        lines.close(ChangeTarget.SITE, site, until_h)
    shut = {
        site: until_h
        for site, until_h in standing.out_of_use.throttled
        if ground.disturbances.throttle_share[ground.sites[site]] <= 0.0
    }
    grounded = dict(standing.out_of_use.grounded)
    flown = {service.link for service in ground.instance.services if service.by_air}
    for id, link in ground.scenario.links.items():
        hours = [shut.get(link.destination, 0.0)]
        if id in flown:
            hours += [grounded.get(link.origin, 0.0), grounded.get(link.destination, 0.0)]
        if max(hours) > 0.0:
            lines.close(ChangeTarget.LINK, id, max(hours))
