"""Lists of people as CSV files, for tests."""

import csv
from pathlib import Path

HEADING = ["id", "name", "birth_year", "sex", "nationality", "governorate"]


def write_roster(path: Path, records: list[list[str]]) -> Path:
    """Write records of `match_lists.two_lists` as a list; returns its path."""
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADING, *records])
    return path
