"""Chains of devices: what is missing, what was said twice, and what came after the end.

Each event names its number on the device and the digest of the one before. A server takes events
as they come, late and out of order; a chain is judged over all that has come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from muster.record.events import FIRST, SignedEvent

CLOSING = "device_closed"
"""Type of the event that fixes the end of a chain; its body says how many events there are."""


class Break(StrEnum):
    """What can be wrong with a chain."""

    GAP = "gap"
    """A number is missing below one that came."""
    FORK = "fork"
    """Two events have one number."""
    BROKEN_LINK = "broken link"
    """An event names another before it than the one that is there."""
    CUT_OFF = "cut off"
    """The closing event counts more events than came."""
    AFTER_CLOSING = "after closing"
    """An event came after the closing one, or the closing one miscounts."""


@dataclass(frozen=True, slots=True, order=True)
class ChainFault:
    """One thing wrong with the chain of a device."""

    device: str
    n: int
    """Number of the event concerned; of a gap, the first that is missing."""
    kind: Break
    text: str


def chain_faults(events: Iterable[SignedEvent]) -> tuple[ChainFault, ...]:
    """Every break of every device's chain, the first and the last link included."""
    chains: dict[str, dict[int, dict[bytes, SignedEvent]]] = defaultdict(dict)
    for signed in events:
        event = signed.event
        chains[event.device].setdefault(event.n, {})[signed.digest] = signed
    faults: list[ChainFault] = []
    for device, numbered in chains.items():
        faults += _gaps(device, sorted(numbered))
        for n, said in sorted(numbered.items()):
            if len(said) > 1:
                text = f"found {len(said)} events numbered {n}; expected one"
                faults.append(ChainFault(device, n, Break.FORK, text))
            faults += _links(device, n, said, numbered.get(n - 1))
            faults += _closings(device, n, said, max(numbered))
    return tuple(sorted(faults))


def _gaps(device: str, numbers: list[int]) -> list[ChainFault]:
    faults, expected = [], 0
    for n in numbers:
        if n > expected:
            text = f"found no events {expected} to {n - 1}; expected every number from 0"
            faults.append(ChainFault(device, expected, Break.GAP, text))
        expected = n + 1
    return faults


def _links(
    device: str,
    n: int,
    said: dict[bytes, SignedEvent],
    before: dict[bytes, SignedEvent] | None,
) -> list[ChainFault]:
    allowed = {FIRST} if n == 0 else {each.hex() for each in before or {}}
    if n > 0 and before is None:
        return []
    text = "found another event named as the one before; expected that which came"
    return [
        ChainFault(device, n, Break.BROKEN_LINK, text)
        for signed in said.values()
        if signed.event.prev not in allowed
    ]


def _closings(device: str, n: int, said: dict[bytes, SignedEvent], last: int) -> list[ChainFault]:
    faults = []
    for signed in said.values():
        if signed.event.type != CLOSING:
            continue
        counted = signed.event.body.get("events")
        if last > n:
            text = f"found events up to {last}; expected none after the closing one, {n}"
            faults.append(ChainFault(device, n, Break.AFTER_CLOSING, text))
        if counted != n + 1:
            text = f"found {counted} events counted at the close; expected {n + 1}"
            faults.append(ChainFault(device, n, Break.CUT_OFF, text))
    return faults
