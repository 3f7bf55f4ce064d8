"""Who may look and who may change: many take turns at one operation, and only one writes.

Whoever has the floor sees nothing change. Who writes has the turn, and the floor but for what they
do apart: then others look at what there was, and nobody else writes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field


@dataclass
class Turns:
    """Of one operation; whoever has the floor or the turn may ask for it again."""

    _turn: threading.Lock = field(default_factory=threading.Lock)
    _floor: threading.RLock = field(default_factory=threading.RLock)
    _writer: int = 0
    _owner: int = 0
    """Threads that have the turn and the floor; 0 for nobody."""
    _depth: int = 0
    """Times that the floor was asked for by who has it."""

    @contextmanager
    def floor(self) -> Iterator[None]:
        """Nothing changes inside, but by oneself."""
        with self._floor:
            self._owner, self._depth = threading.get_ident(), self._depth + 1
            try:
                yield
            finally:
                self._depth -= 1
                self._owner = self._owner if self._depth else 0

    @contextmanager
    def turn(self, elsewhere: AbstractContextManager[object]) -> Iterator[bool]:
        """The floor, and nobody else writes, nor inside of `elsewhere` at other servers. Told
        whether one has the turn only now."""
        me = threading.get_ident()
        if self._writer == me:
            with self.floor():
                yield False
            return
        with self._waiting():
            self._turn.acquire()
        self._writer = me
        try:
            with elsewhere, self.floor():
                yield True
        finally:
            self._writer = 0
            self._turn.release()

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Leave the floor to others for a while, as often as one has it."""
        depth, self._depth, self._owner = self._depth, 0, 0
        for _ in range(depth):
            self._floor.release()
        try:
            yield
        finally:
            for _ in range(depth):
                self._floor.acquire()
            self._depth, self._owner = depth, threading.get_ident()

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        """Whoever waits for the turn keeps nobody from the floor, who may have it."""
        if self._owner == threading.get_ident():
            with self.apart():
                yield
        else:
            yield
