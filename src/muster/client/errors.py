"""What the API answers instead of doing something, as exceptions.

::

    MusterError
    └── ProblemError          any problem that the board answers with (RFC 9457)
        ├── NotReachedError   nobody answered, or only that it should be tried again
        ├── NotAllowedError   not signed in, or without the right: 401, 403
        ├── RefusedError      the rules refuse it: 409; `breaches` says which and for whom
        └── ChangedError      it has changed since it was read: 412
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muster.errors import MusterError


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that is not met, and for whom."""

    rule: str
    text: str
    people: tuple[str, ...]


class ProblemError(MusterError):
    """The board did not do it; `status` is HTTP's, `faults` what was not understood."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.breaches = tuple(
            Breach(each["rule"], each["text"], tuple(each["people"]))
            for each in problem.get("breaches") or ()
        )
        self.faults = tuple(each["text"] for each in problem.get("faults") or ())
        super().__init__(str(problem.get("detail") or problem.get("title") or f"HTTP {status}"))


class NotReachedError(ProblemError):
    """Nobody answered. What was asked may have been done: ask again with the same key."""


class NotAllowedError(ProblemError):
    """Not signed in, or without the right; the board has recorded that."""


class RefusedError(ProblemError):
    """The rules refuse it, for every reason in `breaches`; the board has recorded that."""


class ChangedError(ProblemError):
    """It is another than the one that was read; nothing was done."""


def problem_of(status: int, problem: Mapping[str, Any]) -> ProblemError:
    """The exception of an answer."""
    kinds: Mapping[int, type[ProblemError]] = {
        401: NotAllowedError, 403: NotAllowedError, 409: RefusedError, 412: ChangedError,
        502: NotReachedError, 503: NotReachedError, 504: NotReachedError,
    }  # fmt: skip
    return kinds.get(status, ProblemError)(status, problem)
