"""The present as a scenario: who is where by the record, what is under way, and what is left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil

from muster.errors import MusterError
from muster.operations.disposition import allowed_destinations, disposition_of
from muster.operations.limits_left import changes_left
from muster.operations.situation import Situation, State, Trip
from muster.planning.plan import Plan
from muster.planning.plan import Trip as PlannedTrip
from muster.planning.services import find_services
from muster.scenario import Scenario
from muster.scenario.change import Change, ChangeTarget
from muster.scenario.grouping import group_people
from muster.scenario.people import Group, Person

STARTED = (State.APPROVED, State.LOADING)
"""States in which a trip is kept unless it became impossible."""


@dataclass(frozen=True, slots=True)
class Committed:
    """A trip that cannot be called back."""

    trip: PlannedTrip
    arrives: datetime
    departs: datetime
    """Later than planned, if it is still loading then."""


def committed(
    scenario: Scenario, before: Plan, situation: Situation, at: datetime
) -> dict[str, Committed]:
    """Trips that are loading, or approved, and depart before a new plan could send anything there.

    A vehicle that a plan sends now needs the service's lead to come and load; those that are to
    depart within it are on their way or at the gate. A trip whose way is closed is none of them.
    """
    scenario = told_since(scenario, situation)
    begun = _begun(scenario, at)
    services = {(each.fleet, each.link): each for each in find_services(scenario)}
    found = {}
    for trip in before.trips:
        known, service = situation.trips.get(trip.id), services.get((trip.fleet, trip.link))
        if known is None or known.state not in STARTED or service is None:
            continue
        is_late = trip.departs_at < at and known.state is not State.LOADING
        soon = trip.departs_at < scenario.moment(begun + service.lead)
        if is_late or not soon or trip.step not in service.departures:
            continue
        departs = max(trip.departs_at, at.astimezone(trip.departs_at.tzinfo))
        rides = trip.arrives_at - trip.departs_at
        expected = datetime.fromisoformat(known.expected).astimezone(departs.tzinfo)
        found[trip.id] = Committed(trip, max(expected, departs + rides), departs)
    return found


def present_scenario(
    scenario: Scenario,
    before: Plan,
    people: Iterable[Person],
    situation: Situation,
    at: datetime,
) -> Scenario:
    """The scenario from the first step boundary that is not before a time.

    Raises MusterError if the horizon has ended by then.
    """
    begun = _begun(scenario, at)
    if begun >= scenario.steps:
        raise MusterError(
            f"found the horizon ended before {at.isoformat()}; expected a time within it. "
            "Give the scenario more steps"
        )
    scenario = told_since(scenario, situation)
    start = scenario.moment(begun)
    listed = list(people)
    sure = committed(scenario, before, situation, at)
    there, under_way = _where(scenario, listed, situation, sure)
    groups, roster = group_people(there, scenario.keep)
    for trip_id, aboard in sorted(under_way.items()):
        expected = sure[trip_id].arrives if trip_id in sure else _expected(situation, trip_id)
        more, riders = _arriving(aboard, situation.trips[trip_id], max(expected, start), start)
        groups |= more
        roster += riders
    sites = {
        name: replace(site, custodian=situation.ledger.site_custodian.get(name, site.custodian))
        for name, site in scenario.sites.items()
    }
    received = _received(scenario, situation, under_way, sure, start)
    loaded = {
        site: [
            (_step_of(scenario, sure[name].departs), len(riders))
            for name, riders in under_way.items()
            if name in sure and scenario.links[sure[name].trip.link].origin == site
        ]
        for site in scenario.sites
    }
    left = changes_left(scenario, begun, received, loaded)
    return replace(
        scenario,
        start=start,
        steps=scenario.steps - begun,
        groups=groups,
        people=roster,
        sites=sites,
        changes=(*left, *_means_out(scenario, before, situation, start, sure)),
    )


def told_since(scenario: Scenario, situation: Situation) -> Scenario:
    """The scenario with the sites closed that were lost, until guards are there again."""
    changes: list[Change] = []
    for event in situation.incidents:
        kind, _, site = (event.body.get("at") or "").partition(":")
        if event.body["kind"] != "site_lost" or kind != "site" or site not in scenario.sites:
            continue
        changes.append(_opened(scenario, site, event.occurred_at, is_open=False))
        back = [
            roster.occurred_at
            for roster in situation.guards.get(site, ())
            if roster.occurred_at > event.occurred_at and roster.body["present"] > 0
        ]
        if back:
            changes.append(_opened(scenario, site, min(back), is_open=True))
    return replace(scenario, changes=(*scenario.changes, *changes)) if changes else scenario


def _opened(scenario: Scenario, site: str, at: str, *, is_open: bool) -> Change:
    moment = datetime.fromisoformat(at).astimezone(scenario.start.tzinfo)
    return Change(moment, ChangeTarget.SITE, site, "open", is_open, "the record")


def _begun(scenario: Scenario, at: datetime) -> int:
    """The first step boundary that is not before a time."""
    return max(_step_of(scenario, at), 0)


def _step_of(scenario: Scenario, at: datetime) -> int:
    return ceil(scenario.hours_until(at) / scenario.step_h - 1e-9)


def _expected(situation: Situation, trip_id: str) -> datetime:
    return datetime.fromisoformat(situation.trips[trip_id].expected)


def _received(
    scenario: Scenario,
    situation: Situation,
    under_way: dict[str, list[Person]],
    sure: dict[str, Committed],
    start: datetime,
) -> dict[str, list[tuple[int, int]]]:
    """(boundary, people) who came to each site by a trip within a day, or will come."""
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for trip_id, aboard in under_way.items():
        came = sure[trip_id].arrives if trip_id in sure else _expected(situation, trip_id)
        target = situation.trips[trip_id].target
        found[target][_step_of(scenario, max(came, start))] += len(aboard)
    since = start - timedelta(hours=24)
    for places in situation.ledger.history.values():
        for before, after in pairwise(places):
            trip = situation.trips.get(before.account.removeprefix("trip:"))
            kind, _, site = after.account.partition(":")
            if trip is None or kind != "site" or site == trip.planned.body["from"]:
                continue
            came = datetime.fromisoformat(
                after.since if trip.arrived is None else trip.arrived.occurred_at
            )
            if came > since:
                found[site][_step_of(scenario, came)] += 1
    for trip in situation.running:
        if trip.arrived is not None and (aboard_now := situation.aboard(trip)):
            came = datetime.fromisoformat(trip.arrived.occurred_at)
            found[trip.arrived.body["at"]][_step_of(scenario, came)] += len(aboard_now)
    return {site: sorted(counted.items()) for site, counted in found.items()}


def _where(
    scenario: Scenario,
    people: Sequence[Person],
    situation: Situation,
    sure: dict[str, Committed],
) -> tuple[list[Person], dict[str, list[Person]]]:
    """People at sites, and people on the way by trip; who is outside is nobody's to plan for."""
    there: list[Person] = []
    under_way: dict[str, list[Person]] = defaultdict(list)
    listed = {person: name for name in sure for person in situation.trips[name].people}
    for person in people:
        place = situation.ledger.places.get(person.person_id)
        account = f"site:{person.site}" if place is None else place.account
        kind, _, name = account.partition(":")
        going = listed.get(person.person_id)
        if going is not None and not _is_barred(situation, person.person_id):
            trip = situation.trips[going]
            if account in (trip.account, f"site:{trip.planned.body['from']}"):
                under_way[going].append(_as_now(scenario, person, trip.target, situation))
                continue
        if kind == "site" and name in scenario.sites:
            there.append(_as_now(scenario, person, name, situation))
        elif kind == "trip" and name in situation.trips:
            trip = situation.trips[name]
            if trip.state is State.DEPARTED:
                under_way[name].append(_as_now(scenario, person, trip.target, situation))
            else:
                site = (
                    trip.planned.body["from"] if trip.arrived is None else trip.arrived.body["at"]
                )
                there.append(_as_now(scenario, person, site, situation))
    return there, under_way


