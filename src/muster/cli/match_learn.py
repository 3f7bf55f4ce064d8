"""`muster match learn`: name channels that learn from one's own confirmed pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from muster.cli.console import stdout
from muster.errors import MusterError, OutputError

READABLE = "Table with tabs and the columns arabic, latin, count: pairs of words to start from."


def learn(
    model: Annotated[Path, typer.Option("--out", help="The model file (.npz) to write.")],
    pairs: Annotated[
        Path | None, typer.Argument(metavar="[PAIRS.tsv]", help=READABLE, show_default=False)
    ] = None,
    confirmed: Annotated[
        Path | None,
        typer.Option("--confirmed", metavar="CSV", help="reviewed.csv, or ids in columns a, b."),
    ] = None,
    a: Annotated[Path | None, typer.Option("--a", help="The list the ids a are of.")] = None,
    b: Annotated[Path | None, typer.Option("--b", help="The list the ids b are of.")] = None,
) -> None:
    """Learn how names are spelt from confirmed pairs of two lists, from open pairs, or both.

    Without PAIRS.tsv the model that Muster ships learns from the confirmed pairs.
    """
    from muster.matching.training import adapt, read_pairs, train

    if model.suffix != ".npz" or not model.parent.is_dir():
        raise MusterError(f"{model}: expected a file ending in .npz in a folder that is there")
    if pairs is None and confirmed is None:
        raise MusterError("found nothing to learn from; give --confirmed, PAIRS.tsv, or both")
    own = {} if confirmed is None else _own(confirmed, a, b)
    uses = {} if pairs is None else read_pairs(pairs)
    for pair, count in own.items():
        uses[pair] = uses.get(pair, 0.0) + count
    try:
        (adapt if pairs is None else train)(uses, model)
    except OSError as error:
        raise OutputError(f"{model}: cannot be written to ({error.strerror})") from None
    stdout().print(Text(f"Written: {model}, from {len(uses):,} pairs of words"))


def _own(confirmed: Path, a: Path | None, b: Path | None) -> dict[tuple[str, str], float]:
    """The words of confirmed pairs in both scripts; MusterError where there are none."""
    from muster.matching import read_rosters
    from muster.matching.training import confirmed_pairs, read_confirmed

    if a is None or b is None:
        raise MusterError("--confirmed: its lists are missing; give them with --a and --b")
    rosters = read_rosters(a, b)
    own = confirmed_pairs(rosters[0], rosters[1], read_confirmed(confirmed))
    if not own:
        raise MusterError(
            f"{confirmed}: found no pair of names with as many words in Arabic script on one list "
            "as in Latin script on the other; expected one at least"
        )
    return own
