"""The tables of people: groups or a roster, and who must or must not be with whom."""

from __future__ import annotations

from collections.abc import Iterable

from muster.scenario.folder.kinds import IDENTIFIER, IDS, MOMENT, TEXT, choice, member
from muster.scenario.folder.measures import BIRTH_YEAR, PEOPLE, PRIORITY
from muster.scenario.folder.table import Column, Need, Table, Values, Wrong
from muster.scenario.network import SeatKind
from muster.scenario.people import Group, KeepKind, KeepRule, Person

_SITE = Column(
    "site", IDENTIFIER, "the site where they are", "NORTH", Need.FILLED, refers_to="sites"
)
_PRIORITY = (
    Column(
        "priority",
        PRIORITY,
        "how much losing one such person matters: the weight in the expected loss",
        "3",
        Need.FILLED,
    ),
    Column(
        "priority_rule",
        TEXT,
        "the written rule that set it",
        "convicted, sentence > 10 y",
        default="",
    ),
)
_HANDLING = (
    Column(
        "separation_class",
        IDENTIFIER,
        "who they may share a vehicle compartment or a ward with",
        "men",
        Need.FILLED,
        refers_to="separation_classes",
    ),
    Column(
        "seat_kind",
        member(SeatKind),
        "the kind of place needed in a vehicle",
        "seated",
        default=SeatKind.SEATED,
        default_words="seated",
    ),
    Column(
        "destinations",
        IDS,
        "the sites where they may end; blank: nowhere is open to them; their own site among "
        "them: staying is an end, too",
        "RECEPTION",
        Need.BLANK_ALLOWED,
        default=(),
        default_words="nowhere",
        refers_to="sites",
    ),
    Column(
        "ready_at",
        MOMENT,
        "when they may first depart (identity, health, review, notice)",
        "2026-03-02T06:00:00+03:00",
        default_words="the start",
    ),
)

GROUPS = Table(
    "groups",
    "People at one site whom the planner need not tell apart. Give this table or people.",
    (
        Column("id", IDENTIFIER, "the group's id", "NORTH-men", Need.FILLED),
        _SITE,
        Column("people", PEOPLE, "how many they are", "140", Need.FILLED, unit="people"),
        *_PRIORITY,
        *_HANDLING,
        Column(
            "arrives_at",
            MOMENT,
            "when they reach the site, if they are under way at the start",
            "2026-03-02T09:00:00+03:00",
            default_words="they are there",
        ),
    ),
    Group,
    lambda scenario: () if scenario.people else scenario.groups.values(),
)

PEOPLE_TABLE = Table(
    "people",
    "A roster, one person a row and no names; groups are derived from it. Give this table or "
    "groups.",
    (
        Column("person_id", IDENTIFIER, "an opaque id, never a name", "P-00017", Need.FILLED),
        _SITE,
        *_PRIORITY,
        *_HANDLING,
        Column("sex", TEXT, "as recorded", "f", default=""),
        Column("birth_year", BIRTH_YEAR, "as recorded", "1994", default_words="not known"),
        Column("nationality", TEXT, "as recorded", "IRQ", default=""),
        Column("faction", TEXT, "for keep-apart rules between factions", "A", default=""),
    ),
    Person,
    lambda scenario: scenario.people,
    key=("person_id",),
)


def _two_different(values: Values) -> Iterable[Wrong]:
    if values["first"] == values["second"]:
        yield Wrong("second", f'"{values["second"]}"', "somebody else than in column first")
    if values["kind"] is KeepKind.TOGETHER and values["between"] == "faction":
        yield Wrong(
            "between",
            '"faction" in a rule that keeps together',
            "person",
            "The rule has no effect: name the people who must stay together, one pair a row",
            warning=True,
        )


KEEP = Table(
    "keep",
    "Named people, or factions, who must not or must travel and be held with each other.",
    (
        Column("kind", member(KeepKind), "which of the two", "apart", Need.FILLED),
        Column("first", IDENTIFIER, "a person_id, or a faction", "P-00017", Need.FILLED),
        Column("second", IDENTIFIER, "a person_id, or a faction", "P-00042", Need.FILLED),
        Column("reason", TEXT, "why", "witness against the other", default=""),
        Column(
            "between",
            choice("person", "faction"),
            "whether first and second are people or factions",
            "person",
            default="person",
            default_words="person",
        ),
    ),
    KeepRule,
    lambda scenario: scenario.keep,
    key=("kind", "first", "second", "between"),
    rules=_two_different,
)
