"""Three lists of one movement: sent, carried, received; each person's chain over them.

Equal numbers prove nothing: one person too few and another too many look the same in a count. So
each chain is followed by two ways, over the carrier's list and past it, and where they disagree
the person is shown as swapped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from muster.matching.match import PROMISE, Decision, Matching, match_rosters
from muster.matching.roster import Roster


class Fate(StrEnum):
    """What the three lists say of a person; the most dangerous first."""

    SWAPPED = "swapped"
    """The carrier's list leads to one person received, the sender's to another."""
    NOT_RECEIVED = "not received"
    """Sent and carried, and not received: missing on the way."""
    NOT_CARRIED = "not carried"
    """Sent, and on neither other list."""
    NEVER_SENT = "never sent"
    """Carried, or received, and on no list before."""
    NOT_LISTED = "not on the carrier's list"
    """Sent and received, and nobody carried them."""
    ARRIVED = "arrived"
    """Sent, carried and received, by one chain."""


OTHER_PEOPLE = (Fate.NOT_CARRIED, Fate.NOT_RECEIVED, Fate.SWAPPED, Fate.NEVER_SENT)
"""What a person who was sent, or received, cannot be where the same people arrived."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One person over three lists, by the ids of their rows; empty where there is none."""

    sent: str
    carried: str
    received: str
    fate: Fate
    certain: bool
    """Whether every link of it was decided at the promise; else a clerk looks. That somebody is on
    no row of a list is never certain, nor is a swap: one of its links is wrong."""
    other: str = ""
    """Of somebody swapped: who the sender's list says was received."""

    @property
    def ids(self) -> tuple[str, str, str]:
        """The rows on the three lists."""
        return self.sent, self.carried, self.received


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """All chains, and rows that stand twice on a list."""

    chains: tuple[Chain, ...]
    numbers: tuple[int, int, int]
    """Rows sent, carried, received."""
    twice: Mapping[str, tuple[tuple[str, str], ...]]
    """By list: pairs of rows that may be one person."""

    @property
    def fates(self) -> Mapping[str, int]:
        """Chains by what became of the person."""
        counted = Counter(chain.fate for chain in self.chains)
        return {fate.value: counted[fate] for fate in Fate if counted[fate]}

    @property
    def same_numbers_other_people(self) -> bool:
        """Whether as many were received as sent, and not the same: the most dangerous case."""
        sent, _, received = self.numbers
        return sent == received and any(chain.fate in OTHER_PEOPLE for chain in self.chains)

    @property
    def lists(self) -> tuple[str, str, str]:
        """What the three lists are called."""
        return "sent", "carried", "received"


def three_way(
    sent: Roster,
    carried: Roster,
    received: Roster,
    promise: float = PROMISE,
    model: Path | None = None,
    past: Matching | None = None,
) -> ThreeWay:
    """Match three lists of one movement pair by pair, and follow each person over them.

    `past` is the matching of sent against received, where there is one already.
    """
    onto = match_rosters(sent, carried, promise, model)
    off = match_rosters(carried, received, promise, model)
    past = past or match_rosters(sent, received, promise, model)
    chains = tuple(_chains(_Links.of(onto), _Links.of(off), _Links.of(past), received))
    return ThreeWay(
        chains,
        (len(sent.rows), len(carried.rows), len(received.rows)),
        {"sent": onto.duplicates_a, "carried": onto.duplicates_b, "received": off.duplicates_b},
    )


@dataclass(frozen=True, slots=True)
class _Links:
    """The likeliest row of one list for each row of another."""

    to: Mapping[str, str]
    certain: frozenset[tuple[str, str]]
    unlinked: tuple[str, ...]
    """Rows of the first list without one."""
    strangers: tuple[str, ...]
    """Rows of the second without one."""

    @classmethod
    def of(cls, matching: Matching) -> _Links:
        to: dict[str, str] = {}
        for match in sorted(matching.matches, key=lambda each: -each.probability):
            if match.a and match.b:
                to.setdefault(match.a, match.b)
        certain = {(m.a, m.b) for m in matching.matches if m.decision is Decision.DECIDED}
        return cls(
            to,
            frozenset(certain),
            tuple(m.a for m in matching.matches if m.a and not m.b),
            tuple(m.b for m in matching.matches if m.b and not m.a),
        )


def _chains(onto: _Links, off: _Links, past: _Links, received: Roster) -> Iterator[Chain]:
    seen: set[str] = set()
    for sent in sorted({*onto.to, *onto.unlinked}):
        carried, direct = onto.to.get(sent, ""), past.to.get(sent, "")
        by_carrier = off.to.get(carried, "") if carried else ""
        chain = _chain(sent, carried, by_carrier, direct, (onto, off, past))
        seen |= {chain.received, chain.other}
        yield chain
    for carried in onto.strangers:
        by_carrier = off.to.get(carried, "")
        seen.add(by_carrier)
        yield Chain("", carried, by_carrier, Fate.NEVER_SENT, certain=False)
    for row in received.rows:
        if row.id not in seen:
            yield Chain("", "", row.id, Fate.NEVER_SENT, certain=False)


def _chain(
    sent: str, carried: str, by_carrier: str, direct: str, links: tuple[_Links, _Links, _Links]
) -> Chain:
    onto, off, past = links
    sure = (not carried or (sent, carried) in onto.certain) and (
        not by_carrier or (carried, by_carrier) in off.certain
    )
    if carried and by_carrier and direct and by_carrier != direct:
        return Chain(sent, carried, by_carrier, Fate.SWAPPED, certain=False, other=direct)
    if carried and (by_carrier or direct):
        is_sure = sure if by_carrier else (sent, direct) in past.certain
        return Chain(sent, carried, by_carrier or direct, Fate.ARRIVED, is_sure)
    if carried:
        return Chain(sent, carried, "", Fate.NOT_RECEIVED, certain=False)
    if direct:
        return Chain(sent, "", direct, Fate.NOT_LISTED, (sent, direct) in past.certain)
    return Chain(sent, "", "", Fate.NOT_CARRIED, certain=False)
