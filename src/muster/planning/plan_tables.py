"""A plan's trips and loads as tables for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from muster.planning.plan import Plan
from muster.scenario import Scenario

TRIP_COLUMNS = (
    "trip",
    "fleet",
    "mode",
    "link",
    "from",
    "to",
    "departs_at",
    "arrives_at",
    "people",
    "seats",
    "compartments",
    "approved",
)
LOAD_COLUMNS = (
    "trip",
    "group",
    "people",
    "separation_class",
    "seat_kind",
    "from",
    "to",
    "departs_at",
    "arrives_at",
)


def trips_table(plan: Plan, scenario: Scenario) -> str:
    """trips.csv: one row a trip, in the plan's order; `seats` are all the vehicle's."""
    rows = []
    for trip in plan.trips:
        link, fleet = scenario.links[trip.link], scenario.fleets[trip.fleet]
        given = ";".join(f"{name}:{number}" for name, number in trip.compartments.items())
        rows.append(
            (
                trip.id,
                trip.fleet,
                link.mode.value,
                trip.link,
                link.origin,
                link.destination,
                trip.departs_at.isoformat(),
                trip.arrives_at.isoformat(),
                trip.people,
                sum(fleet.seats.values()),
                given,
                "yes" if trip.approved else "no",
            )
        )
    return _csv(TRIP_COLUMNS, rows)


def loads_table(plan: Plan, scenario: Scenario) -> str:
    """loads.csv: one row for the people of one group on one trip, in the plan's order."""
    trips = {trip.id: trip for trip in plan.trips}
    rows = []
    for load in plan.loads:
        trip, group = trips[load.trip], scenario.groups[load.group]
        link = scenario.links[trip.link]
        rows.append(
            (
                load.trip,
                load.group,
                load.people,
                group.separation_class,
                group.seat_kind.value,
                link.origin,
                link.destination,
                trip.departs_at.isoformat(),
                trip.arrives_at.isoformat(),
            )
        )
    return _csv(LOAD_COLUMNS, rows)


def _csv(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue()
