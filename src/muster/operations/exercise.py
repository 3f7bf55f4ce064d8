"""A whole operation played through the record: every person, every trip, and trouble from a seed.

It says nothing of chance: how a plan fares over futures is what a rehearsal shows. Here officers'
functions are called one by one, as they would be in the night itself, and everything that goes
wrong must be visible in the record afterwards.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil
from typing import TypeAlias

from muster.operations import boarding, guards, handover, incidents, trips
from muster.operations.desk import Desk
from muster.operations.exercise_opening import Trouble as Trouble
from muster.operations.exercise_opening import open_books
from muster.operations.facts import people_of
from muster.operations.listing import Listing, make_listing
from muster.operations.played import Played
from muster.operations.rules import RuleError
from muster.planning.plan import Plan
from muster.planning.plan import Trip as PlannedTrip
from muster.record.events import Json
from muster.scenario import Scenario
from muster.scenario.people import Person

LIST_H = 3.0
"""Hours before its departure at which a trip's list is written."""
SWEEP_H = 6.0
"""Hours between two further trips for people whom the plan's trips left at a staging site."""
SWEEPS = 20
"""Further trips at most from each site."""
GUARDS = 60
"""Guards that a site which changes hands needs on a shift."""
Steps: TypeAlias = Generator[datetime, None, None]
"""A course of events that says when it goes on."""


