"""Solvers left behind when their time was over, and how a process ends that has some.

CPython up to 3.13 ends a thread that asks for its lock once the interpreter is shutting down. It
does so by unwinding the thread's stack, which highspy's C++ does not allow: the process aborts,
'terminate called without an active exception', exit status 134. HiGHS asks for that lock at every
sub-problem, with or without callbacks. What is left behind is therefore waited for at exit (a
search that is being compiled, half a minute, once on a machine); a process with nobody to wait for
it ends by `end_at_once` instead.
"""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress
from threading import Thread
from weakref import WeakSet

INTERRUPTED = 130
"""Exit code of a process stopped by Ctrl-C while it waits: 128 + SIGINT, as shells have it."""

_left: WeakSet[Thread] = WeakSet()


def leave_behind(running: Thread) -> None:
    """Remember a thread that nobody waits for any more."""
    _left.add(running)


def is_anything_left() -> bool:
    """Whether something left behind still runs."""
    return any(thread.is_alive() for thread in _left)


@atexit.register
def wait_for_what_is_left() -> None:
    """Wait until everything left behind has ended; Ctrl-C ends the process at once."""
    try:
        for thread in list(_left):
            thread.join()
    except KeyboardInterrupt:
        end_at_once(INTERRUPTED)


def end_at_once(code: int) -> None:
    """End this process with an exit code; what was printed is out, and no thread is heard again."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # gone, closed, or never there
            stream.flush()
    os._exit(code)
