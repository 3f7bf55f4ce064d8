"""What figures of one source add up to, and slips of the pen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from muster.custody.claims import Claim
from muster.custody.scopes import Relation, relation

MOST_PARTS = 12
"""Figures of one source about one day that are tried in every combination."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Parts that one source gave on one day, and what they add up to."""

    quantity: str
    source: str
    about: str
    parts: tuple[Claim, ...]

    @property
    def value(self) -> int:
        return sum(part.value for part in self.parts)

    def __str__(self) -> str:
        added = " + ".join(f"{part.value:,} {part.scope}" for part in self.parts)
        return f"{added} = {self.value:,} ({self.source})"


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums that equal, or nearly equal, a total that somebody stated."""

    total: Claim
    sum: Sum

    @property
    def difference(self) -> int:
        """What the stated total has more than its parts."""
        return self.total.value - self.sum.value


def sums_of(claims: Iterable[Claim], within: Mapping[str, str] | None = None) -> list[Sum]:
    """Every combination of two or more exact parts of one source, said on one day of one day.

    No part lies inside another, and none is everybody.
    """
    by_source: dict[tuple[str, str, str, str], list[Claim]] = defaultdict(list)
    for each in sorted(set(claims)):
        is_part = relation(each.scope, "all", within) is Relation.INSIDE
        if each.qualifier == "exact" and is_part:
            by_source[each.quantity, each.source, each.said_on, each.about].append(each)
    found = []
    for (quantity, source, _, about), parts in by_source.items():
        some = parts[:MOST_PARTS]
        for number in range(2, len(some) + 1):
            for chosen in combinations(some, number):
                if _are_apart(chosen, within):
                    found.append(Sum(quantity, source, about, chosen))
    return found


def totals(
    claims: Iterable[Claim], within: Mapping[str, str] | None = None, near: int = 1
) -> list[Totals]:
    """Parts against their whole: sums that come within `near` of a stated total of that day."""
    listed = sorted(set(claims))
    found = []
    for added in sums_of(listed, within):
        for each in listed:
            if (each.quantity, each.about, each.qualifier) != (
                added.quantity, added.about, "exact",
            ):  # fmt: skip
                continue
            is_whole = all(
                relation(part.scope, each.scope, within) is Relation.INSIDE for part in added.parts
            )
            if is_whole and abs(each.value - added.value) <= near:
                found.append(Totals(each, added))
    return found


def is_slip(a: int, b: int) -> bool:
    """Whether two numbers are the same digits in another order."""
    return a != b and sorted(str(a)) == sorted(str(b))


def _are_apart(parts: tuple[Claim, ...], within: Mapping[str, str] | None) -> bool:
    return all(
        relation(a.scope, b.scope, within) is Relation.APART for a, b in combinations(parts, 2)
    )
