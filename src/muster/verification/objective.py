"""What the objective of a plan must be: its expected loss, its tail and the prices it pays."""

from __future__ import annotations

import math
from dataclasses import dataclass

from muster.planning.plan import Plan
from muster.scenario import Scenario

RELATIVE_TOLERANCE = 1e-6
"""How far a stated figure may be from the one worked out anew."""
ABSOLUTE_TOLERANCE = 1e-9
"""The same for figures near 0, in people."""


def agree(stated: float, found: float) -> bool:
    """Whether a stated figure is the one worked out anew, but for rounding."""
    return math.isclose(stated, found, rel_tol=RELATIVE_TOLERANCE, abs_tol=ABSOLUTE_TOLERANCE)


@dataclass(frozen=True, slots=True)
class ObjectiveFound:
    """What the objective must be, and what that rests on."""

    least: float
    exact: bool
    """False where the plan does not state everything that it pays for, so that it may be more."""
    made_of: str
    """Its parts, in words."""

    def agrees_with(self, stated: float) -> bool:
        """Whether a stated objective can be true."""
        return agree(stated, self.least) or (not self.exact and stated > self.least)


def find_objective(plan: Plan, expected_loss: float, scenario: Scenario) -> ObjectiveFound:
    """The objective from the loss found anew and the prices that the plan was made with.

    A plan that states no prices was made with the scenario's. How many approved trips were given
    up, and the mean of the worst futures that were planned for, cannot be seen in trips and loads
    and are taken as the plan states them.
    """
    asked = scenario.objective
    trip_price = asked.trip_price if plan.trip_price is None else plan.trip_price
    change_price = asked.change_price if plan.change_price is None else plan.change_price
    objective, parts = _losses(plan, expected_loss)
    trips = len(plan.trips)
    objective += trip_price * trips + change_price * (plan.given_up or 0)
    if trip_price:
        whose = _whose(plan, scenario, "trip_price")
        parts.append(f"{trips} trips at {trip_price:g}{whose}")
    if change_price:
        number = "an unstated number of" if plan.given_up is None else f"{plan.given_up}"
        whose = _whose(plan, scenario, "change_price")
        parts.append(f"{number} approved trips given up at {change_price:g}{whose}")
    stated_in_full = change_price == 0 or plan.given_up is not None
    with_tail = plan.tail_weight == 0 or plan.cvar_in_sample is not None
    return ObjectiveFound(objective, stated_in_full and with_tail, " + ".join(parts))


def _losses(plan: Plan, expected_loss: float) -> tuple[float, list[str]]:
    """What the objective has of losses, and that in words."""
    weight, worst = plan.tail_weight, plan.cvar_in_sample
    if weight == 0:
        return expected_loss, [f"expected loss {expected_loss:.9g}"]
    parts = [f"{1 - weight:g} of the expected loss {expected_loss:.9g}"]
    if worst is None:
        parts.append(f"{weight:g} of the worst futures' mean loss, which is not stated")
        return (1 - weight) * expected_loss, parts
    parts.append(f"{weight:g} of the worst futures' mean loss {worst:.9g} (as stated)")
    return (1 - weight) * expected_loss + weight * worst, parts


def _whose(plan: Plan, scenario: Scenario, price: str) -> str:
    """Whose price was used, where the plan and the scenario have different ones."""
    stated, given = getattr(plan, price), getattr(scenario.objective, price)
    return "" if stated is None or stated == given else f" (the plan's; the scenario has {given:g})"
