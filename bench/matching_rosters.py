"""Pairs of rosters with truth: kinds, overlaps, scripts and sizes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from bench.matching_names import NameType
from bench.matching_people import Person, make_people
from bench.matching_writing import RECEIVER, SENDER, Care, write_arabic, write_latin
from muster.matching import Roster, roster

RELATIVES = {"moderate": 0.14, "hard": 0.26}
TWICE = {"moderate": 0.010, "hard": 0.020}
"""Share of people whom a list has twice."""


@dataclass(frozen=True, slots=True)
class Case:
    """Two rosters and the pairs of ids that are one person; duplicates within each."""

    a: Roster
    b: Roster
    truth: frozenset[tuple[str, str]]
    twice_a: frozenset[tuple[str, str]]
    twice_b: frozenset[tuple[str, str]]


def make_case(
    names: list[NameType], kind: str, size: int, overlap: float, seed: int,
    scripts: str = "arabic latin", formats: bool = True,
) -> Case:  # fmt: skip
    """Two lists of so many people each, a share of whom is on both."""
    random = np.random.default_rng(seed)
    both = round(size * overlap)
    people = make_people(2 * size - both, names, RELATIVES[kind], random)
    of_a, of_b = scripts.split()
    a, rows_a = _list(
        "a", people[:size], _care(kind, of_a, "a"), of_a, TWICE[kind], random, formats
    )
    shared = [*range(both), *range(size, 2 * size - both)]
    b, rows_b = _list(
        "b", [people[i] for i in shared], _care(kind, of_b, "b"), of_b, TWICE[kind], random, formats
    )
    truth = {(x, y) for i in range(both) for x in rows_a[i] for y in rows_b[i]}
    return Case(a, b, frozenset(truth), _pairs(rows_a), _pairs(rows_b))


def _care(kind: str, script: str, side: str) -> Care:
    """Both lists of one script: the second is written with the receiver's care."""
    return SENDER[kind] if side == "a" or script == "arabic" else RECEIVER[kind]


def _list(
    label: str, people: list[Person], care: Care, script: str, twice: float,
    random: Generator, formats: bool,
) -> tuple[Roster, dict[int, list[str]]]:  # fmt: skip
    write = write_arabic if script == "arabic" else write_latin
    entries = list(range(len(people)))
    entries += [i for i in range(len(people)) if random.random() < twice]
    numbers = random.permutation(len(entries))
    rows_of: dict[int, list[str]] = defaultdict(list)
    records = []
    for i, number in zip(entries, numbers, strict=True):
        identifier = f"{label}{number:06d}"
        rows_of[i].append(identifier)
        records.append([identifier, *write(people[i], care, random, formats)])
    return roster(label, records), rows_of


def _pairs(rows_of: dict[int, list[str]]) -> frozenset[tuple[str, str]]:
    return frozenset((min(r), max(r)) for r in rows_of.values() if len(r) == 2)
