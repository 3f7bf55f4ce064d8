"""Running HiGHS for no longer than its time limit, even where it does not look at the clock."""

from __future__ import annotations

import math
from threading import Thread
from typing import Protocol

GRACE_S = 1.0
"""Seconds beyond its time limit after which a solver is no longer waited for."""


class Solver(Protocol):
    """What can be run: a `highspy.Highs` with its model and options."""

    def run(self) -> object:
        """Solve."""


def run_in_time(highs: Solver, time_limit_s: float, grace_s: float = GRACE_S) -> bool:
    """Run a solver and say whether it ended; if not, nothing of it may be read any more.

    HiGHS 1.15 looks at its time limit between its steps only, and its separation can be one step of
    many seconds. It is then left to end by itself in its thread, whose result nobody takes; that
    thread keeps no process alive. Without a limit (infinite) it is waited for.
    """
    if math.isinf(time_limit_s):
        highs.run()
        return True
    failed: list[BaseException] = []

    def work() -> None:
        try:
            highs.run()
        except BaseException as error:
            failed.append(error)

    running = Thread(target=work, daemon=True)
    running.start()
    running.join(time_limit_s + grace_s)
    if failed:
        raise failed[0]
    return not running.is_alive()
