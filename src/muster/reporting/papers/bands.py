"""Wristbands and cards: who, for which trip, and where somebody who finds them may call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from muster.locale.choices import Choices
from muster.operations.situation import Trip
from muster.operations.wristband import Wristband
from muster.reporting.papers.codes import SMALL_MM
from muster.reporting.papers.given import Given
from muster.reporting.papers.manifest import listed_of
from muster.reporting.papers.paper import Code, Label, Labels, Paper
from muster.reporting.papers.people import names_of

BAND = (1, 10, 200.0, 28.0)
"""Ten bands a sheet, one below the other: across, down, width and height in mm."""
CARD = (2, 5, 85.6, 54.0)
"""Ten cards a sheet, each of the size ID-1 (ISO/IEC 7810)."""
BOTH = ("en", "ar")
"""A band explains itself in each, whatever its reader chose."""


def wristbands(given: Given, trip_id: str) -> Paper:
    """A sheet of wristbands for everybody on a trip's list; no name is on them."""
    trip = given.trip(trip_id)
    labels = tuple(_label(given, trip, person, ()) for person in listed_of(given, trip))
    title = given.said(given.told("Wristbands of trip %(id)s"), id=trip_id)
    return given.paper(f"wristbands-{trip_id}", title, "", Labels(labels, *BAND))


def cards(given: Given, trip_id: str) -> Paper:
    """Cards with a place for a photograph, and the name where the reader may read it."""
    trip = given.trip(trip_id)
    people = listed_of(given, trip)
    names = names_of(given, people, f"cards of trip {trip_id}")
    labels = tuple(
        replace(_label(given, trip, person, names.get(person, ())), photo=True) for person in people
    )
    title = given.said(given.told("Cards of trip %(id)s"), id=trip_id)
    return given.paper(f"cards-{trip_id}", title, "", Labels(labels, *CARD))


def _label(given: Given, trip: Trip, person: str, names: Iterable[str]) -> Label:
    band = Wristband(person, trip.id)
    _, body = given.told, trip.planned.body
    return Label(
        person=person,
        code=Code(band.code, person, SMALL_MM),
        lines=(
            *names,
            given.said(_("Trip %(id)s"), id=trip.id),
            given.said(_("From: %(site)s"), site=given.site(body["from"])),
            given.said(_("To: %(site)s"), site=given.site(trip.target)),
            given.time(body["departs"]),
            given.said(_("Check: %(code)s"), code=band.code.rpartition(" ")[2]),
        ),
        notes=tuple(_note(given, language) for language in BOTH),
    )


def _note(given: Given, language: str) -> str:
    numerals = "arab" if language == "ar" else "latn"
    read = replace(given, choices=Choices(language, numerals))
    _, call = read.told, given.desk.settings.call
    said = _("In the custody of an authority. Do not take this off. The code says who and which "
             "trip; it holds no name.")  # fmt: skip
    told = _("Alone, ill or lost? Call %(number)s.")
    return f"{said} {read.said(told, number=call or '. . . . . . . . . . . .')}"
