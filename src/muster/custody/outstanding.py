"""What has not happened and should have: overdue arrivals, offers without answer, and the like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.custody.discrepancies import Discrepancy, Kind
from muster.custody.ledger import Ledger
from muster.record.events import moment

PATIENCE_H = 2.0
"""Hours that a handover or an alighting may take before it is asked about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The time for which one asks, and how long things may take."""

    at: str
    patience_h: float = PATIENCE_H

    def is_long_ago(self, time: str) -> bool:
        """Whether a time lies more than the patience back."""
        return time < moment(datetime.fromisoformat(self.at) - timedelta(hours=self.patience_h))


def outstanding(ledger: Ledger, asked: Asked) -> tuple[Discrepancy, ...]:
    """What is missing at a time, by the books of that time."""
    found = [
        *_overdue_trips(ledger, asked),
        *_offers_without_answer(ledger, asked),
        *_people_at_sites(ledger, asked),
    ]
    return tuple(sorted(found, key=lambda each: (each.occurred_at, each.kind, each.account)))


def _overdue_trips(ledger: Ledger, asked: Asked) -> Iterator[Discrepancy]:
    for trip, running in sorted(ledger.trips.items()):
        account, departure, arrival = f"trip:{trip}", running.departure, running.arrival
        aboard = tuple(sorted(ledger.present.get(account, ())))
        if departure is not None and arrival is None:
            expected = running.expected
            if expected is not None and expected < asked.at:
                text = f"found no arrival of {account}; expected it at {expected}"
                yield _missing(Kind.OVERDUE, expected, account, aboard, text, departure.event_id)
        elif arrival is not None and aboard and asked.is_long_ago(arrival.occurred_at):
            text = f"found {len(aboard):,} people on a trip that has arrived; expected none"
            yield _missing(
                Kind.LEFT_ABOARD, arrival.occurred_at, account, aboard, text, arrival.event_id
            )


def _offers_without_answer(ledger: Ledger, asked: Asked) -> Iterator[Discrepancy]:
    for event_id, offer in ledger.offered.items():
        if event_id not in ledger.answered and asked.is_long_ago(offer.occurred_at):
            text = "found an offer without an answer; expected an acceptance or a refusal"
            people = tuple(sorted(offer.body["people"]))
            account = offer.body.get("at") or ""
            yield _missing(Kind.OVERDUE, offer.occurred_at, account, people, text, event_id)


def _people_at_sites(ledger: Ledger, asked: Asked) -> Iterator[Discrepancy]:
    """People whom the custodian of their site has not accepted, and people under nobody."""
    waiting: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    since: dict[tuple[str, str | None], str] = {}
    for account, there in ledger.present.items():
        expected = ledger.site_custodian.get(account.removeprefix("site:"))
        if account.startswith("outside:"):
            continue
        for person in there:
            under = ledger.custodian(person)
            at = ledger.places[person].since
            is_wrong = under is None or (expected is not None and under != expected)
            if is_wrong and asked.is_long_ago(at):
                waiting[account, under].append(person)
                since[account, under] = min(at, since.get((account, under), at))
    for (account, under), named in sorted(waiting.items(), key=str):
        people = tuple(sorted(named))
        if under is None:
            text = f"found {len(people):,} people under nobody; expected a custodian"
            kind = Kind.NO_CUSTODIAN
        else:
            site = ledger.site_custodian[account.removeprefix("site:")]
            text = (
                f"found {len(people):,} people still under {under}; expected {site} to accept them"
            )
            kind = Kind.NOT_HANDED_OVER
        yield _missing(kind, since[account, under], account, people, text, "")


def _missing(
    kind: Kind, since: str, account: str, people: tuple[str, ...], text: str, event: str
) -> Discrepancy:
    return Discrepancy(kind, event, since, account, people, text)
