"""What is missing: numbers of devices that have not arrived although later ones have."""

from __future__ import annotations

from itertools import groupby

from muster.record.store import Gap, Held, Store


def gaps(store: Store) -> tuple[Gap, ...]:
    """Every gap before an event in quarantine, by device and number."""
    found: list[Gap] = []
    for device, held in groupby(store.held(), key=lambda each: each.device):
        last = store.last_of_device(device)
        found += _gaps_of(list(held), 0 if last is None else last.n + 1)
    return tuple(found)


def _gaps_of(held: list[Held], expected: int) -> list[Gap]:
    since = min(each.received_at for each in held)
    found = []
    for each in held:
        if each.n > expected:
            found.append(Gap(each.device, expected, each.n - 1, len(held), since))
        expected = each.n + 1
    return found
