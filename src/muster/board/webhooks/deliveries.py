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

import sqlalchemy as sa

from muster.board.live import Live
from muster.board.stores import BoardStore, Row
from muster.board.tables import DELIVERY, WEBHOOK
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
        waits = (DELIVERY.c.webhook == webhook.id, DELIVERY.c.told_at.is_(None))
        first = sa.select(sa.func.min(DELIVERY.c.seq)).where(*waits).group_by(DELIVERY.c.subject)
        rows = self.store.rows(
            sa.select(DELIVERY)
            .where(*waits, DELIVERY.c.seq.in_(first), DELIVERY.c.next_at <= moment(self.now()))
            .order_by(DELIVERY.c.seq).limit(AT_ONCE)
        )  # fmt: skip
        return [_read(row) for row in rows]

    def arrived(self, delivery: Delivery) -> None:
        """A receiver has it."""
        self._tried(delivery, status=TOLD, told_at=moment(self.now()))

    def failed(self, delivery: Delivery, why: str) -> None:
        """A receiver does not have it, as far as is known: it is sent again, later and later."""
        wait_s = BACKOFF_S[min(delivery.tries, len(BACKOFF_S) - 1)]
        again = moment(self.now() + timedelta(seconds=wait_s))
        self._tried(delivery, status=why, next_at=again)

    def _tried(self, delivery: Delivery, **become: str) -> None:
        self.store.run(
            DELIVERY.update()
            .where(DELIVERY.c.webhook == delivery.webhook, DELIVERY.c.seq == delivery.seq)
            .values(tries=DELIVERY.c.tries + 1, **become)
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
            is_this = WEBHOOK.c.id == webhook.id
            self.store.run(WEBHOOK.update().where(is_this).values(told=first))
            long_ago = moment(self.now() - timedelta(days=KEPT_DAYS))
            self.store.run(
                DELIVERY.delete().where(
                    DELIVERY.c.webhook == webhook.id, DELIVERY.c.seq < first,
                    DELIVERY.c.told_at < long_ago,
                )
            )  # fmt: skip
        return found

    def untold(self, webhook: Webhook) -> Iterator[tuple[Head, Delivery | None]]:
        """Events that a webhook should have been told of and has not, in the log's order, by the
        record; each with its delivery, unless that was lost."""
        of_this = (DELIVERY.c.webhook == webhook.id, DELIVERY.c.seq >= webhook.told)
        rows = self.store.rows(sa.select(DELIVERY).where(*of_this))
        kept = {row["seq"]: _read(row) for row in rows}
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
        of_this = sa.select(DELIVERY).where(DELIVERY.c.webhook == webhook)
        rows = self.store.rows(of_this.order_by(DELIVERY.c.seq))
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
                adding = self.store.adding(DELIVERY).values(
                    webhook=webhook.id, seq=head.seq, subject=subject_of(head), tries=0,
                    next_at=now, status=WAITS,
                )  # fmt: skip
                self.store.run(adding.on_conflict_do_nothing())
            if moves:
                on = (WEBHOOK.c.id == webhook.id, WEBHOOK.c.listed < end)
                self.store.run(WEBHOOK.update().where(*on).values(listed=end))


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
