"""Writing the messages that a duty asks for, and recording that it was met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from muster.custody.personal import read_some
from muster.operations.desk import Desk
from muster.operations.duties import done
from muster.operations.messages import FIELDS, Message, message_for, recipients
from muster.operations.rules import Breach, RuleError
from muster.record.folder import Record

MESSAGES = ("bureau message", "card")
"""Duties that a message meets (R19, R20)."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The messages of one duty."""

    messages: tuple[Message, ...]
    signed: tuple[str, ...]
    """Their texts as signed notes, in the same order."""

    @property
    def digest(self) -> str:
        """Hex SHA-256 over all of them: the duty's proof."""
        return sha256("".join(each.text for each in self.messages).encode()).hexdigest()

    @property
    def completeness(self) -> float:
        """The mean of the messages' (R22)."""
        return sum(each.completeness for each in self.messages) / max(len(self.messages), 1)


def messages_of(record: Record, desk: Desk, duty: str, by: str, *, may_harm: bool = False) -> Sent:
    """The messages of a duty, signed; that fields were read is recorded. The duty stays open.

    With `may_harm` they go to the tracing agency alone (R21).
    """
    due = desk.situation.due.get(duty)
    if due is None or due.body["duty"] not in MESSAGES:
        text = f"found no duty {duty} that a message meets; expected one of {', '.join(MESSAGES)}"
        raise RuleError((Breach("R20", text),))
    settings = desk.settings
    to = recipients(settings.bureau, settings.tracing_agency, may_harm=may_harm)
    people = due.body.get("people", ())
    boxes = {person: desk.situation.sealed.get(person, {}) for person in people}
    columns = {column for names in FIELDS.values() for column in names}
    read = read_some(record, boxes, columns, by, f"{due.body['duty']}, {due.body['rule']}")
    messages = [
        message_for(
            person, read.get(person, {}), event=duty, kind=due.body["duty"],
            occurred_at=due.occurred_at, recipient=recipient,
            held_by=desk.situation.ledger.custodian(person) or due.body["owner"],
        )
        for person in people
        for recipient in to
    ]  # fmt: skip
    return Sent(tuple(messages), tuple(each.signed(record.log.key) for each in messages))


def write_messages(
    record: Record,
    desk: Desk,
    duty: str,
    by: str,
    at: datetime,
    write: Callable[[Sent], None],
    *,
    may_harm: bool = False,
) -> Sent:
    """The messages of a duty, and that it was met.

    `write` puts them where they go; only after it has is the duty met.
    """
    sent = messages_of(record, desk, duty, by, may_harm=may_harm)
    write(sent)
    done(desk, duty, by, at, sent.digest)
    return sent
