"""What if: questions to the planner, each a change to the present as the record has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from muster.errors import MusterError
from muster.planning.additions import Addition, Resource, with_addition
from muster.scenario import ChangeTarget, Scenario, SiteKind
from muster.scenario.change import Change


@dataclass(frozen=True, slots=True)
class Question:
    """One question: what is other than it is, and at what."""

    kind: str
    target: str = ""
    """A fleet, an escort pool or a site."""


Made = Callable[[Scenario, str, datetime], Scenario]
"""The scenario with a question's change of what it names, from a time on."""


def _more(resource: Resource, added: float) -> Made:
    return lambda scenario, target, _: with_addition(scenario, Addition(resource, target, added))


def _fewer_vehicles(scenario: Scenario, target: str, since: datetime) -> Scenario:
    fleet = scenario.fleets[target]
    fewer = replace(fleet, vehicles=max(fleet.vehicles - 1, 0))
    changes = tuple(
        replace(each, value=max(int(each.value or 0) - 1, 0))
        if (each.target_kind, each.target, each.field) == (ChangeTarget.FLEET, target, "vehicles")
        else each
        for each in scenario.changes
    )
    return replace(scenario, fleets={**scenario.fleets, target: fewer}, changes=changes)


def _closed(scenario: Scenario, target: str, since: datetime) -> Scenario:
    """Nothing leaves a site or comes to it any more."""
    kept = tuple(
        each for each in scenario.changes
        if (each.target_kind, each.target, each.field) != (ChangeTarget.SITE, target, "open")
        or each.at < since
    )  # fmt: skip
    shut = Change(since, ChangeTarget.SITE, target, "open", False, "what if")
    return replace(scenario, changes=(*kept, shut))


KINDS: Mapping[str, tuple[str, Made]] = {
    "as it is": ("", lambda scenario, _target, _since: scenario),
    "vehicle more": ("fleet", _more(Resource.VEHICLES, 1)),
    "vehicle fewer": ("fleet", _fewer_vehicles),
    "escort team more": ("escorts", _more(Resource.ESCORTS, 1)),
    "beds more": ("reception", _more(Resource.CAPACITY, 200)),
    "site lost": ("site", _closed),
    "reception closed": ("reception", _closed),
}
"""By kind of question: what it names, and the scenario that it makes of the present."""


def asked_of(scenario: Scenario, question: Question, since: datetime | None = None) -> Scenario:
    """The scenario of a question, sites closed from a time on (its start, if none is given).

    Raises MusterError for a question that names what is not there.
    """
    if question.kind not in KINDS:
        raise MusterError(f"found the question {question.kind!r}; expected one of {list(KINDS)}")
    needs, change = KINDS[question.kind]
    if needs and question.target not in targets_of(scenario)[needs]:
        raise MusterError(f"found {question.target!r} in a question; expected a {needs} of it")
    return change(scenario, question.target, since or scenario.start)


def targets_of(scenario: Scenario) -> Mapping[str, tuple[str, ...]]:
    """What questions can name."""
    sites = scenario.sites.values()
    return {
        "fleet": tuple(scenario.fleets),
        "escorts": tuple(scenario.escort_pools),
        "reception": tuple(s.id for s in sites if s.kind is SiteKind.RECEPTION),
        "site": tuple(s.id for s in sites if s.kind is not SiteKind.RECEPTION),
    }
