"""Doing something through the desk: once for each key, on the version that was seen, and what a
rule refuses is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from muster.board.api.answers import Answers, Given, ids_from
from muster.board.api.versions import Version, check
from muster.board.guarding import Access
from muster.board.live import Live
from muster.board.problems import told_problem
from muster.errors import EventError, MusterError, RecordError, StoreError
from muster.operations.desk import Desk
from muster.operations.rules import Breach, RuleError
from muster.record.events import Event, read_stored

Do = Callable[[Desk, str, datetime], Any]
"""What to do at the desk, by whom, when; returns the event or events."""


class Done(BaseModel):
    """What was recorded."""

    events: list[str] = Field(description="event_ids, in the order of the log")
    agrees: bool | None = Field(
        None, description="Of a count: whether it agrees with the balance; else left out"
    )


@dataclass(frozen=True, slots=True)
class Asking:
    """One request that changes something."""

    answers: Answers
    key: str
    asked: bytes
    if_match: str | None = None

    def do(
        self, access: Access, what: str, act: Do, version: Version | None = None
    ) -> JSONResponse:
        """Do something at the desk, whoever asks for it again."""

        def make(first: str, is_again: bool) -> Given:
            with access.live.writing() as desk:
                said = _said_before(access.live, first) if is_again else []
                if said:
                    return _answered(said, desk, version)
                if version is not None:
                    check(self.if_match, version(desk.situation))
                return _do(desk, access, what, act, first, version)

        return self.answers.once(access.user.id, self.key, self.asked, make).response()

    def once(self, access: Access, make: Callable[[], Any]) -> JSONResponse:
        """Give an answer that is made without the desk, whoever asks for it again."""

        def made(first: str, is_again: bool) -> Given:
            return Given(201, make())

        return self.answers.once(access.user.id, self.key, self.asked, made).response()


def _do(
    desk: Desk, access: Access, what: str, act: Do, first: str, version: Version | None
) -> Given:
    at, by = access.live.clock(), access.user.id
    with desk.named(ids_from(first)):
        try:
            said = act(desk, by, at)
        except RuleError as refused:
            desk.note_refusal(refused, what, by, at)
            return _problem(refused)
        except StoreError:
            raise
        except (EventError, RecordError) as error:
            return _problem(error)
    return _answered(_events(said), desk, version)


def _events(said: object) -> list[Event]:
    if isinstance(said, Event):
        return [said]
    return [each for each in said if isinstance(each, Event)] if isinstance(said, Iterable) else []


def _answered(events: list[Event], desk: Desk, version: Version | None) -> Given:
    if events and events[-1].type == "refusal":
        return _problem(_refused(events[-1].body))
    body: dict[str, Any] = {"events": [each.event_id for each in events]}
    if [each.type for each in events] == ["count"]:
        body["agrees"] = "list" in events[0].body
    headers = {} if version is None else {"ETag": version(desk.situation)}
    return Given(201, body, headers)


def _refused(body: Mapping[str, Any]) -> RuleError:
    """What the record says was refused, when the answer to it was lost."""
    people = tuple(body.get("people", ()))
    text = "was refused when it was asked before"
    return RuleError(tuple(Breach(rule, text, people) for rule in body["rules"]))


def _problem(error: MusterError) -> Given:
    status, body = told_problem(error)
    return Given(status, body)


def _said_before(live: Live, first: str) -> list[Event]:
    """The events that a request recorded before its answer was lost."""
    store = live.record.log.store
    found: list[Event] = []
    for event_id in ids_from(first):
        row = store.entry_of_event(event_id)
        if row is None:
            break
        found.append(read_stored(row.raw))
    return found


async def _asking(
    request: Request,
    idempotency_key: Annotated[
        str,
        Header(max_length=200, description="Drawn at random by the client, as a UUID; whoever "
               "asks again with it gets the same answer, and nothing more is done"),
    ] = "",
) -> Asking:  # fmt: skip
    whole = sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    whole.update(await request.body())
    return Asking(request.app.state.answers, idempotency_key, whole.digest())


async def _asking_version(
    asking: Annotated[Asking, Depends(_asking)],
    if_match: Annotated[
        str | None,
        Header(max_length=2000, description="ETag of what was read: if it has changed since, "
               "nothing is done (412)"),
    ] = None,
) -> Asking:  # fmt: skip
    return Asking(asking.answers, asking.key, asking.asked, if_match)


Once = Annotated[Asking, Depends(_asking)]
OnceOn = Annotated[Asking, Depends(_asking_version)]
"""With If-Match."""
