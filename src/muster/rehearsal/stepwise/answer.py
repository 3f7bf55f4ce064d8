"""What a policy decided, and how it becomes trips."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from muster.errors import MusterError
from muster.planning.plan import Load as PlannedLoad
from muster.planning.plan import Trip
from muster.planning.search_arrays import new_counters
from muster.planning.search_kernel import count, fits
from muster.rehearsal.stepwise.ground import Ground, Load, Run
from muster.rehearsal.stepwise.view import View


class Decision(Protocol):
    """Trips from now on, and who rides them: a `Plan` for a view's scenario, or the like."""

    @property
    def trips(self) -> tuple[Trip, ...]:
        """Their steps are boundaries of the view's scenario."""
        ...

    @property
    def loads(self) -> tuple[PlannedLoad, ...]:
        """People of the groups of the view's scenario, by trip."""
        ...


def runs_of(view: View, decided: Decision, policy: str) -> list[Run]:
    """Trips that a policy decided on.

    Raises MusterError for those that limits do not let run, and for riders who are not there, may
    not go there or have no seat.
    """
    where = f"policy {policy}, at hour {view.hour:g}"
    try:
        _must_run(view, decided.trips, where)
        _must_ride(view, decided, where)
    except (AttributeError, TypeError, ValueError) as error:
        raise MusterError(
            f"{where}: found trips or loads that cannot be read ({error}); expected Trip and Load "
            "of muster.planning.plan"
        ) from error
    return as_runs(
        view.ground,
        decided.trips,
        decided.loads,
        lambda load: view.present.group_of[load.group],
        view.standing.boundary,
    )


def _must_run(view: View, trips: Sequence[Trip], where: str) -> None:
    """Refuse trips that limits do not let run beside each other."""
    counters = new_counters(view.data)
    for trip in trips:
        service = view.instance.service_at.get((trip.fleet, trip.link))
        inside = service is not None and 0 <= trip.step <= view.instance.steps
        if not inside or not fits(view.data, counters, service, trip.step):
            raise MusterError(
                f"{where}: found a trip of {trip.fleet} on {trip.link} at step {trip.step} that "
                "limits do not let run beside the others; expected trips that keep to view.scenario"
            )
        count(view.data, counters, service, trip.step, 1)


def _must_ride(view: View, decided: Decision, where: str) -> None:
    """Refuse riders for whom there is no trip, seat or way."""
    ground, groups = view.ground, view.instance.scenario.groups
    ways = {trip.id: (trip.fleet, trip.link) for trip in decided.trips}
    aboard = dict.fromkeys(ways, 0)
    for load in decided.loads:
        said = f"{where}: found {load.people} of {load.group} on trip {load.trip}; expected"
        if load.trip not in ways:
            raise MusterError(f"{said} one of the trips decided on")
        if load.group not in groups:
            raise MusterError(f"{said} a group of view.scenario")
        link = ground.scenario.links[ways[load.trip][1]]
        group = view.present.group_of[load.group]
        if any(
            (group, site) not in ground.stocks.number for site in (link.origin, link.destination)
        ):
            raise MusterError(
                f"{said} a group that may go from {link.origin} to {link.destination}"
            )
        if load.people < 0:
            raise MusterError(f"{said} 0 or more people")
        aboard[load.trip] += load.people
    for trip, people in aboard.items():
        seats = sum(ground.scenario.fleets[ways[trip][0]].seats.values())
        if people > seats:
            raise MusterError(
                f"{where}: found {people} people on trip {trip}; expected at most its {seats} seats"
            )


def as_runs(
    ground: Ground,
    trips: Sequence[Trip],
    loads: Sequence[PlannedLoad],
    group_of: Callable[[PlannedLoad], str],
    begun: int = 0,
) -> list[Run]:
    """Trips with people on board as a future runs them."""
    riders: dict[str, list[PlannedLoad]] = {}
    for load in loads:
        riders.setdefault(load.trip, []).append(load)
    runs = []
    for trip in trips:
        if trip.id not in riders:
            continue
        link, number = ground.scenario.links[trip.link], ground.stocks.number
        boarding = [
            Load(number[group, link.origin], number[group, link.destination], load.people)
            for load in riders[trip.id]
            for group in (group_of(load),)
        ]
        name = trip.id if not begun else f"{trip.id} of hour {begun * ground.step_h:g}"
        service = ground.services[trip.fleet, trip.link]
        runs.append(Run(name, service, trip.step + begun, _merged(boarding)))
    return sorted(runs, key=lambda run: run.boundary)


def _merged(loads: Iterable[Load]) -> tuple[Load, ...]:
    """One load for each pair of stocks."""
    people: dict[tuple[int, int], int] = {}
    for load in loads:
        way = load.origin, load.destination
        people[way] = people.get(way, 0) + load.planned
    return tuple(Load(*way, number) for way, number in people.items())
