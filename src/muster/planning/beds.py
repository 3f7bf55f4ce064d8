"""Beds: for how many people there is one among the places where they may end, exactly.

Where everybody is when the horizon ends is a flow: from each group to a destination (or, for
those who are left, to their own site), within the beds of each separation class and the room of
each site. Limits nest, so that the best flow is in whole people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from muster.planning.limits_in_steps import UNLIMITED, site_limits
from muster.planning.passage import appears_at
from muster.scenario import Group, Scenario

PREFER = 1e-3
"""Weight of whom to place first, or where, against placing one more."""


@dataclass(frozen=True, slots=True)
class Room:
    """Places at the end: by site, and by (site, separation class); absent where unlimited."""

    sites: Mapping[str, int]
    wards: Mapping[tuple[str, str], int]


def room_at_end(scenario: Scenario) -> Room:
    """People of the scenario who may be at each site when the horizon ends."""
    limits, _, _, _ = site_limits(scenario)
    sites = {
        site: int(each.room[-1])
        for site, each in limits.items()
        if each.room is not None and each.room[-1] < UNLIMITED
    }
    wards = {
        (site, name): beds for site, each in limits.items() for name, beds in each.beds.items()
    }
    return Room(sites, wards)


@dataclass(frozen=True, slots=True)
class Seeker:
    """People of a group who could be brought to some destinations, if there is a bed."""

    group: Group
    open_to: tuple[str, ...]
    """Destinations; their own site where they may stay."""
    may_be_left: int
    """Of the group's people, those who may be counted as left without a bed."""


def left_without(
    scenario: Scenario, seekers: Sequence[Seeker], stuck: Sequence[Group]
) -> dict[str, int]:
    """Fewest people for whom there is no bed, by group; `stuck` groups stay where they are.

    Among equal numbers people of high priority are placed first.
    """
    flow = _Flow(scenario, seekers, stuck)
    heaviest = max((seeker.group.priority for seeker in seekers), default=0.0) or 1.0
    for number, seeker in enumerate(seekers):
        for site in seeker.open_to:
            flow.way(number, site, cost=0.0)
        if seeker.group.site not in seeker.open_to:
            cost = 1.0 + PREFER * seeker.group.priority / heaviest
            flow.way(number, seeker.group.site, cost=cost, most=seeker.may_be_left, left=True)
    return {
        seekers[number].group.id: people
        for (number, _, kind), people in flow.solve().items()
        if kind == "left"
    }


def beds_to_add(
    scenario: Scenario, seekers: Sequence[Seeker], stuck: Sequence[Group]
) -> dict[tuple[str, tuple[str, ...]], int]:
    """Fewest beds with which there is one for everybody.

    By separation class and the places of which any would do for those who need them.
    """
    flow = _Flow(scenario, seekers, stuck)
    for number, seeker in enumerate(seekers):
        for site in seeker.open_to:
            flow.way(number, site, cost=0.0)
        # for those with the widest choice of places first, so that most places would do
        narrow = 1.0 / (1 + len(seeker.open_to))
        flow.way(number, seeker.open_to[0], cost=1.0 + PREFER * narrow, added=True)
    short: dict[tuple[str, tuple[str, ...]], int] = {}
    for (number, _, kind), people in flow.solve().items():
        if kind == "added":
            key = (seekers[number].group.separation_class, seekers[number].open_to)
            short[key] = short.get(key, 0) + people
    return short


class _Flow:
    """The flow from groups to places, solved in whole people."""

    def __init__(
        self, scenario: Scenario, seekers: Sequence[Seeker], stuck: Sequence[Group]
    ) -> None:
        self._room = room_at_end(scenario)
        self._seekers = seekers
        self._taken_sites: dict[str, int] = {}
        self._taken_wards: dict[tuple[str, str], int] = {}
        for group in stuck:
            if appears_at(scenario, group) <= scenario.steps:
                ward = (group.site, group.separation_class)
                self._taken_sites[group.site] = self._taken_sites.get(group.site, 0) + group.people
                self._taken_wards[ward] = self._taken_wards.get(ward, 0) + group.people
        self._ways: list[tuple[int, str, str]] = []
        self._cost: list[float] = []
        self._most: list[float] = []

    def way(
        self,
        seeker: int,
        site: str,
        *,
        cost: float,
        most: int | None = None,
        left: bool = False,
        added: bool = False,
    ) -> None:
        """People of a seeker may end at a site; in an added bed they take no other's place."""
        kind = "left" if left else "added" if added else "placed"
        self._ways.append((seeker, site, kind))
        self._cost.append(cost)
        self._most.append(np.inf if most is None else most)

    def solve(self) -> dict[tuple[int, str, str], int]:
        """People by way, without those that nobody takes."""
        if not self._ways:
            return {}
        rows = _Rows()
        for column, (seeker, _, _) in enumerate(self._ways):
            rows.entry(("seeker", seeker), column)
        for column, (seeker, site, kind) in enumerate(self._ways):
            ward = (site, self._seekers[seeker].group.separation_class)
            if kind != "added" and site in self._room.sites:
                rows.entry(("site", site), column)
            if kind != "added" and ward in self._room.wards:
                rows.entry(("ward", ward), column)
        low, high = self._sides(list(rows.index))
        solution = milp(
            self._cost,
            integrality=np.ones(len(self._ways), dtype=np.int64),
            bounds=Bounds(np.zeros(len(self._ways)), np.array(self._most)),
            constraints=LinearConstraint(rows.matrix(len(self._ways)), low, high),
        )
        if solution.x is None:
            raise RuntimeError(f"the flow of people to beds has a solution: {solution.message}")
        people = np.round(solution.x).astype(int)
        return {way: int(n) for way, n in zip(self._ways, people, strict=True) if n}

    def _sides(self, keys: Sequence[tuple[str, Any]]) -> tuple[list[float], list[float]]:
        """Everybody of a seeker goes somewhere; a site and a ward take as many as have room."""
        low, high = [], []
        for kind, key in keys:
            if kind == "seeker":
                most = float(self._seekers[key].group.people)
            elif kind == "site":
                most = self._room.sites[key] - self._taken_sites.get(key, 0)
            else:
                most = self._room.wards[key] - self._taken_wards.get(key, 0)
            low.append(most if kind == "seeker" else -np.inf)
            high.append(most)
        return low, high


class _Rows:
    """Rows of a 0-1 matrix by what they are about."""

    def __init__(self) -> None:
        self.index: dict[tuple[str, Any], int] = {}
        self._rows: list[int] = []
        self._columns: list[int] = []

    def entry(self, key: tuple[str, Any], column: int) -> None:
        self._rows.append(self.index.setdefault(key, len(self.index)))
        self._columns.append(column)

    def matrix(self, columns: int) -> Any:
        """(rows, columns) sparse."""
        shape = (len(self.index), columns)
        entries = (np.ones(len(self._rows)), (self._rows, self._columns))
        return coo_array(entries, shape=shape).tocsr()
