"""The tables of places: sites, their beds by separation class, and the links between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from muster.scenario.folder.kinds import IDENTIFIER, TEXT, WINDOW, member
from muster.scenario.folder.measures import (
    COUNT,
    DURATION,
    GUARDS,
    LATITUDE,
    LONGITUDE,
    PEOPLE,
    PEOPLE_PER_DAY,
    PEOPLE_PER_H,
    SHARE,
)
from muster.scenario.folder.table import Column, Need, Table, Values, Wrong
from muster.scenario.judgement import Judgement
from muster.scenario.network import Link, Mode, Site, SiteKind
from muster.scenario.scenario import Scenario

NO_LIMIT = "no limit"


def site_named(id: str, name: str, **others: Any) -> Site:
    """A site; where no name is given, its id is its name."""
    return Site(id=id, name=name or id, **others)


SITES = Table(
    "sites",
    "Places where people can be held or staged.",
    (
        Column("id", IDENTIFIER, "the site's id, used in every other table", "NORTH", Need.FILLED),
        Column("name", TEXT, "its name", "North Prison", default="", default_words="the id"),
        Column("kind", member(SiteKind), "what it is", "prison", Need.FILLED),
        Column(
            "lat",
            LATITUDE,
            "latitude, north positive",
            "36.49",
            Need.FILLED,
            unit="degrees",
            attribute="latitude",
        ),
        Column(
            "lon",
            LONGITUDE,
            "longitude, east positive",
            "40.75",
            Need.FILLED,
            unit="degrees",
            attribute="longitude",
        ),
        Column("custodian", TEXT, "the authority answerable for the people", "SDF", default=""),
        Column(
            "loss_fraction",
            SHARE,
            "share of those present who are lost when the site fails",
            "0.35",
            default=Judgement.certain(0.0),
            default_words="0",
            unit="share",
            judgement=True,
        ),
        Column(
            "capacity",
            PEOPLE,
            "people who can be held at once",
            "450",
            default_words=NO_LIMIT,
            unit="people",
        ),
        Column(
            "occupied",
            PEOPLE,
            "people held there who are not part of the scenario and never move",
            "0",
            default=0,
            default_words="0",
            unit="people",
        ),
        Column(
            "embark_per_h",
            PEOPLE_PER_H,
            "people who can be brought out and loaded",
            "40",
            default_words=NO_LIMIT,
            unit="people per hour",
            judgement=True,
        ),
        Column(
            "intake_per_day",
            PEOPLE_PER_DAY,
            "people who can be received in any 24 hours",
            "150",
            default_words=NO_LIMIT,
            unit="people per day",
        ),
        Column(
            "air_slots_per_day",
            COUNT,
            "landings and departures with people on board, together, in any 24 hours",
            "8",
            default_words=NO_LIMIT,
            unit="trips per day",
        ),
        Column(
            "window",
            WINDOW,
            "hours in which trips may depart from it and arrive at it",
            "06:00-18:00",
            default_words="every hour",
        ),
        Column("guards", GUARDS, "guards on duty", "60", default_words="not known", unit="guards"),
        Column(
            "guards_needed",
            GUARDS,
            "guards with whom the hazard holds as given; with fewer it grows",
            "80",
            default_words="as many as there are",
            unit="guards",
        ),
    ),
    site_named,
    lambda scenario: scenario.sites.values(),
    required=True,
)


@dataclass(frozen=True, slots=True)
class Beds:
    """Beds of a site for one separation class."""

    site: str
    separation_class: str
    beds: int


def _beds(scenario: Scenario) -> Iterator[Beds]:
    for site in scenario.sites.values():
        for separation_class, beds in site.beds.items():
            yield Beds(site.id, separation_class, beds)


BEDS = Table(
    "beds",
    "Beds by separation class, in addition to a site's capacity; classes that are not named "
    "share the capacity only.",
    (
        Column("site", IDENTIFIER, "the site", "RECEPTION", Need.FILLED, refers_to="sites"),
        Column(
            "separation_class",
            IDENTIFIER,
            "who the beds are for",
            "women",
            Need.FILLED,
            refers_to="separation_classes",
        ),
        Column("beds", PEOPLE, "how many there are", "60", Need.FILLED, unit="people"),
    ),
    Beds,
    _beds,
    key=("site", "separation_class"),
)


def _leads_somewhere(values: Values) -> Iterable[Wrong]:
    if values["from"] == values["to"]:
        yield Wrong("to", f'"{values["to"]}"', "another site than the one in column from")


LINKS = Table(
    "links",
    "Directed ways from site to site; a way that is travelled in both directions with people "
    "on board is two links.",
    (
        Column("id", IDENTIFIER, "the link's id", "NORTH-BASE", Need.FILLED),
        Column(
            "from",
            IDENTIFIER,
            "the site where it begins",
            "NORTH",
            Need.FILLED,
            refers_to="sites",
            attribute="origin",
        ),
        Column(
            "to",
            IDENTIFIER,
            "the site where it ends",
            "BASE",
            Need.FILLED,
            refers_to="sites",
            attribute="destination",
        ),
        Column("mode", member(Mode), "how it is travelled", "road", Need.FILLED),
        Column(
            "duration_h", DURATION, "time from departure to arrival", "2.5", Need.FILLED, unit="h"
        ),
        Column(
            "risk",
            SHARE,
            "share of those on board expected to be lost on the way, per ride",
            "0.0005",
            default=Judgement.certain(0.0),
            default_words="0",
            unit="share",
            judgement=True,
        ),
        Column(
            "trips_per_day",
            COUNT,
            "vehicles that may depart in any 24 hours",
            "12",
            default_words=NO_LIMIT,
            unit="trips per day",
        ),
        Column(
            "window",
            WINDOW,
            "hours in which trips may depart",
            "20:00-05:00",
            default_words="every hour",
        ),
        Column(
            "rest_stops",
            COUNT,
            "stops at which people are let out, fed and counted",
            "1",
            default=0,
            default_words="0",
        ),
    ),
    Link,
    lambda scenario: scenario.links.values(),
    required=True,
    rules=_leads_somewhere,
)
