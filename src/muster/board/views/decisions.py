"""What needs a decision now: differences, what is overdue, what waits for approval."""

from __future__ import annotations

from dataclasses import dataclass

from muster.board.views.times import later
from muster.custody.discrepancies import Discrepancy
from muster.custody.outstanding import Asked, outstanding
from muster.operations.duties import open_duties
from muster.operations.expected import alarms, next_of_trip
from muster.operations.situation import Situation, State

SOON_H = 6.0
"""Hours before its time at which an open duty is called soon."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that somebody should look at."""

    kind: str
    """difference, overdue, approval, given up or duty."""
    subject: str
    """An account."""
    what: str
    """A word of the record."""
    since: str
    """Since when, or by when."""
    people: int
    text: str = ""
    """As the record says it, in English."""
    link: str = ""


@dataclass(frozen=True, slots=True)
class DutyGroup:
    """Open duties of one kind and owner."""

    duty: str
    owner: str
    overdue: int
    soon: int
    open: int
    first_due: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """All of it."""

    differences: tuple[Decision, ...]
    overdue: tuple[Decision, ...]
    approvals: tuple[Decision, ...]
    given_up: tuple[Decision, ...]
    """Trips that the plan under way does without, and that nobody has cancelled yet."""
    duties: tuple[DutyGroup, ...]

    @property
    def duties_overdue(self) -> int:
        return sum(group.overdue for group in self.duties)


def decisions_of(situation: Situation, now: str) -> Decisions:
    """What is open at a time, the oldest first."""
    differences = [
        _of_difference(each)
        for each in (*open_ones(situation), *outstanding(situation.ledger, Asked(now)))
        if each.kind.value != "overdue"
    ]
    overdue = [
        Decision("overdue", each.subject, each.what, each.by, _aboard(situation, each.subject),
                 link=link_of(each.subject))
        for each in alarms(situation, now)
        if not each.what.startswith("misdirected")
    ]  # fmt: skip
    approvals = []
    for trip in situation.trips.values():
        if trip.state is State.PLANNED:
            expected = next_of_trip(trip, now)
            by = trip.planned.body["departs"] if expected is None else expected.by
            approvals.append(Decision("approval", trip.account, "approval", by,
                                      len(trip.people), link=link_of(trip.account)))  # fmt: skip
    given_up = _given_up(situation)
    left = {each.subject for each in given_up}
    approvals = [each for each in approvals if each.subject not in left]
    waiting = {each.subject for each in (*approvals, *given_up)}
    return Decisions(
        tuple(sorted(differences, key=lambda each: each.since)),
        tuple(each for each in overdue if each.subject not in waiting),
        tuple(sorted(approvals, key=lambda each: each.since)),
        tuple(sorted(given_up, key=lambda each: each.since)),
        duty_groups(situation, now),
    )


def open_ones(situation: Situation) -> list[Discrepancy]:
    """Differences that no event has explained yet."""
    return [each for each in situation.ledger.discrepancies if each.is_open]


def duty_groups(situation: Situation, now: str) -> tuple[DutyGroup, ...]:
    """Open duties by kind and owner, those with most overdue first."""
    soon = later(now, SOON_H)
    found: dict[tuple[str, str], list[str]] = {}
    for event in open_duties(situation):
        body = event.body
        found.setdefault((body["duty"], body["owner"]), []).append(body["due"])
    groups = [
        DutyGroup(duty, owner, sum(d < now for d in due), sum(now <= d < soon for d in due),
                  len(due), min(due))
        for (duty, owner), due in found.items()
    ]  # fmt: skip
    return tuple(sorted(groups, key=lambda each: (-each.overdue, each.first_due, each.duty)))


def link_of(account: str) -> str:
    """The page of an account, if it has one."""
    kind, _, name = account.partition(":")
    return {"site": f"/sites/{name}", "trip": f"/trips/{name}"}.get(kind, "")


def _given_up(situation: Situation) -> list[Decision]:
    named = {name for event in situation.adopted for name in event.body["given_up"]}
    trips = [situation.trips[name] for name in sorted(named & situation.trips.keys())]
    return [
        Decision("given up", trip.account, "cancellation", trip.planned.body["departs"],
                 len(trip.people), link=link_of(trip.account))
        for trip in trips
        if trip.state in (State.PLANNED, State.APPROVED, State.LOADING)
    ]  # fmt: skip


def _of_difference(each: Discrepancy) -> Decision:
    return Decision(
        "difference", each.account, each.kind.value, each.occurred_at, len(each.people), each.text,
        link_of(each.account),
    )  # fmt: skip


def _aboard(situation: Situation, account: str) -> int:
    there = len(situation.ledger.present.get(account, ()))
    trip = situation.trips.get(account.removeprefix("trip:"))
    return there or (0 if trip is None else len(trip.people))
