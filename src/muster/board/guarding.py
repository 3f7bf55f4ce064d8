"""Every endpoint names the action that it is: who may not is refused, and the refusal recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request

from muster.board.live import Live
from muster.board.reach import Concern, concern_of, is_within
from muster.board.rights import Action, Scope, scopes
from muster.board.sessions import FRESH_MIN, PASSWORD, Session
from muster.board.users import User
from muster.errors import MusterError

BODY = "body."
"""Before the name of what a request's body names, not its path."""


class NotSignedInError(MusterError):
    """Nobody is signed in, and the endpoint is not for everybody."""


class NotAllowedError(MusterError):
    """Somebody wanted to do what their roles do not allow; the refusal is recorded."""


class NotStrongError(MusterError):
    """A password alone does not open this; a passkey or a provider does."""

    status = 403


class NotFreshError(MusterError):
    """Whoever changes by what somebody signs in has signed in a short while ago."""

    status = 401


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
    wants_fresh: bool = False

    def __call__(self, request: Request) -> Access:
        user = signed_in(request)
        if user is None:
            raise NotSignedInError("found nobody signed in; expected a user. Sign in")
        if self.action is not Action.OWN_ACCOUNT and is_weak(request):
            raise NotStrongError(
                "found a password alone; expected a passkey or a provider. Make a passkey at your "
                "own account, and sign in with it"
            )
        live: Live = request.app.state.live
        named = {
            what: request.path_params[name]
            for what, name in self.parameters
            if not name.startswith(BODY)
        }
        if not allows(live, user, self.action, **named):
            refuse(live, user, self.action)
        if self.wants_fresh:
            check_fresh(request)
        return Access(user, self.action, live)


def is_weak(request: Request) -> bool:
    """Whether somebody signed in by a password where that is not enough."""
    session: Session | None = getattr(request.state, "session", None)
    wants_more = request.app.state.settings.wants_more_than_password
    return bool(wants_more) and session is not None and session.how == PASSWORD


def is_fresh(request: Request) -> bool:
    """Whether whoever asks has signed in a short while ago; programs with a token never have."""
    session: Session | None = getattr(request.state, "session", None)
    return session is not None and session.is_fresh(request.app.state.accounts.now())


def check_fresh(request: Request) -> None:
    """Raise NotFreshError unless whoever asks has signed in a short while ago."""
    if not is_fresh(request):
        raise NotFreshError(
            f"found no sign-in within {FRESH_MIN} minutes; expected one before you change by what "
            "somebody signs in. Sign in again"
        )


class Public:
    """Marks an endpoint that everybody may reach; the test of rights reads it."""

    def __call__(self) -> None:
        return None


def asks(action: Action, **parameters: str) -> Any:
    """A dependency: the signed-in user may do this, to what the path parameters name."""
    return Depends(Asked(action, tuple(sorted(parameters.items()))))


def asks_fresh(action: Action) -> Any:
    """The same, for whoever has signed in a short while ago."""
    return Depends(Asked(action, (), wants_fresh=True))


def public() -> Any:
    """A dependency that says: everybody may."""
    return Depends(Public())
