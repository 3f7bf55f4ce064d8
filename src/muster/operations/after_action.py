"""What went wrong, as the record alone tells it: nothing here is remembered from elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from muster.operations.duties import open_duties
from muster.operations.guards import unguarded
from muster.operations.situation import Situation, State

LATE_H = 0.5
"""Hours after the expected time from which an arrival counts as late."""


@dataclass(frozen=True, slots=True)
class AfterAction:
    """An operation in figures, derived from its record."""

    people: int
    trips: Mapping[str, int]
    """By state."""
    rides: int
    accounts: Mapping[str, int]
    trouble: Mapping[str, int]
    """By what it was."""
    refused: Mapping[str, int]
    """Refusals by rule."""
    discrepancies: Mapping[str, int]
    """By kind, explained ones included."""
    open_discrepancies: int
    duties: Mapping[str, int]
    """Open ones by what they are."""
    handovers: int
    unguarded_h: Mapping[str, float]
    """Hours for which nobody guarded a site, by site."""

    @property
    def balance_closed(self) -> bool:
        """Whether the accounts add up to everybody ever named, and nothing is unexplained."""
        return sum(self.accounts.values()) == self.people and self.open_discrepancies == 0


def after_action(situation: Situation) -> AfterAction:
    """The report of everything that the situation has seen."""
    ledger = situation.ledger
    refused: Counter[str] = Counter()
    for event in situation.refusals:
        refused.update(event.body["rules"])
    return AfterAction(
        people=ledger.people,
        trips=dict(Counter(trip.state.value for trip in situation.trips.values())),
        rides=sum(len(trip.aboard_before) for trip in situation.trips.values()),
        accounts={account: n for account, n in sorted(ledger.balance.items()) if n},
        trouble=dict(sorted(_trouble(situation).items())),
        refused=dict(sorted(refused.items())),
        discrepancies=dict(Counter(each.kind.value for each in ledger.discrepancies)),
        open_discrepancies=sum(each.is_open for each in ledger.discrepancies),
        duties=dict(Counter(event.body["duty"] for event in open_duties(situation))),
        handovers=len(ledger.answered),
        unguarded_h=_unguarded(situation),
    )


def _unguarded(situation: Situation) -> dict[str, float]:
    sites = set(situation.guards) | {
        (event.body.get("at") or "").removeprefix("site:") for event in situation.incidents
    }
    hours = {site: sum(gap.hours for gap in unguarded(situation, site)) for site in sorted(sites)}
    return {site: number for site, number in hours.items() if number}


def _trouble(situation: Situation) -> Counter[str]:
    told: Counter[str] = Counter()
    told.update(event.body["kind"].replace("_", " ") for event in situation.incidents)
    for answer in situation.ledger.answered.values():
        if answer.type == "handover_accepted_with_exceptions":
            told["exception"] += 1
    for trip in situation.trips.values():
        told["late"] += trip.delay_h > LATE_H
        told["lockout"] += trip.handed_back
        told["cancelled"] += trip.state is State.CANCELLED
    for person, places in situation.ledger.history.items():
        accounts = [place.account for place in places]
        told["escaped"] += accounts.count("outside:at_large")
        told["recaptured"] += sum(
            before == "outside:at_large" and not after.startswith("outside:")
            for before, after in pairwise(accounts)
        )
        last = situation.readiness.get(person, {})
        for kind, name in (("health", "unfit to travel"), ("review", "review open")):
            told[name] += kind in last and last[kind].body["outcome"] == "not_ready"
    told["wrong count"] = sum(
        each.kind.value == "count against balance" for each in situation.ledger.discrepancies
    )
    told["double scan"] = sum(e.body["what"] == "board twice" for e in situation.refusals)
    told["override"] = len(situation.overrides)
    told["restraint"] = situation.restrained
    return Counter({name: number for name, number in told.items() if number})
