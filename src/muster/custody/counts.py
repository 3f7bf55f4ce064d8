"""Counts against the books, and corrections of what was said."""

from __future__ import annotations

from muster.custody.discrepancies import Kind
from muster.custody.ledger import Ledger
from muster.custody.lists import list_digest
from muster.record.events import Event


def count(ledger: Ledger, event: Event) -> None:
    """A headcount agrees with the balance, or a discrepancy is open until one does."""
    account, counted = event.body["at"], event.body["persons"]
    expected = ledger.balance[account]
    listed = event.body.get("list")
    if counted != expected:
        text = f"found {counted} counted; expected {expected}"
        ledger.note(Kind.COUNT_AGAINST_BALANCE, event, account, [], text, always=True)
    elif listed is not None and listed != list_digest(ledger.present[account]):
        text = f"found the right number, {counted}, and other people; expected the balance's"
        ledger.note(Kind.LIST_AGAINST_LIST, event, account, [], text, always=True)
    elif ledger.takes_effect:
        ledger.explain(
            event, lambda each: each.kind is Kind.COUNT_AGAINST_BALANCE and each.account == account
        )


def correct(ledger: Ledger, event: Event) -> None:
    """A correction names an event that came; the corrected one has no effect any more."""
    if event.body["event"] not in ledger.occurred:
        text = "found a correction of an event that did not come; expected the event"
        ledger.note(Kind.NO_SUCH_EVENT, event, "", [], text, always=True)
