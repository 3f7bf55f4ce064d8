"""The trip manifest: the list that both sides sign, what goes along, and four counts (R12)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from muster.custody.lists import list_digest
from muster.operations.situation import State, Trip
from muster.reporting.papers.given import Given
from muster.reporting.papers.paper import (
    Block,
    Cell,
    Code,
    Column,
    Facts,
    Heading,
    Lines,
    Marks,
    Paper,
    Photo,
    Prose,
    Signatures,
    Table,
    Tick,
)
from muster.reporting.papers.people import class_of, flags_of, kept_apart, names_of, seals_of

POINTS = ("cell", "boarding", "alighting", "receiving")
"""Where people are counted on a trip."""


def manifest(given: Given, trip_id: str) -> Paper:
    """The manifest of a trip: everybody on its list, once."""
    _, trip = given.told, given.trip(trip_id)
    people = listed_of(given, trip)
    digest = list_digest(people)
    code = Code(f"muster:list {quote(trip_id, safe='')} {digest}", _("list of the trip"), 24)
    return given.paper(
        f"manifest-{trip_id}", given.said(_("Manifest of trip %(id)s"), id=trip_id),
        given.said(_("%(origin)s to %(target)s"), origin=given.site(trip.planned.body["from"]),
                   target=given.site(trip.target)),
        _blocks(given, trip, people, digest), above=digest, code=code,
    )  # fmt: skip


def listed_of(given: Given, trip: Trip) -> list[str]:
    """Who is on the list: as planned until it departs, then who departed."""
    return sorted(trip.aboard_before) if trip.departed is not None else list(trip.people)


def facts_of_trip(given: Given, trip: Trip) -> tuple[tuple[str, str], ...]:
    """What every paper of a trip says of it."""
    _, body = given.told, trip.planned.body
    vehicle = "" if trip.loading is None else trip.loading.body["vehicle"]
    return (
        (_("Trip"), trip.id),
        (_("State"), given.names.term(trip.state.value)),
        (_("Vehicle"), vehicle),
        (_("From"), given.site_in_both(body["from"])),
        (_("To"), given.site_in_both(trip.target)),
        (_("Seats"), given.n(trip.seats)),
        (_("Departs"), given.time(body["departs"])),
        (_("Expected"), given.time(trip.expected)),
        (_("People on the list"), given.n(len(listed_of(given, trip)))),
        (_("Giving"), body["giving"]),
        (_("Escort"), trip.escort),
        (_("Receiving"), body["receiving"]),
    )


def _blocks(given: Given, trip: Trip, people: list[str], digest: str) -> Iterator[Block]:
    _ = given.told
    if trip.state is State.CANCELLED:
        yield Prose(_("This trip was cancelled: nobody may travel on this paper."), True, True)
    elif trip.approved is None:
        yield Prose(_("Nobody has approved this trip yet: it may not depart."), True, True)
    yield Facts(facts_of_trip(given, trip), 3)
    yield Prose(given.said(_("Hash of the list (SHA-256): %(digest)s"), digest=digest))
    yield _table(given, trip, people)
    yield Heading(_("Counts"))
    yield _counts(given, trip)
    yield Heading(_("Signatures"))
    yield Prose(_("Both sides sign the same list, of which the hash is printed above."))
    fields = (_("People, in figures"), _("Name and rank"), _("Place, day and hour"), _("Signature"))
    body = trip.planned.body
    yield Signatures((
        (given.said(_("Giving: %(who)s"), who=body["giving"]), fields),
        (given.said(_("Escort: %(who)s"), who=trip.escort), fields),
    ))  # fmt: skip
    yield Signatures((
        (given.said(_("Escort: %(who)s"), who=trip.escort), fields),
        (given.said(_("Receiving: %(who)s"), who=body["receiving"]), fields),
    ))  # fmt: skip


def _table(given: Given, trip: Trip, people: list[str]) -> Table:
    _ = given.told
    why = f"manifest of trip {trip.id}"
    names = names_of(given, people, why)
    apart = kept_apart(given, people)
    rows: list[tuple[Cell, ...]] = []
    for number, person in enumerate(people, start=1):
        flags = flags_of(given, person, people, apart.get(person, frozenset()))
        rows.append((
            given.n(number), Photo(), Lines((person, *names.get(person, ()))),
            class_of(given, person), Marks(tuple(flags)), seals_of(given, person, trip),
            *(Tick() for _point in POINTS),
        ))  # fmt: skip
    return Table(
        (
            Column(_("No."), is_number=True), Column(_("Photo"), "12mm"),
            Column(_("Person"), "3fr"), Column(_("Class"), "1.4fr"), Column(_("Note"), "2.2fr"),
            Column(_("Property seals"), "2.2fr"),
            *(Column(given.n(n), "7.6mm") for n in range(1, len(POINTS) + 1)),
        ),
        rows, _("Nobody is on the list."), small=True,
    )  # fmt: skip


def _counts(given: Given, trip: Trip) -> Table:
    """The four counts: as the record has them, or to be filled in by hand."""
    _, counted = given.told, given.situation.counted
    rows: list[tuple[Cell, ...]] = []
    accounts = (
        f"site:{trip.planned.body['from']}", trip.account, trip.account, f"site:{trip.target}"
    )  # fmt: skip
    for number, (point, account) in enumerate(zip(POINTS, accounts, strict=True), start=1):
        said = counted.get(account, {}).get(point)
        is_of_trip = said is not None and said.occurred_at >= trip.planned.occurred_at
        if said is None or not is_of_trip:
            rows.append((given.n(number), given.names.term(point), "", "", "", ""))
        else:
            rows.append((
                given.n(number), given.names.term(point), given.n(said.body["persons"]),
                given.time(said.occurred_at), said.body["by"], "",
            ))  # fmt: skip
    return Table(
        (
            Column("", is_number=True), Column(_("Where"), "2fr"),
            Column(_("Counted"), "1fr", is_number=True), Column(_("When"), "1.6fr"),
            Column(_("By"), "1.4fr"), Column(_("Initials"), "1.4fr"),
        ),
        rows,
    )  # fmt: skip
