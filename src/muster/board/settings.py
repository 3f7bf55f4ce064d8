"""What a board is started with; nothing else is looked up anywhere."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from muster.errors import MusterError

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
    acr: tuple[str, ...] = ()
    """Classes of how one signed in (`acr`) of which one is asked for; any, if empty."""


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
    call: str = ""
    """Telephone number for whoever finds a person, a band or a paper; on the papers it prints."""
    openid: OpenId | None = None
    openid_transport: Any = None
    """Of httpx2, for tests; the network without it."""
    webhook_transport: Any = None
    """Likewise."""

    def link(self, secret: str) -> str:
        """Where a user chooses a password."""
        return f"{self.url}/link?token={secret}"

    reads_an_hour: int = 300
    """People whose sealed fields one user may read one by one within an hour."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses and networks of proxies that say truly who asks (X-Forwarded-For)."""
    webhook_hosts: tuple[str, ...] | None = None
    """Hosts that webhooks may be told at; any that an administrator names where this is None."""
    password_is_enough: bool | None = None
    """Whether a password alone opens more than the own account; None: only without HTTPS, where
    browsers offer no passkeys but on this machine itself."""

    @property
    def wants_more_than_password(self) -> bool:
        """Whether all but the own account asks for a passkey or a provider."""
        enough = not self.is_secure if self.password_is_enough is None else self.password_is_enough
        return not enough and not self.is_demo

    @property
    def is_secure(self) -> bool:
        """Whether browsers come by HTTPS."""
        return self.url.startswith("https://")


def read_openid(path: Path) -> OpenId:
    """A provider from a TOML file; raises MusterError naming what is missing."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise MusterError(f"{path}: cannot be read; expected TOML") from None
    names = ("issuer", "client_id", "client_secret")
    missing = [name for name in names if not isinstance(found.get(name), str)]
    if missing:
        raise MusterError(f"{path}: found no {', '.join(missing)}; expected text for each")
    issuer, client_id, client_secret = (found[name] for name in names)
    acr = found.get("acr", [])
    if not isinstance(acr, list) or not all(isinstance(each, str) for each in acr):
        raise MusterError(f"{path}: found `acr` that is no list of texts; expected one")
    claim = str(found.get("claim", "sub"))
    return OpenId(issuer, client_id, client_secret, claim, tuple(acr))
