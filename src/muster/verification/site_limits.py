"""The limits of sites: room, beds, loading and receiving (docs/planning-model.md, People)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from muster.scenario import ChangeTarget, Scenario, Site
from muster.verification.clock import Clock
from muster.verification.excess import excess
from muster.verification.history import history
from muster.verification.ledger import Ledger
from muster.verification.timetable import Timetable, Ways
from muster.verification.violation import Rule, Violation


def site_violations(
    timetable: Timetable, ledger: Ledger, scenario: Scenario, ways: Ways
) -> list[Violation]:
    """Every limit of a site that is exceeded."""
    faults: list[Violation] = []
    departing: dict[str, list[int]] = defaultdict(lambda: [0] * (scenario.steps + 1))
    arriving: dict[str, list[int]] = defaultdict(lambda: [0] * (scenario.steps + 1))
    for run in timetable.runs:
        departing[run.way.link.origin][run.departs] += run.people
        arriving[run.way.link.destination][run.arrives] += run.people
    for index, site in enumerate(scenario.sites.values()):
        faults += _capacity(site, [int(n) for n in ledger.people[index]], scenario)
        faults += _beds(site, ledger, scenario)
        if site.id in departing:
            faults += _embarkation(site, departing[site.id], scenario, ways)
        if site.id in arriving:
            faults += _intake(site, arriving[site.id], scenario)
    return faults


def _capacity(site: Site, present: Sequence[int], scenario: Scenario) -> Iterator[Violation]:
    capacity = history(scenario, ChangeTarget.SITE, site.id, "capacity", site.capacity)
    if capacity.never_limits:
        return
    own = sum(group.people for group in scenario.groups.values() if group.site == site.id)
    limits = []
    for boundary in range(len(present)):
        begins = min(boundary, scenario.steps - 1) * scenario.step_h
        free = capacity.lowest(begins, begins + scenario.step_h) - site.occupied
        limits.append(max(free, own))
    yield from excess(Rule.CAPACITY, f"site {site.id}", "people", present, limits, Clock(scenario))


def _beds(site: Site, ledger: Ledger, scenario: Scenario) -> Iterator[Violation]:
    for separation_class, beds in site.beds.items():
        present = ledger.by_class.get((site.id, separation_class), [])
        own = sum(
            group.people
            for group in scenario.groups.values()
            if group.site == site.id and group.separation_class == separation_class
        )
        limits = [max(beds, own)] * len(present)
        where = f"site {site.id}"
        yield from excess(Rule.BEDS, where, separation_class, present, limits, Clock(scenario))


def _embarkation(
    site: Site, departing: Sequence[int], scenario: Scenario, ways: Ways
) -> Iterator[Violation]:
    given = None if site.embark_per_h is None else site.embark_per_h.value
    rate = history(scenario, ChangeTarget.SITE, site.id, "embark_per_h", given)
    if rate.never_limits:
        return
    is_open = history(scenario, ChangeTarget.SITE, site.id, "open", True)
    loadable = []
    for step in range(scenario.steps):
        begins, ends = step * scenario.step_h, (step + 1) * scenario.step_h
        closed = not all(value for _, value in is_open.during(begins, ends))
        loadable.append(0.0 if closed else rate.integral(begins, ends))
    steps = _loading_steps(site, given, scenario, ways)
    left = [sum(departing[max(t - steps + 1, 0) : t + 1]) for t in range(len(departing))]
    able = [sum(loadable[max(t - steps, 0) : t]) for t in range(len(departing))]
    what = f"people departing at {steps} boundaries"
    yield from excess(Rule.EMBARKATION, f"site {site.id}", what, left, able, Clock(scenario))


def _loading_steps(site: Site, given: float | None, scenario: Scenario, ways: Ways) -> int:
    """Steps in which the largest vehicle that may depart from the site can be filled.

    One where sites.csv gives no rate to fill it at.
    """
    largest = max(
        (
            sum(fleet.seats.values())
            for fleet in scenario.fleets.values()
            for link in scenario.links.values()
            if link.origin == site.id and _may_run(fleet.id, link.id, scenario, ways)
        ),
        default=0,
    )
    if not given:
        return 1
    return max(1, math.ceil(largest / (given * scenario.step_h) - 1e-9))


def _may_run(fleet_id: str, link_id: str, scenario: Scenario, ways: Ways) -> bool:
    way = ways.of(fleet_id, link_id)
    too_long = way.on_duty_too_long() or way.rides_too_long(scenario.objective.ride_limit_h)
    return way.may_serve and way.is_reachable and not too_long


def _intake(site: Site, arriving: Sequence[int], scenario: Scenario) -> Iterator[Violation]:
    rate = history(scenario, ChangeTarget.SITE, site.id, "intake_per_day", site.intake_per_day)
    if rate.never_limits:
        return
    clock = Clock(scenario)
    receivable = [
        rate.integral(step * clock.step_h, (step + 1) * clock.step_h) / 24
        for step in range(clock.steps)
    ]
    receivable.append(receivable[-1])
    came, able = [], []
    for boundary, number in enumerate(arriving):
        first = boundary - clock.day + 1
        today = sum(arriving[max(first, 0) : boundary + 1])
        limit = sum(receivable[max(step, 0)] for step in range(first, boundary + 1))
        closed = receivable[boundary] == 0
        came.append(number if closed else today)
        able.append(0.0 if closed else limit)
    yield from excess(
        Rule.INTAKE, f"site {site.id}", "people arriving within a day", came, able, clock
    )
