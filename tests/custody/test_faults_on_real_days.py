"""Real days of transfers, broken on purpose: every fault is found, and no other is invented."""

import csv
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from custody_day import Day, Said, Trip, changed, day_of, escort
from muster.custody.books import Books
from muster.custody.clocks import wrong_clocks
from muster.custody.discrepancies import Discrepancy, Kind
from muster.custody.entries import in_order
from muster.custody.lists import list_digest
from muster.custody.outstanding import Asked, outstanding
from nz_days import days

TRANSFERS = Path(__file__).parents[3] / "shared/data/nz-transfers/transfers.csv"
EVENING = "2020-12-31T12:00:00.000Z"
DATES = ("30-Dec-20", "19-Jul-18", "6-Dec-18", "16-May-19", "8-Aug-18")


@pytest.fixture(scope="module")
def real_days():
    found = days()
    return {date: day_of(found[date]) for date in DATES}


def found_in(day: Day) -> list[Discrepancy]:
    entries = day.entries()
    books = Books(entries)
    return [
        *books.ledger.discrepancies,
        *outstanding(books.ledger, Asked(EVENING)),
        *wrong_clocks(entries),
    ]


def kinds(found):
    return {each.kind for each in found}


@pytest.mark.parametrize("date", DATES)
def test_a_day_without_a_fault_raises_no_alarm(real_days, date):
    day = real_days[date]
    assert found_in(day) == []
    books = Books(day.entries())
    arrived = {f"site:{trip.target}" for trip in day.trips}
    assert sum(books.balance().values()) == sum(len(trip.people) for trip in day.trips)
    assert set(books.balance()) == arrived


def handover_dropped(day: Day, trip: Trip, draw: Random) -> tuple[Day, set[Kind]]:
    place = draw.choice(day.of_trip(trip, "handover_accepted"))
    dropped = day.said[place]
    kind = Kind.TWO_CUSTODIANS if dropped.device == escort(trip) else Kind.NOT_HANDED_OVER
    return Day(day.trips, day.said[:place] + day.said[place + 1 :]), {kind, Kind.OVERDUE}


def scan_doubled(day, trip, draw):
    place = draw.choice(day.of_trip(trip, draw.choice(["boarding", "alighting"])))
    again = day.said[place]
    twin = Said(again.at + timedelta(seconds=3), again.device, again.type, again.body)
    return Day(day.trips, [*day.said, twin]), {Kind.MOVED_TWICE}


def people_swapped(day, trip, draw):
    other = draw.choice([each for each in day.trips if each is not trip])
    places = [draw.choice(day.of_trip(each, "boarding")) for each in (trip, other)]
    first, second = (day.said[place].body["people"] for place in places)
    body = [day.said[place].body for place in places]
    day = changed(day, places[0], body={**body[0], "people": second})
    day = changed(day, places[1], body={**body[1], "people": first})
    return day, {Kind.LIST_AGAINST_LIST}


def swapped_at_the_gate(day, trip, draw):
    """The receiver signs for another trip's person: the same number, other people."""
    other = draw.choice([each for each in day.trips if each is not trip])
    place = day.of_trip(trip, "handover_accepted")[1]
    people = [*trip.people[1:], other.people[0]]
    body = {**day.said[place].body, "people": people, "list": list_digest(people)}
    return changed(day, place, body=body), {Kind.LIST_AGAINST_LIST}


def wrong_count(day, trip, draw):
    place = draw.choice(day.of_trip(trip, "count"))
    said = day.said[place].body
    body = {**said, "persons": said["persons"] + (draw.choice([-1, 1]) if said["persons"] else 1)}
    day = changed(day, place, body=body)
    return day, {Kind.COUNT_AGAINST_BALANCE}


def wrong_destination(day, trip, draw):
    others = sorted({each.target for each in day.trips} - {trip.target})
    (place,) = day.of_trip(trip, "arrival")
    body = {**day.said[place].body, "at": draw.choice(others)}
    return changed(day, place, body=body), {Kind.MISDIRECTED}


def person_left_on_the_bus(day, trip, draw):
    place = draw.choice(day.of_trip(trip, "alighting"))
    said = day.said[:place] + day.said[place + 1 :]
    return Day(day.trips, said), {Kind.LEFT_ABOARD, Kind.COUNT_AGAINST_BALANCE}


def trip_vanished(day, trip, draw):
    """Nothing more is heard of a trip once it has departed."""
    (place,) = day.of_trip(trip, "departure")
    gone = day.said[place].at
    said = [
        each for each in day.said
        if not (each.key.startswith(f"{trip.name}/") and each.at > gone)
    ]  # fmt: skip
    return Day(day.trips, said), {Kind.OVERDUE}


def skewed(by: timedelta):
    def clock_skew(day, trip, draw):
        said = [
            Said(e.at, e.device, e.type, e.body, e.key, e.cites, e.delay, by)
            if e.device == f"at {trip.target}" else e
            for e in day.said
        ]  # fmt: skip
        return Day(day.trips, said), {Kind.CLOCK}

    return clock_skew


FAULTS = {
    "handover dropped": handover_dropped,
    "scan doubled": scan_doubled,
    "two people swapped on boarding": people_swapped,
    "two people swapped at the gate": swapped_at_the_gate,
    "wrong count": wrong_count,
    "wrong destination": wrong_destination,
    "person left on the bus": person_left_on_the_bus,
    "trip vanished": trip_vanished,
    "clock 3 h ahead": skewed(timedelta(hours=3)),
    "clock 3 h behind": skewed(-timedelta(hours=3)),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("date", DATES)
def test_every_fault_is_found(real_days, date, fault):
    day = real_days[date]
    draw = Random(f"{date} {fault}")
    for trip in draw.sample(day.trips, min(6, len(day.trips))):
        broken, expected = FAULTS[fault](day, trip, draw)
        assert expected <= kinds(found_in(broken)), trip


@pytest.mark.parametrize("date", DATES)
def test_events_that_come_late_change_nothing_and_are_marked(real_days, date):
    day = real_days[date]
    for trip in day.trips[:3]:
        said = [
            Said(e.at, e.device, e.type, e.body, e.key, e.cites, timedelta(hours=9))
            if e.device == escort(trip) else e
            for e in day.said
        ]  # fmt: skip
        late = Day(day.trips, said)
        assert found_in(late) == []
        assert Books(late.entries()).balance() == Books(day.entries()).balance()
        marked = {p.entry.event.device for p in in_order(late.entries()) if p.is_late}
        others = {p.entry.event.device for p in in_order(day.entries()) if p.is_late}
        assert len(marked - others) == 1


def test_the_days_are_those_of_the_data():
    if not TRANSFERS.is_file():
        pytest.skip(f"{TRANSFERS}: missing; the figures are not compared with the data")
    released: dict[str, Counter[tuple[str, str]]] = {date: Counter() for date in DATES}
    with TRANSFERS.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["From"] != row["To"] and row["Transfer Date"] in released:
                released[row["Transfer Date"]][row["From"], row["To"]] += 1
    assert {date: Counter(moves) for date, moves in days().items()} == released
