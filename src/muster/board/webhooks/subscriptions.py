"""Who wants to be told what: webhooks, as an administrator sets them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa

from muster.board.addresses import is_encrypted, is_told
from muster.board.stores import BoardStore, Row
from muster.board.tables import DELIVERY, WEBHOOK
from muster.client.signing import SECRET_BYTES, new_secret
from muster.errors import MusterError
from muster.record.events import moment
from muster.record.vocabulary import TYPES

ID_BYTES = 8


class WebhookFaultError(MusterError):
    """A webhook that cannot be."""

    status = 422


@dataclass(frozen=True, slots=True)
class Webhook:
    """One receiver."""

    id: str
    url: str
    types: tuple[str, ...]
    """Types of events; every type if empty."""
    by: str
    begun_at: str
    listed: int
    """Events of the log, from its beginning, of which it is settled whether they are told."""
    told: int
    """Events before which everything that concerns it was told."""
    is_active: bool

    def wants(self, type: str) -> bool:
        """Whether events of a type are told."""
        return not self.types or type in self.types


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The webhooks of one board."""

    store: BoardStore
    now: Callable[[], datetime]
    draw: Callable[[int], bytes]
    hosts: tuple[str, ...] | None = None
    """Hosts that may be told; any, if None."""

    def add(self, url: str, types: Collection[str], by: str, size: int) -> tuple[Webhook, str]:
        """Tell a receiver of everything from a size of the log on; returns it with its secret."""
        self._check(url, types)
        made, secret = self.draw(ID_BYTES).hex(), new_secret(self.draw(SECRET_BYTES))
        self.store.run(
            WEBHOOK.insert().values(
                id=made, url=url, secret=secret, types=json.dumps(sorted(types)), by=by,
                begun_at=moment(self.now()), listed=size, told=size,
            )
        )  # fmt: skip
        found = self.get(made)
        assert found is not None
        return found, secret

    def change(self, webhook: str, url: str, types: Collection[str], *, is_active: bool) -> None:
        """Set where it is and what it wants; what waits for it is tried at once."""
        self._check(url, types)
        with self.store.writing():
            self.store.run(
                WEBHOOK.update().where(WEBHOOK.c.id == webhook)
                .values(url=url, types=json.dumps(sorted(types)), is_active=int(is_active))
            )  # fmt: skip
            self.store.run(
                DELIVERY.update()
                .where(DELIVERY.c.webhook == webhook, DELIVERY.c.told_at.is_(None))
                .values(next_at=moment(self.now()))
            )

    def _check(self, url: str, types: Collection[str]) -> None:
        _check(url, types)
        if not is_encrypted(url):
            raise WebhookFaultError(
                "found http:// to another machine; expected https://, which nobody on the way reads"
            )
        if not is_told(url, self.hosts):
            raise WebhookFaultError(
                "found a host that is not told here; expected one of those that `muster serve "
                "--webhook-host` names"
            )

    def remove(self, webhook: str) -> None:
        """Tell it nothing more."""
        self.store.run(WEBHOOK.delete().where(WEBHOOK.c.id == webhook))

    def get(self, webhook: str) -> Webhook | None:
        """A webhook by its id."""
        row = self.store.row(sa.select(WEBHOOK).where(WEBHOOK.c.id == webhook))
        return None if row is None else _read(row)

    def all(self) -> list[Webhook]:
        """Every webhook, by its id."""
        return [_read(row) for row in self.store.rows(sa.select(WEBHOOK).order_by(WEBHOOK.c.id))]

    def secret(self, webhook: str) -> str:
        """By which its messages are signed."""
        row = self.store.row(sa.select(WEBHOOK.c.secret).where(WEBHOOK.c.id == webhook))
        return "" if row is None else str(row["secret"])


def _check(url: str, types: Collection[str]) -> None:
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
        is_right = is_right and (parts.port or 0) >= 0 and url.isprintable() and " " not in url
    except ValueError:
        is_right = False
    if not is_right:
        raise WebhookFaultError(
            "found a URL that cannot be told; expected http:// or https:// with a host, without a "
            "user"
        )
    unknown = sorted(set(types) - TYPES.keys())
    if unknown:
        raise WebhookFaultError(
            f"found types that are none ({len(unknown)}); expected words of the record"
        )


def _read(row: Row) -> Webhook:
    return Webhook(
        row["id"], row["url"], tuple(json.loads(row["types"])), row["by"], row["begun_at"],
        row["listed"], row["told"], bool(row["is_active"]),
    )  # fmt: skip
