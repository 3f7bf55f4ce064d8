"""Sharing pieces of work out to other processes and to this one, so that none of them waits."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from itertools import islice
from typing import TypeVar

Piece = TypeVar("Piece")
Done = TypeVar("Done")

AHEAD = 2
"""Pieces that each other process has been given and not returned: one at work, one waiting."""
HELD = 64
"""Pieces done here while an earlier one, done elsewhere, is waited for: as many are kept."""


def shared_out(
    pieces: Iterable[Piece],
    here: Callable[[Piece], Done],
    there: Callable[[Piece], Future[Done]] | None,
    others: int,
) -> Iterator[Done]:
    """What came of each piece, in their order.

    `there` hands a piece to one of `others` other processes; without it all is done here. While
    they start and work, this process takes pieces as well instead of waiting.
    """
    left = iter(pieces)
    if there is None:
        yield from map(here, left)
        return
    line: deque[Future[Done]] = deque()
    more = True
    while line or more:
        away = sum(not each.done() for each in line)
        for piece in islice(left, AHEAD * others - away):
            line.append(there(piece))
        if not line or (not line[0].done() and len(line) < HELD):
            own = list(islice(left, 1))
            line.extend(_finished(here(piece)) for piece in own)
            more = bool(own)
        if line and (line[0].done() or not more or len(line) >= HELD):
            yield line.popleft().result()


def _finished(result: Done) -> Future[Done]:
    future: Future[Done] = Future()
    future.set_result(result)
    return future
