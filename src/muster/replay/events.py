"""A file of what happened: people moved, running totals, sites that failed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from muster.errors import ScenarioError
from muster.scenario import Scenario
from muster.scenario.folder.csv_sheet import read_csv
from muster.scenario.folder.fault_list import FaultList, Place, shown
from muster.scenario.folder.kinds import IDENTIFIER, MOMENT, TEXT, member, whole
from muster.scenario.folder.rows import read_rows
from muster.scenario.folder.sheet import read_file
from muster.scenario.folder.suggestion import did_you_mean
from muster.scenario.folder.table import Column, Need, Table, Values, Wrong
from muster.scenario.folder.xlsx_sheet import read_xlsx

MOST_PEOPLE = 10_000_000


class Kind(StrEnum):
    """What a row says."""

    MOVED = "moved"
    TOTAL = "total"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    at: datetime
    kind: Kind
    people: int
    """Moved since the row before; moved by then; or lost at a failure."""
    origin: str | None
    """Where they came from, or which site failed; None where nobody said."""
    destination: str | None
    source: str = ""


def _said_by_the_kind(values: Values) -> Iterable[Wrong]:
    kind = values["kind"]
    if kind is Kind.FAILED and values["from"] is None:
        yield Wrong("from", "nothing", "the site that failed")
    if kind is Kind.FAILED and values["to"] is not None:
        yield Wrong("to", shown(values["to"]), "nothing, for failed has a site in from only")
    if kind is Kind.TOTAL and (values["from"] is not None or values["to"] is not None):
        yield Wrong("from", "a site", "nothing, for a total is of all who moved; use moved")


EVENTS = Table(
    "events",
    "What really happened, for muster replay.",
    (
        Column("at", MOMENT, "by when", "2026-01-27T23:59:00+03:00", Need.FILLED),
        Column(
            "kind",
            member(Kind),
            "moved: so many arrived since the row before; total: so many had arrived by then in "
            "all; failed: a site failed, and so many were lost",
            "total",
            Need.FILLED,
        ),
        Column("people", whole(0, MOST_PEOPLE), "how many", "475", Need.FILLED),
        Column("from", IDENTIFIER, "site; blank where nobody said", "SINAA", attribute="origin"),
        Column("to", IDENTIFIER, "site; blank where nobody said", "KARKH", attribute="destination"),
        Column("source", TEXT, "who said so, and when", "Reuters, 30 Jan", default=""),
    ),
    Event,
    lambda scenario: (),
    key=(),
    rules=_said_by_the_kind,
)


def read_events(path: Path, scenario: Scenario) -> tuple[Event, ...]:
    """The events of a CSV or XLSX file by time; raises ScenarioError with every fault at once."""
    faults = FaultList()
    events: list[tuple[Place, Event]] = []
    data = read_file(path, Place(EVENTS.name, path.name), faults)
    if data is not None:
        read = read_xlsx if path.suffix == ".xlsx" else read_csv
        sheet = read(EVENTS, path.name, data, faults)
        if sheet is not None:
            rows = read_rows(EVENTS, sheet, faults)
            events = [(rows.place(at), EVENTS.value_of(values)) for at, values in rows.rows()]
    events.sort(key=lambda pair: pair[1].at)
    _check(events, scenario, faults)
    if data is not None and not events and not faults.any_error:
        faults.error(Place(EVENTS.name, path.name), None, "no rows", "what happened")
    if faults.any_error:
        raise ScenarioError(faults.in_order({EVENTS.name: 0}))
    return tuple(event for _, event in events)


def _check(events: list[tuple[Place, Event]], scenario: Scenario, faults: FaultList) -> None:
    """Sites there are, times within the evaluation, totals that do not fall."""
    total, moved = 0, 0
    for place, event in events:
        for column, site in (("from", event.origin), ("to", event.destination)):
            if site is not None and site not in scenario.sites:
                action = did_you_mean(site, scenario.sites)
                faults.error(place, column, shown(site), "the id of a site of the scenario", action)
        hours = scenario.hours_until(event.at)
        last = scenario.horizon_h + scenario.objective.beyond_h
        if not 0.0 <= hours <= last:
            faults.error(
                place,
                "at",
                event.at.isoformat(),
                f"a time from {scenario.start.isoformat()} until {last:g} h later, when the "
                "scenario's evaluation ends",
            )
        if event.kind is Kind.MOVED:
            moved += event.people
        elif event.kind is Kind.TOTAL:
            if event.people < max(total, moved):
                found = f"{event.people:,}"
                expected = f"at least {max(total, moved):,}, who had moved before"
                faults.error(place, "people", found, expected)
            total = moved = max(event.people, total)
