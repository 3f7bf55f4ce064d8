"""A person's chain: where, since when, under whom, on whose word, each step with its proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from muster.record.events import Event, parse
from muster.record.proving import Proven, prove
from muster.reporting.papers.checking import how_to_check, proof_codes
from muster.reporting.papers.given import Given, PaperError
from muster.reporting.papers.legible import BREAK, legible
from muster.reporting.papers.paper import (
    Block,
    Cell,
    Codes,
    Column,
    Facts,
    Heading,
    Lines,
    NewPage,
    Paper,
    Points,
    Prose,
    Table,
)
from muster.reporting.papers.people import names_of

HALF = 19
"""Characters of an event_id on its first line."""


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: the event, what it changed, and who recorded it."""

    event: Event
    proven: Proven
    place: str
    """The account to which the person came; empty where only custody passed."""
    custodian: str | None
    """Under whom the person came; None where that did not change."""
    is_late: bool


def chain(given: Given, person: str) -> Paper:
    """Every place and every custodian of a person, in order of occurrence."""
    _, ledger = given.told, given.situation.ledger
    if person not in ledger.places:
        raise PaperError(f"found nobody {person}; expected somebody whom the record names")
    links = links_of(given, person)
    return given.paper(
        f"chain-{person}", given.said(_("Chain of custody of %(person)s"), person=person), "",
        _blocks(given, person, links),
    )  # fmt: skip


def links_of(given: Given, person: str) -> list[Link]:
    """The steps of a person's history, one for each event that made them."""
    ledger, log = given.situation.ledger, given.record.log
    places = {each.event: each for each in ledger.history.get(person, ())}
    custody = {each.event: each for each in ledger.custody_history.get(person, ())}
    found = []
    for event_id in {**places, **custody}:
        proven = prove(log, event_id)
        event = parse(proven.entry.raw)
        place, under = places.get(event_id), custody.get(event_id)
        found.append(Link(
            event, proven, "" if place is None else place.account,
            None if under is None else under.custodian or "",
            place is not None and place.is_late,
        ))  # fmt: skip
    return sorted(found, key=lambda link: (link.event.occurred_at, link.proven.entry.seq))


def _blocks(given: Given, person: str, links: list[Link]) -> Iterator[Block]:
    _, ledger = given.told, given.situation.ledger
    place, under = ledger.places[person], ledger.custody.get(person)
    yield Facts((
        (_("Person"), person),
        (_("Where"), given.account(place.account)),
        (_("Since"), given.time(place.since)),
        (_("Under"), _("nobody that the record names") if under is None else str(under.custodian)),
        (_("Since"), "" if under is None else given.time(under.since)),
        (_("On the word of"), _organisation(given, place.device)),
        *_named(given, person),
    ), 3)  # fmt: skip
    for each in ledger.discrepancies:
        if each.is_open and person in each.people:
            told = given.said(_("Open: %(what)s, since %(time)s"),
                              what=given.names.term(each.kind.value),
                              time=given.time(each.occurred_at))  # fmt: skip
            yield Prose(told, framed=True, bold=True)
    yield Heading(_("Steps, the first first"))
    yield _table(given, links)
    yield NewPage()
    yield Heading(_("Proofs"))
    yield Prose(_("The number of each code is that of the step above."))
    captions = [f"{given.n(number)}. {_what(given, link)}" for number, link in enumerate(links, 1)]
    yield Codes(tuple(proof_codes(given, [link.proven for link in links], captions)))
    yield Heading(_("How to check it without us"))
    yield Points(how_to_check(given))


def _table(given: Given, links: list[Link]) -> Table:
    _ = given.told
    rows: list[tuple[Cell, ...]] = []
    for number, link in enumerate(links, start=1):
        late = (_("told late"),) if link.is_late else ()
        under = ""
        if link.custodian is not None:
            under = link.custodian or _("nobody")
        rows.append((
            given.n(number), given.time(link.event.occurred_at),
            Lines((_what(given, link), *late)),
            given.account(link.place) if link.place else "", legible(under),
            Lines((legible(_officer(link.event)), _organisation(given, link.event.device))),
            f"{link.event.event_id[:HALF]}{BREAK}{link.event.event_id[HALF:]}",
        ))  # fmt: skip
    return Table(
        (
            Column(_("No."), is_number=True), Column(_("Since"), "1.3fr"),
            Column(_("What"), "1.4fr"), Column(_("Where"), "1.6fr"), Column(_("Under"), "1.3fr"),
            Column(_("On the word of"), "1.5fr"), Column(_("Event"), "33mm"),
        ),
        rows, small=True,
    )  # fmt: skip


def _named(given: Given, person: str) -> Iterator[tuple[str, str]]:
    """The name, where the reader may read it."""
    names = names_of(given, [person], "chain of custody").get(person, ("", ""))
    if any(names):
        yield given.told("Name"), " / ".join(name for name in names if name)


def _what(given: Given, link: Link) -> str:
    kind = link.event.type
    return given.names.term("departure_event" if kind == "departure" else kind)


def _officer(event: Event) -> str:
    return str(event.body.get("by", ""))


def _organisation(given: Given, device: str) -> str:
    """Whose device recorded something, and its number's beginning."""
    known = given.record.log.keyring.devices.get(device)
    whose = "" if known is None else known.organisation
    return legible(f"{whose} ({device[:8]})")
