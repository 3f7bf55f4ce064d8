"""How fast the books answer: the balance of a million events at any time, against replay.

`python -m bench.custody_speed [EVENTS]` prints medians; they go into docs/benchmarks-record.md.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import median

from muster.custody.books import Books
from muster.custody.entries import Entry
from muster.record.events import FIRST, Event, moment

EVENTS = 1_000_000
PEOPLE, SITES, ASKED = 100_000, 50, 50
START = datetime(2026, 1, 1, tzinfo=UTC)


def entries(events: int, draw: random.Random) -> Iterator[Entry]:
    """People registered, then moved between sites and trips by boardings and alightings."""
    place: dict[int, str] = {}
    people = min(PEOPLE, events // 3)
    for seq in range(events):
        number = seq if seq < people else draw.randrange(people)
        here = place.get(number)
        if here is None:
            kind, origin = "registration", "outside:not_registered"
            target, more = f"site:S{draw.randrange(SITES)}", {}
        elif here.startswith("site:"):
            kind, origin, target = "boarding", here, f"trip:T{draw.randrange(SITES)}"
            more = {"trip": target[5:], "by": "o"}
        else:
            kind, origin, target = "alighting", here, f"site:S{draw.randrange(SITES)}"
            more = {"trip": origin[5:], "by": "o"}
        place[number] = target
        at = moment(START + timedelta(seconds=seq))
        yield Entry(seq, _event(seq, kind, number, origin, target, at, more), at)


def _event(
    seq: int, kind: str, person: int, origin: str, target: str, at: str, more: dict[str, str]
) -> Event:
    return Event(
        event_id=f"01900000-0000-7000-8000-{seq:012x}",
        device="a" * 64,
        n=seq,
        prev=FIRST if seq == 0 else "b" * 64,
        type=kind,
        version=1,
        occurred_at=at,
        recorded_at=at,
        salt="0" * 32,
        body={"people": [f"p{person}"], "from": origin, "to": target, **more},
    )


def main(events: int) -> None:
    """Measure and print."""
    draw = random.Random(1)
    listed = list(entries(events, draw))
    begun = time.perf_counter()
    books = Books(listed)
    folded = time.perf_counter() - begun
    times = [draw.choice(listed).event.occurred_at for _ in range(ASKED)]
    spent = []
    for at in times:
        begun = time.perf_counter()
        books.balance(at)
        spent.append(1000 * (time.perf_counter() - begun))
    at = sorted(times)[ASKED // 2]
    replayed = Books(each for each in listed if each.event.occurred_at <= at)
    same = replayed.balance() == books.balance(at)
    print(f"{events:,} events, {len(books.people):,} people, {len(books.accounts)} accounts")
    print(f"folding once: {folded:.1f} s, {events / folded:,.0f} events/s")
    print(f"balance at any time: median {median(spent):.1f} ms, worst {max(spent):.1f} ms")
    print(f"equal to a replay until the median time: {same}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS)
