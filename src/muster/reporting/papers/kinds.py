"""Every kind of paper: what it is called, what it is of, and the function that makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from muster.locale.terms import N_
from muster.reporting.papers.advice import advice, advice_of_trip
from muster.reporting.papers.after import after
from muster.reporting.papers.arrivals import arrivals
from muster.reporting.papers.bands import cards, wristbands
from muster.reporting.papers.bureau import bureau
from muster.reporting.papers.chain import chain
from muster.reporting.papers.daily import daily
from muster.reporting.papers.given import Given
from muster.reporting.papers.manifest import manifest
from muster.reporting.papers.paper import Paper
from muster.reporting.papers.receipt import receipt


class Subject(StrEnum):
    """What a paper is of."""

    TRIP = "trip"
    PERSON = "person"
    SITE = "site"
    DUTY = "duty"
    OPERATION = "operation"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper."""

    name: str
    title: str
    """In English, and so the message of the catalogue."""
    subject: Subject
    make: Callable[[Given, str], Paper]
    """From the subject's id; an operation's needs none."""


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("manifest", N_("Manifest"), Subject.TRIP, manifest),
        Kind("wristbands", N_("Wristbands"), Subject.TRIP, wristbands),
        Kind("cards", N_("Cards"), Subject.TRIP, cards),
        Kind("receipt", N_("Handover receipt"), Subject.TRIP, receipt),
        Kind("advices", N_("Advice to everybody on the list"), Subject.TRIP, advice_of_trip),
        Kind("advice", N_("Advice to the person"), Subject.PERSON, advice),
        Kind("chain", N_("Chain of custody"), Subject.PERSON, chain),
        Kind("arrivals", N_("Arrival list"), Subject.SITE, arrivals),
        Kind("bureau", N_("Messages to the bureau"), Subject.DUTY, bureau),
        Kind("situation", N_("Daily situation report"), Subject.OPERATION,
             lambda given, _none: daily(given)),
        Kind("after-action", N_("After-action report"), Subject.OPERATION,
             lambda given, _none: after(given)),
    )
}  # fmt: skip
"""By name, as on the command line and in addresses of the board."""


def kinds_of(subject: Subject) -> tuple[Kind, ...]:
    """The papers of one subject."""
    return tuple(kind for kind in KINDS.values() if kind.subject is subject)
