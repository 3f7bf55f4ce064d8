"""Policies: ways of deciding, each of which meets the same futures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from muster.planning.plan import Plan
from muster.rehearsal.follow_kernel import follow, undisturbed
from muster.rehearsal.nature import find_nature
from muster.rehearsal.orders import find_orders
from muster.rehearsal.outcomes import Outcomes
from muster.scenario import Scenario

Run = Callable[[int, int, Outcomes], None]
"""Given a seed and the number of a first future, fills the outcomes of those from there on.

It may be called from several threads at once.
"""


class Policy(Protocol):
    """A way of deciding. Write your own by giving it these two."""

    @property
    def name(self) -> str:
        """As people call it."""
        ...

    def prepare(self, scenario: Scenario, plan: Plan) -> Run:
        """Do once what is the same in every future."""
        ...


@dataclass(frozen=True, slots=True)
class Follow:
    """Follow the plan: every trip departs as planned until trips stop."""

    name: str = "follow"

    def prepare(self, scenario: Scenario, plan: Plan) -> Run:
        """Compile the plan to orders."""
        nature = find_nature(scenario)
        orders, _ = find_orders(scenario, plan)
        states = undisturbed(orders, scenario.steps, len(scenario.sites))

        def run(seed: int, first: int, out: Outcomes) -> None:
            follow(nature, orders, states, seed, first, out)

        return run
