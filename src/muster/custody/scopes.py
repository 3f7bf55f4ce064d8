"""Whom a claim is about: whether one scope lies inside another.

`all` is everybody; `first group: Iraqis` lies in `first group` and in `Iraqis`; `SINAA;HASC` is
both together. What else lies inside what is said by whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

ALL = "all"
UNCLEAR = " or "
"""`all or since last` may be a total or an addition: its reader cannot know."""


class Relation(StrEnum):
    """How one scope stands to another."""

    SAME = "same"
    INSIDE = "inside"
    AROUND = "around"
    APART = "apart"
    """Neither lies inside the other, as far as is known."""


def relation(a: str, b: str, within: Mapping[str, str] | None = None) -> Relation:
    """How scope `a` stands to scope `b`; `within` names the wider scope of a narrower one."""
    wider = {} if within is None else within
    one, other = _alternatives(a, wider), _alternatives(b, wider)
    inside, around = _lies_in(one, other), _lies_in(other, one)
    if inside and around:
        return Relation.SAME
    if inside:
        return Relation.INSIDE
    return Relation.AROUND if around else Relation.APART


def is_unclear(scope: str) -> bool:
    """Whether a scope can be read in two ways."""
    return UNCLEAR in scope


def _alternatives(scope: str, within: Mapping[str, str]) -> list[frozenset[str]]:
    """The scope as a union of conditions that all hold; no condition means everybody."""
    found = []
    for part in scope.split(UNCLEAR)[0].split(";"):
        names = {name.strip() for name in part.split(":")} - {ALL, ""}
        for name in list(names):
            while name in within and within[name] not in names:
                name = within[name]
                names.add(name)
        found.append(frozenset(names))
    return found


def _lies_in(one: list[frozenset[str]], other: list[frozenset[str]]) -> bool:
    return all(any(wider <= narrower for wider in other) for narrower in one)
