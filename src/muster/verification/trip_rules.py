"""The rules that each trip keeps by itself (docs/planning-model.md, Trips)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from muster.scenario import ChangeTarget, DayWindow, Scenario, SeatKind
from muster.verification.clock import Clock
from muster.verification.history import History, history
from muster.verification.timetable import Run, Timetable
from muster.verification.violation import Rule, Violation

STATED_TIME_TOLERANCE = timedelta(seconds=1)
"""A file may round the times it states to whole seconds."""


def trip_violations(timetable: Timetable, scenario: Scenario) -> list[Violation]:
    """Every rule that a trip breaks by itself, in the order of the trips."""
    opening = Opening(scenario)
    clock = Clock(scenario)
    return [
        violation
        for run in timetable.runs
        for broken in (
            _stated(run, scenario),
            _permission(run, clock, scenario),
            _hours_of_day(run, clock, scenario),
            _closures(run, clock, opening),
            _room_on_board(run),
        )
        for violation in broken
    ]


class Opening:
    """Whether sites and links are open in a step; closed for a part is closed for all of it."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._histories: dict[tuple[ChangeTarget, str], History] = {}

    def is_open(self, kind: ChangeTarget, target: str, step: int) -> bool:
        """Whether a site or link is open during the whole of a step."""
        key = (kind, target)
        if key not in self._histories:
            self._histories[key] = history(self._scenario, kind, target, "open", True)
        begins = step * self._scenario.step_h
        return all(
            is_open
            for _, is_open in self._histories[key].during(begins, begins + self._scenario.step_h)
        )


def _stated(run: Run, scenario: Scenario) -> Iterator[Violation]:
    departs_at = scenario.moment(run.departs)
    arrives_at = departs_at + timedelta(hours=run.way.link.duration_h)
    for name, stated, expected in (
        ("departure", run.trip.departs_at, departs_at),
        ("arrival", run.trip.arrives_at, arrives_at),
    ):
        if abs(stated - expected) > STATED_TIME_TOLERANCE:
            yield Violation(
                Rule.TRIP_TIMES,
                run.where,
                f"a stated {name} at {stated.isoformat()}",
                f"{expected.isoformat()} by its boundary and its link",
            )
    if run.trip.people != run.people:
        yield Violation(
            Rule.MANIFEST,
            run.where,
            f"{run.trip.people} people stated",
            f"{run.people}, the sum of its loads",
        )
    for group, number in run.loads:
        if number < 1:
            yield Violation(
                Rule.MANIFEST, f"{run.where}, group {group.id}", f"{number} people", "at least 1"
            )


def _permission(run: Run, clock: Clock, scenario: Scenario) -> Iterator[Violation]:
    way = run.way
    if not way.may_serve:
        allowed = f"a {way.fleet.mode} link"
        if way.fleet.links:
            allowed += f" among {', '.join(way.fleet.links)}"
        found = f"fleet {way.fleet.id} on the {way.link.mode} link {way.link.id}"
        yield Violation(Rule.SERVICE, run.where, found, allowed)
        return
    if not way.is_reachable:
        yield Violation(
            Rule.REACH,
            run.where,
            f"no {way.link.mode} way between the base {way.fleet.base} and the link",
            "a way for the empty vehicle out and back",
        )
        return
    lead = clock.whole_steps(way.lead_h)
    if lead > run.departs:
        yield Violation(
            Rule.LEAD,
            run.where,
            f"{lead} steps of coming from {way.fleet.base} and loading before the departure",
            f"at most {run.departs}, the steps since the start",
        )
    if way.on_duty_too_long() and way.pool is not None:
        yield Violation(
            Rule.DUTY,
            run.where,
            f"{way.duty_h:g} h of duty for the escorts of pool {way.pool.id}",
            f"at most {way.pool.duty_limit_h:g} h",
        )
    if way.rides_too_long(scenario.objective.ride_limit_h):
        yield Violation(
            Rule.RIDE_TIME,
            run.where,
            f"{way.link.duration_h:g} h with {way.link.rest_stops} rest stops",
            f"at most {scenario.objective.ride_limit_h:g} h between rests",
        )


def _hours_of_day(run: Run, clock: Clock, scenario: Scenario) -> Iterator[Violation]:
    link = run.way.link
    origin, destination = scenario.sites[link.origin], scenario.sites[link.destination]
    for boundary, event, owner, window in (
        (run.departs, "departure", f"site {origin.id}", origin.window),
        (run.departs, "departure", f"link {link.id}", link.window),
        (run.arrives, "arrival", f"site {destination.id}", destination.window),
    ):
        if window is not None and not _lies_in(window, boundary, scenario):
            yield Violation(
                Rule.WINDOW,
                run.where,
                f"its {event} at {clock.label(boundary)}",
                f"one within the window {window} of {owner}",
            )


def _lies_in(window: DayWindow, boundary: int, scenario: Scenario) -> bool:
    return window.contains(scenario.moment(boundary).time())


def _closures(run: Run, clock: Clock, opening: Opening) -> Iterator[Violation]:
    link = run.way.link
    arrival_step = min(run.arrives, clock.steps - 1)
    for kind, target, step in (
        (ChangeTarget.SITE, link.origin, run.departs),
        (ChangeTarget.LINK, link.id, run.departs),
        (ChangeTarget.SITE, link.destination, arrival_step),
    ):
        if not opening.is_open(kind, target, step):
            yield Violation(
                Rule.CLOSURE,
                run.where,
                f"{kind} {target} closed in step {step}",
                "it open for the whole step",
            )


def _room_on_board(run: Run) -> Iterator[Violation]:
    fleet, given = run.way.fleet, run.trip.compartments
    used = sum(given.values())
    if used > fleet.compartments or min(given.values(), default=0) < 0:
        found = ", ".join(f"{number} for {name}" for name, number in given.items())
        yield Violation(
            Rule.COMPARTMENTS,
            run.where,
            f"{used} compartments ({found})",
            f"at most {fleet.compartments} in a vehicle of fleet {fleet.id}",
        )
    riders: Counter[tuple[str, SeatKind]] = Counter()
    for group, number in run.loads:
        riders[group.separation_class, group.seat_kind] += number
    for (separation_class, seat_kind), number in riders.items():
        compartments = given.get(separation_class, 0)
        seats = fleet.seats_per_compartment(seat_kind) * compartments
        if number > seats:
            yield Violation(
                Rule.SEATS,
                run.where,
                f"{number} {seat_kind} {separation_class}",
                f"at most {seats}, the {seat_kind} places of their {compartments} compartments",
            )
