"""The record that a matching's decisions go into: an operation's, or one of the matching's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from muster.errors import RecordError
from muster.matching.review_session import Say
from muster.record.events import Json, moment
from muster.record.folder import SETTINGS, Record, begin_record, open_record
from muster.record.outcomes import Status
from muster.record.recorder import Statement

OWN = "record"
"""Folder of the record in a matching's folder that belongs to no operation."""

MATCHINGS = "matching"
"""Folder beside an operation's record in which its matchings are, one folder each."""


def record_folder(matching: Path, given: Path | None = None) -> Path:
    """The folder of the record: the one given, the operation's whose matching it is, or its own."""
    if given is not None:
        return given
    above = matching.resolve().parent
    if above.name == MATCHINGS and (above.parent / SETTINGS).is_file():
        return above.parent
    return matching / OWN


def review_record(
    matching: Path, given: Path | None, now: Callable[[], datetime], draw: Callable[[int], bytes]
) -> Record:
    """Open the record of a matching's decisions; its own is begun if there is none yet."""
    folder = record_folder(matching, given)
    if folder == matching / OWN and not folder.exists():
        return begin_record(folder, "this organisation", now, draw)
    return open_record(folder, now, draw)


def matchings_of(record: Path) -> dict[str, Path]:
    """The matchings of an operation by name."""
    there = record / MATCHINGS
    if not there.is_dir():
        return {}
    return {each.name: each for each in sorted(there.iterdir()) if each.is_dir()}


def sayer(record: Record) -> Say:
    """Records one event at a time; RecordError if the log does not take it."""

    def say(kind: str, body: dict[str, Json]) -> None:
        at = moment(record.recorder.now())
        (outcome,) = record.recorder.say([Statement(kind, body, at)]).outcomes
        if outcome.status is not Status.ADDED:
            raise RecordError(f"found the event {outcome.status}: {outcome.reason}")

    return say
