"""Advice to a person who will be moved: where to, when, and what they may ask for (R13, R25, R33).

The wording follows what the conventions oblige an authority to tell: GC III 48, GC IV 128, BoP 16,
Mandela 68; it promises nothing that the rules of operations do not ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from muster.locale.choices import Choices, offered
from muster.operations.situation import State, Trip
from muster.reporting.papers.given import Given, PaperError
from muster.reporting.papers.manifest import listed_of
from muster.reporting.papers.paper import (
    Block,
    Facts,
    Heading,
    NewPage,
    Paper,
    Points,
    Prose,
    Signatures,
)
from muster.reporting.papers.people import NamesRead, names_of

LANGUAGE = "language"
"""Column of a roster with the language that a person reads, as ISO 639 has it."""
BEFORE = (State.PLANNED, State.APPROVED, State.LOADING)


def advice(given: Given, person: str) -> Paper:
    """The advice of one person, for the next trip that lists them, in their language."""
    coming = [t for t in given.situation.trips.values() if t.state in BEFORE and person in t.people]
    if not coming:
        raise PaperError(f"found no trip that {person} has still to take; expected one")
    trip = min(coming, key=lambda trip: (trip.planned.body["departs"], trip.id))
    read = given.personal([person], [LANGUAGE], f"advice of trip {trip.id}")
    return _paper(in_language_of(given, read.get(person, {})), f"advice-{person}", trip, [person])


def advice_of_trip(given: Given, trip_id: str) -> Paper:
    """The advice of everybody on a trip's list, a page each, in the reader's language."""
    trip = given.trip(trip_id)
    return _paper(given, f"advice-{trip_id}", trip, listed_of(given, trip))


def in_language_of(given: Given, fields: Mapping[str, str]) -> Given:
    """The same for a reader of a person's language, where there are translations into it."""
    asked = fields.get(LANGUAGE, "").strip().lower()[:3]
    languages = dict(offered())
    language = next((code for code in (asked, asked[:2]) if code in languages), "")
    if not language:
        return given
    numerals = "latn" if language == "en" else "arab"
    return replace(given, choices=Choices(language, numerals))


def _paper(given: Given, name: str, trip: Trip, people: list[str]) -> Paper:
    names = names_of(given, people, f"advice of trip {trip.id}")
    blocks: list[Block] = []
    for number, person in enumerate(people):
        blocks += [NewPage()] if number else []
        blocks += _blocks(given, trip, person, names)
    if not people:
        blocks.append(Prose(given.told("Nobody is on the list.")))
    title = given.told("You will be moved")
    return given.paper(name, title, given.told("What you must know, and what you may ask for"),
                       blocks)  # fmt: skip


def _blocks(given: Given, trip: Trip, person: str, names: NamesRead) -> Iterator[Block]:
    _, body = given.told, trip.planned.body
    name = " / ".join(each for each in names.get(person, ()) if each)
    yield Facts((
        *([(_("For"), name)] if name else []),
        (_("Your number"), person),
        (_("Trip"), trip.id),
        (_("You are now at"), given.site_in_both(body["from"])),
        (_("You will go to"), given.site_in_both(trip.target)),
        (_("Under whom you will be there"), body["receiving"]),
        (_("You leave on"), given.time(body["departs"])),
        (_("You should arrive on"), given.time(trip.expected)),
        (_("Who goes with you"), trip.escort),
    ), 3)  # fmt: skip
    yield Prose(given.said(
        _("Your new address: %(site)s, under %(who)s. Give it to your family and your lawyer."),
        site=given.site_in_both(trip.target), who=body["receiving"],
    ), framed=True, bold=True)  # fmt: skip
    yield Heading(_("Your rights"))
    yield Points(_rights(given))
    yield Heading(_("If you fear the place you are sent to"))
    yield Points(_fears(given))
    call = given.desk.settings.call
    if call:
        yield Prose(given.said(_("Your family may call %(number)s."), number=call))
    yield Heading(_("That you were told"))
    yield Signatures((
        (_("You"), (_("Signature or thumbprint"), _("Day and hour"))),
        (_("Who told you"), (_("Name and rank"), _("Signature"), _("Interpreter, if any"))),
    ))  # fmt: skip
    yield Prose(_("By signing you say that you were told. You do not say that you agree."))


def _rights(given: Given) -> tuple[str, ...]:
    _ = given.told
    return (
        _("You may tell your family or somebody else at once where you go, and again when you "
          "have arrived. Ask, and you will be helped to do it."),
        _("You may take your belongings, letters and parcels with you. They are listed and sealed "
          "in front of you, and you get a receipt. What stays behind is sent after you."),
        _("On the way you get food, water and medical care. Your medicine and your medical file "
          "go with you; only health staff may read the file. Say now if you are ill, or if "
          "the journey would harm you."),
        _("Nobody may beat, insult or humiliate you, or show you to onlookers."),
        _("You may complain, to those who hold you or to an independent inspector, about anything "
          "that happens to you. Nobody may punish you for it."),
        _("If you are a foreigner, you may speak with your consulate, if you want to. Nobody may "
          "force you to."),
        _("You may stay together with your family. A child is never left alone with adults who "
          "are not its family."),
    )  # fmt: skip


def _fears(given: Given) -> tuple[str, ...]:
    _ = given.told
    return (
        _("Say so now, to anybody here. You need not give your reasons in front of others: you "
          "may ask for a private interview."),
        _("Somebody who does not decide about your transfer looks at what you say. Until they "
          "have decided, you stay."),
        _("If you go, you may be visited there afterwards, and may say then how you are treated."),
    )  # fmt: skip
