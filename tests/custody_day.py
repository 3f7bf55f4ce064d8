"""Real days of New Zealand's transfers as custody events, whole or broken on purpose.

The rows name no person, hour or vehicle: person_ids, times and buses are made up here.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from muster.custody.entries import Entry
from muster.custody.lists import list_digest
from muster.record.events import FIRST, Event, moment, uuid7

START = datetime(2020, 12, 30, 7, tzinfo=UTC)
SEATS = 20
RIDE = timedelta(hours=3)


@dataclass(frozen=True)
class Said:
    """One event before it is numbered: who says what, and when."""

    at: datetime
    device: str
    type: str
    body: dict[str, Any]
    key: str = ""
    """By which a later event cites it."""
    cites: str = ""
    delay: timedelta = timedelta(seconds=15)
    """From when it happened until the server had it."""
    skew: timedelta = timedelta()
    """By which the device's clock is ahead."""


@dataclass
class Trip:
    name: str
    origin: str
    target: str
    people: list[str]
    start: datetime


@dataclass
class Day:
    """What was said on one day, and the trips that it was said of."""

    trips: list[Trip]
    said: list[Said] = field(default_factory=list)

    def of_trip(self, trip: Trip, type: str) -> list[int]:
        """Places of a trip's events of a type."""
        return [
            i for i, each in enumerate(self.said)
            if each.type == type and each.key.startswith(f"{trip.name}/")
        ]  # fmt: skip

    def entries(self) -> list[Entry]:
        """The day as the record holds it: in the order in which it was received."""
        return entered(self.said)


def day_of(moves: list[tuple[str, str]]) -> Day:
    """A day without a fault: buses of 20, four counts, two handovers each."""
    trips = list(_trips(moves))
    day = Day(trips)
    sites = sorted({site for move in moves for site in move})
    early = START - timedelta(hours=12)
    for site in sites:
        body = {"site": site, "custodian": f"prison {site}", "by": "o1"}
        day.said.append(Said(early, f"at {site}", "site_custodian", body))
    planned: list[tuple[datetime, Trip, int]] = []
    for trip in trips:
        for person in trip.people:
            body = {
                "people": [person],
                "from": "outside:not_registered",
                "to": f"site:{trip.origin}",
            }
            at = early + timedelta(minutes=1)
            day.said.append(Said(at, f"at {trip.origin}", "registration", body))
        planned += [(trip.start + timedelta(minutes=m), trip, m) for m in STEPS]
    held = Counter(f"site:{trip.origin}" for trip in trips for _ in trip.people)
    for at, trip, minute in sorted(planned, key=lambda each: (each[0], each[1].name)):
        day.said += STEPS[minute](trip, at, held)
    return day


def _trips(moves: list[tuple[str, str]]) -> Iterator[Trip]:
    number = person = 0
    for (origin, target), people in sorted(Counter(moves).items()):
        for begin in range(0, people, SEATS):
            named = [f"p{person + i:04d}" for i in range(min(SEATS, people - begin))]
            person += len(named)
            start = START + timedelta(minutes=7 * number)
            yield Trip(f"T{number:02d}", origin, target, named, start)
            number += 1


def _count(trip: Trip, at: datetime, device: str, point: str, account: str, n: int, **more: Any):
    body = {"at": account, "persons": n, "by": "o2", "point": point, **more}
    return Said(at, device, "count", body, f"{trip.name}/{point}")


def _move(trip: Trip, at: datetime, held: Counter[str], type: str, origin: str, target: str):
    said = []
    device = escort(trip) if type == "boarding" else f"at {trip.target}"
    for i, person in enumerate(trip.people):
        body = {"people": [person], "from": origin, "to": target, "trip": trip.name, "by": "o3"}
        said.append(
            Said(at + timedelta(seconds=6 * i), device, type, body, f"{trip.name}/{type}{i}")
        )
    held[origin] -= len(trip.people)
    held[target] += len(trip.people)
    return said


def escort(trip: Trip) -> str:
    return f"escort {trip.name}"


def _cell(trip, at, held):
    account = f"site:{trip.origin}"
    return [_count(trip, at, f"at {trip.origin}", "cell", account, held[account])]


def _board(trip, at, held):
    return _move(trip, at, held, "boarding", f"site:{trip.origin}", f"trip:{trip.name}")


def _count_aboard(trip, at, held):
    more = {"list": list_digest(trip.people)}
    account = f"trip:{trip.name}"
    return [_count(trip, at, escort(trip), "boarding", account, len(trip.people), **more)]


