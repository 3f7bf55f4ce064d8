"""What a board is started with; nothing else is looked up anywhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

SCENARIO, PLAN, BOARD_DATABASE = "scenario", "plan", "board.sqlite"
"""Beside a record: the scenario's folder, the plan's folder, and users and sessions."""


def wall_clock() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class OpenId:
    """An OpenID Connect provider at which users may sign in."""

    issuer: str
    """URL; its configuration is at /.well-known/openid-configuration below it."""
    client_id: str
    client_secret: str
    claim: str = "sub"
    """The claim that holds the user's id here."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One board."""

    folder: Path
    """The record's folder, with the scenario and the plan in it."""
    now: Callable[[], datetime] = wall_clock
    draw: Callable[[int], bytes] = os.urandom
    is_demo: bool = False
    """One user per role without a password, and a clock that goes on from the record's last event.
    Never for real people."""
    url: str = "http://127.0.0.1:8000"
    """Under which browsers reach the board: for passkeys, OpenID Connect and secure cookies."""
    openid: OpenId | None = None

    @property
    def is_secure(self) -> bool:
        """Whether browsers come by HTTPS."""
        return self.url.startswith("https://")
