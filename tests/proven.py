"""Tiny scenarios planned to proof, and what the builders' default danger makes of a departure.

In the builders' default scenario prison `P` fails at 0.1 a day and then loses half of those
present; nothing is lost anywhere else. So a plan's expected loss is what those who leave `P` have
waited for, and can be worked out by hand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from muster.planning.plan import Plan
from muster.planning.planner import PlanOptions, plan
from muster.scenario import Scenario, scenario_digest
from muster.verification import verify_plan

FAILS_PER_DAY = 0.1
LOST = 0.5
TO_PROOF = PlanOptions(gap=1e-9, time_limit_s=20.0)


def best(scenario: Scenario) -> Plan:
    """The plan of a tiny scenario: proven the best, and checked."""
    made = plan(scenario, TO_PROOF)
    found = verify_plan(made, scenario, digest=scenario_digest(scenario))
    assert [str(violation) for violation in found.violations] == []
    assert made.objective - made.bound <= 1e-7 * max(1.0, made.objective)
    return made


def moves(made: Plan) -> list[tuple[str, int, int]]:
    """Link, boundary and people of each trip, in the order of time."""
    return sorted(
        ((trip.link, trip.step, trip.people) for trip in made.trips), key=lambda m: (m[1], m[0])
    )


def riders(made: Plan) -> dict[tuple[str, int], dict[str, int]]:
    """People by group on the trips of each link and boundary."""
    trips = {trip.id: (trip.link, trip.step) for trip in made.trips}
    found: dict[tuple[str, int], dict[str, int]] = {}
    for load in made.loads:
        aboard = found.setdefault(trips[load.trip], {})
        aboard[load.group] = aboard.get(load.group, 0) + load.people
    return found


def waiting_until(boundary: int, step_h: float = 3.0) -> float:
    """Share of a person lost who is at `P` until a boundary."""
    return LOST * (1 - math.exp(-FAILS_PER_DAY * boundary * step_h / 24))


def loss(leaving: Mapping[int, int], *, staying: int = 0, steps: int = 8) -> float:
    """Expected loss of people who leave `P` at each boundary, or never."""
    left = sum(people * waiting_until(t) for t, people in leaving.items())
    return left + staying * waiting_until(steps)
