"""The independent check of a plan against its scenario."""

from __future__ import annotations

from dataclasses import dataclass

from muster.planning.plan import Plan
from muster.scenario import Scenario
from muster.verification.figures import Figures, false_statements, recompute
from muster.verification.ledger import Ledger, walk
from muster.verification.objective import ObjectiveFound, find_objective
from muster.verification.shared_limits import shared_violations
from muster.verification.site_limits import site_violations
from muster.verification.timetable import Timetable, Ways, read_timetable
from muster.verification.trip_rules import trip_violations
from muster.verification.violation import Rule, Violation


@dataclass(frozen=True, slots=True)
class Verification:
    """The rules that a plan breaks, and its figures worked out anew."""

    violations: tuple[Violation, ...]
    figures: Figures
    objective: ObjectiveFound

    @property
    def holds(self) -> bool:
        """Whether the plan keeps every rule and states the truth about itself."""
        return not self.violations

    @property
    def broken(self) -> frozenset[Rule]:
        """The rules that are broken."""
        return frozenset(violation.rule for violation in self.violations)


def verify_plan(plan: Plan, scenario: Scenario, *, digest: str | None = None) -> Verification:
    """Check every rule of docs/planning-model.md and every figure that the plan states.

    Only the plan's trips and loads and the scenario are used; nothing of the planner is. `digest`
    is the scenario's; where it is given, the plan must name the same.
    """
    timetable, ledger, broken = _follow(plan, scenario)
    figures = recompute(timetable, ledger, scenario)
    return Verification(
        violations=(
            *_other_scenario(plan, digest),
            *broken,
            *false_statements(plan, figures, scenario),
        ),
        figures=figures,
        objective=find_objective(plan, figures.expected_loss, scenario),
    )


def broken_rules(plan: Plan, scenario: Scenario) -> tuple[Violation, ...]:
    """The rules that a plan's trips and loads break; nothing that it states of itself is read."""
    return _follow(plan, scenario)[2]


def _follow(plan: Plan, scenario: Scenario) -> tuple[Timetable, Ledger, tuple[Violation, ...]]:
    ways = Ways(scenario)
    timetable = read_timetable(plan, scenario, ways)
    ledger = walk(timetable, scenario)
    broken = (
        *timetable.violations,
        *trip_violations(timetable, scenario),
        *shared_violations(timetable, scenario),
        *ledger.violations,
        *site_violations(timetable, ledger, scenario, ways),
    )
    return timetable, ledger, broken


def _other_scenario(plan: Plan, digest: str | None) -> list[Violation]:
    if digest is None or digest == plan.scenario_digest:
        return []
    return [
        Violation(
            Rule.SCENARIO,
            "plan",
            f"a plan for the scenario {plan.scenario!r} of digest {plan.scenario_digest or 'none'}",
            f"digest {digest}: the scenario was changed since, or is another",
        )
    ]
