"""Before an exercise moves anybody: custodians, registration, orders, company, readiness."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.operations import company
from muster.operations.desk import Desk
from muster.operations.in_force import set_regime
from muster.record.events import Json, moment
from muster.scenario import Scenario
from muster.scenario.people import Person

LEAD_H = 60.0
"""Hours before the scenario's start at which everybody is registered and examined."""
VALID_H = 240.0
"""Hours after the horizon for which orders and fitness last."""
BATCH = 500
"""Events that are made durable together."""
CHECKS_H = (("identity", 2), ("review", 8), ("advice", 10), ("health", 12))
"""Each check, and how many hours after the registration it is made."""
Said = tuple[str, Mapping[str, Json]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """How often each thing goes wrong: chances per trip, or per person where it says so."""

    wrong_count: float = 0.15
    double_scan: float = 0.10
    breakdown: float = 0.06
    exception: float = 0.08
    lockout: float = 0.03
    injury: float = 0.05
    attack: float = 0.02
    late: float = 0.10
    seal_torn: float = 0.10
    restraint: float = 0.30
    unfit_per_person: float = 0.004
    concern_per_person: float = 0.003
    escape_per_site: float = 0.4


def open_books(
    desk: Desk, scenario: Scenario, people: Sequence[Person], trouble: Trouble, draw: random.Random
) -> Counter[str]:
    """Everybody registered, ordered and examined; returns who turned out not to be clear to go."""
    begin = scenario.start - timedelta(hours=LEAD_H)
    until = moment(scenario.moment(scenario.steps) + timedelta(hours=VALID_H))
    named = sorted(person.person_id for person in people)
    desk.say_all(list(_custodians(scenario)), begin)
    _in_batches(desk, list(_registrations(people)), begin + timedelta(minutes=10))
    desk.say(
        "order", begin + timedelta(hours=1), reference="order of the court", authority="court",
        people=named, action="transfer", valid_until=until,
    )  # fmt: skip
    _who_with_whom(desk, scenario, people, begin + timedelta(hours=1, minutes=30))
    found: Counter[str] = Counter()
    for kind, hours in CHECKS_H:
        said = list(_checks(kind, named, until, trouble, draw, found))
        _in_batches(desk, said, begin + timedelta(hours=hours))
    return found


def _custodians(scenario: Scenario) -> Iterator[Said]:
    for site in sorted(scenario.sites):
        custodian = scenario.sites[site].custodian or "unknown"
        yield "site_custodian", {"site": site, "custodian": custodian, "by": "registrar"}


def _registrations(people: Sequence[Person]) -> Iterator[Said]:
    for person in people:
        yield (
            "registration",
            {
                "people": [person.person_id],
                "from": "outside:not_registered",
                "to": f"site:{person.site}",
            },
        )


def _who_with_whom(desk: Desk, scenario: Scenario, people: Sequence[Person], at: datetime) -> None:
    """The body of rules, who is kept apart and together, and who answers for children alone."""
    set_regime(desk, scenario.legal_regime, "registrar", at)
    company.keep(desk, scenario.keep, "registrar", at)
    on = scenario.start.date()
    for person in people:
        if person.separation_class != company.ACCOMPANIED:
            continue
        own = company.family_of(desk.situation, person.person_id)
        if all(desk.facts[each].may_be_a_child(on) for each in own):
            company.appoint_guardian(
                desk, person.person_id, "child protection officer", "registrar", at
            )


def _checks(
    kind: str, named: Sequence[str], until: str, trouble: Trouble, draw: random.Random,
    found: Counter[str],
) -> Iterator[Said]:  # fmt: skip
    chance, name = {
        "health": (trouble.unfit_per_person, "unfit to travel"),
        "review": (trouble.concern_per_person, "review open"),
    }.get(kind, (0.0, ""))
    more = {"until": until} if kind == "health" else {}
    for person in named:
        is_found = chance > 0 and draw.random() < chance
        if is_found:
            found[name] += 1
        outcome = "not_ready" if is_found else "ready"
        yield kind, {"person": person, "outcome": outcome, "by": f"{kind} officer", **more}


def _in_batches(desk: Desk, said: Sequence[Said], at: datetime) -> None:
    for begin in range(0, len(said), BATCH):
        desk.say_all(said[begin : begin + BATCH], at)
