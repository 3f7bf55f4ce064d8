"""How custody passes: from one custodian to another, over one list that both have signed."""

from __future__ import annotations

from muster.custody.discrepancies import Kind
from muster.custody.ledger import Ledger
from muster.custody.lists import list_digest
from muster.record.events import Event


def change_site(ledger: Ledger, event: Event) -> None:
    """A site, and everybody in it, comes under another custodian."""
    site, custodian = event.body["site"], event.body["custodian"]
    account = f"site:{site}"
    before, giving = ledger.site_custodian.get(site), event.body.get("giving")
    if giving is not None and before is not None and giving != before:
        text = f"found {giving} giving up {site}; expected {before}, who held it"
        ledger.note(Kind.TWO_CUSTODIANS, event, account, [], text, always=True)
    there = ledger.present[account]
    listed = event.body.get("people")
    if listed is not None:
        text = f"expected the {len(there)} people at the site"
        ledger.note(Kind.LIST_AGAINST_LIST, event, account, set(listed) ^ there, text)
    if ledger.takes_effect:
        ledger.site_custodian[site] = custodian
    for person in sorted(there if listed is None else listed):
        ledger.hold(person, custodian, event)


def offer(ledger: Ledger, event: Event) -> None:
    """Who holds people offers them over a list."""
    account, people = event.body.get("at") or "", event.body["people"]
    if event.body["list"] != list_digest(people):
        text = "found a list's digest that is not of the people offered; expected theirs"
        ledger.note(Kind.LIST_AGAINST_LIST, event, account, [], text, always=True)
    giving = event.body["giving"]
    others = [person for person in people if ledger.custodian(person) not in (None, giving)]
    text = f"expected people in the custody of {giving}, who offers them"
    ledger.note(Kind.TWO_CUSTODIANS, event, account, others, text)
    if ledger.takes_effect:
        ledger.offered[event.event_id] = event


def accept(ledger: Ledger, event: Event) -> None:
    """Custody passes at this moment, for exactly those who were offered and are accepted."""
    offered = _offer_of(ledger, event)
    if offered is None:
        return
    account = offered.body.get("at") or ""
    listed, accepted = set(offered.body["people"]), set(event.body["people"])
    excepted = set(event.body.get("exceptions", ()))
    if offered.body["list"] != event.body["list"]:
        differing = listed ^ (accepted | excepted)
        text = "expected the list that was offered"
        ledger.note(Kind.LIST_AGAINST_LIST, event, account, differing, text, always=True)
    elif accepted | excepted != listed or accepted & excepted:
        differing = (listed ^ (accepted | excepted)) | (accepted & excepted)
        text = "expected everybody on the list accepted or excepted, and nobody else"
        ledger.note(Kind.LIST_AGAINST_LIST, event, account, differing, text)
    receiving = offered.body["receiving"]
    if receiving != event.body["receiving"]:
        text = f"expected {receiving}, to whom they were offered, to accept"
        ledger.note(Kind.TWO_CUSTODIANS, event, account, accepted, text)
        return
    giving = offered.body["giving"]
    taken = sorted(accepted & listed)
    others = [person for person in taken if not _may_give(ledger, giving, person)]
    text = f"expected people whom {giving}, who offered them, still holds; custody stays"
    ledger.note(Kind.TWO_CUSTODIANS, event, account, others, text)
    for person in taken:
        if person not in others:
            ledger.hold(person, receiving, event)
    _answer(ledger, event)


def _may_give(ledger: Ledger, giving: str, person: str) -> bool:
    """Whether a custodian can pass somebody on: who holds them, or of whom nobody ever has said."""
    return ledger.custodian(person) == giving or person not in ledger.custody_history


def refuse(ledger: Ledger, event: Event) -> None:
    """Nobody is taken: custody stays where it was."""
    if _offer_of(ledger, event) is not None:
        _answer(ledger, event)


def _offer_of(ledger: Ledger, event: Event) -> Event | None:
    """The offer that an event answers; what is wrong about it is noted."""
    cited = event.body["offer"]
    offered = ledger.offers.get(cited)
    if offered is None:
        text = "found an answer to an offer that did not come; expected the offer"
        ledger.note(Kind.NO_SUCH_EVENT, event, "", [], text, always=True)
        return None
    if offered.occurred_at > event.occurred_at:
        text = "found an answer before its offer; expected it after. One of the clocks is wrong"
        ledger.note(Kind.CLOCK, event, offered.body.get("at") or "", [], text, always=True)
    earlier = ledger.answered.get(cited)
    if earlier is not None:
        text = "found a second answer to an offer; expected one"
        ledger.note(Kind.LIST_AGAINST_LIST, event, "", [], text, always=True)
        return None
    return offered


def _answer(ledger: Ledger, event: Event) -> None:
    if ledger.takes_effect:
        ledger.answered[event.body["offer"]] = event
