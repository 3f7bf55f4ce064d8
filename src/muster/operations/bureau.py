"""Writing the messages that a duty asks for, and recording that it was met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from muster.custody.personal import read_fields
from muster.operations.desk import Desk
from muster.operations.duties import done
from muster.operations.messages import Message, message_for, recipients
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
    """The messages of a duty, signed. That fields were read is recorded, and that it was met.

    `write` puts them where they go; only after it has is the duty met. With `may_harm` they go to
    the tracing agency alone (R21).
    """
    due = desk.situation.due.get(duty)
    if due is None or due.body["duty"] not in MESSAGES:
        text = f"found no duty {duty} that a message meets; expected one of {', '.join(MESSAGES)}"
        raise RuleError((Breach("R20", text),))
    settings = desk.settings
    to = recipients(settings.bureau, settings.tracing_agency, may_harm=may_harm)
    messages = []
    for person in due.body.get("people", ()):
        known = read_fields(record, person, by, f"{due.body['duty']}, {due.body['rule']}")
        held_by = desk.situation.ledger.custodian(person) or due.body["owner"]
        messages += [
            message_for(
                person, known, event=duty, kind=due.body["duty"], occurred_at=due.occurred_at,
                held_by=held_by, recipient=recipient,
            )
            for recipient in to
        ]  # fmt: skip
    sent = Sent(tuple(messages), tuple(each.signed(record.log.key) for each in messages))
    write(sent)
    done(desk, duty, by, at, sent.digest)
    return sent
