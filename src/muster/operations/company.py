"""Who may ride with whom: apart, together, and children with an adult of their own.

What must be apart or together is in the record as `keep` events, between people or factions;
factions are in the sealed facts of a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from muster.operations.desk import Desk
from muster.operations.facts import Facts
from muster.operations.rules import Breach
from muster.operations.situation import Situation, Trip
from muster.record.events import Event, Json
from muster.scenario.people import KeepRule

ACCOMPANIED = "women_with_children"
"""The separation class in which a child has an adult of their own."""


def keep(desk: Desk, rules: Iterable[KeepRule], by: str, at: datetime) -> tuple[Event, ...]:
    """Write down who must be apart or together; what the record has already is left out."""
    situation, said = desk.catch_up(), list[tuple[str, dict[str, Json]]]()
    for rule in rules:
        if rule.second in _pairs(situation, rule).get(rule.first, ()):
            continue
        body: dict[str, Json] = {
            "kind": rule.kind.value, "first": rule.first, "second": rule.second,
            "between": rule.between, "by": by,
        }  # fmt: skip
        if rule.reason:
            body["reason"] = rule.reason
        said.append(("keep", body))
    return desk.say_all(said, at) if said else ()


def appoint_guardian(desk: Desk, child: str, guardian: str, by: str, at: datetime) -> Event:
    """Name who answers for a child that has no adult of their own."""
    if not guardian.strip():
        desk.refuse([Breach("GUARDIAN", "found no guardian; expected one named", (child,))], at)
    return desk.say("guardian", at, person=child, guardian=guardian, by=by)


def unfit_company(desk: Desk, trip: Trip, people: Collection[str]) -> list[Breach]:
    """What is wrong with a whole list: enemies on it, families parted, children alone."""
    found = enemies(desk.situation, desk.facts, people)
    breaches = [
        Breach("APART", f"found {first} and {second} on one list; expected them apart",
               (first, second))
        for first, second in found
    ]  # fmt: skip
    left = sorted(left_behind(desk.situation, trip, people))
    if left:
        text = (
            f"found {len(left)} left at the origin whose own are on the list; expected all or none"
        )
        breaches.append(Breach("TOGETHER", text, tuple(left)))
    alone = sorted(_alone(desk, trip, set(people)))
    if alone:
        text = (
            f"found {len(alone)} children on the list without an adult of their own or a guardian; "
            "expected one for each"
        )
        breaches.append(Breach("GUARDIAN", text, tuple(alone)))
    return breaches


def enemies(
    situation: Situation, facts: Mapping[str, Facts], people: Collection[str]
) -> list[tuple[str, str]]:
    """Pairs among people who must be kept apart, as people or by their factions."""
    listed = sorted(people)
    there = set(listed)
    pairs = {
        (min(person, other), max(person, other))
        for person in listed
        for other in situation.apart.get(person, ())
        if other in there
    }
    by_faction: dict[str, list[str]] = {}
    for person in listed:
        known = facts.get(person)
        if known is not None and known.faction:
            by_faction.setdefault(known.faction, []).append(person)
    for faction, members in by_faction.items():
        for other in situation.hostile.get(faction, ()):
            if other in by_faction and other != faction:
                first, second = members[0], by_faction[other][0]
                pairs.add((min(first, second), max(first, second)))
    return sorted(pairs)


def left_behind(situation: Situation, trip: Trip, people: Collection[str]) -> set[str]:
    """People at the trip's origin, not on a list, whose companions are."""
    places, listed = situation.ledger.places, set(people)
    origin = f"site:{trip.planned.body['from']}"
    return {
        other
        for person in listed
        for other in situation.together.get(person, ())
        if other not in listed and other in places and places[other].account == origin
    }


def family_of(situation: Situation, person: str) -> set[str]:
    """A person with everybody who must be together with them, transitively."""
    found, open_ones = {person}, [person]
    while open_ones:
        for other in situation.together.get(open_ones.pop(), ()):
            if other not in found:
                found.add(other)
                open_ones.append(other)
    return found


def _alone(desk: Desk, trip: Trip, people: set[str]) -> set[str]:
    on = date.fromisoformat(trip.planned.body["departs"][:10])

    def is_child(person: str) -> bool:
        known = desk.facts.get(person)
        return known is not None and known.may_be_a_child(on)

    found = set()
    for person in people:
        known = desk.facts.get(person)
        if known is None or known.separation_class != ACCOMPANIED or not is_child(person):
            continue
        own = family_of(desk.situation, person) & people
        if person not in desk.situation.guardians and all(is_child(each) for each in own):
            found.add(person)
    return found


def _pairs(situation: Situation, rule: KeepRule) -> Mapping[str, set[str]]:
    if rule.kind.value == "together":
        return situation.together
    return situation.hostile if rule.between == "faction" else situation.apart
