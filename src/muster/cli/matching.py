"""`muster match`: two lists against each other, and the review of what was found."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from muster.cli import match, match_learn, match_report, match_review

LISTS = "lists"


class OrLists(TyperGroup):
    """What begins with no command of the group are two lists: `muster match A.csv B.csv`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command's name where it was left out."""
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = [LISTS, *args]
        return list(super().parse_args(ctx, args))


matching = typer.Typer(
    name="match",
    cls=OrLists,
    help="Match two lists, `muster match A.csv B.csv --out OUT`, and review what was found.\n\n"
    "All options of a match: `muster match lists --help`.",
    no_args_is_help=True,
)
matching.command(LISTS)(match.match)
matching.command("review")(match_review.review)
matching.command("report")(match_report.report)
matching.command("learn")(match_learn.learn)
