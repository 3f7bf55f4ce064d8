"""The command as a process of its own: it ends once its work is done, whatever is left behind.

A solver that did not end in time may still run for half a minute when the plan is long written,
and nobody is to wait for it at the terminal. Tests and programs that call `muster.cli.main` keep
their process.
"""

from __future__ import annotations

import atexit

from muster.cli import main
from muster.planning.left_behind import end_at_once, is_anything_left, wait_for_what_is_left

BUG = 1
"""Exit code where an exception is a bug and raised, as Python has it."""


def run() -> int:
    """Run the command line of this process and return its exit code."""
    code = BUG

    def end() -> None:
        if is_anything_left():
            end_at_once(code)

    atexit.unregister(wait_for_what_is_left)
    atexit.register(end)  # before all that a command registers, and so the last to be called
    code = main()
    return code
