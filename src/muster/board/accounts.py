"""Users, and the secrets by which they are known: passwords, one-time links, tokens."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from muster.board.door_log import note_elsewhere
from muster.board.passwords import HASHER, check_password, is_password
from muster.board.rights import Role
from muster.board.stores import BoardStore, Row, digest
from muster.board.tables import HAPPENED, LINK, SESSION, TOKEN, USER
from muster.board.users import User
from muster.errors import MusterError
from muster.record.events import moment

LINK_H, TOKEN_DAYS = 24, 90
SECRET_BYTES, TOKEN_ID_BYTES = 32, 8
_ACTIVE = sa.select(USER).where(USER.c.is_active == 1)
"""Whoever may sign in."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}\Z")


class TakenError(MusterError):
    """An id that somebody has already."""

    status = 409


class LastAdministratorError(MusterError):
    """A change after which nobody could manage users any more."""

    status = 409


@dataclass(frozen=True, slots=True)
class Token:
    """A token, without its secret."""

    id: str
    name: str
    begun_at: str
    ends_at: str


@dataclass(frozen=True, slots=True)
class Accounts:
    """The users of one board."""

    store: BoardStore
    now: Callable[[], datetime]
    draw: Callable[[int], bytes]

    def add(
        self,
        user: str,
        roles: Iterable[Role],
        organisations: Iterable[str] = (),
        sites: Iterable[str] = (),
        openid: str | None = None,
    ) -> User:
        """Make a user, who cannot sign in before there is a password, passkey or provider."""
        if _ID.match(user) is None:
            raise MusterError(
                "found a user's id that cannot be; expected letters, digits and . _ @ -"
            )
        if self.store.row(sa.select(USER).where(USER.c.id == user)) is not None:
            raise TakenError(f"found a user {user} there, or one who was; expected a new id")
        if openid and self.store.row(sa.select(USER).where(USER.c.openid == openid)) is not None:
            raise TakenError("found another user whom the provider knows so; expected a new one")
        made = User(user, frozenset(roles), frozenset(organisations), frozenset(sites))
        if not made.roles:
            raise MusterError(f"found no role for {user}; expected one at least")
        self.store.run(
            USER.insert().values(id=user, openid=openid, made_at=self._moment(), **_bound(made))
        )
        self.happened(user, "user made")
        return made

    def change(
        self, user: str, roles: Iterable[Role], organisations: Iterable[str], sites: Iterable[str],
        *, is_active: bool = True,
    ) -> User:  # fmt: skip
        """Give a user other roles; whoever is signed in is signed out."""
        made = User(user, frozenset(roles), frozenset(organisations), frozenset(sites))
        managers = {u.id for u in self.users() if Role.ADMINISTRATOR in u.roles}
        if managers == {user} and not (is_active and Role.ADMINISTRATOR in made.roles):
            raise LastAdministratorError(
                f"found {user} the last administrator; expected another to be made first"
            )
        with self.store.writing():
            changed = self.store.run(
                USER.update().where(USER.c.id == user)
                .values(is_active=int(is_active), **_bound(made))
            )  # fmt: skip
            self.store.run(SESSION.delete().where(SESSION.c.user == user))
            if not is_active:
                self.store.run(TOKEN.delete().where(TOKEN.c.user == user))
        if not changed:
            raise MusterError(f"found no user {user}; expected one that is there")
        self.happened(user, "user changed")
        return made

    def user(self, user: str) -> User | None:
        """A user who may sign in."""
        found = self.store.row(_ACTIVE.where(USER.c.id == user))
        return None if found is None else _read(found)

    def users(self) -> list[User]:
        """Everybody who may sign in."""
        found = [_read(row) for row in self.store.rows(_ACTIVE)]
        return sorted(found, key=lambda each: each.id)

    def user_of_openid(self, subject: str) -> User | None:
        """The user whom an OpenID Connect provider knows by this."""
        found = self.store.row(_ACTIVE.where(USER.c.openid == subject))
        return None if found is None else _read(found)

    def happened(self, user: str, what: str, address: str = "") -> None:
        """Note that a user signed in, failed to, or was changed: never with a secret."""
        at = self._moment()
        self.store.run(HAPPENED.insert().values(at=at, user=user, what=what, address=address))
        note_elsewhere(at, user, what, address)

    def log(self, most: int = 200) -> list[Row]:
        """The last of what happened at the door: at, user, what, address; the newest first."""
        return self.store.rows(sa.select(HAPPENED).order_by(HAPPENED.c.at.desc()).limit(most))

    # passwords

    def set_password(self, user: str, password: str) -> None:
        """Keep a password; raises MusterError for one that is too short."""
        check_password(user, password)
        hashed = HASHER.hash(password)
        with self.store.writing():
            self._keep_password(user, hashed)
            self.store.run(SESSION.delete().where(SESSION.c.user == user))

    def with_password(self, user: str, password: str) -> User | None:
        """The user, if the password is theirs. It takes as long if there is no such user."""
        found = self.store.row(_ACTIVE.where(USER.c.id == user))
        kept = None if found is None else found["password"]
        if not is_password(kept, password) or found is None or kept is None:
            return None
        if HASHER.check_needs_rehash(kept):
            self._keep_password(user, HASHER.hash(password))
        return _read(found)

    def has_password(self, user: str) -> bool:
        """Whether a user can sign in by password."""
        found = self.store.row(sa.select(USER.c.password).where(USER.c.id == user))
        return found is not None and found["password"] is not None

    def change_password(self, user: str, current: str, new: str) -> bool:
        """Give a user another password; False if the current one is not theirs."""
        if self.with_password(user, current) is None:
            return False
        self.set_password(user, new)
        self.happened(user, "password changed")
        return True

    def _keep_password(self, user: str, hashed: str) -> None:
        self.store.run(USER.update().where(USER.c.id == user).values(password=hashed))

    # links and tokens

    def new_link(self, user: str) -> str:
        """A secret that lets a user choose a password once, within a day."""
        if self.user(user) is None:
            raise MusterError(f"found no user {user}; expected one that is there")
        secret = self.new_secret()
        ends = moment(self.now() + timedelta(hours=LINK_H))
        self.store.run(LINK.insert().values(token=digest(secret), user=user, ends_at=ends))
        return secret

    def user_of_link(self, secret: str) -> User | None:
        """Whose link it is, if it was not used and is not too old."""
        return self._user_of(LINK, secret)

    def use_link(self, secret: str, password: str) -> User:
        """Set the password of a link's user; the link is then gone."""
        user = self.user_of_link(secret)
        if user is None:
            raise MusterError("found a link that was used or is too old; expected a new one")
        self.set_password(user.id, password)
        self.store.run(LINK.delete().where(LINK.c.user == user.id))
        self.happened(user.id, "password chosen")
        return user

    def new_token(self, user: str, name: str) -> str:
        """A token for programs, shown once."""
        if self.user(user) is None:
            raise MusterError(f"found no user {user}; expected one that is there")
        secret = self.new_secret()
        ends = moment(self.now() + timedelta(days=TOKEN_DAYS))
        self.store.run(
            TOKEN.insert().values(
                token=digest(secret), user=user, name=name[:80], begun_at=self._moment(),
                ends_at=ends,
            )
        )  # fmt: skip
        self.happened(user, "token made")
        return secret

    def user_of_token(self, secret: str) -> User | None:
        """Whose token it is, if it has not ended."""
        return self._user_of(TOKEN, secret)

    def tokens(self, user: str) -> list[Token]:
        """The tokens of a user that have not ended, by their ids."""
        lasting = sa.select(TOKEN).where(TOKEN.c.user == user, TOKEN.c.ends_at > self._moment())
        rows = self.store.rows(lasting)
        found = [Token(_token_id(r["token"]), r["name"], r["begun_at"], r["ends_at"]) for r in rows]
        return sorted(found, key=lambda token: token.id)

    def end_token(self, user: str, token: str) -> bool:
        """End a user's token, by its id; whether there was one."""
        rows = self.store.rows(sa.select(TOKEN.c.token).where(TOKEN.c.user == user))
        ended = [row["token"] for row in rows if _token_id(row["token"]) == token]
        for secret in ended:
            self.store.run(TOKEN.delete().where(TOKEN.c.token == secret))
            self.happened(user, "token ended")
        return bool(ended)

    def _user_of(self, table: sa.Table, secret: str) -> User | None:
        """Whose secret of a kind it is, if it has not ended."""
        found = self.store.row(
            sa.select(table.c.user)
            .where(table.c.token == digest(secret), table.c.ends_at > self._moment())
        )  # fmt: skip
        return None if found is None else self.user(found["user"])

    def new_secret(self) -> str:
        """256 bits at random, as text for a URL."""
        return base64.urlsafe_b64encode(self.draw(SECRET_BYTES)).decode().rstrip("=")

    def _moment(self) -> str:
        return moment(self.now())


def _token_id(kept: bytes) -> str:
    """Names a token among its user's; from the digest, which tells nothing of the secret."""
    return kept[:TOKEN_ID_BYTES].hex()


def _bound(user: User) -> dict[str, str]:
    return {
        "roles": json.dumps(sorted(role.value for role in user.roles)),
        "organisations": json.dumps(sorted(user.organisations)),
        "sites": json.dumps(sorted(user.sites)),
    }


def _read(row: Row) -> User:
    return User(
        row["id"],
        frozenset(Role(role) for role in json.loads(row["roles"])),
        frozenset(json.loads(row["organisations"])),
        frozenset(json.loads(row["sites"])),
    )
