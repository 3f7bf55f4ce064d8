"""What boarding, departure, arrival and alighting must agree on."""

from __future__ import annotations

from muster.custody.discrepancies import Kind
from muster.custody.ledger import Ledger
from muster.custody.lists import list_digest
from muster.record.events import Event


def board(ledger: Ledger, event: Event) -> None:
    """Nobody boards on the way, or under another trip's name."""
    trip, account = event.body["trip"], event.body["to"]
    if account != f"trip:{trip}":
        text = f"found people put on {account}; expected trip:{trip}"
        ledger.note(Kind.LIST_AGAINST_LIST, event, account, [], text, always=True)
    running = ledger.trips[trip]
    if running.departure is not None and running.arrival is None:
        text = "expected nobody to board after the departure"
        ledger.note(Kind.OUT_OF_TURN, event, account, event.body["people"], text)


def depart(ledger: Ledger, event: Event) -> None:
    """A trip departs with exactly its list, and its escort has accepted everybody on it."""
    account = f"trip:{event.body['trip']}"
    listed = set(event.body["people"])
    _check_digest(ledger, event, account)
    text = "expected exactly the people on the departure's list to be aboard"
    ledger.note(Kind.LIST_AGAINST_LIST, event, account, listed ^ ledger.present[account], text)
    custodian = event.body["custodian"]
    others = [
        person for person in listed
        if ledger.custodian(person) not in (None, custodian)
    ]  # fmt: skip
    text = f"expected {custodian} to have accepted everybody aboard"
    ledger.note(Kind.TWO_CUSTODIANS, event, account, others, text)
    if ledger.takes_effect:
        running = ledger.trips[event.body["trip"]]
        running.departure, running.arrival = event, None
        running.target, running.expected = event.body.get("to"), event.body.get("expected")


def redirect(ledger: Ledger, event: Event) -> None:
    """A trip goes on to another site, or back."""
    running = ledger.trips[event.body["trip"]]
    if running.departure is None:
        text = "found a trip sent elsewhere that did not depart; expected its departure before"
        account = f"trip:{event.body['trip']}"
        ledger.note(Kind.OUT_OF_TURN, event, account, [], text, always=True)
    elif ledger.takes_effect:
        running.arrival = None
        running.target, running.expected = event.body["to"], event.body["expected"]


def stop(ledger: Ledger, event: Event) -> None:
    """A trip rests on its way, and is expected later."""
    running = ledger.trips[event.body["trip"]]
    if ledger.takes_effect and running.expected is not None:
        running.expected = max(running.expected, event.body["until"])


def arrive(ledger: Ledger, event: Event) -> None:
    """A trip arrives that departed, and where it departed for."""
    trip, site = event.body["trip"], event.body["at"]
    running, account = ledger.trips[trip], f"trip:{trip}"
    if running.departure is None:
        text = "found an arrival of a trip that did not depart; expected its departure before"
        ledger.note(Kind.OUT_OF_TURN, event, account, [], text, always=True)
    elif running.arrival is not None:
        text = "found a second arrival; expected one for each departure"
        ledger.note(Kind.OUT_OF_TURN, event, account, [], text, always=True)
    else:
        expected = running.target or site
        if site != expected:
            text = f"found an arrival at {site}; expected {expected}"
            ledger.note(Kind.MISDIRECTED, event, account, [], text, always=True)
    if ledger.takes_effect:
        running.arrival = event


def alight(ledger: Ledger, event: Event) -> None:
    """People leave a trip where it arrived."""
    trip, target = event.body["trip"], event.body["to"]
    running, account = ledger.trips[trip], f"trip:{trip}"
    if running.departure is not None and running.arrival is None:
        text = "expected the trip to have arrived before anybody leaves it"
        ledger.note(Kind.OUT_OF_TURN, event, account, event.body["people"], text)
    elif running.arrival is not None and target != f"site:{running.arrival.body['at']}":
        text = f"found people brought to {target}; expected site:{running.arrival.body['at']}"
        ledger.note(Kind.MISDIRECTED, event, account, [], text, always=True)


def _check_digest(ledger: Ledger, event: Event, account: str) -> None:
    if event.body["list"] != list_digest(event.body["people"]):
        text = "found a list's digest that is not of the people named; expected theirs"
        ledger.note(Kind.LIST_AGAINST_LIST, event, account, [], text, always=True)
