"""Claims from a CSV file as the scenario's `claims.csv` has them."""

from __future__ import annotations

import csv
from pathlib import Path

from muster.custody.claims import Claim
from muster.custody.given_list import GivenList
from muster.errors import Fault, ImpossibleValueError, ScenarioError

LONGEST_NUMBER = 15
"""Digits of a number that an event can hold for certain."""

COLUMNS = ("quantity", "scope", "value", "qualifier", "source", "said_on", "about")


def read_claims(path: Path) -> tuple[Claim, ...]:
    """The claims of a file; raises ScenarioError with every fault at once."""
    return claims_in(GivenList.of(path))


def claims_in(given: GivenList) -> tuple[Claim, ...]:
    """The claims of a list; raises ScenarioError with every fault at once."""
    with given.lines() as lines:
        rows = list(csv.DictReader(lines, restval="", restkey="beyond"))
        named = rows[0].keys() if rows else ()
    missing = [name for name in COLUMNS if name not in named]
    if rows and missing:
        columns = ", ".join(missing)
        raise ScenarioError([Fault(given.name, 1, None, f"no column {columns}", "it")])
    claims: list[Claim] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=2):
        read = _read(given.name, number, row)
        if isinstance(read, Fault):
            faults.append(read)
        else:
            claims.append(read)
    if faults:
        raise ScenarioError(faults)
    return tuple(claims)


def _read(file: str, number: int, row: dict[str, str]) -> Claim | Fault:
    for name in COLUMNS:
        if not row[name].strip():
            return Fault(file, number, name, "nothing", "a value in every column")
    text = {name: row[name].strip() for name in COLUMNS}
    value = text.pop("value")
    if not value.isdecimal() or len(value) > LONGEST_NUMBER:
        expected = f"a whole number from 0, of at most {LONGEST_NUMBER} digits"
        return Fault(file, number, "value", "what is no such number", expected)
    try:
        return Claim(value=int(value), **text)
    except ImpossibleValueError as error:
        found, _, expected = str(error).partition("; expected ")
        return Fault(file, number, None, found.removeprefix("found "), expected)
