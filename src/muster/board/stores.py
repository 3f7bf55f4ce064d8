"""The board's own database beside the record: users, passkeys, sessions, tokens, webhooks.

It holds no custody data and nothing that the record could not do without: whoever loses it makes
users again. Secrets of sessions, tokens and links are kept as SHA-256 only, passwords as Argon2id.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from muster.errors import MusterError

SCHEMA = 2
TABLES = """
CREATE TABLE user (
    id TEXT PRIMARY KEY, roles TEXT NOT NULL, organisations TEXT NOT NULL, sites TEXT NOT NULL,
    password TEXT, openid TEXT UNIQUE, is_active INTEGER NOT NULL DEFAULT 1, made_at TEXT NOT NULL
) STRICT;
CREATE TABLE passkey (
    id BLOB PRIMARY KEY, user TEXT NOT NULL REFERENCES user, public_key BLOB NOT NULL,
    uses INTEGER NOT NULL, name TEXT NOT NULL, made_at TEXT NOT NULL
) STRICT;
CREATE TABLE session (
    token BLOB PRIMARY KEY, user TEXT NOT NULL REFERENCES user, csrf TEXT NOT NULL,
    begun_at TEXT NOT NULL, seen_at TEXT NOT NULL, how TEXT NOT NULL
) STRICT;
CREATE TABLE token (
    token BLOB PRIMARY KEY, user TEXT NOT NULL REFERENCES user, name TEXT NOT NULL,
    begun_at TEXT NOT NULL, ends_at TEXT NOT NULL
) STRICT;
CREATE TABLE link (
    token BLOB PRIMARY KEY, user TEXT NOT NULL REFERENCES user, ends_at TEXT NOT NULL
) STRICT;
CREATE TABLE challenge (
    token BLOB PRIMARY KEY, value TEXT NOT NULL, ends_at TEXT NOT NULL
) STRICT;
CREATE TABLE attempt (subject TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX attempt_of ON attempt (subject, at);
CREATE TABLE happened (
    at TEXT NOT NULL, user TEXT NOT NULL, what TEXT NOT NULL, address TEXT NOT NULL
) STRICT;
"""
LATER = """
CREATE TABLE answer (
    id BLOB PRIMARY KEY, asked BLOB NOT NULL, first TEXT NOT NULL, given BLOB, at TEXT NOT NULL
) STRICT;
CREATE INDEX answer_at ON answer (at);
CREATE TABLE webhook (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL, types TEXT NOT NULL,
    by TEXT NOT NULL, begun_at TEXT NOT NULL, listed INTEGER NOT NULL, told INTEGER NOT NULL,
    is_active INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE delivery (
    webhook TEXT NOT NULL REFERENCES webhook ON DELETE CASCADE, seq INTEGER NOT NULL,
    subject TEXT NOT NULL, tries INTEGER NOT NULL, next_at TEXT NOT NULL, status TEXT NOT NULL,
    told_at TEXT, PRIMARY KEY (webhook, seq)
) STRICT;
CREATE INDEX delivery_due ON delivery (webhook, told_at, seq);
CREATE TABLE signed (
    site TEXT NOT NULL, user TEXT NOT NULL, said TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (site, user)
) STRICT;
"""
"""What schema 2 brought."""
UNUSED = "DROP TABLE delivery; DROP TABLE webhook; DROP TABLE answer;"
"""Tables of schema 1 that nothing ever wrote to."""


class BoardStore:
    """One connection to the board's database; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        is_new = not path.exists()
        try:
            path.touch(mode=0o600, exist_ok=True)
            self._connection = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=10
            )
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.execute("PRAGMA foreign_keys=ON")
            self._connection.execute("PRAGMA secure_delete=ON")
            self._bring_up(is_new)
        except (OSError, sqlite3.Error) as error:
            raise MusterError(f"{path}: the board's database cannot be opened ({error})") from None
        if self._version() != SCHEMA:
            raise MusterError(
                f"{path}: found schema {self._version()}; expected {SCHEMA}. Update Muster, or "
                "move the file away and make users again"
            )

    def _bring_up(self, is_new: bool) -> None:
        version = 0 if is_new else self._version()
        if version > 1:
            return
        before = UNUSED if version == 1 else TABLES
        self._connection.executescript(
            f"BEGIN IMMEDIATE; {before} {LATER} PRAGMA user_version={SCHEMA}; COMMIT"
        )

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Everything run inside becomes durable together, or none of it does."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def run(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> int:
        """Run a statement; returns how many rows it changed."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """The answer to a question."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        """The first row of the answer, if there is any."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            self._connection.close()


def digest(secret: str) -> bytes:
    """How a secret is kept: SHA-256, for it was drawn at random and cannot be guessed."""
    return sha256(secret.encode()).digest()
