"""`muster match report OUT`: what is decided, by whom, and what is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from muster.cli.console import JsonFlag, stdout, write_json
from muster.errors import OutputError

if TYPE_CHECKING:
    from muster.matching.review import Review
    from muster.matching.review_report import Report

OutArgument = Annotated[
    Path, typer.Argument(metavar="OUT", help="The matching's folder.", show_default=False)
]
RecordOption = Annotated[
    Path | None,
    typer.Option("--record", metavar="RECORD", help="With the decisions, if another than its own."),
]
MOST_NAMED = 20


def report(out: OutArgument, record: RecordOption = None, as_json: JsonFlag = False) -> None:
    """Write the result with every decision in it, and say what is open."""
    from muster.matching.folder import read_matching
    from muster.matching.review import Review, questions_of
    from muster.matching.review_events import Followed, said_in
    from muster.matching.review_record import record_folder
    from muster.record.folder import place_of
    from muster.record.store import open_store

    matching = read_matching(out)
    said = []
    folder = record_folder(out, record)
    if record is not None or folder.exists():
        store = open_store(place_of(folder))
        try:
            said = said_in(Followed(store).entries(), matching.lists)
        finally:
            store.close()
    told = write_reviewed(out, Review.of(questions_of(matching), said))
    if as_json:
        write_json(
            {
                "out": out,
                "results": told.results,
                "reviewers": told.reviewers,
                "rows": told.states,
                "open": told.open_rows,
            }
        )
        return
    show_report(told)
    for each in told.open_rows[:MOST_NAMED]:
        stdout().print(Text(f"  {each.side} {each.id}: {each.state}"))
    if len(told.open_rows) > MOST_NAMED:
        stdout().print(Text(f"  and {len(told.open_rows) - MOST_NAMED:,} more"))
    stdout().print(Text(f"Written: {out / 'reviewed.csv'}"))


def write_reviewed(out: Path, review: Review) -> Report:
    """Make the result anew and write it; returns what it says."""
    from muster.matching.folder import REVIEWED, write_whole
    from muster.matching.review_report import report_of
    from muster.reporting.review_table import review_table

    told = report_of(review)
    try:
        write_whole(out, {REVIEWED: review_table(told.rows)})
    except OSError as error:
        raise OutputError(f"{out}: cannot be written to ({error.strerror})") from None
    return told


def show_report(told: Report) -> None:
    """Say what is decided, by whom, and what is open."""
    results = ", ".join(f"{number:,} {name}" for name, number in told.results.items())
    stdout().print(Text(f"Result: {results}"))
    states = ", ".join(f"{number:,} {name}" for name, number in told.states.items())
    stdout().print(Text(f"Rows for reviewers: {states}"))
    for by, number in told.reviewers.items():
        stdout().print(Text(f"  {by}: {number:,} decisions that stand"))
