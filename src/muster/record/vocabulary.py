"""The words of the record: what each type of event says, field by field.

A field is required unless its kind begins with `?`. Types and versions that are not here are kept
and shown, never dropped: another authority's software may be newer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain

from muster.record.events import Event, Json, is_moment


class Kind(StrEnum):
    """What a field holds."""

    PERSON = "person"
    PEOPLE = "people"
    ACCOUNT = "account"
    SITE = "site"
    ORGANISATION = "organisation"
    OFFICER = "officer"
    TRIP = "trip"
    EVENT = "event"
    DIGEST = "digest"
    COUNT = "count"
    TIME = "time"
    DATE = "date"
    TEXT = "text"
    YES_NO = "yes or no"
    SEALED = "sealed"
    TEXTS = "texts"


OUTSIDE = ("not_registered", "at_large", "released", "repatriated", "died")
"""Accounts outside custody."""

_ACCOUNT = re.compile(r"(?:(?:site|trip):[^\s:][^\n]*|outside:(?:" + "|".join(OUTSIDE) + r"))\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?\Z")


def _is_date(value: Json) -> bool:
    """Whether a value is a year, a month or a day that the calendar has."""
    if not isinstance(value, str) or _DATE.match(value) is None:
        return False
    try:
        date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_texts(value: Json) -> bool:
    return isinstance(value, list | tuple) and all(_is_text(each) for each in value)


def _are_people(value: Json) -> bool:
    return _are_texts(value) and len(value) > 0 and len(set(value)) == len(value)


def _matches(pattern: re.Pattern[str]) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, str) and pattern.match(value) is not None


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_sealed(value: Json) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(box, Mapping) and set(box) == {"v", "nonce", "box"} for box in value.values()
    )


CHECKS: Mapping[Kind, tuple[Callable[[Json], bool], str]] = {
    Kind.PERSON: (_is_text, "an opaque person_id, never a name"),
    Kind.PEOPLE: (_are_people, "a list of person_ids, each once"),
    Kind.ACCOUNT: (_matches(_ACCOUNT), "site:ID, trip:ID or outside:" + "|".join(OUTSIDE)),
    Kind.SITE: (_is_text, "a site's id"),
    Kind.ORGANISATION: (_is_text, "an authority's id"),
    Kind.OFFICER: (_is_text, "an officer's id, never a name"),
    Kind.TRIP: (_is_text, "a trip's id"),
    Kind.EVENT: (_matches(_UUID), "an event_id"),
    Kind.DIGEST: (_matches(_DIGEST), "64 hex digits in lower case"),
    Kind.COUNT: (_is_count, "a whole number from 0"),
    Kind.TIME: (is_moment, "UTC as in 2026-01-21T06:00:00.000Z"),
    Kind.DATE: (_is_date, "a day, month or year as in 2026-01-28, 2026-01 or 2026"),
    Kind.TEXT: (_is_text, "text"),
    Kind.YES_NO: (lambda value: isinstance(value, bool), "true or false"),
    Kind.SEALED: (_is_sealed, "fields of a person, each sealed: v, nonce, box"),
    Kind.TEXTS: (_are_texts, "a list of texts"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body."""

    name: str
    kind: Kind
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventType:
    """One word of the vocabulary."""

    name: str
    version: int
    meaning: str
    fields: tuple[Field, ...]
    moves: bool = False
    """Whether it moves people from one account to another."""


def _type(
    name: str, meaning: str, fields: str, *, moves: bool = False, **choices: tuple[str, ...]
) -> EventType:
    """`fields` is `name:kind` by spaces, a `?` before the kind where it may be missing."""
    listed = []
    for entry in fields.split():
        field, _, kind = entry.partition(":")
        required = not kind.startswith("?")
        listed.append(
            Field(
                field,
                Kind(kind.removeprefix("?").replace("_", " ")),
                required,
                choices.get(field, ()),
            )
        )
    return EventType(name, 1, meaning, tuple(listed), moves)


_MOVE = "people:people from:account to:account"
_READY = "person:person outcome:text by:officer reason:?text until:?time"
_OUTCOME = ("ready", "not_ready", "waived")

