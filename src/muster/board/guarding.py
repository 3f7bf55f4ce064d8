"""Every endpoint names the action that it is: who may not is refused, and the refusal recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request

from muster.board.live import Live
from muster.board.reach import Concern, concern_of, is_within
from muster.board.rights import Action, Scope, scopes
from muster.board.users import User
from muster.errors import MusterError

BODY = "body."
"""Before the name of what a request's body names, not its path."""


class NotSignedInError(MusterError):
    """Nobody is signed in, and the endpoint is not for everybody."""


class NotAllowedError(MusterError):
    """Somebody wanted to do what their roles do not allow; the refusal is recorded."""


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody who may do something, at an operation."""

    user: User
    action: Action
    live: Live

    def allows(self, action: Action | None = None, **named: str) -> bool:
        """Whether the user may do an action (this one, if none is named) to what is named:
        `trip`, `site`, `person` or `account` by its id; to anything at all without a name."""
        return allows(self.live, self.user, action or self.action, **named)

    def require(self, **named: str) -> None:
        """Refuse, and record that, unless the user may do this to what is named."""
        if not self.allows(None, **named):
            refuse(self.live, self.user, self.action)

    def require_each(self, people: Iterable[str]) -> None:
        """Refuse, and record that, unless the user may do this to everybody named."""
        for person in people:
            self.require(person=person)

    def concern(self, **named: str) -> Concern:
        """The sites and organisations that something concerns."""
        with self.live.reading() as situation:
            return concern_of(situation, **named)


def allows(live: Live, user: User, action: Action, **named: str) -> bool:
    """Whether a user may do something to what is named, or to anything at all."""
    held = scopes(user.roles, action)
    if not held:
        return False
    if not named or Scope.ALL in held or Scope.SELF in held:
        return True
    with live.reading() as situation:
        concern = concern_of(situation, **named)
    return any(is_within(user, scope, concern) for scope in held)


def refuse(live: Live, user: User, action: Action) -> None:
    """Record that somebody was refused, and refuse."""
    with live.writing() as desk:
        desk.say("refusal", live.clock(), what=action.value, rules=["RIGHTS"], by=user.id)
    raise NotAllowedError(f"found {user.id} without the right to {action.value}; expected it")


def signed_in(request: Request) -> User | None:
    """Who is signed in, as the session's middleware found; None if nobody is."""
    user: User | None = getattr(request.state, "user", None)
    return user


@dataclass(frozen=True, slots=True)
class Asked:
    """What an endpoint asks; a test reads it from every route."""

    action: Action
    parameters: tuple[tuple[str, str], ...]
    """(what it names, path parameter); what a body names (`body.FIELD`) the endpoint requires."""

    def __call__(self, request: Request) -> Access:
        user = signed_in(request)
        if user is None:
            raise NotSignedInError("found nobody signed in; expected a user. Sign in")
        live: Live = request.app.state.live
        named = {
            what: request.path_params[name]
            for what, name in self.parameters
            if not name.startswith(BODY)
        }
        if not allows(live, user, self.action, **named):
            refuse(live, user, self.action)
        return Access(user, self.action, live)


class Public:
    """Marks an endpoint that everybody may reach; the test of rights reads it."""

    def __call__(self) -> None:
        return None


def asks(action: Action, **parameters: str) -> Any:
    """A dependency: the signed-in user may do this, to what the path parameters name."""
    return Depends(Asked(action, tuple(sorted(parameters.items()))))


def public() -> Any:
    """A dependency that says: everybody may."""
    return Depends(Public())
