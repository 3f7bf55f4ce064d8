"""Tables of the board's own database, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _table(name: str, *columns: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(name, METADATA, *columns, sqlite_strict=True)


def _text(name: str, *, key: bool = False, empty: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), primary_key=key, nullable=empty)


def _bytes(name: str, *, key: bool = False, empty: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), primary_key=key, nullable=empty)


def _whole(name: str, *, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, WHOLE, primary_key=key, nullable=False, autoincrement=False)


def _user() -> sa.Column[str]:
    return sa.Column("user", sa.Text(), sa.ForeignKey("user.id"), nullable=False)


def _active() -> sa.Column[int]:
    return sa.Column("is_active", WHOLE, nullable=False, server_default="1")


USER = _table(
    "user", _text("id", key=True), _text("roles"), _text("organisations"), _text("sites"),
    _text("password", empty=True), sa.Column("openid", sa.Text(), unique=True), _active(),
    _text("made_at"),
)  # fmt: skip
PASSKEY = _table(
    "passkey", _bytes("id", key=True), _user(), _bytes("public_key"), _whole("uses"),
    _text("name"), _text("made_at"),
)  # fmt: skip
SESSION = _table(
    "session", _bytes("token", key=True), _user(), _text("csrf"), _text("begun_at"),
    _text("seen_at"), _text("how"),
)  # fmt: skip
TOKEN = _table(
    "token", _bytes("token", key=True), _user(), _text("name"), _text("begun_at"), _text("ends_at")
)
LINK = _table("link", _bytes("token", key=True), _user(), _text("ends_at"))
CHALLENGE = _table("challenge", _bytes("token", key=True), _text("value"), _text("ends_at"))
ATTEMPT = _table("attempt", _text("subject"), _text("at"))
sa.Index("attempt_of", ATTEMPT.c.subject, ATTEMPT.c.at)
HAPPENED = _table("happened", _text("at"), _text("user"), _text("what"), _text("address"))
ANSWER = _table(
    "answer", _bytes("id", key=True), _bytes("asked"), _text("first"), _bytes("given", empty=True),
    _text("at"),
)  # fmt: skip
sa.Index("answer_at", ANSWER.c.at)
WEBHOOK = _table(
    "webhook", _text("id", key=True), _text("url"), _text("secret"), _text("types"), _text("by"),
    _text("begun_at"), _whole("listed"), _whole("told"), _active(),
)  # fmt: skip
DELIVERY = _table(
    "delivery",
    sa.Column("webhook", sa.Text(), sa.ForeignKey("webhook.id", ondelete="CASCADE"),
              primary_key=True),
    _whole("seq", key=True), _text("subject"), _whole("tries"), _text("next_at"), _text("status"),
    _text("told_at", empty=True),
)  # fmt: skip
sa.Index("delivery_due", DELIVERY.c.webhook, DELIVERY.c.told_at, DELIVERY.c.seq)
SIGNED = _table(
    "signed", _text("site", key=True), _text("user", key=True), _text("said"), _text("at")
)
READ = _table("read", _text("user"), _text("person"), _text("at"))
"""Whose fields somebody has read lately, to limit how many one reads."""
sa.Index("read_of", READ.c.user, READ.c.at)

UNUSED_ONCE = (DELIVERY, WEBHOOK, ANSWER)
"""Tables of schema 1, other than now, to which nothing was ever written."""
