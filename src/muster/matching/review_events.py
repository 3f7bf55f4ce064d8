"""Decisions of reviewers as events of the record, and back. Rows by id; names never."""

from __future__ import annotations

from collections.abc import Iterable

from muster.custody.entries import Entry, corrections
from muster.errors import ImpossibleValueError
from muster.matching.decisions import Answer, Decided, Said, Undone
from muster.record.events import Json, read_stored
from muster.record.store import Store
from muster.record.vocabulary import faults_of, is_known

READ, DECISION, UNDONE = "match_read", "match_decision", "match_undone"
TYPES = (READ, DECISION, UNDONE)
CORRECTION = "correction"

Body = dict[str, Json]


def reading(lists: str, by: str, reason: str) -> tuple[str, Body]:
    """What is said before somebody is shown names: type and body."""
    return READ, {"lists": lists, "by": by, "reason": reason}


def decision(lists: str, by: str, a: str, b: str, answer: Answer) -> tuple[str, Body]:
    """What is said of two rows, or (NOBODY) of the one that is not empty."""
    rows = {"a": a, "b": b}
    given = {side: row for side, row in rows.items() if row}
    if len(given) != (1 if answer is Answer.NOBODY else 2):
        raise ImpossibleValueError(
            f"found {len(given)} rows for the answer {answer}; expected one row for nobody, "
            "two for any other"
        )
    return DECISION, {"lists": lists, **given, "answer": answer.value, "by": by}


def undoing(lists: str, by: str, decided: Decided) -> tuple[str, Body]:
    """What is said to withdraw a decision of one's own."""
    return UNDONE, {"lists": lists, "decision": decided.event, "by": by}


def said_in(entries: Iterable[Entry], lists: str) -> list[Said]:
    """Everything that was decided of two lists, in the order of the log.

    What is not as its type asks, and what a correction took back, is left out.
    """
    given = list(entries)
    corrected = corrections(given)
    found: list[Said] = []
    for each in sorted(given, key=lambda each: each.seq):
        event, body = each.event, each.event.body
        if event.type not in (DECISION, UNDONE) or body.get("lists") != lists:
            continue
        if not is_known(event) or faults_of(event) or event.event_id in corrected:
            continue
        if event.type == UNDONE:
            found.append(Undone(event.event_id, body["by"], body["decision"]))
            continue
        answer, a, b = Answer(body["answer"]), body.get("a", ""), body.get("b", "")
        if bool(a) + bool(b) == (1 if answer is Answer.NOBODY else 2):
            found.append(Decided(event.event_id, body["by"], event.occurred_at, a, b, answer))
    return found


def last_reading(entries: Iterable[Entry], lists: str, by: str) -> str:
    """When somebody last said why they read the names of two lists; empty if never."""
    times = [
        each.event.occurred_at
        for each in entries
        if each.event.type == READ
        and each.event.body.get("lists") == lists
        and each.event.body.get("by") == by
    ]
    return max(times, default="")


class Followed:
    """The events of a record that reviews are made of, read once each as the log grows."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._size = 0
        self._entries: list[Entry] = []

    def entries(self) -> list[Entry]:
        """Everything until now that concerns any matching."""
        size = self._store.size()
        for row in self._store.entries(self._size, size):
            if row.type in (*TYPES, CORRECTION):
                self._entries.append(Entry(row.seq, read_stored(row.raw), row.received_at))
        self._size = size
        return self._entries
