"""Plans as a rule would make them, to be rehearsed beside the plan at hand.

Trips are sent boundary by boundary, each time the one that the rule likes best and that every
limit lets run (`planning.dispatch`); then people are loaded onto those trips at their best. A
rule knows the dated changes, and nothing of what will happen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from muster.errors import MusterError
from muster.planning.dispatch import Candidate, Score, dispatch
from muster.planning.instance import Instance, compile_instance
from muster.planning.journeys import build_journeys
from muster.planning.loading import load_trips
from muster.planning.model import build_model
from muster.planning.plan import Plan
from muster.rehearsal.policy import Prepared, prepare_disrupted, prepare_undisrupted
from muster.scenario import Scenario

LOADING_TIME_S = 60.0
"""For finding the best riders of given trips; seconds are enough on every example."""
ONWARD = 1e9
"""What a rule gives for people on their way: they go on before anybody else sets out."""
EACH = 1e-9
"""What it gives for a person, so that of like trips the fuller goes first."""


def most_dangerous(instance: Instance) -> Score:
    """Trips from the site first where the most of those present are lost on average just then."""

    def score(given: Instance, candidate: Candidate) -> float:
        service = given.services[candidate.service]
        t = min(candidate.departure, given.steps - 1)
        danger = float(given.presence_cost[service.origin][t])
        return danger + _people(given, candidate)

    return score


def largest(instance: Instance) -> Score:
    """Trips from the site first that had the most people to begin with."""
    size = dict.fromkeys(instance.scenario.sites, 0)
    for group in instance.scenario.groups.values():
        size[group.site] += group.people

    def score(given: Instance, candidate: Candidate) -> float:
        return size[given.services[candidate.service].origin] + _people(given, candidate)

    return score


def _people(instance: Instance, candidate: Candidate) -> float:
    transit = any(instance.stocks[stock].transit for stock, _ in candidate.riders)
    return EACH * candidate.people + (ONWARD if transit else 0.0)


def plan_by_rule(scenario: Scenario, plan: Plan, rule: Callable[[Instance], Score]) -> Plan:
    """The trips and loads of a rule in place of a plan's; figures of the plan are not mended.

    Raises MusterError where no riders were found for the trips in time.
    """
    instance = compile_instance(scenario)
    sent = dispatch(instance, rule(instance))
    counts = np.zeros((len(instance.services), instance.steps + 1), dtype=np.int64)
    for trip in sent.trips:
        counts[trip.service, trip.departure] += 1
    model = build_model(instance)
    loading = load_trips(model, counts, time_limit_s=LOADING_TIME_S, gap=0.01)
    if loading is None:
        raise MusterError(
            f"rehearsing by a rule: found no riders for its trips within {LOADING_TIME_S:g} s; "
            "leave the policy out"
        )
    journeys = build_journeys(model, loading.values)
    return replace(plan, trips=journeys.trips, loads=journeys.loads, placements=journeys.placements)


@dataclass(frozen=True, slots=True)
class ByRule:
    """Send trips by a rule, and repair what falls out."""

    name: str
    rule: Callable[[Instance], Score]

    def prepare(self, scenario: Scenario, plan: Plan) -> Prepared:
        """Let the rule send its trips."""
        return prepare_disrupted(scenario, plan_by_rule(scenario, plan, self.rule), repair=True)


@dataclass(frozen=True, slots=True)
class MoveNobody:
    """Let everybody stay where they are."""

    name: str = "nobody"

    def prepare(self, scenario: Scenario, plan: Plan) -> Prepared:
        """A plan without trips."""
        empty = replace(plan, trips=(), loads=())
        if scenario.disruptions:
            return prepare_disrupted(scenario, empty, repair=False)
        return prepare_undisrupted(scenario, empty)


RULES: Mapping[str, Callable[[Instance], Score]] = {
    "dangerous-first": most_dangerous,
    "largest-first": largest,
}
