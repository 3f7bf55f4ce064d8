"""Versions of what can be changed: an ETag that is another once anything of it has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any

from muster.errors import MusterError
from muster.operations.situation import Situation
from muster.record.events import Event

TAG_DIGITS = 24
Version = Callable[[Situation], str]
"""The ETag of something, from the situation."""


class StaleError(MusterError):
    """What somebody wants to change is another than they saw."""

    status = 412


class NoVersionError(MusterError):
    """A change that must name the version that it changes, and does not."""

    status = 428


def check(if_match: str | None, tag: str) -> None:
    """Raise StaleError unless the header If-Match is missing or has this ETag (RFC 9110, 13.1.1)"""
    if if_match is None:
        return
    wanted = [each.strip() for each in if_match.split(",")]
    if wanted != ["*"] and tag not in wanted:
        raise StaleError("found another version than If-Match names; expected it. Read it again")


def require(if_match: str | None, tag: str) -> None:
    """As `check`, and the header may not be missing."""
    if if_match is None:
        raise NoVersionError("found no If-Match; expected the ETag of what you read")
    check(if_match, tag)


def tag_of(value: Any) -> str:
    """A strong ETag of plain values."""
    plain = json.dumps(value, sort_keys=True, default=str).encode()
    return f'"{sha256(plain).hexdigest()[:TAG_DIGITS]}"'


def trip_version(trip_id: str) -> Version:
    """Of a trip: its steps, list, people aboard, counts and handovers."""

    def version(situation: Situation) -> str:
        trip = situation.trips.get(trip_id)
        if trip is None:
            return tag_of(["trip", trip_id])
        ledger = situation.ledger
        offers = [each for each in ledger.offered.values() if each.body.get("at") == trip.account]
        return tag_of([
            trip.state, trip.seats, trip.target, trip.expected,
            _ids([trip.planned, trip.approved, trip.loading, trip.departed, trip.arrived]),
            _ids(trip.counts.values()), _ids(offers),
            _ids(ledger.answered.get(each.event_id) for each in offers),
            sorted(situation.aboard(trip)), sorted(trip.accepted), sorted(trip.excepted),
        ])  # fmt: skip

    return version


def account_version(account: str) -> Version:
    """Of a site or a trip: who is there, under whom, and what was counted."""
    kind, _, name = account.partition(":")
    if kind == "trip":
        return trip_version(name)

    def version(situation: Situation) -> str:
        there = situation.ledger.present.get(account, ())
        held = situation.ledger.site_custodian.get(name)
        counted = situation.counted.get(account, {})
        guards = situation.guards.get(name, ())
        return tag_of([account, sorted(there), held, _ids(counted.values()), _ids(guards[-1:])])

    return version


def site_version(site_id: str) -> Version:
    """Of a site."""
    return account_version(f"site:{site_id}")


def person_version(person: str) -> Version:
    """Of a person: where, under whom, readiness, orders, restraint, property, disposition, file."""

    def version(situation: Situation) -> str:
        place, held = situation.ledger.places.get(person), situation.ledger.custody.get(person)
        readiness: Mapping[str, Event] = situation.readiness.get(person, {})
        return tag_of([
            None if place is None else place.event, None if held is None else held.event,
            _ids(readiness.values()), _ids(situation.ordered.get(person, ())),
            _ids([situation.restraints.get(person), situation.examined.get(person)]),
            _ids(situation.files.get(person, ())), _ids(situation.dispositions.get(person, ())),
            sorted(situation.seals.get(person, {}).items()), situation.guardians.get(person),
            _ids(situation.contacts.get(person, {}).values()),
            _ids(situation.gaps.get(person, {}).values()),
        ])  # fmt: skip

    return version


def duty_version(event_id: str) -> Version:
    """Of a duty: whether it was met."""
    return lambda situation: tag_of([event_id, _ids([situation.done.get(event_id)])])


def _ids(events: Iterable[Event | None]) -> list[str | None]:
    return [None if each is None else each.event_id for each in events]
