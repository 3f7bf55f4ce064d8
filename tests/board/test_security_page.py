"""docs/security.md: every requirement of ASVS 5.0 up to level 2, once, and nothing invented."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
LINE = re.compile(
    r"^\| ([\d.]+) \| ([12]) \| [^|]+ \| (met|not applicable|\*\*open\*\*) \| ([^|]+) \|$"
)
LAST = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2",
    "2.1": "1-3", "2.2": "1-3", "2.3": "1-4", "2.4": "1",
    "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2",
    "4.1": "1-3", "4.2": "1", "4.3": "1-2", "4.4": "1-4",
    "5.1": "1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3",
    "6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3",
    "6.8": "1-4",
    "7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2",
    "8.1": "1-2", "8.2": "1-3", "8.3": "1", "8.4": "1", "9.1": "1-3", "9.2": "1-4",
    "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6": "1-2",
    "10.7": "1-3",
    "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1", "11.6": "1",
    "12.1": "1-3", "12.2": "1-2", "12.3": "1-4",
    "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5",
    "14.1": "1-2", "14.2": "1-4", "14.3": "1-3",
    "15.1": "1-3", "15.2": "1-3", "15.3": "1-7",
    "16.1": "1", "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-3",
    "17.1": "1", "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip
"""By section, the requirements of levels 1 and 2 (OWASP ASVS 5.0.0); those of level 3 follow."""


def lines():
    rows = [LINE.match(line) for line in PAGE.splitlines() if re.match(r"\| \d", line)]
    assert all(rows), "a line of the list is not in the list's form"
    return [row.groups() for row in rows]


def ids():
    for section, numbers in LAST.items():
        first, _, last = numbers.rpartition("-")
        for number in range(int(first or 1), int(last) + 1):
            yield f"{section}.{number}"


def test_every_requirement_is_listed_once():
    assert [row[0] for row in lines()] == list(ids())


def test_what_is_met_or_open_says_where_or_why():
    found = lines()
    told = re.search(r"(\d+) lines, (\d+) met, (\d+) not applicable, (\d+) open", PAGE)
    states = [row[2].strip("*") for row in found]
    expected = (len(found), *(states.count(each) for each in ("met", "not applicable", "open")))
    assert tuple(int(each) for each in told.groups()) == expected
    assert all(len(row[3]) >= len("405") for row in found)


def test_every_file_that_a_line_names_is_there():
    named = re.findall(r"`((?:src|tests|docs)/[^`]+)`", PAGE)
    assert len(set(named)) > 30
    assert [name for name in named if not (ROOT / name).exists()] == []
