"""Answers given once: who asks again with the same key gets the same, and nothing more is done.

A key belongs to a user. Before anything is done, the event_id that the first event will have is
kept beside the key; afterwards the answer is. If the server was killed in between, whoever asks
again is told what the record has: the events are found by their ids. Answers are sealed with the
key that the client drew, so that the database alone does not tell them: some hold secrets.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi.responses import JSONResponse

from muster.board.problems import MEDIA_TYPE
from muster.board.stores import BoardStore
from muster.board.tables import ANSWER
from muster.errors import MusterError
from muster.record.events import moment, uuid7

KEPT_DAYS = 30
"""For so long an answer is given again."""
LOCKS = 16
"""At most so many answers are made at once; each holds a connection of PostgreSQL meanwhile."""
NONCE_BYTES = 12


class ReusedKeyError(MusterError):
    """A key that came with another request before."""

    status = 422


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, as it goes to the client."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> JSONResponse:
        """As HTTP has it."""
        kind = MEDIA_TYPE if self.status >= 400 else "application/json"
        return JSONResponse(self.body, self.status, self.headers, media_type=kind)


Make = Callable[[str, bool], Given]
"""Do it, given the id of the first event; told whether it may have been done before."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one board; safe to use from several threads."""

    store: BoardStore
    now: Callable[[], datetime]
    draw: Callable[[int], bytes]
    locks: tuple[threading.Lock, ...] = field(
        default_factory=lambda: tuple(threading.Lock() for _ in range(LOCKS))
    )

    def once(self, user: str, key: str, asked: bytes, make: Make) -> Given:
        """The answer as it was given before, or as it is made now.

        `asked` is the digest of the whole request. Whoever asks at the same time waits. What
        `make` raises is not kept, and it may be asked again.
        """
        if not key:
            return make(self.first_id(), False)
        name = sha256(f"{user}\n{key}".encode()).digest()
        with self.locks[name[0] % LOCKS], self.store.alone(f"answer {name.hex()}"):
            row = self.store.row(sa.select(ANSWER).where(ANSWER.c.id == name))
            if row is not None and row["asked"] != asked:
                raise ReusedKeyError(
                    "found a key that came with another request; expected a new one for each"
                )
            if row is not None and row["given"] is not None:
                return _opened(user, key, row["given"])
            first = self.first_id() if row is None else str(row["first"])
            if row is None:
                self.store.run(
                    ANSWER.insert().values(id=name, asked=asked, first=first, at=moment(self.now()))
                )
            given = make(first, row is not None)
            sealed = _sealed(user, key, given, self.draw(NONCE_BYTES))
            self.store.run(ANSWER.update().where(ANSWER.c.id == name).values(given=sealed))
        return given

    def first_id(self) -> str:
        """A new event_id."""
        return uuid7(int(self.now().timestamp() * 1000), self.draw)

    def forget_old(self) -> None:
        """Let go of answers that nobody will ask for again."""
        since = moment(self.now() - timedelta(days=KEPT_DAYS))
        self.store.run(ANSWER.delete().where(ANSWER.c.at < since))


def ids_from(first: str) -> Iterator[str]:
    """The event_ids of one request: the first, and others that follow from it."""
    yield first
    at_ms, number = int(first.replace("-", "")[:12], 16), 0
    while True:
        number += 1
        drawn = sha256(f"{first} {number}".encode()).digest()
        yield uuid7(at_ms, lambda size, drawn=drawn: drawn[:size])  # type: ignore[misc]


def _cipher(user: str, key: str) -> AESGCM:
    return AESGCM(sha256(f"muster answer\n{user}\n{key}".encode()).digest())


def _sealed(user: str, key: str, given: Given, nonce: bytes) -> bytes:
    plain = json.dumps([given.status, given.body, given.headers]).encode()
    return nonce + _cipher(user, key).encrypt(nonce, plain, None)


def _opened(user: str, key: str, sealed: bytes) -> Given:
    nonce, box = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    return Given(*json.loads(_cipher(user, key).decrypt(nonce, box, None)))
