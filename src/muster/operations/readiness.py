"""Whether a person may go on a trip: order, identity, advice, fitness, review, age, separation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from muster.operations.desk import Desk, hours_before
from muster.operations.disposition import disposition_of
from muster.operations.facts import CHILDRENS
from muster.operations.rules import RULES, Breach
from muster.operations.situation import Situation, Trip
from muster.record.events import Event


def unready(desk: Desk, trip: Trip, people: Iterable[str], at: str) -> list[Breach]:
    """What keeps people from a trip at a time, after overrides; none if all may go."""
    situation = desk.situation
    found: dict[str, tuple[str, list[str]]] = {}
    for person in people:
        for rule, text in _of_person(desk, situation, trip, person, at):
            if not is_overridden(situation, rule, trip, person, at):
                found.setdefault(f"{rule}|{text}", (rule, []))[1].append(person)
    breaches = [
        Breach(rule, f"{key.split('|', 1)[1]} ({_listed(named)})", tuple(named))
        for key, (rule, named) in found.items()
    ]
    return breaches + _shared(desk, trip)


def is_overridden(
    situation: Situation, rule: str, trip: Trip | None, person: str | None, at: str
) -> bool:
    """Whether an authority has set a rule aside for a person or a trip; never for some rules."""
    if not RULES[rule].may_be_overridden:
        return False
    for event in situation.overrides:
        body = event.body
        if body["rule"] != rule or body.get("until", at) < at:
            continue
        for_person = person is not None and person in body.get("people", ())
        for_trip = trip is not None and body.get("trip") == trip.id and not body.get("people")
        if for_person or for_trip:
            return True
    return False


def _of_person(
    desk: Desk, situation: Situation, trip: Trip, person: str, at: str
) -> Iterator[tuple[str, str]]:
    facts, last = desk.facts.get(person), situation.readiness.get(person, {})
    leaves = trip.planned.body["departs"]
    if facts is None:
        yield "R2", "found people who are on no roster; expected everybody to be registered"
        return
    if not any(_is_valid(order, at) for order in situation.ordered.get(person, ())):
        yield "R1", "found no valid order of transfer that names them; expected one"
    if not _is_ready(last.get("identity")):
        yield "R2", "found their identity not established; expected it"
    told = last.get("advice")
    limit = hours_before(leaves, desk.settings.advice_h)
    if (
        told is None
        or told.body["outcome"] == "not_ready"
        or (told.body["outcome"] == "ready" and told.occurred_at > limit)
    ):
        yield "R13", f"found them not told of the transfer by {limit}; expected it, or a waiver"
    fit = last.get("health")
    if fit is None or not _is_ready(fit) or fit.body.get("until", trip.expected) < trip.expected:
        yield "R15", f"found no fitness to travel that lasts until {trip.expected}; expected it"
    yield from _of_review(trip, last.get("review"))
    yield from _of_disposition(trip, situation, person)
    if facts.may_be_a_child(date.fromisoformat(leaves[:10])) and (
        facts.separation_class not in CHILDRENS
    ):
        yield "CHILD", "found people who may be under 18 among adults; expected them apart"


def _of_review(trip: Trip, review: Event | None) -> Iterator[tuple[str, str]]:
    """R33 asks for a review wherever the authority changes, by somebody other than the planner."""
    body = trip.planned.body
    if body["giving"] == body["receiving"]:
        return
    if review is None or review.body["outcome"] != "ready":
        yield "R33", "found no review that clears them, or an open concern; expected it closed"
    elif review.body["by"] == body["by"]:
        yield "R33", "found them reviewed by who planned the trip; expected somebody else"


def _of_disposition(trip: Trip, situation: Situation, person: str) -> Iterator[tuple[str, str]]:
    """Where states were asked about somebody, they go to another only if it accepted them."""
    said = situation.dispositions.get(person)
    body = trip.planned.body
    if not said or body["giving"] == body["receiving"]:
        return
    known, state = disposition_of(said), body["receiving"]
    if known.at_court or known.to_be_released:
        yield "DISPOSITION", "found people before a court or to be released; expected them to stay"
    elif state not in known.takers:
        answer = known.states.get(state, "not asked")
        yield "DISPOSITION", f"found the answer of {state} to be: {answer}; expected accepted"


def _is_valid(order: Event, at: str) -> bool:
    body = order.body
    return bool(body["action"] == "transfer" and body.get("valid_until", at) >= at)


def _is_ready(said: Event | None) -> bool:
    return said is not None and said.body["outcome"] in ("ready", "waived")


def _shared(desk: Desk, trip: Trip) -> list[Breach]:
    """Separation classes that a trip's list would mix."""
    known = [desk.facts[person] for person in trip.people if person in desk.facts]
    classes = {each.separation_class for each in known}
    compartments = trip.planned.body["compartments"]
    if len(classes) <= compartments:
        return []
    text = (
        f"found {', '.join(sorted(classes))} on one list; expected at most {compartments} classes, "
        "one to a compartment"
    )
    return [Breach("SEPARATION", text)]


def _listed(people: list[str], most: int = 5) -> str:
    """Some person_ids, and how many more there are."""
    more = f" and {len(people) - most} more" if len(people) > most else ""
    return ", ".join(people[:most]) + more
