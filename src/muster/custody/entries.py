"""Events as the books take them: in the order in which things happened, not in which they came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from muster.record.events import Event, read_stored
from muster.record.store import Store

BESIDE = (
    "claim", "device_closed", "device_enrolled", "device_revoked", "key_erased",
    "match_decision", "match_read", "match_undone", "plan_adopted", "read", "refusal",
)  # fmt: skip
"""Types that say nothing of where anybody is: nothing is late because it came after one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as the record holds it."""

    seq: int
    """Its place in the log, from 0."""
    event: Event
    received_at: str
    """When the server took it: UTC as events have it."""

    @property
    def order(self) -> tuple[str, str, str, int]:
        """Occurred first, first; then as recorded, then by device and number."""
        event = self.event
        return (event.occurred_at, event.recorded_at, event.device, event.n)


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry in the order of occurrence."""

    entry: Entry
    is_late: bool
    """Whether it came after an entry that happened after it."""


def entries_of(store: Store, known: str | None = None) -> Iterator[Entry]:
    """Every entry of a record; only those received until `known`, if that is given."""
    for row in store.entries():
        if known is None or row.received_at <= known:
            yield Entry(row.seq, read_stored(row.raw), row.received_at)


def in_order(entries: Iterable[Entry]) -> list[Placed]:
    """Entries in the order of occurrence: whatever order they came in, the result is the same.

    What came late is marked so.
    """
    come = sorted(entries, key=lambda each: each.seq)
    late, latest = set(), ""
    for each in come:
        if each.event.type in BESIDE:
            continue
        if each.event.occurred_at < latest:
            late.add(each.seq)
        else:
            latest = each.event.occurred_at
    come.sort(key=lambda each: each.order)
    return [Placed(each, each.seq in late) for each in come]


def corrections(entries: Iterable[Entry]) -> Mapping[str, Event]:
    """By event_id: the correction that takes an event's effect away.

    A correction that was itself corrected later has none.
    """
    corrected: dict[str, Event] = {}
    said = [each for each in entries if each.event.type == "correction"]
    for each in sorted(said, key=lambda each: -each.seq):
        if each.event.event_id not in corrected:
            cited = each.event.body.get("event")
            if isinstance(cited, str):
                corrected[cited] = each.event
    return corrected


def as_of(entries: Iterable[Entry], at: str) -> list[Entry]:
    """What had occurred until a time, the time included, with every correction of it since."""
    return [
        each for each in entries if each.event.occurred_at <= at or each.event.type == "correction"
    ]
