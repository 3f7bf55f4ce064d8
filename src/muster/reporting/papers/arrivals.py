"""The arrival list of a site: who is expected, by trip, and what the receiver must look at (R4)."""

from __future__ import annotations

from collections.abc import Iterator

from muster.operations.situation import State, Trip
from muster.reporting.papers.given import Given, PaperError
from muster.reporting.papers.manifest import listed_of
from muster.reporting.papers.paper import (
    Block,
    Cell,
    Column,
    Facts,
    Heading,
    Lines,
    Marks,
    Paper,
    Prose,
    Signatures,
    Table,
    Tick,
)
from muster.reporting.papers.people import class_of, flags_of, kept_apart, names_of, seals_of

OVER = (State.HANDED_OVER, State.CLOSED, State.CANCELLED)


def arrivals(given: Given, site: str) -> Paper:
    """Trips that go to a site and were not received yet, the first expected first."""
    _, known = given.told, given.situation.ledger
    is_given = given.scenario is not None and site in given.scenario.sites
    if not is_given and site not in known.site_custodian and f"site:{site}" not in known.balance:
        raise PaperError(f"found no site {site}; expected one that record or scenario knows")
    coming = [t for t in given.situation.trips.values() if t.target == site and t.state not in OVER]
    coming.sort(key=lambda trip: (trip.expected, trip.id))
    return given.paper(
        f"arrivals-{site}", given.said(_("Arrivals at %(site)s"), site=given.site(site)), "",
        _blocks(given, site, coming),
    )  # fmt: skip


def _blocks(given: Given, site: str, coming: list[Trip]) -> Iterator[Block]:
    _, ledger = given.told, given.situation.ledger
    people = [person for trip in coming for person in listed_of(given, trip)]
    place = None if given.scenario is None else given.scenario.sites.get(site)
    here = ledger.balance.get(f"site:{site}", 0)
    occupied = 0 if place is None else place.occupied
    free = ""
    if place is not None and place.capacity is not None:
        free = given.n(place.capacity - occupied - here)
    yield Facts((
        (_("Custodian"), ledger.site_custodian.get(site, "")),
        (_("Here now"), given.n(here)),
        (_("Free beds"), free),
        (_("Trips expected"), given.n(len(coming))),
        (_("People expected"), given.n(len(people))),
        (_("As of"), given.time(given.now)),
    ), 3)  # fmt: skip
    if not coming:
        yield Prose(_("No trip is expected here."))
        return
    yield Prose(_("Each person is looked at on arrival, by the receiver: injuries and complaints "
                  "are written down for each, none left out."))  # fmt: skip
    names = names_of(given, people, f"arrivals at {site}")
    apart = kept_apart(given, people)
    for trip in coming:
        listed = listed_of(given, trip)
        yield Heading(given.said(
            _("Trip %(id)s from %(site)s, expected %(time)s: %(people)s"), id=trip.id,
            site=given.site(trip.planned.body["from"]), time=given.time(trip.expected),
            people=given.n(len(listed)),
        ))  # fmt: skip
        state = given.names.term(trip.state.value)
        yield Prose(given.said(_("%(state)s, under %(who)s"), state=state, who=trip.escort))
        rows: list[tuple[Cell, ...]] = [
            (
                given.n(number), Lines((person, *names.get(person, ()))), class_of(given, person),
                Marks(tuple(flags_of(given, person, listed, apart.get(person, frozenset())))),
                seals_of(given, person, trip), Tick(), Tick(), Tick(), Tick(),
            )
            for number, person in enumerate(listed, start=1)
        ]  # fmt: skip
        yield Table(_columns(given), rows, _("Nobody is on the list."), small=True)
    yield Signatures((
        (_("Looked at by"), (_("Name and rank"), _("Day and hour"), _("Signature"))),
    ))  # fmt: skip


def _columns(given: Given) -> tuple[Column, ...]:
    _ = given.told
    return (
        Column(_("No."), is_number=True), Column(_("Person"), "2.6fr"), Column(_("Class"), "1.3fr"),
        Column(_("Note"), "2.2fr"), Column(_("Property seals"), "2.2fr"),
        Column(_("here"), "12mm"), Column(_("injured"), "15mm"),
        Column(_("complains"), "16mm"), Column(_("seals whole"), "16mm"),
    )  # fmt: skip