def _as_now(scenario: Scenario, person: Person, site: str, situation: Situation) -> Person:
    """A person at the site where they are; who is not clear to go stays there."""
    is_barred = _is_barred(situation, person.person_id)
    said = situation.dispositions.get(person.person_id, ())
    destinations = person.destinations
    if said:
        held_now = situation.ledger.site_custodian
        states = {
            name: held_now.get(name) or known.custodian or ""
            for name, known in scenario.sites.items()
        }
        held_in = states.get(site, "")
        destinations = allowed_destinations(destinations, states, disposition_of(said), held_in)
    return replace(person, site=site, destinations=(site,) if is_barred else destinations, group="")


def _is_barred(situation: Situation, person: str) -> bool:
    last = situation.readiness.get(person, {})
    return any(
        kind in last and last[kind].body["outcome"] == "not_ready" for kind in ("health", "review")
    )


def _arriving(
    aboard: Sequence[Person], trip: Trip, arrives: datetime, start: datetime
) -> tuple[dict[str, Group], tuple[Person, ...]]:
    """Groups that reach a site when their trip does."""
    found, riders = group_people(aboard, ())
    arrives = arrives.astimezone(start.tzinfo)
    named = {old: f"{old}@{trip.id}" for old in found}
    groups = {
        named[old]: replace(group, id=named[old], arrives_at=arrives)
        for old, group in found.items()
    }
    return groups, tuple(replace(rider, group=named[rider.group]) for rider in riders)


