"""What courses cost by the model, and how far that depends on what was judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from muster.hazard import LossCoefficients, loss_coefficients
from muster.planning.judgements import End, Judged, judgements
from muster.planning.passage import appears_at
from muster.replay.course import Ride
from muster.scenario import Judgement, Scenario
from muster.scenario.ways import steps_of

FloatArray = npt.NDArray[np.float64]
Weights = Mapping[tuple[str, int], float]
"""Priorities of all on board, summed, by link and boundary of departure."""


def weights_of(scenario: Scenario, rides: Iterable[Ride]) -> Weights:
    """What `losses` needs of a course."""
    weights: dict[tuple[str, int], float] = defaultdict(float)
    for ride in rides:
        weights[ride.link, ride.step] += scenario.groups[ride.group].priority * ride.people
    return weights


def losses(scenario: Scenario, courses: Sequence[Weights]) -> list[float]:
    """Expected loss of each course, as the planner counts it (docs/planning-model.md, Loss)."""
    coefficients = loss_coefficients(scenario)
    remaining = {id: np.cumsum(site.present[::-1])[::-1] for id, site in coefficients.sites.items()}
    staying = 0.0
    for group in scenario.groups.values():
        appears = appears_at(scenario, group)
        if appears <= scenario.steps:
            share = float(remaining[group.site][appears])
            if appears:
                share += coefficients.sites[group.site].before_arrival_from_start(appears)
            staying += group.priority * group.people * share
    known: dict[tuple[str, int], float] = {}
    found = []
    for weights in courses:
        total = staying
        for (link, step), weight in weights.items():
            if (link, step) not in known:
                known[link, step] = _change(scenario, coefficients, remaining, link, step)
            total += weight * known[link, step]
        found.append(total)
    return found


def _change(
    scenario: Scenario,
    coefficients: LossCoefficients,
    remaining: Mapping[str, FloatArray],
    link_id: str,
    step: int,
) -> float:
    """What riding at a boundary adds for a person, against staying to the end."""
    link = scenario.links[link_id]
    arrival = step + steps_of(link.duration_h, scenario.step_h)
    share = link.risk.value * float(coefficients.running[step])
    share += coefficients.sites[link.destination].after_arrival(step, arrival)
    if step == 0:  # where trips are stopped from the start they have not left
        share += coefficients.sites[link.origin].before_arrival_from_start(0)
    return share + float(remaining[link.destination][arrival] - remaining[link.origin][step])


@dataclass(frozen=True, slots=True)
class AtAnEnd:
    """The excess of one course over another with one judgement at one end of its range."""

    name: str
    end: End
    excess: float


@dataclass(frozen=True, slots=True)
class Range:
    """How far an excess depends on what was judged."""

    ends: tuple[AtAnEnd, ...]
    """By how far it is from the value used, the farthest first."""
    draws: int
    low: float
    """Of 20 draws of all judgements at once, 1 is below."""
    high: float
    positive: float
    """Share of draws in which the first course loses more."""


def range_of_excess(
    scenario: Scenario,
    first: Weights,
    second: Weights,
    *,
    draws: int,
    seed: int,
    tried: Callable[[str, int, int], None] | None = None,
) -> Range:
    """The excess of the first course over the second, over the ranges of all judgements.

    Each at both its ends alone; then all at once, drawn independently of each other from triangles
    over their ranges with the value used at the top.
    """

    def excess(given: Scenario) -> float:
        ours, theirs = losses(given, (first, second))
        return ours - theirs

    used, known = excess(scenario), judgements(scenario)
    number = 2 * len(known) + draws
    ends = []
    for judged in known:
        for end in End:
            ends.append(AtAnEnd(judged.name, end, excess(judged.at(scenario, end))))
            if tried is not None:
                tried("each judgement at its ends", len(ends) - 1, number)
    ends.sort(key=lambda each: -abs(each.excess - used))
    found = []
    for given in _drawn(scenario, known, draws, seed):
        found.append(excess(given))
        if tried is not None:
            tried("all judgements at once", len(ends) + len(found) - 1, number)
    values = np.array(found if found else [used])
    low, high = np.quantile(values, [0.05, 0.95])
    return Range(tuple(ends), draws, float(low), float(high), float(np.mean(values > 0)))


def _drawn(
    scenario: Scenario, known: Sequence[Judged], draws: int, seed: int
) -> Iterator[Scenario]:
    """The scenario with each judgement drawn from its range."""
    random = np.random.Generator(np.random.Philox(seed))
    for _ in range(draws):
        given = scenario
        for judged in known:
            low, value, high = judged.low, judged.value, judged.high
            drawn = float(random.triangular(low, value, high)) if low < high else value
            given = _between(given, judged, drawn)
        yield given


def _between(scenario: Scenario, judged: Judged, drawn: float) -> Scenario:
    """The scenario with a judgement between its ends, as `Judged.at` has it at an end.

    A share of the way from the value to an end is taken for each number that it stands for.
    """
    end = End.LOW if drawn <= judged.value else End.HIGH
    whole = (judged.low if end is End.LOW else judged.high) - judged.value
    share = (drawn - judged.value) / whole if whole else 0.0
    return _blended(scenario, judged.at(scenario, end), share)


def _blended(first: Scenario, second: Scenario, share: float) -> Scenario:
    """Every judgement so far on the way from one scenario to the other."""

    def mix(ours: Judgement, theirs: Judgement) -> Judgement:
        if ours == theirs:
            return ours
        return Judgement.certain(ours.value + share * (theirs.value - ours.value), ours.source)

    security = replace(
        first.security,
        hazards=tuple(
            replace(ours, per_day=mix(ours.per_day, theirs.per_day))
            for ours, theirs in zip(first.security.hazards, second.security.hazards, strict=True)
        ),
        rates=tuple(
            replace(ours, per_day=mix(ours.per_day, theirs.per_day))
            for ours, theirs in zip(first.security.rates, second.security.rates, strict=True)
        ),
        guard_elasticity=mix(first.security.guard_elasticity, second.security.guard_elasticity),
    )
    sites = {
        id: replace(site, loss_fraction=mix(site.loss_fraction, second.sites[id].loss_fraction))
        for id, site in first.sites.items()
    }
    links = {
        id: replace(link, risk=mix(link.risk, second.links[id].risk))
        for id, link in first.links.items()
    }
    return replace(first, security=security, sites=sites, links=links)
