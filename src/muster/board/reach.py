"""What an action concerns, and whether that is within a user's sites and organisations."""

from __future__ import annotations

from dataclasses import dataclass

from muster.board.rights import Scope
from muster.board.users import User
from muster.operations.situation import Situation, Trip


@dataclass(frozen=True, slots=True)
class Concern:
    """The sites and organisations that something is about."""

    sites: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    origin: str | None = None
    """Of a trip: the site it leaves from, its escort, the site it goes to."""
    escort: str | None = None
    target: str | None = None


NOTHING = Concern()


def concern_of(
    situation: Situation,
    *,
    trip: str | None = None,
    site: str | None = None,
    person: str | None = None,
    account: str | None = None,
    duty: str | None = None,
) -> Concern:
    """What one thing is about; nothing, if the record does not know it."""
    if duty is not None:
        return _of_duty(situation, duty)
    if person is not None:
        place = situation.ledger.places.get(person)
        account = None if place is None else place.account
        under = situation.ledger.custodian(person)
        found = NOTHING if account is None else concern_of(situation, account=account)
        if under is None:
            return found
        return Concern(
            found.sites, found.organisations | {under}, found.origin, found.escort, found.target
        )
    if account is not None:
        kind, _, name = account.partition(":")
        trip, site = (name if kind == "trip" else None), (name if kind == "site" else None)
    if trip is not None:
        known = situation.trips.get(trip)
        return NOTHING if known is None else _of_trip(situation, known)
    if site is not None:
        return _of_site(situation, site)
    return NOTHING


def is_within(user: User, scope: Scope, concern: Concern) -> bool:
    """Whether what is concerned is within a user's reach, for a scope."""
    if scope in (Scope.ALL, Scope.SELF):
        return True
    if scope is Scope.ORIGIN:
        return concern.origin is not None and concern.origin in user.sites
    if scope is Scope.TARGET:
        return concern.target is not None and concern.target in user.sites
    if scope is Scope.ESCORT:
        return concern.escort is not None and concern.escort in user.organisations
    return bool(concern.sites & user.sites or concern.organisations & user.organisations)


def _of_duty(situation: Situation, duty: str) -> Concern:
    """Whoever owes it, and wherever the people are to whom it is owed."""
    due = situation.due.get(duty)
    if due is None:
        return NOTHING
    found = [concern_of(situation, person=each) for each in due.body.get("people", ())]
    return Concern(
        frozenset().union(*(each.sites for each in found)),
        frozenset({due.body["owner"]}).union(*(each.organisations for each in found)),
    )


def _of_trip(situation: Situation, trip: Trip) -> Concern:
    body = trip.planned.body
    stands_at = trip.target if trip.arrived is None else trip.arrived.body["at"]
    return Concern(
        frozenset({body["from"], trip.target, stands_at}),
        frozenset({body["giving"], trip.escort, body["receiving"]}),
        body["from"],
        trip.escort,
        stands_at,
    )


def _of_site(situation: Situation, site: str) -> Concern:
    held = situation.ledger.site_custodian.get(site)
    return Concern(frozenset({site}), frozenset() if held is None else frozenset({held}))
