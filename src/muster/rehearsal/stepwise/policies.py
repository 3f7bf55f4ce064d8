"""Policies that decide again every few hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from muster.planning.dispatch import Score, dispatch
from muster.planning.instance import Instance
from muster.rehearsal.stepwise.answer import Decision
from muster.rehearsal.stepwise.search import listed, load, search_trips
from muster.rehearsal.stepwise.view import View, that_run_together

MOST_ROUNDS = 20_000
"""Rounds of the search at each decision, at most."""


@runtime_checkable
class StepPolicy(Protocol):
    """A way of deciding again. Write your own by giving it these three."""

    @property
    def name(self) -> str:
        """As people call it."""
        ...

    @property
    def every_h(self) -> float:
        """Hours from one decision to the next, at least a step."""
        ...

    def decide(self, view: View) -> Decision | None:
        """The trips from now on in place of those whose vehicles have not left yet; None: those."""
        ...


@dataclass(frozen=True, slots=True)
class Replan:
    """Plan again from how things stand."""

    every_h: float
    most_rounds: int = MOST_ROUNDS
    name: str = field(default="")

    def decide(self, view: View) -> Decision | None:
        """The plan at hand stands at the start; later the search begins from what is left of it."""
        return None if view.standing.boundary == 0 else search_trips(view, self.most_rounds)


@dataclass(frozen=True, slots=True)
class RuleAgain:
    """Send trips by a rule, again and again."""

    rule: Callable[[Instance], Score]
    every_h: float
    name: str = field(default="")

    def decide(self, view: View) -> Decision | None:
        """The trips that the rule sends now, each with its best riders."""
        if not view.instance.services:
            return None
        sent = dispatch(view.instance, self.rule(view.instance))
        trips = that_run_together(view, [(trip.service, trip.departure) for trip in sent.trips])
        return load(view, listed(view, trips))
