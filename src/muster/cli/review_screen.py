"""The terminal of a reviewer: two records side by side, and keys without Enter.

Where the input is no terminal each line is an answer (of a search: `/` and the text), so that a
review can be scripted. Names are shown on the terminal's second screen and gone when it ends.
"""

from __future__ import annotations

import sys
import unicodedata
from contextlib import ExitStack
from typing import TYPE_CHECKING

import typer
from rich import box
from rich.console import Console
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.matching.review_session import Shown
    from muster.matching.roster import Row

QUIT = "q"
STOPPING = ("q", "\x1b", "\x03", "\x04", "")
KEYS = "s same · n not the same · u unclear · x nobody on the other list · / search · "
KEYS += "z undo · . later · q stop · ? help"
HELP = """\
s  the two are the same person
n  they are not: the next candidate is shown
u  it cannot be told from these records
x  the row that is asked about is on no row of the other list
/  search the whole other list, then type the number of one to look at
z  undo your last decision, as often as you like
.  leave this row for later
q  stop; the same command goes on where you were
Each answer is kept at once, and none is final.
Hard ones are asked of a second reviewer, who does not see what you said.
+2.3 makes "the same person" ten times as likely, -2.3 a tenth."""
FIELDS = ("birth year", "sex", "nationality", "governorate")
PAGE = 9


class Screen:
    """What a reviewer sees and types."""

    def __init__(self, label_a: str, label_b: str) -> None:
        self._labels = {"a": label_a, "b": label_b}
        self._is_terminal = sys.stdin.isatty() and sys.stderr.isatty()
        self._console = Console(stderr=True, highlight=False)
        self._stack = ExitStack()
        self._told = ""
        self._waiting = ""

    def __enter__(self) -> Screen:
        if self._is_terminal:
            self._stack.enter_context(self._console.screen())
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def show(self, shown: Shown) -> None:
        """Two records side by side, how far it is, the evidence and the keys."""
        console = self._console
        if self._is_terminal:
            console.clear()
        progress = shown.progress
        console.print(ProgressBar(total=max(progress.rows, 1), completed=progress.settled))
        waiting = f"{progress.second:,} wait for a second reviewer, {progress.third:,} for a third"
        console.print(
            Text(f"{progress.settled:,} of {progress.rows:,} settled, {waiting}; "
                 f"{progress.left:,} left for you", style="dim")
        )  # fmt: skip
        console.print(self._side_by_side(shown))
        console.print(Text(self._question(shown)))
        for piece in shown.evidence.split("; ") if shown.evidence else ():
            console.print(Text(f"  {piece}"))
        if self._told:
            console.print(Text(self._told, style="bold"))
            self._told = ""
        console.print(Text(KEYS, style="dim"))

    def key(self) -> str:
        """One key; QUIT for whatever stops."""
        if self._is_terminal:
            try:
                pressed = typer.getchar()
            except (KeyboardInterrupt, EOFError):
                return QUIT
        else:
            pressed = self._line()
        pressed = pressed.lower()
        if pressed in STOPPING:
            return QUIT
        if pressed[0] == "/" and len(pressed) > 1:
            self._waiting = pressed[1:]
        return pressed[0]

    def ask(self, question: str) -> str:
        """A line of text; empty if it is broken off."""
        if self._waiting:
            text, self._waiting = self._waiting, ""
            return text
        if not self._is_terminal:
            return self._line()
        try:
            return self._console.input(Text(question))
        except (KeyboardInterrupt, EOFError):
            return ""

    def choose(self, rows: Sequence[Row]) -> Row | None:
        """One of at most nine rows by its number; None for any other key."""
        table = Table(box=box.SIMPLE)
        for heading in ("", "name", "id", *FIELDS):
            table.add_column(heading)
        for number, row in enumerate(rows[:PAGE], start=1):
            table.add_row(str(number), *(_plain(text) for text in (row.name, row.id, *_said(row))))
        self._console.print(table)
        self._console.print(Text("the number of one to look at, any other key to go back"))
        pressed = self.key()
        if pressed.isdecimal() and 1 <= int(pressed) <= min(len(rows), PAGE):
            return rows[int(pressed) - 1]
        return None

    def tell(self, text: str) -> None:
        """Say something beside what is shown next."""
        self._told = text

    def _question(self, shown: Shown) -> str:
        side = shown.task.side
        here, there = self._labels[side], self._labels["b" if side == "a" else "a"]
        question = f"Who is {_plain(shown.row.id)} of {here} on {there}? "
        if shown.other is None:
            return question + "Nobody is left to show: search with /, or x if they are on no row."
        if not shown.place:
            return question + "Found by search."
        return question + f"Candidate {shown.place} of {len(shown.task.candidates)}."

    def _line(self) -> str:
        return sys.stdin.readline().strip()

    def _side_by_side(self, shown: Shown) -> Table:
        one, other = (shown.row, shown.other)
        left, right = (one, other) if shown.task.side == "a" else (other, one)
        table = Table(box=box.SIMPLE_HEAD, expand=self._is_terminal)
        table.add_column("", style="dim")
        for side in "ab":
            table.add_column(self._labels[side], ratio=1, overflow="fold")
        table.add_row("name", *(_name(row) for row in (left, right)))
        table.add_row("id", *(_plain("" if row is None else row.id) for row in (left, right)))
        for number, field in enumerate(FIELDS):
            said = ["" if row is None else _said(row)[number] for row in (left, right)]
            differs = all(said) and said[0] != said[1]
            style = "bold yellow" if differs else ""
            table.add_row(field, *(Text(str(_plain(text)), style=style) for text in said))
        return table


def _name(row: Row | None) -> Text:
    if row is None:
        return Text("nobody is left to show", style="dim")
    return Text(str(_plain(row.name)), style="bold")


def _said(row: Row) -> tuple[str, ...]:
    return (str(row.year or ""), *row.side)


def _plain(text: str) -> Text:
    """Text of a list without what a terminal would obey."""
    return Text("".join("\N{REPLACEMENT CHARACTER}" if _is_control(c) else c for c in text))


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) == "Cc"