def _means_out(
    scenario: Scenario,
    before: Plan,
    situation: Situation,
    start: datetime,
    sure: dict[str, Committed],
) -> list[Change]:
    """Vehicles and escort teams that running trips still hold, as changes with their ends."""
    planned = {trip.id: trip for trip in before.trips}
    out: dict[tuple[ChangeTarget, str, str], list[datetime]] = defaultdict(list)
    for trip in situation.trips.values():
        if trip.state not in (State.DEPARTED, State.ARRIVED) and trip.id not in sure:
            continue
        known = planned.get(trip.id)
        if known is None:
            continue
        fleet, hours = known.fleet, scenario.links[known.link].duration_h
        hours += scenario.fleets[fleet].turnaround_h
        expected = sure[trip.id].arrives if trip.id in sure else _expected(situation, trip.id)
        there = expected.astimezone(start.tzinfo)
        back = there + timedelta(hours=hours)
        if back > start:
            out[ChangeTarget.FLEET, fleet, "vehicles"].append(back)
        pool = scenario.fleets[fleet].escort_pool
        if pool is not None:
            rest_h = scenario.links[known.link].duration_h + scenario.escort_pools[pool].rest_h
            rested = there + timedelta(hours=rest_h)
            if rested > start:
                teams = scenario.fleets[fleet].escorts_per_trip
                out[ChangeTarget.ESCORTS, pool, "teams"] += [rested] * teams
    changes = []
    for (kind, target, name), ends in out.items():
        for time in sorted({start, *ends}):
            held = sum(end > time for end in ends)
            whole = _given(scenario, kind, target, time)
            changes.append(
                Change(time, kind, target, name, max(whole - held, 0), "trips under way")
            )
    return changes


def _given(scenario: Scenario, kind: ChangeTarget, target: str, time: datetime) -> int:
    """How many vehicles or teams the scenario gives at a time."""
    if kind is ChangeTarget.FLEET:
        number = scenario.fleets[target].vehicles
    else:
        number = scenario.escort_pools[target].teams
    for change in sorted(scenario.changes, key=lambda each: each.at):
        if (change.target_kind, change.target) == (kind, target) and change.at <= time:
            number = int(change.value or 0)
    return number
