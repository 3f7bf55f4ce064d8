"""Futures in which a policy decides again and again."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from math import ceil

from muster.errors import MusterError
from muster.planning.plan import Plan
from muster.rehearsal.happenings import Happening
from muster.rehearsal.outcomes import Outcomes, room_for
from muster.rehearsal.policy import Prepared
from muster.rehearsal.stepwise.answer import Decision, as_runs, runs_of
from muster.rehearsal.stepwise.decisions import Decisions, Trips
from muster.rehearsal.stepwise.future import Future
from muster.rehearsal.stepwise.ground import Ground, find_ground
from muster.rehearsal.stepwise.policies import StepPolicy
from muster.rehearsal.stepwise.standing import Standing
from muster.rehearsal.stepwise.view import View
from muster.scenario import Scenario

BLOCK = 1
"""Futures at a time: what is lost at most when a worker is killed."""


@dataclass(frozen=True, slots=True)
class _Decider:
    """A policy that is asked once where things stand alike."""

    ground: Ground
    policy: StepPolicy
    made: Decisions

    def trips(self, standing: Standing) -> Trips:
        """The trips from now on; None where those at hand stand.

        Raises MusterError where the policy fails, or decides on what cannot be.
        """
        key = sha256(standing.key().encode()).digest()
        if self.made.knows(key):
            return self.made.get(key)
        view = View(self.ground, standing)
        decided = _asked(self.policy, view)
        runs = None if decided is None else runs_of(view, decided, self.policy.name)
        self.made.keep(key, runs)
        return runs


@dataclass(frozen=True, slots=True)
class Stepwise:
    """A policy that decides again, as one of those that can be rehearsed."""

    policy: StepPolicy

    @property
    def name(self) -> str:
        """As people call it."""
        return self.policy.name

    def prepare(self, scenario: Scenario, plan: Plan) -> Prepared:
        """Compile the scenario, and begin with the plan."""
        return prepare_stepwise(scenario, plan, self.policy)


def prepare_stepwise(scenario: Scenario, plan: Plan, policy: StepPolicy) -> Prepared:
    """A policy that decides again, beginning with a plan; it counts no trips."""
    ground = find_ground(scenario)
    made = Decisions(ground.services)
    decider = _Decider(ground, policy, made)
    first = as_runs(ground, plan.trips, plan.loads, lambda load: load.group)
    every = max(1, ceil(policy.every_h / ground.step_h - 1e-9))

    def play(seed: int, number: int, *, notes: bool = False) -> Future:
        future = Future(ground, seed, number, first, notes=notes)
        for boundary in range(0, ground.nature.steps, every):
            if boundary:
                future.advance(boundary)
            standing = future.standing()
            if not _has_to_decide(ground, standing):
                continue
            runs = decider.trips(standing)
            if runs is not None:
                future.adopt(runs)
        return future

    def run(seed: int, begin: int, out: Outcomes) -> None:
        for at in range(len(out.loss)):
            play(seed, begin + at).finish(out, at)

    def tell(seed: int, number: int) -> tuple[Happening, ...]:
        future = play(seed, number, notes=True)
        future.finish(room_for(1, len(ground.sites), 0), 0)
        return future.happenings()

    return Prepared(run, (), tell, block=BLOCK, made=made)


def _asked(policy: StepPolicy, view: View) -> Decision | None:
    """What a policy decides; raises MusterError where it fails, or answers with something else."""
    where = f"policy {policy.name}, at hour {view.hour:g}"
    try:
        decided = policy.decide(view)
    except MusterError:
        raise
    except (Exception, SystemExit) as error:  # a worker that exits would only be started again
        raise MusterError(
            f"{where}: decide raised {type(error).__name__}: {error}; expected trips and loads, or "
            "None to let the trips at hand stand"
        ) from error
    if decided is not None and not (hasattr(decided, "trips") and hasattr(decided, "loads")):
        raise MusterError(
            f"{where}: found {type(decided).__name__} as what it decided; expected something with "
            "trips and loads, or None to let the trips at hand stand"
        )
    return decided


def _has_to_decide(ground: Ground, standing: Standing) -> bool:
    """Whether trips may run, and anybody waits for one or will."""
    if not ground.nature.runs[ground.regimes.index(standing.regime)]:
        return False
    if any(boundary >= standing.boundary for boundary in ground.stocks.appears.values()):
        return True
    there = (stock for stock, people in enumerate(standing.people) if people)
    coming = (each.stock for each in standing.coming)
    return any(ground.orders.waits[stock] for stock in (*there, *coming))
