"""A board on a record of a few people, without a browser: users by token, a clock that is set."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

import operation_makers as makers
from muster.board.app import create_app
from muster.board.rights import Role
from muster.board.settings import Settings
from muster.client import Client
from muster.operations.desk import Desk
from muster.record.events import Event, read_stored
from muster.record.folder import open_record

URL = "http://127.0.0.1:8000"
SEEDS = itertools.count(1)
"""No two boards draw alike: after a restart nothing is drawn again that was drawn before."""


class Clock:
    """Stands until somebody moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go(self, **by: float) -> None:
        self.now += timedelta(**by)


def small_record(
    folder: Path, until: Callable[..., None] | None = None, people: Iterable[str] = makers.PEOPLE
) -> Path:
    """A record of people at site A, with a trip T as far as `until` takes it."""
    listed = tuple(people)
    desk = makers.desk(folder, listed)
    makers.make_ready(desk, listed)
    if until is not None:
        until(desk, people=listed)
    desk.recorder.log.store.close()
    return folder


def small_board(
    folder: Path, clock: Clock | None = None, people: Iterable[str] = makers.PEOPLE, **more: Any
) -> Any:
    """The board of such a record, at hour 7 of the day; its desk knows the people."""
    clock = clock or Clock(makers.at(7))
    draw = random.Random(next(SEEDS)).randbytes
    app = create_app(Settings(folder, now=clock, draw=draw, url=URL, **more))
    app.state.clock = clock
    app.state.live.desk.facts = {
        p: makers.Facts(person_id=p, separation_class="men", birth_year=1980, nationality="TUN")
        for p in people
    }
    return app


def user(
    app: Any, name: str, *roles: Role, organisations: Iterable[str] = ("SDF", "US", "IQ"),
    sites: Iterable[str] = ("A", "B"),
) -> str:  # fmt: skip
    """Make a user; returns a token of theirs."""
    accounts = app.state.accounts
    accounts.add(name, roles, organisations, sites)
    return accounts.new_token(name, "tests")


def http(app: Any, token: str | None = None) -> TestClient:
    """Plain requests, as somebody or as nobody."""
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    return TestClient(app, base_url=URL, headers=headers, raise_server_exceptions=False)


def client(app: Any, token: str) -> Client:
    """Muster's own client at a board that no network leads to."""
    inside = TestClient(app, base_url=URL, raise_server_exceptions=False)
    return Client(URL, token, http=inside, wait=lambda seconds: None)


def size(app: Any) -> int:
    """Events in the log."""
    return app.state.live.record.log.size


def said_in(app: Any, events: Iterable[str]) -> list[Event]:
    """The events that an answer names, as the record has them."""
    log = app.state.live.record.log
    return [read_stored(log.store.entry_of_event(each).raw) for each in events]


def elsewhere(folder: Path, clock: Clock) -> Desk:
    """Another process at the same record."""
    record = open_record(folder, clock, random.Random(next(SEEDS)).randbytes)
    return Desk(record.recorder, {})
