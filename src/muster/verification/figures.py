"""What a plan costs and whom it leaves behind, worked out anew from its trips and loads."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from muster.planning.plan import Placement, Plan
from muster.scenario import Scenario
from muster.verification.ledger import Ledger
from muster.verification.loss import losses
from muster.verification.objective import (
    ABSOLUTE_TOLERANCE,
    RELATIVE_TOLERANCE,
    agree,
    find_objective,
)
from muster.verification.timetable import Timetable
from muster.verification.violation import Rule, Violation

BOUND_TOLERANCE = 1e-9
"""How far, relatively, rounding may put a bound above the objective."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What follows from a plan's trips and loads alone; as in `muster.planning.plan.Plan`."""

    expected_loss: float
    people_lost: float
    loss_if_nobody_moves: float
    people: int
    unplaced: int
    trips: int
    placements: tuple[Placement, ...]


def recompute(timetable: Timetable, ledger: Ledger, scenario: Scenario) -> Figures:
    """Every figure of a plan from who is where and who rides what."""
    rides = {run.ride for run in timetable.runs}
    chances = losses(scenario, rides)
    index = {site: position for position, site in enumerate(scenario.sites)}
    weighted = float((ledger.weighted * chances.staying).sum())
    plain = float((ledger.people * chances.staying).sum())
    if_nobody_moves = 0.0
    for group in ledger.groups:
        since, site = ledger.appears[group.id], index[group.site]
        before = group.people * chances.before_arrival[site, since] if since > 0 else 0.0
        staying = group.people * chances.staying[site, since:].sum()
        weighted += group.priority * before
        plain += before
        if_nobody_moves += group.priority * float(before + staying)
    for run in timetable.runs:
        chance = run.way.link.risk.value * float(chances.running[run.departs])
        chance += chances.stranded[run.ride]
        if run.departs == 0:
            chance += float(chances.before_arrival[index[run.way.link.origin], 0])
        weighted += chance * sum(group.priority * number for group, number in run.loads)
        plain += chance * run.people
    placements = _placements(ledger)
    return Figures(
        expected_loss=float(weighted),
        people_lost=float(plain),
        loss_if_nobody_moves=if_nobody_moves,
        people=sum(group.people for group in ledger.groups),
        unplaced=sum(each.people for each in placements if not each.placed),
        trips=len(timetable.runs),
        placements=placements,
    )


def false_statements(plan: Plan, figures: Figures, scenario: Scenario) -> list[Violation]:
    """Every figure of a plan that is not what its trips and loads make it."""
    return [
        *_false_losses(plan, figures),
        *_false_counts(plan, figures),
        *_false_objective(plan, figures, scenario),
    ]


def _placements(ledger: Ledger) -> tuple[Placement, ...]:
    return tuple(
        Placement(group.id, site, number, site in group.destinations)
        for group in ledger.groups
        for site, number in ledger.final[group.id].items()
        if number > 0
    )


def _false_losses(plan: Plan, figures: Figures) -> Iterator[Violation]:
    for rule, stated, found in (
        (Rule.EXPECTED_LOSS, plan.expected_loss, figures.expected_loss),
        (Rule.PEOPLE_LOST, plan.people_lost, figures.people_lost),
        (
            Rule.LOSS_IF_NOBODY_MOVES,
            plan.loss_if_nobody_moves,
            figures.loss_if_nobody_moves,
        ),
    ):
        if not agree(stated, found):
            yield Violation(
                rule,
                "plan",
                f"{stated:.9g} stated",
                f"{found:.9g} by its trips and loads, within {RELATIVE_TOLERANCE:g} of it",
            )


def _false_counts(plan: Plan, figures: Figures) -> Iterator[Violation]:
    for rule, number, expected in (
        (Rule.PEOPLE, plan.people, figures.people),
        (Rule.UNPLACED, plan.unplaced, figures.unplaced),
    ):
        if number != expected:
            yield Violation(rule, "plan", f"{number} stated", f"{expected} by its trips and loads")
    stated, found = _by_place(plan.placements), _by_place(figures.placements)
    for group, site, placed in sorted(stated.keys() | found.keys()):
        key = (group, site, placed)
        if stated[key] != found[key]:
            yield Violation(
                Rule.PLACEMENTS,
                f"group {group} at {site}",
                f"{stated[key]} people stated as {'placed' if placed else 'not placed'}",
                f"{found[key]} by its trips and loads",
            )


def _by_place(placements: Sequence[Placement]) -> Counter[tuple[str, str, bool]]:
    people: Counter[tuple[str, str, bool]] = Counter()
    for each in placements:
        people[each.group, each.site, each.placed] += each.people
    return people


def _false_objective(plan: Plan, figures: Figures, scenario: Scenario) -> Iterator[Violation]:
    found = find_objective(plan, figures.expected_loss, scenario)
    if not found.agrees_with(plan.objective):
        yield Violation(
            Rule.OBJECTIVE,
            "plan",
            f"{plan.objective:.9g} stated",
            f"{'' if found.exact else 'at least '}{found.least:.9g}: {found.made_of}",
        )
    slack = BOUND_TOLERANCE * abs(plan.objective) + ABSOLUTE_TOLERANCE
    if plan.bound > plan.objective + slack:
        yield Violation(
            Rule.BOUND,
            "plan",
            f"a bound of {plan.bound:.9g}",
            f"at most its own objective, {plan.objective:.9g}: the bound cannot be true",
        )
    if plan.objective <= ABSOLUTE_TOLERANCE:
        return
    gap = (plan.objective - plan.bound) / plan.objective
    if not math.isclose(plan.gap, gap, rel_tol=RELATIVE_TOLERANCE, abs_tol=RELATIVE_TOLERANCE):
        yield Violation(
            Rule.GAP, "plan", f"{plan.gap:.6g} stated", f"{gap:.6g} by its objective and bound"
        )
