"""Devices whose clocks cannot be right, and chains with gaps and forks, as discrepancies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from muster.custody.discrepancies import Discrepancy, Kind
from muster.custody.entries import Entry
from muster.record.gaps import gaps
from muster.record.store import Store

TOLERANCE_S = 120.0
"""Seconds by which a clock may be off before it is shown."""


def wrong_clocks(entries: Iterable[Entry]) -> tuple[Discrepancy, ...]:
    """For each device, the first event recorded after it was received, and each step back."""
    return tuple(sorted(_wrong_clocks(entries), key=lambda each: (each.occurred_at, each.event)))


def _wrong_clocks(entries: Iterable[Entry]) -> Iterator[Discrepancy]:
    told: set[str] = set()
    before: dict[str, Entry] = {}
    for each in sorted(entries, key=lambda each: (each.event.device, each.event.n)):
        event, device = each.event, each.event.device
        if event.recorded_at > each.received_at and device not in told:
            ahead = _seconds(each.received_at, event.recorded_at)
            if ahead > TOLERANCE_S:
                told.add(device)
                text = (
                    f"found an event recorded {ahead:.0f} s after it was received; expected it "
                    f"before. The clock of device {device[:8]} is ahead"
                )
                yield _of(Kind.CLOCK, each, text)
        last = before.get(device)
        if last is not None and event.recorded_at < last.event.recorded_at:
            back = _seconds(event.recorded_at, last.event.recorded_at)
            if back > TOLERANCE_S:
                text = (
                    f"found an event recorded {back:.0f} s before the one before it; expected it "
                    f"after. The clock of device {device[:8]} was set back"
                )
                yield _of(Kind.CLOCK, each, text)
        before[device] = each


def broken_chains(store: Store) -> tuple[Discrepancy, ...]:
    """Gaps before events that wait, and devices frozen for a fork."""
    found = []
    for gap in gaps(store):
        text = (
            f"found nothing numbered {gap.first} to {gap.last} of device {gap.device[:8]}; "
            f"expected it. {gap.held} later events wait"
        )
        found.append(Discrepancy(Kind.GAP, "", gap.since, "", (), text))
    for frozen in store.frozen():
        text = (
            f"found two events numbered {frozen.n} of device {frozen.device[:8]}; expected one. "
            "The device is frozen"
        )
        found.append(Discrepancy(Kind.FORK, "", frozen.frozen_at, "", (), text))
    return tuple(found)


def _seconds(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


def _of(kind: Kind, entry: Entry, text: str) -> Discrepancy:
    return Discrepancy(kind, entry.event.event_id, entry.event.occurred_at, "", (), text)
