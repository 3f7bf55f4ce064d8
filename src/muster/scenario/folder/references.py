"""Ids that tables share: each row's own occurs once, and those it names exist."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from muster.scenario.folder.dangers import CHANGED_TABLE
from muster.scenario.folder.disruptions import check_targets
from muster.scenario.folder.fault_list import FaultList, shown
from muster.scenario.folder.kinds import number_to_text
from muster.scenario.folder.marks import WRONG
from muster.scenario.folder.rows import ReadTable
from muster.scenario.folder.settings import ReadSettings
from muster.scenario.folder.suggestion import did_you_mean
from muster.scenario.people import KeepKind

MOST_SUGGESTIONS = 20
"""Unknown words of one column for which a known one is looked up; it takes time."""
MOST_LISTED = 8
"""Known words up to which a message lists them."""

Known = Mapping[str, Collection[str] | None]
"""Ids by what a column refers to; None where they cannot be known."""


def check_references(
    tables: Mapping[str, ReadTable | None], settings: ReadSettings, faults: FaultList
) -> None:
    """Note ids that occur twice and ids that nothing has, in every table."""
    known = _known(tables, settings)
    for read in tables.values():
        if read is None:
            continue
        _check_key(read, faults)
        for column in read.table.columns:
            if column.refers_to:
                _check_column(read, column.name, column.refers_to, known, faults)
    _check_changes(tables["changes"], known, faults)
    _check_keep(tables["keep"], tables["people"], known, faults)
    check_targets(tables, known, faults)


def _known(tables: Mapping[str, ReadTable | None], settings: ReadSettings) -> Known:
    known: dict[str, Collection[str] | None] = {
        "regimes": settings.regimes,
        "separation_classes": settings.separation_classes,
    }
    for name, read in tables.items():
        if read is None:
            known[name] = None
        elif len(read.table.key) == 1:
            ids = read.columns.get(read.table.key[0], ())
            known[name] = dict.fromkeys(id for id in ids if id is not WRONG)
    return known


def _check_key(read: ReadTable, faults: FaultList) -> None:
    names = read.table.key
    if not names or not read.numbers:
        return
    first: dict[tuple[Any, ...], int] = {}
    for index, values in enumerate(zip(*(read.columns[name] for name in names), strict=True)):
        if any(value is WRONG for value in values):
            continue
        before = first.setdefault(values, index)
        if before != index:
            read.wrong.add(index)
            given = ", ".join(_plain(value) for value in values if value is not None)
            faults.error(
                read.place(index),
                ", ".join(names),
                f"{shown(given)} a second time",
                f"{', '.join(names)} unlike that of row {read.numbers[before]}",
            )


def _plain(value: Any) -> str:
    return number_to_text(value) if isinstance(value, float) else str(value)


def _check_column(
    read: ReadTable, name: str, refers_to: str, all_known: Known, faults: FaultList
) -> None:
    """Each value of the column, or each item of its lists, is known."""
    known = all_known[refers_to]
    if known is None:
        return
    values = read.columns.get(name, ())
    unknown = {
        value: [id for id in _ids(value) if id not in known]
        for value in set(values)
        if value is not WRONG and value is not None
    }
    unknown = {value: ids for value, ids in unknown.items() if ids}
    if not unknown:
        return
    expected = _wanted(refers_to, known)
    suggested: dict[str, str] = {}
    for index, value in enumerate(values):
        for id in unknown.get(value, ()):
            _report_unknown(read, index, name, id, known, expected, suggested, faults)


def _wanted(refers_to: str, known: Collection[str]) -> str:
    """What is expected in a column that refers to something, with the choice if it is small."""
    words = {"regimes": "a regime", "separation_classes": "a separation class"}
    wanted = words.get(refers_to, f"an id of {refers_to}")
    return f"{wanted} ({', '.join(known)})" if 0 < len(known) <= MOST_LISTED else wanted


def _ids(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


def _report_unknown(
    read: ReadTable,
    index: int,
    column: str,
    id: str,
    known: Collection[str],
    expected: str,
    suggested: dict[str, str],
    faults: FaultList,
) -> None:
    if id not in suggested and len(suggested) < MOST_SUGGESTIONS:
        suggested[id] = did_you_mean(id, known) if known else "There is none"
    read.wrong.add(index)
    faults.error(read.place(index), column, shown(id), expected, suggested.get(id, ""))


def _check_changes(changes: ReadTable | None, known: Known, faults: FaultList) -> None:
    if changes is None:
        return
    suggested: dict[str, str] = {}
    for index, values in list(changes.rows()):
        name = CHANGED_TABLE[values["target_kind"]].name
        ids = known[name]
        if ids is not None and values["target"] not in ids:
            _report_unknown(
                changes,
                index,
                "target",
                values["target"],
                ids,
                f"an id of {name}",
                suggested,
                faults,
            )


def _check_keep(
    keep: ReadTable | None, people: ReadTable | None, known: Known, faults: FaultList
) -> None:
    """Rules name people of the roster or their factions, and no pair twice or both ways."""
    if keep is None:
        return
    factions = None if people is None else dict.fromkeys(people.columns.get("faction", ()))
    suggested: dict[str, str] = {}
    pairs: dict[tuple[str, frozenset[str]], tuple[int, KeepKind]] = {}
    for index, rule in list(keep.rows()):
        of_people = rule["between"] == "person"
        ids = known["people"] if of_people else factions
        expected = "a person_id of people" if of_people else "a faction of people"
        for name in ("first", "second"):
            if ids is not None and rule[name] not in ids:
                _report_unknown(keep, index, name, rule[name], ids, expected, suggested, faults)
        pair = rule["between"], frozenset((rule["first"], rule["second"]))
        before, kind = pairs.setdefault(pair, (index, rule["kind"]))
        if before != index:
            _report_pair(keep, index, before, rule["kind"], kind, faults)


def _report_pair(
    keep: ReadTable, index: int, before: int, kind: KeepKind, earlier: KeepKind, faults: FaultList
) -> None:
    found = f"{shown(kind)} for a pair that row {keep.numbers[before]} keeps {earlier}"
    if kind is earlier:
        faults.warning(keep.place(index), "first", found, "each pair once")
    else:
        keep.wrong.add(index)
        faults.error(keep.place(index), "kind", found, "one of the two")
