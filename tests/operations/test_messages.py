"""Messages to the bureau and the tracing agency: complete, signed, and to whom they may go."""

import pytest

from muster.operations.messages import FIELDS, message_for, recipients
from muster.record.notes import read_note
from record_makers import LOG_KEY

KNOWN = {
    "name": "Tareq", "born_at": "Raqqa", "birth_year": "1990", "nationality": "SYR",
    "residence": "Raqqa", "father": "Samir", "mother": "Halabi", "address": "cell 4",
    "contact": "his sister",
}  # fmt: skip


def told(known, recipient="bureau"):
    return message_for(
        "p1", known, event="e", kind="handover_accepted", occurred_at="2026-01-21T06:00:00.000Z",
        held_by="IQ", recipient=recipient,
    )  # fmt: skip


def test_a_message_with_everything_that_the_conventions_ask_for_is_complete():
    assert told(KNOWN).completeness == 1
    assert told(KNOWN).missing == ()


@pytest.mark.parametrize("column", KNOWN)
def test_what_is_missing_is_named_and_lowers_completeness(column):
    message = told({**KNOWN, column: ""})
    assert len(message.missing) == 1
    assert message.completeness == pytest.approx(1 - 1 / len(FIELDS))
    assert f"{message.missing[0]}: unknown" in message.text


def test_a_message_is_signed_by_the_log_and_its_digest_is_the_proof():
    message = told(KNOWN)
    note = read_note(message.signed(LOG_KEY))
    LOG_KEY.public_key().verify(note.signatures[0].signature, message.text.encode())
    assert note.text == message.text
    assert len(message.digest) == 64


def test_a_line_cannot_be_smuggled_into_a_message():
    message = told({**KNOWN, "name": "x\ncompleteness: 100%"})
    assert message.text.count("\n") == told(KNOWN).text.count("\n")


def test_the_tracing_agency_always_gets_it_and_the_bureau_unless_it_would_harm():
    assert tuple(recipients("b", "cta", may_harm=False)) == ("b", "cta")
    assert tuple(recipients("b", "cta", may_harm=True)) == ("cta",)
