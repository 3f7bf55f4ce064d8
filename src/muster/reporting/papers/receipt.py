"""The handover receipt: what one side took from the other, with the proof that the log has it."""

from __future__ import annotations

from collections.abc import Iterator

from muster.operations.situation import Trip
from muster.record.events import Event
from muster.record.proving import Proven, prove
from muster.reporting.papers.checking import files_of, how_to_check, proof_codes
from muster.reporting.papers.given import Given, PaperError
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
    Signatures,
    Table,
)
from muster.reporting.papers.people import NamesRead, names_of, seals_of


def answered_of(given: Given, trip_id: str) -> list[tuple[Event, Event]]:
    """Offers of a trip's people and what was said to them, in order of occurrence."""
    trip, ledger = given.trip(trip_id), given.situation.ledger
    found = [
        (offer, ledger.answered[offer.event_id])
        for offer in ledger.offered.values()
        if offer.body.get("at") == trip.account and offer.event_id in ledger.answered
    ]
    return sorted(found, key=lambda each: (each[1].occurred_at, each[1].n))


def receipt(given: Given, trip_id: str, event: str = "") -> Paper:
    """The receipt of a handover of a trip's people, by the event of its answer; else the last."""
    _, trip = given.told, given.trip(trip_id)
    found = answered_of(given, trip_id)
    chosen = [each for each in found if not event or each[1].event_id == event]
    if not chosen:
        wanted = f"of the event {event}" if event else "that anybody answered"
        raise PaperError(f"found no handover {wanted} on trip {trip_id}; expected one")
    offer, answer = chosen[-1]
    proven = prove(given.record.log, answer.event_id)
    return given.paper(
        f"receipt-{trip_id}-{answer.event_id}",
        given.said(_("Handover receipt, trip %(id)s"), id=trip_id),
        given.said(_("%(giving)s to %(receiving)s"), giving=offer.body["giving"],
                   receiving=offer.body["receiving"]),
        _blocks(given, trip, offer, answer, proven), attached=files_of(given, proven),
    )  # fmt: skip


def _blocks(
    given: Given, trip: Trip, offer: Event, answer: Event, proven: Proven
) -> Iterator[Block]:
    _, said = given.told, answer.body
    taken = list(said.get("people", ()))
    left = list(said.get("exceptions", ()))
    yield Facts((
        (_("Trip"), trip.id),
        (_("From"), given.site_in_both(trip.planned.body["from"])),
        (_("To"), given.site_in_both(trip.target)),
        (_("Giving"), offer.body["giving"]),
        (_("Receiving"), offer.body["receiving"]),
        (_("Answer"), given.names.term(answer.type)),
        (_("Offered"), given.said(_("%(time)s, by %(who)s"), time=given.time(offer.occurred_at),
                                  who=offer.body["by"])),
        (_("Answered"), given.said(_("%(time)s, by %(who)s"), time=given.time(answer.occurred_at),
                                   who=said["by"])),
        (_("Taken, of those offered"), given.said(_("%(taken)s of %(offered)s"),
            taken=given.n(len(taken)), offered=given.n(len(offer.body["people"])))),
    ), 3)  # fmt: skip
    yield Prose(given.said(_("Hash of the list (SHA-256): %(digest)s"), digest=said["list"]))
    yield Prose(given.said(_("Event: %(event)s"), event=answer.event_id))
    if answer.type == "handover_refused":
        yield Prose(_("The receiver took nobody. Custody stays with the giving side."), True, True)
    if said.get("reason"):
        yield Prose(given.said(_("Reason: %(reason)s"), reason=said["reason"]), framed=True)
    names = names_of(given, [*taken, *left], f"receipt of a handover, trip {trip.id}")
    if left:
        yield Heading(given.said(_("Not taken: %(number)s"), number=given.n(len(left))))
        yield _people(given, trip, left, names)
    yield Heading(given.said(_("Taken: %(number)s"), number=given.n(len(taken))))
    yield _people(given, trip, taken, names)
    fields = (_("Name and rank"), _("Place, day and hour"), _("Signature"))
    yield Signatures((
        (given.said(_("Giving: %(who)s"), who=offer.body["giving"]), fields),
        (given.said(_("Receiving: %(who)s"), who=offer.body["receiving"]), fields),
    ))  # fmt: skip
    yield NewPage()
    yield Heading(_("Proof that the log has this handover"))
    yield Codes(tuple(proof_codes(given, [proven], [_("Proof of the event")])))
    yield Heading(_("How to check it without us"))
    yield Points(
        (
            *how_to_check(given),
            _("The same files are attached inside this PDF, with the event itself."),
        )
    )


def _people(given: Given, trip: Trip, people: list[str], names: NamesRead) -> Table:
    _ = given.told
    rows: list[tuple[Cell, ...]] = [
        (given.n(number), Lines((person, *names.get(person, ()))), seals_of(given, person, trip))
        for number, person in enumerate(people, start=1)
    ]
    columns = (
        Column(_("No."), is_number=True), Column(_("Person"), "2fr"),
        Column(_("Property seals"), "2fr"),
    )  # fmt: skip
    return Table(columns, rows, _("Nobody."), small=True)
