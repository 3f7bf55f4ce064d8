"""The books: each person in exactly one account, every move an entry on both sides.

Accounts are sites, running trips, and the outside ones. The last word that occurred counts; what
it contradicts is a discrepancy and stays one until a correction, or a count that agrees, explains
it. At every moment the balances of all accounts add up to the number of people ever named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from muster.custody.discrepancies import Discrepancy, Kind
from muster.record.events import Event

NOT_REGISTERED = "outside:not_registered"
ENDED = ("outside:released", "outside:repatriated", "outside:died")
"""Accounts from which nobody is moved without a new registration or a correction."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is, since when, and on whose word."""

    account: str
    since: str
    event: str
    """The event that says so."""
    device: str
    """Of whoever recorded it."""
    is_late: bool


@dataclass(frozen=True, slots=True)
class Custody:
    """Under whom a person is, since when, and by which event; nobody, where `custodian` is None."""

    custodian: str | None
    since: str
    event: str


@dataclass(slots=True)
class Running:
    """A trip as its events tell it."""

    departure: Event | None = None
    arrival: Event | None = None
    target: str | None = None
    """The site it goes to, if anybody said."""
    expected: str | None = None
    """When it is expected there."""


@dataclass(slots=True)
class Change:
    """One person's move from account to account."""

    at: str
    origin: str
    target: str


@dataclass
class Ledger:
    """The state of all accounts after some events, which are taken in order of occurrence."""

    offers: Mapping[str, Event] = field(default_factory=dict)
    """Every offer of the record by event_id, also those yet to occur."""
    corrected: Mapping[str, Event] = field(default_factory=dict)
    """Corrections by the event that they take back."""
    occurred: Mapping[str, str] = field(default_factory=dict)
    """When each event of the record occurred, by event_id."""

    places: dict[str, Place] = field(default_factory=dict)
    custody: dict[str, Custody] = field(default_factory=dict)
    balance: Counter[str] = field(default_factory=Counter)
    present: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """People by account."""
    site_custodian: dict[str, str] = field(default_factory=dict)
    trips: dict[str, Running] = field(default_factory=lambda: defaultdict(Running))
    answered: dict[str, Event] = field(default_factory=dict)
    """What was said to each offer, by the offer's event_id."""
    offered: dict[str, Event] = field(default_factory=dict)
    """Offers made so far."""
    discrepancies: list[Discrepancy] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Events of types or versions that are not known here: kept, and without effect."""
    history: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    custody_history: dict[str, list[Custody]] = field(default_factory=lambda: defaultdict(list))
    changes: list[Change] = field(default_factory=list)
    _correction: Event | None = None
    """The correction of the event being taken, if there is one: it then changes nothing."""

    @property
    def people(self) -> int:
        """People ever named: what the balances add up to."""
        return len(self.places)

    @property
    def takes_effect(self) -> bool:
        """Whether the event being taken changes anything; one that was corrected does not."""
        return self._correction is None

    def take(self, event: Event, handle: Callable[[Ledger, Event], None]) -> None:
        """One more event; what it contradicts is noted even if it was corrected since."""
        self._correction = self.corrected.get(event.event_id)
        handle(self, event)
        self._correction = None

    def put(self, person: str, account: str, event: Event, *, is_late: bool) -> None:
        """Move a person, on both sides of the books."""
        if not self.takes_effect:
            return
        known = self.places.get(person)
        origin = known.account if known is not None else NOT_REGISTERED
        if known is not None:
            self.balance[origin] -= 1
            self.present[origin].discard(person)
        self.balance[account] += 1
        self.present[account].add(person)
        place = Place(account, event.occurred_at, event.event_id, event.device, is_late)
        self.places[person] = place
        self.history[person].append(place)
        self.changes.append(Change(event.occurred_at, "" if known is None else origin, account))
        site = account.removeprefix("site:")
        if account.startswith("outside:"):
            if person in self.custody:
                self.hold(person, None, event)
        elif person not in self.custody and site in self.site_custodian:
            self.hold(person, self.site_custodian[site], event)

    def hold(self, person: str, custodian: str | None, event: Event) -> None:
        """Custody of a person passes, to nobody if that is None."""
        if not self.takes_effect:
            return
        held = Custody(custodian, event.occurred_at, event.event_id)
        if custodian is None:
            self.custody.pop(person, None)
        else:
            self.custody[person] = held
        self.custody_history[person].append(held)

    def custodian(self, person: str) -> str | None:
        """Who answers for a person, as far as anybody has said."""
        held = self.custody.get(person)
        return None if held is None else held.custodian

    def note(
        self,
        kind: Kind,
        event: Event,
        account: str,
        people: Collection[str],
        text: str,
        *,
        always: bool = False,
    ) -> None:
        """Note what does not fit, if it concerns anybody, or in any case."""
        if not people and not always:
            return
        named = tuple(sorted(people))
        found = f"found {len(named):,} of them; {text}" if named else text
        by = self._correction
        self.discrepancies.append(
            Discrepancy(
                kind,
                event.event_id,
                event.occurred_at,
                account,
                named,
                found,
                None if by is None else by.event_id,
                None if by is None else by.occurred_at,
            )
        )

    def explain(self, event: Event, concerns: Callable[[Discrepancy], bool]) -> None:
        """Close what an event explains."""
        self.discrepancies = [
            replace(each, explained_by=event.event_id, explained_at=event.occurred_at)
            if each.is_open and concerns(each)
            else each
            for each in self.discrepancies
        ]
