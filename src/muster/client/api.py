"""The client: reads, pages of lists, and what is done once whatever the network does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx2

from muster.client.errors import NotReachedError, problem_of

API = "/api/v1"
TRIES = 4
WAIT_S = (0.5, 2.0, 8.0)
"""Seconds before each further try."""
TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Found:
    """What was read, and its version."""

    body: Mapping[str, Any]
    etag: str | None
    """For `if_match`, where it can be changed."""

    def __getitem__(self, name: str) -> Any:
        return self.body[name]


@dataclass(frozen=True, slots=True)
class Done:
    """What was recorded."""

    events: tuple[str, ...]
    """event_ids."""
    agrees: bool | None
    """Of a count: whether it agrees with the balance."""
    etag: str | None
    """Of what was changed, as it is now."""


class Client:
    """One board, as one user by their token.

    Whatever is asked to be done gets a key. If nobody answers, it is asked again with the same key,
    so that it is done once. Raises ProblemError and its kinds.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        http: httpx2.Client | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """`http` is for tests; `wait` sleeps between two tries."""
        self._http = http or httpx2.Client(base_url=url, timeout=TIMEOUT_S)
        self._headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
        self._wait = wait

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    # any endpoint

    def get(self, path: str, **asked: Any) -> Found:
        """Read what is at a path below /api/v1."""
        answer = self._ask("GET", path, params=_asked(asked))
        return Found(answer.json(), answer.headers.get("etag"))

    def pages(self, path: str, **asked: Any) -> Iterator[dict[str, Any]]:
        """Every item of a list, page by page."""
        while True:
            page = self.get(path, **asked)
            yield from page["items"]
            if page["next"] is None:
                return
            asked["cursor"] = page["next"]

    def post(
        self, path: str, body: Mapping[str, Any] | None = None, *, key: str | None = None,
        if_match: str | None = None,
    ) -> Found:  # fmt: skip
        """Do something, once; `key` is drawn unless it is given."""
        headers = {"idempotency-key": key or str(uuid4())}
        answer = self._ask("POST", path, json=body, headers=headers, if_match=if_match)
        return Found(answer.json(), answer.headers.get("etag"))

    def put(self, path: str, body: Mapping[str, Any], *, if_match: str) -> Found:
        """Set the whole of something, as it was when it was read."""
        answer = self._ask("PUT", path, json=body, if_match=if_match)
        return Found(answer.json(), answer.headers.get("etag"))

    def delete(self, path: str, *, if_match: str | None = None) -> None:
        """Take something away."""
        self._ask("DELETE", path, if_match=if_match)

    # what is asked most

    def trip(self, trip_id: str) -> Found:
        """A trip with its people, counts, handovers and history."""
        return self.get(f"/trips/{_part(trip_id)}")

    def trips(self, state: str = "") -> Iterator[dict[str, Any]]:
        """Trips, or those of a state."""
        return self.pages("/trips", state=state)

    def where(self, person: str, at: str | None = None) -> Found:
        """Where a person is, or was at a time, on whose word."""
        return self.get(f"/people/{_part(person)}/where", at=at)

    def balance(self, at: str | None = None) -> dict[str, int]:
        """People by account, now or at a time."""
        return dict(self.get("/balance", at=at)["accounts"])

    def events(self, type: str = "") -> Iterator[dict[str, Any]]:
        """Every event of the record, without its body."""
        return self.pages("/events", type=type)

    def proof(self, event_id: str) -> str:
        """The Sigsum proof that an event is in the log."""
        return str(self.get(f"/events/{_part(event_id)}/proof")["proof"])

    def after_action(self) -> dict[str, Any]:
        """The operation in figures, as its record has them."""
        return dict(self.get("/reports/after-action").body)

    def append(
        self, events: Sequence[tuple[str, str]], *, key: str | None = None
    ) -> list[dict[str, Any]]:
        """Hand in events that devices signed, as (canonical JSON, signature in hex); what became
        of each, with the log's receipt."""
        body = {"events": [{"event": event, "signature": said} for event, said in events]}
        return list(self.post("/events", body, key=key)["outcomes"])

    def import_list(
        self, name: str, text: str, at: str | None = None, *, key: str | None = None
    ) -> Found:
        """Record a roster, a list of events or of claims (CSV); `kind`, `rows`, `added`, `known`.
        The same row again changes nothing."""
        return self.post("/imports", {"name": name, "text": text, "at": at}, key=key)

    def find(self, field: str, text: str, reason: str) -> list[str]:
        """People by the exact text of a personal field; that they were found is recorded."""
        body = {"field": field, "text": text, "reason": reason}
        return list(self.post("/people/searches", body)["people"])

    def erase(self, person: str, reason: str) -> bool:
        """Destroy a person's key for ever; whether there was one."""
        return bool(self.post(f"/people/{_part(person)}/erasure", {"reason": reason})["erased"])

    def cosign(self, size: int, witness: str, line: str) -> None:
        """Hand in a witness's line for the checkpoint of a size."""
        self.post(f"/checkpoints/{size}/cosignatures", {"witness": witness, "line": line})

    def step(
        self, trip_id: str, step: str, body: Mapping[str, Any] | None = None, *,
        key: str | None = None, if_match: str | None = None,
    ) -> Done:  # fmt: skip
        """Take a step of a trip: approval, loading, boardings, offers, departure ... closing."""
        return _done(self.post(f"/trips/{_part(trip_id)}/{step}", body, key=key, if_match=if_match))

    def board(self, trip_id: str, people: Sequence[str], *, key: str | None = None) -> Done:
        """People board, all of them or nobody."""
        return self.step(trip_id, "boardings", {"people": list(people)}, key=key)

    def count(
        self, account: str, persons: int, point: str = "routine", *, key: str | None = None
    ) -> Done:
        """Record a headcount; `agrees` says whether the balance has as many."""
        body = {"account": account, "point": point, "persons": persons}
        return _done(self.post("/counts", body, key=key))

    def _ask(
        self, method: str, path: str, *, if_match: str | None = None,
        headers: Mapping[str, str] | None = None, **sent: Any,
    ) -> httpx2.Response:  # fmt: skip
        given = {**self._headers, **(headers or {})}
        if if_match is not None:
            given["if-match"] = if_match
        for number in range(TRIES):
            try:
                answer = self._http.request(method, API + path, headers=given, **sent)
            except httpx2.TransportError as error:
                failed = NotReachedError(0, {"detail": f"nobody answered ({type(error).__name__})"})
            else:
                if answer.is_success:
                    return answer
                problem = problem_of(answer.status_code, _problem(answer))
                if not isinstance(problem, NotReachedError):
                    raise problem
                failed = problem
            if number + 1 < TRIES:
                self._wait(WAIT_S[number])
        raise failed


def _done(found: Found) -> Done:
    return Done(tuple(found["events"]), found.body.get("agrees"), found.etag)


def _asked(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value not in (None, "")}


def _part(text: str) -> str:
    return quote(text, safe="")


def _problem(answer: httpx2.Response) -> Mapping[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
