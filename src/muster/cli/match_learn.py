"""`muster match learn OUT --pairs PAIRS.tsv`: name channels retrained on one's own pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from muster.cli.console import stdout
from muster.errors import MusterError

READABLE = "Table with tabs and the columns arabic, latin, count: pairs of words to start from."


def learn(
    pairs: Annotated[Path, typer.Argument(metavar="PAIRS.tsv", help=READABLE)],
    model: Annotated[Path, typer.Option("--out", help="The model file (.npz) to write.")],
    confirmed: Annotated[
        Path | None,
        typer.Option("--confirmed", metavar="CSV", help="Columns a, b: pairs of ids confirmed."),
    ] = None,
    a: Annotated[Path | None, typer.Option("--a", help="The list the ids a are of.")] = None,
    b: Annotated[Path | None, typer.Option("--b", help="The list the ids b are of.")] = None,
) -> None:
    """Learn how names are spelt from open pairs and from confirmed ones of two lists."""
    from muster.matching import read_rosters
    from muster.matching.training import confirmed_pairs, read_confirmed, read_pairs, train

    if model.suffix != ".npz" or not model.parent.is_dir():
        raise MusterError(f"{model}: expected a file ending in .npz in a folder that is there")
    uses = read_pairs(pairs)
    if confirmed is not None:
        if a is None or b is None:
            raise MusterError("--confirmed: its lists are missing; give them with --a and --b")
        rosters = read_rosters(a, b)
        own = confirmed_pairs(rosters[0], rosters[1], read_confirmed(confirmed))
        for pair, count in own.items():
            uses[pair] = uses.get(pair, 0.0) + count
    train(uses, model)
    stdout().print(Text(f"Written: {model}, from {len(uses):,} pairs of words"))
