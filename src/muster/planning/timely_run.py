"""Running HiGHS for no longer than its time limit, even where it does not look at the clock."""

from __future__ import annotations

import math
from collections.abc import Callable
from threading import Thread
from typing import Protocol, runtime_checkable

from muster.planning.left_behind import leave_behind

GRACE_S = 1.0
"""Seconds beyond its time limit after which a solver is no longer waited for."""
LOOK_S = 0.05
"""Seconds between two looks at whether a solver is to stop."""


class Solver(Protocol):
    """What can be run: a `highspy.Highs` with its model and options."""

    def run(self) -> object:
        """Solve."""


@runtime_checkable
class Limited(Protocol):
    """What has a time limit that can be changed while it runs, as a `highspy.Highs` has."""

    def setOptionValue(self, option: str, value: float) -> object:
        """Set an option; 'time_limit' is in seconds since it began."""


def run_in_time(
    highs: Solver,
    time_limit_s: float,
    grace_s: float = GRACE_S,
    stopped: Callable[[], bool] = lambda: False,
) -> bool:
    """Run a solver and say whether it ended; if not, nothing of it may be read any more.

    HiGHS 1.15 looks at its time limit between its steps only, and its separation can be one step of
    many seconds. It is then left to end by itself in its thread, whose result nobody takes: a
    program waits for it when it ends, a command of `muster` does not (`left_behind`). Without a
    limit (infinite) it is waited for. Once it is `stopped`, no more than the grace is waited,
    whatever the limit. Whatever is left, by Ctrl-C too, has no time from then on, so that it ends
    with its step.
    """
    failed: list[BaseException] = []

    def work() -> None:
        try:
            highs.run()
        except BaseException as error:
            failed.append(error)

    running = Thread(target=work, daemon=True)
    running.start()
    try:
        _wait(running, time_limit_s + grace_s, grace_s, stopped)
    finally:
        ended = not running.is_alive()
        if not ended:
            leave_behind(running)
            _take_time_from(highs)
    if failed:
        raise failed[0]
    return ended


def _wait(running: Thread, left: float, grace_s: float, stopped: Callable[[], bool]) -> None:
    while running.is_alive() and left > 0:
        running.join(min(left, LOOK_S))
        left = min(left - LOOK_S, grace_s if stopped() else math.inf)


def _take_time_from(highs: Solver) -> None:
    """Ask HiGHS to end where it looks at its time limit next.

    `Highs.cancelSolve` is heard only with callbacks, which cost the lock of the interpreter at
    each look; the limit is read anew at the same places, and nothing else reads it by then.
    """
    if isinstance(highs, Limited):
        highs.setOptionValue("time_limit", 0.0)
