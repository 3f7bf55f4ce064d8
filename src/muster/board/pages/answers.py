"""Answers given once: who asks again with the same key gets the same, and nothing more is done."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from muster.board.guarding import signed_in

MOST = 5000
"""Answers that are remembered."""


@dataclass
class Remembered:
    """The last answers of a board, by user and key."""

    answers: OrderedDict[tuple[str, str], dict[str, Any]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class Answers:
    """The answer to one request."""

    kept: Remembered
    key: tuple[str, str] | None

    def given(self, make: Callable[[], dict[str, Any]]) -> JSONResponse:
        """The answer as it was given before, or as it is made now."""
        with self.kept.lock:
            known = None if self.key is None else self.kept.answers.get(self.key)
        if known is None:
            known = make()
            if self.key is not None:
                with self.kept.lock:
                    self.kept.answers[self.key] = known
                    while len(self.kept.answers) > MOST:
                        self.kept.answers.popitem(last=False)
        return JSONResponse(known, status_code=201)


def answers_of(request: Request) -> Answers:
    """By the header Idempotency-Key, if there is one."""
    state, user = request.app.state, signed_in(request)
    if not hasattr(state, "answers"):
        state.answers = Remembered()
    key = request.headers.get("idempotency-key", "")[:200]
    return Answers(state.answers, (user.id, key) if user is not None and key else None)
