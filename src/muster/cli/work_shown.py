"""Work shown while it runs, on stderr: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress_bar import ProgressBar
from rich.text import Text

from muster.cli.console import stderr

if TYPE_CHECKING:
    from muster.planning.plan import ProgressPoint

LINE_EVERY_S = 5.0
"""Seconds of search between two plain lines, unless a new method finds something."""
LINES_OF_STEPS = 10
"""Plain lines of a work in steps, however many these are."""
REFRESHES_PER_SECOND = 4


BAR_WIDTH = 24


class TimeBar(ProgressColumn):
    """How much of the time has passed."""

    def render(self, task: Task) -> ProgressBar:
        """A bar that grows as time passes."""
        total = task.total or 0.0
        return ProgressBar(total, min(task.elapsed or 0.0, total), width=BAR_WIDTH)


class WorkShown:
    """A context in which a piece of work shows how far it is.

    With a time limit the bar grows as time passes; else with the steps that are done.
    """

    def __init__(self, what: str, *, time_limit_s: float | None = None) -> None:
        self._what = what
        self._time_limit_s = time_limit_s
        self._console = stderr()
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._last_line: tuple[str, float] = ("", float("-inf"))
        self._last_step: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(bar_width=BAR_WIDTH) if self._time_limit_s is None else TimeBar(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[said]}", markup=False),
                console=self._console,
                transient=True,
                refresh_per_second=REFRESHES_PER_SECOND,
            )
            self._bar.start()
            self._task = self._bar.add_task(self._what, total=self._time_limit_s, said="")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def search(self, point: ProgressPoint) -> None:
        """The best plan and the bound at one moment of the search."""
        said = in_words(point)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, said=said)
            return
        method, at = self._last_line
        if method != point.method or point.seconds - at >= LINE_EVERY_S:
            self._line(f"{point.seconds:6.1f} s  {said}  ({point.method})")
            self._last_line = (point.method, point.seconds)

    def step(self, name: str, done: int, of: int) -> None:
        """What is being tried, how many have been, and how many there are.

        Of many, one line a tenth of the work.
        """
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=of, said=name)
            return
        step = (of, done * LINES_OF_STEPS // max(of, 1))
        if step != self._last_step:
            self._line(f"{self._what}: {done + 1} of {of}, {name}")
            self._last_step = step

    def bar(self, what: str, done: int, of: int) -> None:
        """How many of many like things are done; shown on a terminal only."""
        if self._bar is not None and self._task is not None:
            said = f"{done:,} of {of:,} {what}"
            self._bar.update(self._task, completed=done, total=of, said=said)

    def _line(self, text: str) -> None:
        self._console.print(Text(text))


def in_words(point: ProgressPoint) -> str:
    """Incumbent, bound and gap."""
    if point.incumbent is None:
        return f"no plan yet  bound {point.bound:,.1f}"
    gap = (point.incumbent - point.bound) / point.incumbent if point.incumbent > 0 else 0.0
    return f"best {point.incumbent:,.1f}  bound {point.bound:,.1f}  gap {max(gap, 0) * 100:.2f} %"
