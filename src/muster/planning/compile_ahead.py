"""Compile the search before its first use: `python -m muster.planning.compile_ahead`.

Numba keeps what it compiled beside the source, so that the first plan on a fresh machine does
not wait for the compiler.
"""

from __future__ import annotations

from datetime import UTC, datetime

from muster.planning.instance import compile_instance
from muster.planning.search import TripSearch, first_trips, trips_of
from muster.scenario import (
    Fleet,
    Group,
    Hazard,
    Judgement,
    Link,
    Mode,
    Regime,
    Scenario,
    SeatKind,
    Security,
    Site,
    SiteKind,
)


def smallest_scenario() -> Scenario:
    """One person, one vehicle, one way out."""
    danger = Judgement.certain(0.5)
    return Scenario(
        name="compile ahead",
        start=datetime(2026, 1, 1, tzinfo=UTC),
        step_h=6.0,
        steps=4,
        security=Security(
            regimes=(Regime("holding"),),
            initial={"holding": 1.0},
            hazards=(Hazard("from", "holding", danger),),
        ),
        sites={
            "from": Site("from", "from", SiteKind.PRISON, 0.0, 0.0, loss_fraction=danger),
            "to": Site("to", "to", SiteKind.RECEPTION, 0.0, 1.0),
        },
        groups={"one": Group("one", "from", 1, 1.0, "men", ("to",))},
        links={"way": Link("way", "from", "to", Mode.ROAD, 6.0)},
        fleets={"bus": Fleet("bus", "bus", "from", Mode.ROAD, 1, {SeatKind.SEATED: 1})},
    )


def main() -> None:
    """Search on the smallest scenario, which calls every compiled function."""
    instance = compile_instance(smallest_scenario())
    first = first_trips(instance)
    search = TripSearch(instance, seed=0)
    search.start(trips_of(instance, zip(first.service, first.departure, strict=True)))
    search.improve()


if __name__ == "__main__":
    main()
