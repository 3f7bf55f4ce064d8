"""What each webhook is still to be told, and what it was: the outbox, and its sweeper.

An event is listed for a webhook in one transaction with how far the log was listed, so that a
restart loses none. Of one subject (a trip, or else an account) the next event is sent only once
the one before has arrived. The sweeper trusts none of this: it reads the record again and lists
whatever has no delivery.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row

from muster.board.live import Live
from muster.board.stores import BoardStore
from muster.board.views.heads import Head, head_of
from muster.board.webhooks.subscriptions import Subscriptions, Webhook
from muster.record.events import moment

WAITS, TOLD = "waits", "told"
BACKOFF_S = (5, 30, 300, 1800, 7200, 18_000, 36_000)
"""Seconds before each further try; the last again and again (Standard Webhooks 1.0 has such)."""
AT_ONCE = 500
"""Deliveries that are looked at together, and events that are read together."""
KEPT_DAYS = 30
"""Days for which a delivery is shown after it was told."""
RECORD = "record"
"""Subject of events that concern no trip and no account."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one webhook."""

    webhook: str
    seq: int
    subject: str
    tries: int
    next_at: str
    status: str
    """waits, told, or what went wrong at the last try."""
    told_at: str | None


@dataclass(frozen=True, slots=True)
class Outbox:
    """The deliveries of one board."""

    store: BoardStore
    subscriptions: Subscriptions
    live: Live
    now: Callable[[], datetime]

    def list_new(self) -> None:
        """List what was recorded since, for each webhook."""
        size = self.live.size
        for webhook in self.subscriptions.all():
            if webhook.listed < size:
                self._list(webhook, webhook.listed, size)

    def due(self, webhook: Webhook) -> list[Delivery]:
        """What may be sent now: of each subject only what comes first, in the log's order."""
        rows = self.store.rows(
            "SELECT * FROM delivery WHERE webhook = ? AND told_at IS NULL AND seq IN "
            "(SELECT min(seq) FROM delivery WHERE webhook = ? AND told_at IS NULL "
            "GROUP BY subject) AND next_at <= ? ORDER BY seq LIMIT ?",
            (webhook.id, webhook.id, moment(self.now()), AT_ONCE),
        )
        return [_read(row) for row in rows]

    def arrived(self, delivery: Delivery) -> None:
        """A receiver has it."""
        self.store.run(
            "UPDATE delivery SET tries = tries + 1, status = ?, told_at = ? "
            "WHERE webhook = ? AND seq = ?",
            (TOLD, moment(self.now()), delivery.webhook, delivery.seq),
        )

    def failed(self, delivery: Delivery, why: str) -> None:
        """A receiver does not have it, as far as is known: it is sent again, later and later."""
        wait_s = BACKOFF_S[min(delivery.tries, len(BACKOFF_S) - 1)]
        self.store.run(
            "UPDATE delivery SET tries = tries + 1, status = ?, next_at = ? "
            "WHERE webhook = ? AND seq = ?",
            (why, moment(self.now() + timedelta(seconds=wait_s)), delivery.webhook, delivery.seq),
        )

    def sweep(self) -> int:
        """Compare the record with what was told: list again what no delivery is there for, and
        note how far everything was told. Returns how many events were found that nobody told."""
        found = 0
        for webhook in self.subscriptions.all():
            untold = [head.seq for head, delivery in self.untold(webhook) if delivery is None]
            for seq in untold:
                self._list(webhook, seq, seq + 1, moves=False)
            found += len(untold)
            first = next((head.seq for head, _ in self.untold(webhook)), webhook.listed)
            self.store.run("UPDATE webhook SET told = ? WHERE id = ?", (first, webhook.id))
            self.store.run(
                "DELETE FROM delivery WHERE webhook = ? AND seq < ? AND told_at < ?",
                (webhook.id, first, moment(self.now() - timedelta(days=KEPT_DAYS))),
            )
        return found

    def untold(self, webhook: Webhook) -> Iterator[tuple[Head, Delivery | None]]:
        """Events that a webhook should have been told of and has not, in the log's order, by the
        record; each with its delivery, unless that was lost."""
        kept = {
            row["seq"]: _read(row)
            for row in self.store.rows(
                "SELECT * FROM delivery WHERE webhook = ? AND seq >= ?", (webhook.id, webhook.told)
            )
        }
        for head in self._heads(webhook, webhook.told, webhook.listed):
            delivery = kept.get(head.seq)
            if delivery is None or delivery.told_at is None:
                yield head, delivery

    def head(self, delivery: Delivery) -> Head:
        """The event of a delivery."""
        with self.live.reading():
            store = self.live.record.log.store
            return head_of(next(iter(store.entries(delivery.seq, delivery.seq + 1))))

    def of(self, webhook: str) -> list[Delivery]:
        """Deliveries of a webhook, in the log's order."""
        rows = self.store.rows("SELECT * FROM delivery WHERE webhook = ? ORDER BY seq", (webhook,))
        return [_read(row) for row in rows]

    def _heads(self, webhook: Webhook, begin: int, end: int) -> Iterator[Head]:
        """What a webhook wants of a part of the log; whoever records waits for no more than a
        chunk."""
        for first in range(begin, end, AT_ONCE):
            with self.live.reading():
                rows = list(self.live.record.log.store.entries(first, min(first + AT_ONCE, end)))
            yield from (head_of(row) for row in rows if webhook.wants(row.type))

    def _list(self, webhook: Webhook, begin: int, end: int, *, moves: bool = True) -> None:
        heads = list(self._heads(webhook, begin, end))
        now = moment(self.now())
        with self.store.writing():
            for head in heads:
                self.store.run(
                    "INSERT OR IGNORE INTO delivery VALUES (?, ?, ?, 0, ?, ?, NULL)",
                    (webhook.id, head.seq, subject_of(head), now, WAITS),
                )
            if moves:
                self.store.run("UPDATE webhook SET listed = ? WHERE id = ?", (end, webhook.id))


def subject_of(head: Head) -> str:
    """What an event is about: events of one subject are told in their order."""
    if head.trips:
        return f"trip:{head.trips[0]}"
    return head.accounts[0] if head.accounts else RECORD


def _read(row: Row) -> Delivery:
    return Delivery(
        row["webhook"], row["seq"], row["subject"], row["tries"], row["next_at"], row["status"],
        row["told_at"],
    )  # fmt: skip
