"""`muster match review OUT`: two records side by side, one key an answer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from muster.cli.console import JsonFlag, stderr, write_json
from muster.cli.match_report import OutArgument, RecordOption, show_report, write_reviewed
from muster.cli.record_given import ByOption, now
from muster.cli.review_screen import HELP, QUIT, Screen

if TYPE_CHECKING:
    from muster.matching.review_session import Shown, Sitting

ANSWERS = {"s": "same", "n": "different", "u": "unclear", "x": "nobody"}


def review(
    out: OutArgument,
    by: ByOption,
    reason: Annotated[
        str, typer.Option("--reason", help="Why you read the names; it is recorded.")
    ] = "review of matches",
    record: RecordOption = None,
    unmatched: Annotated[
        bool, typer.Option("--unmatched", help="Also rows that are on one list only.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Decide pair by pair what the scores leave open; stop at any moment, and go on."""
    from muster.matching.folder import read_lists, read_matching
    from muster.matching.review_events import Followed, reading, said_in
    from muster.matching.review_record import review_record, sayer
    from muster.matching.review_session import Sitting

    matching = read_matching(out)
    lists = read_lists(matching)
    with review_record(out, record, now, os.urandom) as opened:
        say, followed = sayer(opened), Followed(opened.log.store)
        say(*reading(matching.lists, by, reason))
        sitting = Sitting.of(
            matching, lists, by, say,
            lambda: said_in(followed.entries(), matching.lists), unmatched=unmatched,
        )  # fmt: skip
        with Screen(Path(matching.a.file).name, Path(matching.b.file).name) as screen:
            _sit(sitting, screen)
        told = write_reviewed(Path(out), sitting.review())
    if as_json:
        write_json(
            {"results": told.results, "rows": told.states, "decided_now": sitting.decided_now}
        )
    else:
        stderr().print(f"You decided {sitting.decided_now:,} now. Go on with the same command.")
        show_report(told)


def _sit(sitting: Sitting, screen: Screen) -> None:
    """Show, take an answer, and so on until nothing is left or the reviewer stops."""
    while (shown := sitting.shown()) is not None:
        screen.show(shown)
        key = screen.key()
        if key == QUIT:
            return
        _act(sitting, screen, shown, key)
    screen.tell("Nothing is left for you. What waits, waits for somebody else.")


def _act(sitting: Sitting, screen: Screen, shown: Shown, key: str) -> None:
    from muster.matching.decisions import Answer

    if key in ANSWERS:
        if shown.other is None and key != "x":
            screen.tell("Nobody is beside this row: search with /, or x if they are on no row.")
            return
        sitting.decide(shown, Answer(ANSWERS[key]))
        screen.tell(_kept(sitting, shown, key))
    elif key == "z":
        undone = sitting.undo()
        screen.tell("Nothing of yours is left to undo." if undone is None else "Undone.")
    elif key == ".":
        sitting.skip(shown)
    elif key == "/":
        _search(sitting, screen, shown)
    elif key == "?":
        screen.tell(HELP)
    else:
        screen.tell("That key means nothing here.")


def _kept(sitting: Sitting, shown: Shown, key: str) -> str:
    """What was just said; whether others agree is not told, so that each decides alone."""
    from muster.matching.review import State

    row, other = shown.row.id, shown.other.id if shown.other is not None else ""
    said = {
        "s": f"{row} and {other} are the same person",
        "n": f"{row} is not {other}",
        "u": f"unclear whether {row} is {other}",
        "x": f"{row} is on no row of the other list",
    }[key]
    waits = sitting.review().state(shown.task) is State.SECOND
    return f"Kept: {said}{f'; it {State.SECOND}' if waits else ''}. z undoes it."


def _search(sitting: Sitting, screen: Screen, shown: Shown) -> None:
    text = screen.ask("Search the other list (names in either script, a year, an id): ")
    found = sitting.search(shown, text)
    if not found:
        screen.tell("Nobody fits that.")
        return
    chosen = screen.choose([each.row for each in found])
    if chosen is not None:
        sitting.look_at(shown, chosen.id)