def _offer(trip, at, device, giving, receiving, account, key):
    body = {
        "people": trip.people, "list": list_digest(trip.people), "giving": giving,
        "receiving": receiving, "by": "o4", "at": account,
    }  # fmt: skip
    return [Said(at, device, "handover_offered", body, f"{trip.name}/{key}")]


def _accept(trip, at, device, receiving, key):
    body = {
        "people": trip.people, "list": list_digest(trip.people),
        "receiving": receiving, "by": "o5",
    }  # fmt: skip
    name, cites = f"{trip.name}/{key} accepted", f"{trip.name}/{key}"
    return [Said(at, device, "handover_accepted", body, name, cites)]


def _offer_out(trip, at, held):
    device, giving = f"at {trip.origin}", f"prison {trip.origin}"
    return _offer(trip, at, device, giving, escort(trip), f"trip:{trip.name}", "out")


def _accept_out(trip, at, held):
    return _accept(trip, at, escort(trip), escort(trip), "out")


def _depart(trip, at, held):
    body = {
        "trip": trip.name, "people": trip.people, "list": list_digest(trip.people),
        "custodian": escort(trip), "to": trip.target, "expected": moment(at + 2 * RIDE),
    }  # fmt: skip
    return [Said(at, escort(trip), "departure", body, f"{trip.name}/departure")]


def _arrive(trip, at, held):
    body = {"trip": trip.name, "at": trip.target}
    return [Said(at, escort(trip), "arrival", body, f"{trip.name}/arrival")]


def _count_on_arrival(trip, at, held):
    account = f"trip:{trip.name}"
    return [_count(trip, at, escort(trip), "alighting", account, len(trip.people))]


def _offer_in(trip, at, held):
    account = f"site:{trip.target}"
    return _offer(trip, at, escort(trip), escort(trip), f"prison {trip.target}", account, "in")


def _alight(trip, at, held):
    return _move(trip, at, held, "alighting", f"trip:{trip.name}", f"site:{trip.target}")


def _receive(trip, at, held):
    account = f"site:{trip.target}"
    return [_count(trip, at, f"at {trip.target}", "receiving", account, held[account])]


def _accept_in(trip, at, held):
    return _accept(trip, at, f"at {trip.target}", f"prison {trip.target}", "in")


STEPS = {
    0: _cell, 1: _board, 4: _count_aboard, 5: _offer_out, 6: _accept_out, 10: _depart,
    190: _arrive, 191: _count_on_arrival, 192: _offer_in, 193: _alight, 196: _receive,
    197: _accept_in,
}  # fmt: skip
"""Minutes from a trip's start, and what is then said. Trips start 7 minutes apart, so that no
count at a site falls between another trip's scans."""


def entered(said: list[Said]) -> list[Entry]:
    """Events numbered and chained by device, in the order in which they were received."""
    draw = random.Random(1)
    by_device: dict[str, list[int]] = defaultdict(list)
    for i, each in enumerate(said):
        by_device[each.device].append(i)
    ids = [uuid7(int(each.at.timestamp() * 1000), draw.randbytes) for each in said]
    named = {each.key: ids[i] for i, each in enumerate(said) if each.key}
    made: list[tuple[datetime, Event]] = []
    for device, places in by_device.items():
        last = FIRST
        for n, i in enumerate(sorted(places, key=lambda i: said[i].at)):
            each = said[i]
            body = {**each.body, **({"offer": named[each.cites]} if each.cites else {})}
            event = Event(
                event_id=ids[i],
                device=sha256(device.encode()).hexdigest(),
                n=n,
                prev=last,
                type=each.type,
                version=1,
                occurred_at=moment(each.at + each.skew),
                recorded_at=moment(each.at + each.skew + timedelta(seconds=5)),
                salt=draw.randbytes(16).hex(),
                body=body,
            )
            last = sha256(event.event_id.encode()).hexdigest()
            made.append((each.at + each.delay, event))
    made.sort(key=lambda pair: (pair[0], pair[1].device, pair[1].n))
    return [Entry(seq, event, moment(at)) for seq, (at, event) in enumerate(made)]


def changed(day: Day, place: int, **changes: Any) -> Day:
    """The day with one thing said otherwise."""
    said = list(day.said)
    said[place] = replace(said[place], **changes)
    return Day(day.trips, said)