def play(
    desk: Desk,
    scenario: Scenario,
    plan: Plan,
    *,
    seed: int = 0,
    trouble: Trouble | None = None,
    until: datetime | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Played:
    """Run a plan's trips through the record, one event after the other in time.

    With `until` it stops there, in the middle of what is going on.
    """
    exercise = _Exercise(desk, scenario, trouble or Trouble(), random.Random(seed), until)
    return exercise.run(plan, progress)


@dataclass
class _Exercise:
    desk: Desk
    scenario: Scenario
    trouble: Trouble
    draw: random.Random
    until: datetime | None = None
    queue: list[tuple[datetime, int, Steps]] = field(default_factory=list)
    played: Played = field(init=False)
    people: tuple[Person, ...] = field(init=False)
    listing: Listing = field(init=False)

    def __post_init__(self) -> None:
        self.people = people_of(self.scenario)
        self.played = Played(len(self.people))

    def run(self, plan: Plan, progress: Callable[[int, int], None]) -> Played:
        opened = open_books(self.desk, self.scenario, self.people, self.trouble, self.draw)
        self.played.trouble.update(opened)
        unready = [p.person_id for p in self.people if not self._is_clear(p.person_id)]
        self.listing = make_listing(self.desk, self.scenario, self.people, plan, unready)
        listed = sorted(plan.trips, key=lambda trip: (trip.departs_at, trip.id))
        for trip in listed:
            begins = trip.departs_at - timedelta(hours=LIST_H)
            self._add(begins, self._trip(trip))
        for site, at, custodian in self._changes():
            self._add(at, self._site_passes(site, custodian, at))
        for site in sorted({person.site for person in self.people}):
            if self.draw.random() < self.trouble.escape_per_site:
                at = self.scenario.start + timedelta(hours=self.draw.uniform(12, 120))
                self._add(at, self._escape(site, at))
        self._run(progress)
        if self.until is None:
            self._sweep(plan)
            self._run(progress)
        self.played.filled = self.listing.filled
        return self.played

    def _run(self, progress: Callable[[int, int], None]) -> None:
        of = len(self.queue)
        while self.queue:
            if self.until is not None and self.queue[0][0] > self.until:
                return
            _, number, steps = heapq.heappop(self.queue)
            following = next(steps, None)
            if following is None:
                progress(of - len(self.queue), of)
            else:
                heapq.heappush(self.queue, (following, number, steps))

    def _sweep(self, plan: Plan) -> None:
        """Further trips from staging sites, by the way and fleet that the plan used most."""
        used = Counter((trip.link, trip.fleet) for trip in plan.trips)
        begin = datetime.fromisoformat(self.desk.situation.now)
        for site in sorted(here for here, people in self.listing.waiting.items() if people):
            ways = [way for way, _ in used.most_common()
                    if self.scenario.links[way[0]].origin == site]  # fmt: skip
            if not ways or any(person.site == site for person in self.people):
                continue
            link, fleet = self.scenario.links[ways[0][0]], self.scenario.fleets[ways[0][1]]
            for number in range(SWEEPS):
                classes = self.scenario.separation_classes
                departs = begin + timedelta(hours=SWEEP_H * (number + 1))
                template = next(trip for trip in plan.trips if trip.link == link.id)
                further = replace(
                    template, id=f"X-{site}-{number + 1}", fleet=fleet.id, departs_at=departs,
                    arrives_at=departs + (template.arrives_at - template.departs_at),
                    compartments={classes[number % len(classes)]: 1},
                    people=sum(fleet.seats.values()),
                )  # fmt: skip
                self._add(departs - timedelta(hours=LIST_H), self._trip(further))

    def _add(self, at: datetime, steps: Steps) -> None:
        heapq.heappush(self.queue, (at, len(self.queue), self._begun(at, steps)))

    def _begun(self, at: datetime, steps: Steps) -> Steps:
        """Nothing of a course happens before its beginning."""
        yield at
        yield from steps

    # one trip

    def _trip(self, trip: PlannedTrip) -> Steps:
        begins = trip.departs_at - timedelta(hours=LIST_H)
        people = self.listing.who_goes(trip)
        if not people:
            self.played.empty += 1
            return
        self.played.trips += 1
        self.played.further += trip.id.startswith("X-")
        planned = self._planned(trip, people)
        trips.plan(self.desk, planned, "planner", begins)
        at = begins + timedelta(minutes=10)
        yield at
        self._tried("approve an own plan", lambda: trips.approve(self.desk, trip.id, "planner", at))
        trips.approve(self.desk, trip.id, "approver", at)
        yield from self._load(trip, planned, begins + timedelta(minutes=30))
        yield from self._ride(trip, planned)

    def _is_clear(self, person: str) -> bool:
        last = self.desk.situation.readiness[person]
        return all(bool(last[k].body["outcome"] == "ready") for k in ("health", "review"))

    def _planned(self, trip: PlannedTrip, people: Sequence[str]) -> trips.Planned:
        link, fleet = self.scenario.links[trip.link], self.scenario.fleets[trip.fleet]
        held = self.desk.situation.ledger.site_custodian
        return trips.Planned(
            id=trip.id, origin=link.origin, target=link.destination, departs=trip.departs_at,
            expected=_arrival(trip), seats=sum(fleet.seats.values()),
            compartments=fleet.compartments,
            people=tuple(people), giving=held[link.origin],
            escort=f"escort {fleet.escort_pool or fleet.id}", receiving=held[link.destination],
            risk="staying is more dangerous by the plan", interests="weighed at the review",
        )  # fmt: skip

    def _load(self, trip: PlannedTrip, planned: trips.Planned, at: datetime) -> Steps:
        desk, people, name = self.desk, list(planned.people), trip.id
        yield at
        loading = trips.Loading(
            f"{trip.fleet} of {name}", "certificate", ceil(len(people) / 10), 2, 1, 24, True
        )
        trips.begin_loading(desk, name, loading, "escort officer", at)
        if self._happens("breakdown"):
            at += timedelta(minutes=20)
            yield at
            incidents.report(
                desk, incidents.Report("breakdown", planned_account(name), text="engine"),
                "escort officer", at,
            )  # fmt: skip
            trips.change_vehicle(
                desk, name, "spare", "certificate", planned.seats, "breakdown", "officer", at
            )
        at += timedelta(minutes=30)
        yield at
        boarding.board(desk, name, people, "gate officer", at)
        if self._happens("double_scan"):
            self._tried(
                "board twice", lambda: boarding.board(desk, name, people[:1], "gate officer", at)
            )
        if self._happens("restraint"):
            boarding.restrain(desk, people[0], "handcuffs", "gate commander", "threats", at)
        at += timedelta(minutes=40)
        yield at
        if self._happens("wrong_count"):
            account = planned_account(name)
            boarding.count(desk, account, "boarding", len(people) - 1, "escort officer", at)
            self._tried("depart on a wrong count", lambda: trips.depart(desk, name, at))
        at += timedelta(minutes=10)
        yield at
        account = planned_account(name)
        boarding.count(desk, account, "boarding", len(people), "escort officer", at)
        at += timedelta(minutes=10)
        yield at
        along = {person: handover.Sealed((f"S-{name}-{person}",)) for person in people}
        handover.offer(desk, name, "gate officer", at, along)
        at += timedelta(minutes=10)
        yield at
        handover.accept(desk, name, people, "escort officer", at)
        at = max(trip.departs_at, at + timedelta(minutes=10))
        yield at
        trips.depart(desk, name, at)
        self.played.rides += len(people)

    def _ride(self, trip: PlannedTrip, planned: trips.Planned) -> Steps:
        desk, name, account = self.desk, trip.id, planned_account(trip.id)
        people = list(planned.people)
        arrives = _arrival(trip)
        middle = trip.departs_at + (arrives - trip.departs_at) / 2
        yield middle
        desk.say("welfare", middle, people=people, kind="water and food", by="escort officer")
        if self._happens("attack"):
            told = incidents.Report("attack", account, text="shots at the convoy")
            incidents.report(desk, told, "escort officer", middle)
        if self._happens("injury"):
            told = incidents.Report("injury", account, (people[-1],), "fell", cause="braking")
            incidents.report(desk, told, "escort officer", middle)
        if self._happens("late"):
            arrives += timedelta(hours=self.draw.uniform(1, 4))
        yield arrives
        trips.arrive(desk, name, planned.target, arrives)
        boarding.count(desk, account, "alighting", len(people), "escort officer", arrives)
        at = arrives + timedelta(minutes=15)
        yield at
        handover.offer(desk, name, "escort officer", at)
        if self._happens("lockout"):
            handover.refuse_handover(desk, name, "no staff at the gate", "receiver", at)
            at += timedelta(hours=1)
            yield at
            handover.offer(desk, name, "escort officer", at)
        yield from self._receive(name, planned, people, at + timedelta(minutes=30))

    def _receive(self, name: str, planned: trips.Planned, people: list[str], at: datetime) -> Steps:
        desk = self.desk
        yield at
        self._tried(
            "accept unexamined", lambda: handover.accept(desk, name, people, "receiver", at)
        )
        hurt = self.draw.random() < self.trouble.injury
        found = handover.examine(
            desk, {p: (hurt and i == 0, False) for i, p in enumerate(people)}, "nurse", at
        )
        self.played.trouble["injury"] += sum(event.type == "incident" for event in found)
        left = people[:1] if len(people) > 1 and self._happens("exception") else []
        taken = [person for person in people if person not in left]
        at += timedelta(minutes=20)
        yield at
        exceptions = dict.fromkeys(left, "not on our list")
        handover.accept(desk, name, taken, "receiver", at, exceptions)
        self._alight(name, planned, taken, at)
        if left:
            at += timedelta(minutes=40)
            yield at
            handover.offer(desk, name, "escort officer", at)
            handover.accept(desk, name, left, "receiver", at)
            self._alight(name, planned, left, at)
        account = f"site:{planned.target}"
        boarding.count(
            desk, account, "receiving", desk.situation.ledger.balance[account], "receiver", at
        )
        yield from self._close(name, planned, people, at + timedelta(minutes=30))

    def _alight(self, name: str, planned: trips.Planned, people: list[str], at: datetime) -> None:
        boarding.alight(self.desk, name, people, "receiver", at)
        for person in people:
            self.listing.came(person, planned.target)

    def _close(self, name: str, planned: trips.Planned, people: list[str], at: datetime) -> Steps:
        desk = self.desk
        yield at
        for person in people:
            if person in desk.situation.restraints:
                boarding.free(desk, person, "receiver", at)
        torn = people[0] if self._happens("seal_torn") else None
        said: list[tuple[str, dict[str, Json]]] = [
            ("medical", {"person": p, "kind": "file acknowledged", "by": "nurse"}) for p in people
        ]
        for person in people:
            seal = "torn" if person == torn else f"S-{name}-{person}"
            body = {"person": person, "action": "received", "seals": [seal], "by": "receiver"}
            said.append(("property", body))
        desk.say_all(said, at)
        if torn is not None:
            self._tried("close with a torn seal", lambda: trips.close(desk, name, "receiver", at))
            desk.say(
                "override", at, rule="R5", authority="receiving ministry", trip=name,
                reason="seal torn, inventory complete", by="receiver",
            )  # fmt: skip
        trips.close(desk, name, "receiver", at)
        self.played.closed += 1

    # sites

    def _changes(self) -> Iterator[tuple[str, datetime, str]]:
        """Custodians that change once the scenario has begun."""
        for change in self.scenario.changes:
            if change.field == "custodian" and change.at > self.scenario.start:
                yield change.target, change.at, str(change.value)

    def _site_passes(self, site: str, custodian: str, at: datetime) -> Steps:
        """Guards leave, the site stands unguarded, and another authority takes it in place."""
        desk, account = self.desk, f"site:{site}"
        held = desk.situation.ledger.site_custodian[site]
        guards.post(desk, site, "before", GUARDS // 2, GUARDS, held, "site officer", at)
        told = incidents.Report("guards leaving", account, text="the shift did not come")
        incidents.report(desk, told, "site officer", at)
        self.played.trouble["guards left"] += 1
        at += timedelta(hours=3)
        yield at
        there = frozenset(desk.situation.ledger.present.get(account, ()))
        giving = desk.situation.ledger.site_custodian[site]
        if giving == custodian or any(
            trip.planned.body["from"] == site and desk.situation.aboard(trip)
            and trip.departed is None for trip in desk.situation.running
        ):  # fmt: skip
            return
        stay = tuple(f"G-{site}-{number}" for number in range(1, GUARDS // 3 + 1))
        done = handover.SiteHandover(
            site, giving, custodian, len(there), there, guards_present=2 * len(stay),
            guards_needed=GUARDS, guards=stay,
        )  # fmt: skip
        handover.hand_over_site(desk, done, "outgoing officer", "incoming officer", at)
        self.played.trouble["site handed over in place"] += 1

    def _escape(self, site: str, at: datetime) -> Steps:
        """Some are gone, and some of those are back after hours."""
        desk, account = self.desk, f"site:{site}"
        listed = {person for trip in desk.situation.running for person in trip.people}
        families = {p for p, others in desk.situation.together.items() if others}
        there = sorted(desk.situation.ledger.present.get(account, set()) - listed - families)
        gone = there[: min(6, len(there))]
        if not gone:
            return
        for person in gone:
            self.listing.left(person, site)
        told = incidents.Report("escape", account, tuple(gone), "over the wall")
        incidents.report(desk, told, "site officer", at)
        self.played.trouble["escaped"] += len(gone)
        at += timedelta(hours=8)
        yield at
        back = gone[: len(gone) // 2]
        if back:
            told = incidents.Report("recapture", account, tuple(back), to=account)
            incidents.report(desk, told, "site officer", at)
            self.played.trouble["recaptured"] += len(back)
            for person in back:
                self.listing.came(person, site)

    # chance, and what the rules refuse

    def _happens(self, what: str) -> bool:
        happens = bool(self.draw.random() < getattr(self.trouble, what))
        if happens:
            self.played.trouble[what.replace("_", " ")] += 1
        return happens

    def _tried(self, what: str, forbidden: Callable[[], object]) -> None:
        """Somebody tries what the rules forbid; they refuse, or the exercise has found a hole."""
        try:
            forbidden()
        except RuleError as refused:
            self.played.refused.update({breach.rule for breach in refused.breaches})
            at = datetime.fromisoformat(self.desk.situation.now)
            self.desk.note_refusal(refused, what, "officer", at)
            return
        raise AssertionError("a rule let through what it forbids")


def _arrival(trip: PlannedTrip) -> datetime:
    """When a trip is expected: no ride is shorter than an hour here."""
    return max(trip.arrives_at, trip.departs_at + timedelta(hours=1))


def planned_account(trip: str) -> str:
    """The account of a trip."""
    return f"trip:{trip}"
