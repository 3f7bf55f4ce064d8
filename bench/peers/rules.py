"""Peers (d), (e) and (f): trips sent by a rule, boundary by boundary, as people send them today.

All three use Muster's step simulator, which keeps every limit at every step, and its exact
loader for who rides. Both can only do them good: a rule by hand has neither. The time of the rule
alone is counted, as if its plan were there once its last trip is sent.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bench.judging import judged, loaded
from bench.results import Found
from bench.watch import Watch
from muster.planning.dispatch import Candidate, Dispatched, Score, dispatch, index_score
from muster.planning.instance import Instance, compile_instance
from muster.planning.model import NO_COLUMN, PlanningModel, build_model
from muster.scenario import Scenario


def most_dangerous_first(scenario: Scenario, seed: int, limit_s: float, watch: Watch) -> Found:
    """Empty the site where most of those present are lost in this step, to the nearest place."""
    instance = compile_instance(scenario)
    return _by_rule(instance, _by_danger(instance), watch)


def largest_prison_first(scenario: Scenario, seed: int, limit_s: float, watch: Watch) -> Found:
    """Empty the site that held most people at the start, to the nearest place."""
    instance = compile_instance(scenario)
    return _by_rule(instance, _by_number(instance), watch)


def index_rule(scenario: Scenario, seed: int, limit_s: float, watch: Watch) -> Found:
    """Hazard x consequence ÷ time a vehicle is busy, worked out anew at each step."""
    return _by_rule(compile_instance(scenario), index_score, watch)


def _by_rule(instance: Instance, score: Score, watch: Watch) -> Found:
    scenario = instance.scenario
    sent = dispatch(instance, score)
    seconds = watch.seconds()
    model = build_model(instance, scenario.objective.trip_price)
    watch.model(model.linear)
    values = loaded(model, _trips(instance, sent), _compartments(model, sent))
    if values is not None:
        linear = model.linear
        watch.note(float(linear.cost @ values + linear.offset), None, seconds=seconds)
    return judged(scenario, model, values, outcome="ended", watch=watch, seconds=seconds)


def _trips(instance: Instance, sent: Dispatched) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    trips = np.zeros((len(instance.services), instance.steps + 1), dtype=np.int64)
    for trip in sent.trips:
        trips[trip.service, trip.departure] += 1
    return trips


def _compartments(
    model: PlanningModel, sent: Dispatched
) -> dict[tuple[int, str], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    given = {key: np.zeros_like(columns) for key, columns in model.compartments.items()}
    for trip in sent.trips:
        for name, number in trip.compartments:
            if (trip.service, name) in given:
                given[trip.service, name][trip.departure] += number
    return {
        key: np.where(model.compartments[key] != NO_COLUMN, number, 0)
        for key, number in given.items()
    }


def _by_danger(instance: Instance) -> Score:
    """Sites by c[n,t], the share lost of those present; of one site's ways the shortest first."""
    sites = list(instance.presence_cost)
    table = np.array([instance.presence_cost[site] for site in sites])
    ranks = np.array([np.unique(column, return_inverse=True)[1] for column in table.T]).T
    by_site = dict(zip(sites, ranks, strict=True))
    hours = _hours(instance)

    def score(instance: Instance, candidate: Candidate) -> float:
        service = instance.services[candidate.service]
        return float(by_site[service.origin][candidate.departure]) + _near(hours[service.link])

    return score


def _by_number(instance: Instance) -> Score:
    people = dict.fromkeys(instance.scenario.sites, 0)
    for group in instance.scenario.groups.values():
        people[group.site] += group.people
    hours = _hours(instance)

    def score(instance: Instance, candidate: Candidate) -> float:
        service = instance.services[candidate.service]
        return people[service.origin] + _near(hours[service.link])

    return score


def _hours(instance: Instance) -> Mapping[str, float]:
    return {link.id: link.duration_h for link in instance.scenario.links.values()}


def _near(hours: float) -> float:
    """Between 0 and 1, larger for shorter ways: settles only what the rank leaves open."""
    return 1 / (2 + hours)