TYPES: Mapping[str, EventType] = {
    each.name: each
    for each in (
        _type("registration", "A person becomes known to the record (R2).",
              _MOVE + " order:?text sealed:?sealed", moves=True),
        _type("admission", "A person is received at a place, with day and hour (R3).",
              _MOVE + " order:text by:officer", moves=True),
        _type("count", "A headcount: where, by whom, how many.",
              "at:account persons:count by:officer point:text list:?digest",
              point=("cell", "boarding", "alighting", "receiving", "routine")),
        _type("claim", "A number somebody states; it may contradict others.",
              "source:text quantity:text scope:text value:count qualifier:text said_on:date "
              "about:date", qualifier=("exact", "about", "at least", "at most")),
        _type("order", "A competent authority orders a reception, transfer or release (R1).",
              "reference:text authority:organisation people:?people action:text valid_until:?time",
              action=("reception", "transfer", "release")),
        _type("identity", "Whether a person's identity is established (R2).", _READY,
              outcome=_OUTCOME),
        _type("health", "Whether a person is fit to travel (R15).", _READY, outcome=_OUTCOME),
        _type("review", "Whether a transfer would be refoulement (R33); never waived.", _READY,
              outcome=("ready", "not_ready")),
        _type("advice", "Whether a person was told of the transfer in time (R13).", _READY,
              outcome=_OUTCOME),
        _type("boarding", "People board a trip.",
              _MOVE + " trip:trip by:officer list:?digest", moves=True),
        _type("departure", "A trip departs with its list (R12).",
              "trip:trip people:people list:digest custodian:organisation to:?site expected:?time"),
        _type("arrival", "A trip arrives; its people are still in the escort's custody.",
              "trip:trip at:site"),
        _type("alighting", "People leave a trip.", _MOVE + " trip:trip by:officer", moves=True),
        _type("handover_offered", "One custodian offers people to another over one list.",
              "people:people list:digest giving:organisation receiving:organisation by:officer "
              "at:?account"),
        _type("handover_accepted", "The receiver takes exactly the people offered.",
              "offer:event people:people list:digest receiving:organisation by:officer"),
        _type("handover_accepted_with_exceptions", "The receiver takes some of them.",
              "offer:event people:people list:digest receiving:organisation by:officer "
              "exceptions:people reason:text"),
        _type("handover_refused", "The receiver takes nobody.",
              "offer:event list:digest receiving:organisation by:officer reason:text"),
        _type("site_custodian", "A site changes its custodian, people and all.",
              "site:site giving:?organisation custodian:organisation people:?people by:officer"),
        _type("escape", "People are gone from where they were.", _MOVE + " reason:?text",
              moves=True),
        _type("recapture", "People who were at large are held again.", _MOVE + " by:officer",
              moves=True),
        _type("release", "People are released, on an order.", _MOVE + " order:text", moves=True),
        _type("repatriation", "People return to their own state.",
              _MOVE + " order:text state:text", moves=True),
        _type("hospital_admission", "A person goes to a hospital (R20).",
              _MOVE + " by:officer", moves=True),
        _type("hospital_discharge", "A person comes back from a hospital.",
              _MOVE + " by:officer", moves=True),
        _type("death", "A person has died (R7, R26, R27).",
              _MOVE + " cause:?text text:?text by:officer remains:?text", moves=True),
        _type("incident", "Something went wrong.",
              "kind:text at:?account people:?people fault:?text cause:?text means:?text "
              "by:officer text:?text",
              kind=("attack", "riot", "injury", "illness", "use_of_force", "breakdown",
                    "accident", "guards_left", "site_lost", "identity_mismatch", "other")),
        _type("plan_adopted", "A plan is under way from now on: trips are written down from it.",
              "number:count plan:digest new:texts given_up:texts reason:text by:officer"),
        _type("trip_planned", "A trip is planned, with its list (R12, R16, R18).",
              "trip:trip from:site to:site departs:time expected:time seats:count "
              "compartments:count people:people list:digest giving:organisation "
              "custodian:organisation receiving:organisation risk:text interests:text by:officer"),
        _type("trip_approved", "Somebody else than its planner approves a trip.",
              "trip:trip list:digest by:officer"),
        _type("loading_begun", "Vehicle and escort stand ready (R17, R29, R31, R32).",
              "trip:trip vehicle:text certificate:text escorts:count women_staff:count "
              "health_staff:count provisions_h:count call:yes_or_no by:officer"),
        _type("vehicle_changed", "Another vehicle takes the trip.",
              "trip:trip vehicle:text certificate:text seats:count reason:text by:officer"),
        _type("trip_cancelled", "A trip will not run.", "trip:trip reason:text by:officer"),
        _type("trip_turned_back", "A trip goes back.",
              "trip:trip to:site expected:time reason:text by:officer"),
        _type("trip_diverted", "A trip goes to another site.",
              "trip:trip to:site expected:time reason:text by:officer"),
        _type("overnight_stop", "A trip stops on the way.",
              "trip:trip at:site until:time reason:text by:officer"),
        _type("trip_closed", "Nothing of a trip is open.", "trip:trip by:officer"),
        _type("override", "An authority sets a rule aside, for reasons it gives.",
              "rule:text authority:organisation reason:text people:?people trip:?trip "
              "until:?time by:officer"),
        _type("refusal", "The rules refused what somebody wanted to do.",
              "what:text rules:texts by:officer trip:?trip people:?people"),
        _type("rule_switched_off", "A named order switches a rule off, for a reason and a time.",
              "rule:text order:text authority:organisation reason:text until:?time by:officer"),
        _type("rule_switched_on", "A rule that was switched off is in force again.",
              "rule:text reason:text by:officer"),
        _type("legal_regime", "Which body of rules the operation is under.",
              "regime:text by:officer", regime=("gc3", "gc4", "domestic")),
        _type("keep", "People, or factions, who must be apart or together.",
              "kind:text first:text second:text between:text reason:?text by:officer",
              kind=("apart", "together"), between=("person", "faction")),
        _type("guardian", "Who answers for a child without an adult of their own (R6).",
              "person:person guardian:text by:officer"),
        _type("contact", "Whether a person may tell family, or a consulate (R25, R28).",
              "person:person who:text answer:text by:officer", who=("family", "consulate"),
              answer=("offered", "made", "declined")),
        _type("file_gap", "A field that a file should have and has not: refused or unknown (R6).",
              "person:person field:text why:text reason:text by:officer",
              why=("refused", "unknown")),
        _type("file_copied", "A person saw their file, or got a copy of it (R9).",
              "person:person digest:digest by:officer"),
        _type("examination", "The receiver looks at a person on arrival (R4).",
              "person:person injuries:yes_or_no complaints:yes_or_no text:?text by:officer"),
        _type("guard_roster", "Guards on a shift at a site, against the need; who stays and under "
              "whom they served before.",
              "site:site shift:text present:count needed:count custodian:organisation "
              "staying:?count before:?organisation guards:?texts by:officer"),
        _type("disposition", "What becomes of a person: states asked, answers, courts, release.",
              "person:person step:text state:?text reason:?text by:officer",
              step=("asked", "accepted", "refused", "assurances", "court_referral",
                    "court_closed", "release_ordered")),
        _type("property", "Belongings, itemised and sealed (R5).",
              "person:person action:text seals:?texts items:?texts receipt:?text weight_g:?count "
              "witness:?officer by:officer",
              action=("received", "returned", "forwarded", "handed_over", "taken_in",
                      "left_behind")),
        _type("welfare", "Food, water, clothing, shelter (R17).",
              "people:people kind:text by:officer"),
        _type("medical", "Care given, or the sealed file acknowledged (R35).",
              "person:person kind:text seals:?texts by:officer sealed:?sealed"),
        _type("restraint", "Restraints put on or taken off (R30).",
              "person:person action:text kind:text authorised_by:officer reason:?text",
              action=("on", "off")),
        _type("duty_due", "Something must be done by a time.",
              "duty:text rule:text owner:organisation due:time people:?people"),
        _type("duty_done", "A duty was met, with its proof.",
              "due_event:event by:officer proof:?digest"),
        _type("correction", "An earlier event was wrong; it stays and is marked.",
              "event:event reason:text by:officer instead:?event"),
        _type("device_enrolled", "A device may sign for an organisation.",
              "key:digest public_key:text organisation:organisation"),
        _type("device_revoked", "A device may sign no more.",
              "key:digest reason:text by:officer"),
        _type("device_closed", "A device says this is its last event."
              , "events:count"),
        _type("read", "Somebody read fields of a person (R8, R9).",
              "person:person fields:texts by:officer reason:?text"),
        _type("match_read", "Somebody reads names of two lists to compare them (R8, R9).",
              "lists:digest by:officer reason:text"),
        _type("match_decision", "A reviewer says whether rows of two lists are one person; it can "
              "be superseded and is never deleted.",
              "lists:digest a:?text b:?text answer:text by:officer",
              answer=("same", "different", "unclear", "nobody")),
        _type("match_undone", "A reviewer withdraws a decision of their own.",
              "lists:digest decision:event by:officer"),
        _type("key_erased", "A person's key was destroyed: sealed fields are unreadable.",
              "person:person by:officer reason:text"),
    )
}  # fmt: skip


def faults_of(event: Event) -> tuple[str, ...]:
    """What in an event's body is not as its type asks; none for types and versions unknown here."""
    known = TYPES.get(event.type)
    if known is None or known.version != event.version:
        return ()
    named = {field.name for field in known.fields}
    return tuple(
        chain(
            chain.from_iterable(_faults_of_field(field, event.body) for field in known.fields),
            (
                f"{event.type}: found the field `{name}`; expected none of it"
                for name in event.body
                if name not in named
            ),
        )
    )


def is_known(event: Event) -> bool:
    """Whether this software knows the type and version of an event."""
    return event.type in TYPES and TYPES[event.type].version == event.version


def _faults_of_field(field: Field, body: Mapping[str, Json]) -> list[str]:
    value = body.get(field.name)
    if value is None:
        return [f"found no `{field.name}`; expected {CHECKS[field.kind][1]}"] * field.required
    check, expected = CHECKS[field.kind]
    if field.choices:
        is_right, expected = value in field.choices, " or ".join(field.choices)
    else:
        is_right = check(value)
    return [] if is_right else [f"found `{field.name}` that cannot be; expected {expected}"]
