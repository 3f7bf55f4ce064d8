"""Running HiGHS for no longer than its time limit, even where it does not look at the clock."""

from __future__ import annotations

import math
from collections.abc import Callable
from threading import Thread
from typing import Protocol

GRACE_S = 1.0
"""Seconds beyond its time limit after which a solver is no longer waited for."""
LOOK_S = 0.05
"""Seconds between two looks at whether a solver is to stop."""


class Solver(Protocol):
    """What can be run: a `highspy.Highs` with its model and options."""

    def run(self) -> object:
        """Solve."""


def run_in_time(
    highs: Solver,
    time_limit_s: float,
    grace_s: float = GRACE_S,
    stopped: Callable[[], bool] = lambda: False,
) -> bool:
    """Run a solver and say whether it ended; if not, nothing of it may be read any more.

    HiGHS 1.15 looks at its time limit between its steps only, and its separation can be one step of
    many seconds. It is then left to end by itself in its thread, whose result nobody takes; that
    thread keeps no process alive. Without a limit (infinite) it is waited for. Once it is
    `stopped`, no more than the grace is waited, whatever the limit.
    """
    failed: list[BaseException] = []

    def work() -> None:
        try:
            highs.run()
        except BaseException as error:
            failed.append(error)

    running = Thread(target=work, daemon=True)
    running.start()
    left = time_limit_s + grace_s
    while running.is_alive() and left > 0:
        running.join(min(left, LOOK_S))
        left = min(left - LOOK_S, grace_s if stopped() else math.inf)
    if failed:
        raise failed[0]
    return not running.is_alive()
