"""What a policy decided before, under how things stood: it is asked once where they stand alike."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

from muster.planning.services import Service
from muster.rehearsal.stepwise.ground import Run

REMEMBERED = 8_192
"""Decisions that are kept: futures in which nothing has happened yet are many, and alike."""

Trips = list[Run] | None
"""The trips from now on; None where those at hand stand."""


class Decisions:
    """The decisions of one policy, made here or learnt from other processes."""

    def __init__(self, services: Mapping[tuple[str, str], Service]) -> None:
        self._services = services
        self._known: OrderedDict[bytes, Trips] = OrderedDict()
        self._new: dict[bytes, Trips] = {}
        self._lock = Lock()

    def knows(self, key: bytes) -> bool:
        """Whether there is a decision under a key."""
        with self._lock:
            return key in self._known

    def get(self, key: bytes) -> Trips:
        """The decision under a key that is known."""
        with self._lock:
            self._known.move_to_end(key)
            return self._known[key]

    def keep(self, key: bytes, trips: Trips) -> None:
        """Remember a decision made here."""
        with self._lock:
            self._remember(key, trips)
            self._new[key] = trips

    def take_new(self) -> bytes:
        """The decisions made here since this was last asked, packed for `learn` elsewhere."""
        with self._lock:
            new, self._new = self._new, {}
        return pickle.dumps({key: _lean(trips) for key, trips in new.items()})

    def learn(self, packed: bytes) -> None:
        """Take over decisions that were made elsewhere, for the same scenario and policy."""
        for key, lean in pickle.loads(packed).items():
            with self._lock:
                if key not in self._known:
                    self._remember(key, self._whole(lean))

    def _remember(self, key: bytes, trips: Trips) -> None:
        self._known[key] = trips
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def _whole(self, lean: list[tuple[object, ...]] | None) -> Trips:
        if lean is None:
            return None
        return [Run(id, self._services[way], *rest) for id, way, *rest in lean]  # type: ignore[index, arg-type]


def _lean(trips: Trips) -> list[tuple[object, ...]] | None:
    """Trips with their services by name, of which every process has its own."""
    if trips is None:
        return None
    return [
        (run.id, (run.service.fleet, run.service.link), run.boundary, run.loads) for run in trips
    ]
