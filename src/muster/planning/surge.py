"""What would place everybody who can be placed: beds exactly, then the least transport that will.

Beds come from a flow (`muster.planning.beds`). Whether transport suffices is asked of the planner,
in a scenario in which nothing counts but how many are placed (`muster.planning.placing`); how
much more is needed is found by bisection. What is found is enough; that less would not do is
shown for beds, and for the rest only as well as the planner plans in the time it is given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from muster.planning.additions import (
    HOURS_A_DAY,
    Addition,
    Resource,
    possible_additions,
    with_additions,
)
from muster.planning.answers import BedShortage, Shortfall, Surge
from muster.planning.limits import Solve, Tried, by_use
from muster.planning.placing import placing_scenario
from muster.planning.plan import Plan
from muster.planning.shortfall import prospects, unplaced_by_group
from muster.scenario import Scenario

MOST_UNITS = 8
"""How many times its unit a resource is increased at most, where it is small at present."""
MOST_TIMES = 3
"""How many times what there is it is increased at most, where that is more."""
LOADING_HOURS = 6.0
"""Loading hours a day that are added at once: a quarter more."""
SOLVES = 40
"""Plans that are made at most in search of a surge."""


@dataclass(frozen=True, slots=True)
class Means:
    """Something that can be increased by so many units, and what that makes of a scenario."""

    kind: str
    target: str
    unit: str
    step: float
    """How much one unit is."""
    present: float
    """What there is of it, in the same measure; for what is least."""
    most: int
    """Units that are tried at most."""
    grown: Callable[[Scenario, int], Scenario]

    @property
    def name(self) -> str:
        """What is tried, for whoever watches."""
        return f"{self.kind} {self.target}".strip()

    def surge(self, units: int, before: int, after: int) -> Surge:
        """So many units as an answer."""
        return Surge(self.kind, self.target, units * self.step, self.unit, before, after)


def find_surge(
    scenario: Scenario,
    plan: Plan,
    shortfall: Shortfall,
    solve: Solve,
    *,
    solves: int = SOLVES,
    tried: Tried | None = None,
) -> Shortfall:
    """Complete a shortfall with the least surge that would place all who can be placed.

    First the beds that are short. If transport does not suffice then, each means alone is
    increased until it does (`instead`); if no single one suffices, all are, and each is reduced
    again as far as it can be. A KeyboardInterrupt ends the work with what was found.
    """
    if not shortfall.could_be_placed:
        return replace(shortfall, complete=True)
    search = _SurgeSearch(scenario, plan, shortfall, solve, solves, tried)
    try:
        search.run()
    except (KeyboardInterrupt, _EnoughSolvesError):
        search.cut_short = True
    return search.answer()


class _EnoughSolvesError(Exception):
    """The number of plans that may be made is reached."""


class _SurgeSearch:
    def __init__(
        self,
        scenario: Scenario,
        plan: Plan,
        shortfall: Shortfall,
        solve: Solve,
        solves: int,
        tried: Tried | None,
    ) -> None:
        self.hopeless = set(prospects(scenario).hopeless)
        self.cannot = sum(
            group.people for group in scenario.groups.values() if group.id in self.hopeless
        )
        self.shortfall = shortfall
        self.beds = tuple(_bed_addition(scenario, each) for each in shortfall.beds)
        self.scenario = with_additions(scenario, self.beds)
        self.plan = plan
        self.solve = solve
        self.solves, self.most = 0, solves
        self.tried = tried
        self.left = shortfall.unplaced - self.cannot
        """Movable people who are left, with the beds and the best plan known."""
        self.fewest = shortfall.fewest
        self.sufficient: Plan | None = None
        """A plan that places everybody, with whatever was added for it."""
        self.enough = False
        self.cut_short = False
        self.together: tuple[tuple[Means, int], ...] = ()
        self.instead: list[tuple[Means, int]] = []

    def run(self) -> None:
        """The steps, in their order."""
        if self.does_without("beds" if self.beds else "transport"):
            return
        means = possible_means(self.scenario, self.plan)
        for each in means:
            first = self.sufficient is None
            if self.left_with(each.grown(self.scenario, each.most), each.name) > 0:
                continue
            # a plan that was found with more of something may turn out to need none of it
            if first and self.does_without("nothing more"):
                return
            self.instead.append((each, self.fewest_units(each, ())))
            self.enough = True
        if not self.enough:
            self.combine([each for each in means if each.kind != "horizon"])

    def does_without(self, what: str) -> bool:
        """Whether the beds suffice; notes how many are left."""
        self.left = min(self.left, self.left_with(self.scenario, what))
        self.enough = self.left == 0
        return self.enough

    def left_with(self, scenario: Scenario, what: str) -> int:
        """Movable people who are left in a scenario, by a plan that places as many as it can."""
        if self.solves >= self.most:
            raise _EnoughSolvesError
        if self.tried is not None:
            self.tried(what, self.solves, self.most)
        self.solves += 1
        placing = placing_scenario(scenario, self.hopeless)
        found = self.solve(placing.scenario, self.sufficient or self.plan)
        if found.stopped_by == "interrupted":
            raise KeyboardInterrupt
        by_group = unplaced_by_group(found)
        left = sum(n for group, n in by_group.items() if group not in self.hopeless)
        if placing.exact and scenario is self.scenario:
            proven = min(math.ceil(found.bound - 1e-6), left)
            self.fewest = max(self.fewest, self.cannot + proven)
        if left == 0:
            self.sufficient = found
        return left

    def fewest_units(self, means: Means, beside: Iterable[tuple[Means, int]]) -> int:
        """Fewest units of a means, of which the most suffices, that suffice beside others."""
        others = _grown(self.scenario, beside)
        too_few, enough = 0, means.most
        while enough - too_few > 1:
            middle = (too_few + enough) // 2
            if self.left_with(means.grown(others, middle), means.name) == 0:
                enough = middle
            else:
                too_few = middle
        return enough

    def combine(self, means: list[Means]) -> None:
        """Everything at its most; then each in turn as little as the others allow."""
        units = {each: each.most for each in means}
        if not means or self.left_with(_grown(self.scenario, units.items()), "all") > 0:
            return
        self.enough = True
        self.together = tuple(units.items())
        for each in means:
            others = [(other, n) for other, n in units.items() if other is not each]
            without = _grown(self.scenario, others)
            if self.left_with(without, f"without {each.name}") == 0:
                units[each] = 0
            else:
                units[each] = self.fewest_units(each, others)
            self.together = tuple((each, n) for each, n in units.items() if n)

    def answer(self) -> Shortfall:
        """What was found."""
        after_beds = self.cannot + self.left
        surge = _bed_surges(self.shortfall, self.beds)
        surge += [means.surge(n, after_beds, self.cannot) for means, n in self.together]
        least_first = sorted(self.instead, key=lambda each: _relative(*each))
        return replace(
            self.shortfall,
            fewest=self.fewest,
            surge=tuple(surge),
            instead=tuple(means.surge(n, after_beds, self.cannot) for means, n in least_first),
            complete=self.enough,
            cut_short=self.cut_short,
        )


def _relative(means: Means, units: int) -> tuple[float, str, str]:
    return units * means.step / max(means.present, means.step), means.kind, means.target


def _grown(scenario: Scenario, units: Iterable[tuple[Means, int]]) -> Scenario:
    for means, number in units:
        if number:
            scenario = means.grown(scenario, number)
    return scenario


def _bed_addition(scenario: Scenario, shortage: BedShortage) -> Addition:
    """The beds at the place of those that would do where fewest must be added.

    Where more are held than a site has beds for, beds up to their number come first.
    """

    def overcrowding(site_id: str) -> int:
        site = scenario.sites[site_id]
        if site.capacity is None:
            return 0
        held = sum(group.people for group in scenario.groups.values() if group.site == site_id)
        return max(0, held + site.occupied - site.capacity)

    site = min(shortage.sites, key=overcrowding)
    return Addition(
        Resource.BEDS, site, shortage.people + overcrowding(site), shortage.separation_class
    )


def _bed_surges(shortfall: Shortfall, beds: tuple[Addition, ...]) -> list[Surge]:
    """Each addition of beds, with as many left as if there were transport for the rest."""
    surges: list[Surge] = []
    left = shortfall.unplaced
    for addition, short in zip(beds, shortfall.beds, strict=True):
        surges.append(
            Surge(
                addition.kind.value,
                addition.target,
                addition.added,
                addition.unit,
                left,
                max(left - short.people, 0),
                places=short.sites,
            )
        )
        left = max(left - short.people, 0)
    return surges


def possible_means(scenario: Scenario, plan: Plan) -> list[Means]:
    """Everything but beds of which there could be more: more time, then what a plan uses most."""
    means = [_more_time(scenario)]
    for addition in by_use(scenario, plan, possible_additions(scenario)):
        if addition.kind in (Resource.CAPACITY, Resource.BEDS):
            continue
        step = LOADING_HOURS if addition.kind is Resource.EMBARKATION else addition.added
        present = _present(scenario, addition)

        def grown(
            given: Scenario, units: int, addition: Addition = addition, step: float = step
        ) -> Scenario:
            return with_additions(given, (replace(addition, added=units * step),))

        most = max(MOST_UNITS, math.ceil(MOST_TIMES * present / step))
        means.append(
            Means(addition.kind.value, addition.target, addition.unit, step, present, most, grown)
        )
    return means


def _present(scenario: Scenario, addition: Addition) -> float:
    match addition.kind:
        case Resource.VEHICLES:
            return scenario.fleets[addition.target].vehicles
        case Resource.ESCORTS:
            return scenario.escort_pools[addition.target].teams
        case Resource.EMBARKATION:
            return HOURS_A_DAY
        case Resource.INTAKE:
            return scenario.sites[addition.target].intake_per_day or 0.0
        case _:
            return scenario.sites[addition.target].air_slots_per_day or 0


def _more_time(scenario: Scenario) -> Means:
    steps = max(1, scenario.steps // MOST_UNITS)

    def later(given: Scenario, units: int) -> Scenario:
        return replace(given, steps=given.steps + units * steps)

    return Means(
        kind="horizon",
        target="",
        unit="hours",
        step=steps * scenario.step_h,
        present=scenario.horizon_h,
        most=MOST_UNITS,
        grown=later,
    )
