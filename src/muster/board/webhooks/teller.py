"""Sending what is due, in the background: each webhook for itself, so that a slow one holds up
nobody else."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx2

from muster.board.addresses import is_told
from muster.board.webhooks.deliveries import Delivery, Outbox
from muster.board.webhooks.subscriptions import Webhook
from muster.client.signing import signed_headers
from muster.errors import MusterError

WAIT_S = 10.0
"""Seconds that a receiver has for its answer."""
LOOK_S, SWEEP_S = 2.0, 600.0
"""Seconds between two looks at what is due, and between two sweeps."""
AT_ONCE = 4
MOST_FAILURES = 3
"""One after the other, after which a receiver is left alone until the next look."""
GONE = 410
"""A receiver that wants nothing more (Standard Webhooks 1.0)."""


@dataclass
class Teller:
    """Tells the webhooks of one board."""

    outbox: Outbox
    now: Callable[[], datetime]
    transport: Any = None
    """Of httpx2, for tests; the network without it."""
    wait_s: float = WAIT_S
    _stop: threading.Event = field(default_factory=threading.Event)
    _news: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def begin(self) -> None:
        """Tell in the background, from now until `end`."""
        self.outbox.live.listeners.append(self._heard)
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Finish what is being sent, and stop."""
        self._stop.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join()
        if self._heard in self.outbox.live.listeners:
            self.outbox.live.listeners.remove(self._heard)

    def tell(self) -> int:
        """Send everything that is due now; returns how many were sent and arrived."""
        self.outbox.list_new()
        active = [each for each in self.outbox.subscriptions.all() if each.is_active]
        if not active:
            return 0
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return sum(pool.map(self._tell_one, active))

    def _heard(self, before: int, after: int) -> None:
        self._news.set()

    def _run(self) -> None:
        sweep_at, running = self.now(), dict[str, Future[int]]()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while not self._stop.is_set():
                with suppress(MusterError):  # a database that fails may come back
                    if self.now() >= sweep_at:
                        self.outbox.sweep()
                        sweep_at = self.now() + timedelta(seconds=SWEEP_S)
                    self._tell_idle(pool, running)
                self._news.wait(LOOK_S)
                self._news.clear()

    def _tell_idle(self, pool: ThreadPoolExecutor, running: dict[str, Future[int]]) -> None:
        """Begin to tell every webhook that is not being told still."""
        self.outbox.list_new()
        for webhook in self.outbox.subscriptions.all():
            before = running.get(webhook.id)
            if webhook.is_active and (before is None or before.done()):
                running[webhook.id] = pool.submit(self._tell_one, webhook)

    def _tell_one(self, webhook: Webhook) -> int:
        """Whatever is due for one, unless another server is telling it."""
        with self.outbox.store.alone_or_not(f"webhook {webhook.id}") as is_ours:
            return self._tell_all(webhook) if is_ours else 0

    def _tell_all(self, webhook: Webhook) -> int:
        """Whatever is due, and whatever that makes due, until nothing is or one failed."""
        told = failures = 0
        with httpx2.Client(
            transport=self.transport, timeout=self.wait_s, follow_redirects=False, trust_env=False
        ) as client:
            while due := self.outbox.due(webhook):
                for delivery in due:
                    if self._stop.is_set() or failures == MOST_FAILURES:
                        return told
                    why = self._send(client, webhook, delivery)
                    if why:
                        self.outbox.failed(delivery, why)
                        failures += 1
                    else:
                        self.outbox.arrived(delivery)
                        told, failures = told + 1, 0
        return told

    def _send(self, client: httpx2.Client, webhook: Webhook, delivery: Delivery) -> str:
        """Send one; says what went wrong, nothing if it arrived."""
        if not is_told(webhook.url, self.outbox.subscriptions.hosts):
            return "host not allowed"
        head = self.outbox.head(delivery)
        body = json.dumps(
            {"type": head.type, "timestamp": head.occurred_at, "data": asdict(head)}
        ).encode()
        secret = self.outbox.subscriptions.secret(webhook.id)
        headers = signed_headers(secret, head.event_id, self.now(), body)
        headers["content-type"] = "application/json"
        try:
            answer = client.post(webhook.url, content=body, headers=headers)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            return type(error).__name__
        if answer.status_code == GONE:
            self.outbox.subscriptions.change(
                webhook.id, webhook.url, webhook.types, is_active=False
            )
        return "" if answer.is_success else f"HTTP {answer.status_code}"
