"""Breaks real days of transfers in every way that the tests know, and writes what was found."""

import sys
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "custody")]

from test_faults_on_real_days import DATES, FAULTS, found_in, kinds  # noqa: E402

from custody_day import day_of  # noqa: E402
from nz_days import days  # noqa: E402

PAGE = """# Faults put into real days, and what the books found

Five days of New Zealand's inter-prison transfers (CC0, `../shared/data/nz-transfers`), each
turned into custody events: {trips} trips of at most 20 people, {people} people, {events:,}
events; four counts and two handovers a trip. The rows name no person, hour or vehicle, so
person_ids, times and buses are made up. On the unbroken days the books raise **{alarms} alarms**.
Then each trip is broken in each way, one fault at a time; a fault counts as found if every kind
of discrepancy named beside it is raised. Written by `python tools/write_custody_faults.py`; the
tests do the same on six trips of each day.

| fault | put in | found | raised as |
|---|--:|--:|---|
{rows}

A trip's events that all come nine hours late change no balance and raise nothing; they are marked
as late.

What the books cannot find: two people who exchange places between two counts and are scanned in
each other's name on every list from then on; a clock that is behind by less than the time between
an offer and its answer.
"""


def main() -> None:
    """Write `docs/custody-faults.md`."""
    real = days()
    made = {date: day_of(real[date]) for date in DATES}
    alarms = sum(len(found_in(day)) for day in made.values())
    rows = []
    for name, fault in FAULTS.items():
        put = found = 0
        raised: set[str] = set()
        for date, day in made.items():
            draw = Random(f"table {date} {name}")
            for trip in day.trips:
                broken, expected = fault(day, trip, draw)
                put += 1
                found += expected <= kinds(found_in(broken))
                raised |= {kind.value for kind in expected}
        rows.append(f"| {name} | {put} | {found} | {', '.join(sorted(raised))} |")
        print(rows[-1], flush=True)
    text = PAGE.format(
        trips=sum(len(day.trips) for day in made.values()),
        people=sum(len(trip.people) for day in made.values() for trip in day.trips),
        events=sum(len(day.said) for day in made.values()),
        alarms=alarms,
        rows="\n".join(rows),
    )
    (ROOT / "docs" / "custody-faults.md").write_text(text, encoding="utf-8")


main()
