"""Messages to the bureau and the tracing agency on paper, each with its signed text as a code.

(R19 to R22.) The signed note itself is attached, so that a program reads exactly what was signed.
"""

from __future__ import annotations

from collections.abc import Iterator

from muster.operations.bureau import Sent, messages_of
from muster.operations.messages import Message
from muster.reporting.papers.codes import MOST_BYTES
from muster.reporting.papers.given import Given
from muster.reporting.papers.legible import legible
from muster.reporting.papers.paper import (
    Attached,
    Block,
    Cell,
    Code,
    Codes,
    Column,
    Facts,
    Heading,
    NewPage,
    Paper,
    Prose,
    Table,
)


def bureau(given: Given, duty: str, *, may_harm: bool = False) -> Paper:
    """The messages of a duty; that fields were read is recorded, and the duty stays open.

    With `may_harm` they go to the tracing agency alone (R21).
    """
    sent = messages_of(given.record, given.desk, duty, given.reader.by, may_harm=may_harm)
    return printed(given, duty, sent)


def printed(given: Given, duty: str, sent: Sent) -> Paper:
    """Messages that were written already, as one paper: a page for each person and recipient."""
    _ = given.told
    blocks: list[Block] = []
    for number, (message, signed) in enumerate(zip(sent.messages, sent.signed, strict=True)):
        blocks += [NewPage()] if number else []
        blocks += _blocks(given, message, signed)
    if not sent.messages:
        blocks.append(Prose(_("The duty names nobody: there is nothing to tell.")))
    attached = tuple(
        Attached(f"message-{number:04d}.txt", signed, "text/plain", "a signed message")
        for number, signed in enumerate(sent.signed, start=1)
    )
    return given.paper(
        f"bureau-{duty}", _("Message on persons held"),
        given.said(_("%(number)s messages, %(share)s complete on average"),
                   number=given.n(len(sent.messages)),
                   share=given.shown.percent(sent.completeness)),
        blocks, attached=attached,
    )  # fmt: skip


def _blocks(given: Given, message: Message, signed: str) -> Iterator[Block]:
    _ = given.told
    yield Facts((
        (_("To"), message.recipient),
        (_("About"), given.names.term(message.kind)),
        (_("Day and hour"), given.time(message.occurred_at)),
        (_("Person"), message.person),
        (_("Held by"), message.held_by),
        (_("Complete"), given.shown.percent(message.completeness)),
    ), 3)  # fmt: skip
    yield Heading(_("What the Geneva Conventions ask for (III 122, IV 138)"))
    rows: list[tuple[Cell, ...]] = [
        (given.names.term(name), legible(text) if text else _("unknown"))
        for name, text in message.fields.items()
    ]
    yield Table((Column(_("What"), "1fr"), Column(_("As known"), "2fr")), rows)
    yield Prose(given.said(_("Event: %(event)s"), event=message.event))
    yield Prose(given.said(_("SHA-256 of the message: %(digest)s"), digest=message.digest))
    if len(signed.encode()) <= MOST_BYTES:
        yield Codes((Code(signed, _("The message with the log's signature")),))
    else:
        yield Prose(_("The message with the log's signature is attached inside this PDF."))
