"""Why two figures differ: time, scope, arithmetic, code-list, or nothing that explains it.

An explanation is the least that could be true; it does not make either figure right. What nothing
explains stays on the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations

from muster.custody.arithmetic import Sum, is_slip, sums_of
from muster.custody.claims import Claim
from muster.custody.scopes import Relation, is_unclear, relation

GROWING = (
    "captured", "court files opened", "died", "escaped", "killed", "recaptured", "released",
    "repatriated", "transferred",
)  # fmt: skip
"""Quantities counted from a beginning, which can only grow."""
OF_CODES = ("nationalities",)
"""Quantities that count the entries of a code list: they depend on which list it is."""
ALIKE = 0.75
"""Likeness of two names from which they may be two spellings or two entries of one list."""


class Why(StrEnum):
    """What explains that two figures differ."""

    AGREE = "agree"
    TIME = "time"
    SCOPE = "scope"
    ARITHMETIC = "arithmetic"
    CODE_LIST = "code-list"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures that can be held against each other."""

    a: Claim
    b: Claim
    why: Why
    text: str


@dataclass(frozen=True, slots=True)
class _Given:
    """What all pairs are judged by."""

    claims: Sequence[Claim]
    sums: Sequence[Sum]
    within: Mapping[str, str]


def reconcile(claims: Iterable[Claim], within: Mapping[str, str] | None = None) -> tuple[Pair, ...]:
    """Every pair of one quantity whose scopes are the same or nested, and why the two differ.

    `within` names the wider scope that a narrower one lies in, where the names do not say so.
    """
    listed = sorted(set(claims), key=lambda c: (c.quantity, c.about, c.scope, c))
    given = _Given(listed, sums_of(listed, within), within or {})
    found = []
    for a, b in combinations(listed, 2):
        if a.quantity != b.quantity:
            continue
        pair = _judged(a, b, given)
        if pair is not None:
            found.append(pair)
    return tuple(found)


def _judged(a: Claim, b: Claim, given: _Given) -> Pair | None:
    how = relation(a.scope, b.scope, given.within)
    if how is Relation.APART:
        return _two_names(a, b)
    if how is Relation.SAME:
        why, text = _same(a, b, given)
    else:
        part, whole = (a, b) if how is Relation.INSIDE else (b, a)
        why, text = _part_and_whole(part, whole)
    return Pair(a, b, why, text)


def _two_names(a: Claim, b: Claim) -> Pair | None:
    alike = SequenceMatcher(None, a.scope.lower(), b.scope.lower()).ratio()
    if alike < ALIKE or (a.value, a.about) != (b.value, b.about):
        return None
    text = f"one number under two names, {a.scope} and {b.scope}: one entry of a list, or two"
    return Pair(a, b, Why.CODE_LIST, text)


def _same(a: Claim, b: Claim, given: _Given) -> tuple[Why, str]:
    if _overlap(a, b):
        return Why.AGREE, "both can be true"
    earlier, later = (a, b) if a.days[1] < b.days[0] else (b, a)
    if earlier.days[1] < later.days[0]:
        grew = earlier.span[0] <= later.span[1]
        if a.quantity not in GROWING:
            return Why.TIME, "they are about different days"
        if grew:
            return Why.TIME, f"it can have grown between {earlier.about} and {later.about}"
    if is_unclear(a.scope) or is_unclear(b.scope):
        unclear = a if is_unclear(a.scope) else b
        return Why.SCOPE, f"{unclear.value:,} may count only what came since the figure before"
    if a.quantity in OF_CODES:
        return Why.CODE_LIST, "what counts as one depends on the list that was used"
    return _by_sums(a, b, given) or _by_classes(a, b, given) or _unexplained(a, b)


def _by_sums(a: Claim, b: Claim, given: _Given) -> tuple[Why, str] | None:
    if a.qualifier == b.qualifier == "exact" and is_slip(a.value, b.value):
        return Why.ARITHMETIC, "the same digits in another order: a slip of the pen in one of them"
    for stated, other in ((a, b), (b, a)):
        for added in given.sums:
            is_that = (added.quantity, added.value) == (stated.quantity, stated.value)
            is_others = (added.source, added.about) == (other.source, other.about)
            if is_that and is_others and _are_parts(added, stated, given):
                text = f"{stated.value:,} is what the other source's own parts add up to: {added}"
                return Why.ARITHMETIC, text
    return None


def _are_parts(added: Sum, whole: Claim, given: _Given) -> bool:
    return whole.qualifier == "exact" and all(
        relation(part.scope, whole.scope, given.within) is Relation.INSIDE for part in added.parts
    )


def _by_classes(a: Claim, b: Claim, given: _Given) -> tuple[Why, str] | None:
    """Two sources' totals differ by less than their figures of one class do."""
    if a.about != b.about or {a.qualifier, b.qualifier} != {"exact"}:
        return None
    total_a, total_b = (_total_of(each, given) for each in (a, b))
    if total_a is None or total_b is None:
        return None
    apart, totals_apart = abs(a.value - b.value), abs(total_a.value - total_b.value)
    if apart <= totals_apart:
        return None
    text = (
        f"their totals differ by {totals_apart}, this class by {apart}: they sort at least "
        f"{apart - totals_apart} people into different classes"
    )
    return Why.CODE_LIST, text


def _total_of(claim: Claim, given: _Given) -> Claim | None:
    """The same source's exact total of the same day; of sources named alike, the nearest name."""
    found = [
        each
        for each in given.claims
        if (each.quantity, each.about, each.qualifier) == (claim.quantity, claim.about, "exact")
        and relation(claim.scope, each.scope, given.within) is Relation.INSIDE
        and (each.source.startswith(claim.source) or claim.source.startswith(each.source))
    ]
    return min(found, key=lambda c: (abs(len(c.source) - len(claim.source)), c), default=None)


def _part_and_whole(part: Claim, whole: Claim) -> tuple[Why, str]:
    fits = part.span[0] <= whole.span[1]
    if fits and _could_be_of_one_day(part, whole):
        return Why.SCOPE, f"{part.scope} is a part of {whole.scope}"
    if part.quantity not in GROWING and part.about != whole.about:
        return Why.TIME, "they are about different days"
    if part.days[0] > whole.days[1]:
        return Why.TIME, f"{part.scope} is a part of {whole.scope}, on a later day"
    if fits:
        return Why.SCOPE, f"{part.scope} is a part of {whole.scope}"
    text = f"{part.scope}, a part of {whole.scope}, exceeds it"
    return Why.UNEXPLAINED, text


def _could_be_of_one_day(part: Claim, whole: Claim) -> bool:
    first, last = (part, whole) if part.days[0] <= whole.days[0] else (whole, part)
    return last.days[0] <= first.days[1]


def _unexplained(a: Claim, b: Claim) -> tuple[Why, str]:
    earlier, later = (a, b) if a.days[1] < b.days[0] else (b, a)
    if earlier.days[1] < later.days[0] and a.quantity in GROWING:
        text = f"it can only grow, and falls from {earlier.value:,} to {later.value:,}"
    else:
        text = f"{abs(a.value - b.value):,} apart"
    return Why.UNEXPLAINED, text


def _overlap(a: Claim, b: Claim) -> bool:
    return a.span[0] <= b.span[1] and b.span[0] <= a.span[1]
