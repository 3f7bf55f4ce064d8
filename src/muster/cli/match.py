"""`muster match A.csv B.csv --out OUT`: who on one roster is who on the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from muster.cli.console import JsonFlag, stdout, write_json
from muster.cli.interrupts import unbroken
from muster.cli.refusal import warn
from muster.errors import MusterError, OutputError

if TYPE_CHECKING:
    from muster.matching.three_way import ThreeWay


def match(
    a: Annotated[Path, typer.Argument(metavar="A.csv", help="The sender's list.")],
    b: Annotated[Path, typer.Argument(metavar="B.csv", help="The receiver's list.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for matches.csv and matches.html.")],
    promise: Annotated[
        float, typer.Option("--promise", help="Share of decided pairs that may be wrong.")
    ] = 0.005,
    carried: Annotated[
        Path | None,
        typer.Option("--carried", metavar="C.csv", help="The carrier's list: follow all three."),
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", help="Name channels of `muster match learn`.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Match two rosters person by person, at a promised error rate."""
    from muster.matching import match_rosters, read_roster
    from muster.matching.folder import folder_files
    from muster.reporting.match_page import match_page, summary
    from muster.reporting.match_table import match_table

    if not 0 < promise < 1:
        raise MusterError(f"--promise: found {promise}; expected a share between 0 and 1")
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: there is a file of that name; give a folder")
    if model is not None and not model.is_file():
        raise MusterError(f"{model}: found no file; expected one that `muster match learn` wrote")
    matching = match_rosters(read_roster(a), read_roster(b), promise, model)
    files = {"matches.csv": match_table(matching), "matches.html": match_page(matching)}
    files |= folder_files(matching, a, b, out)
    told: ThreeWay | None = None
    if carried is not None:
        from muster.matching.three_way import three_way
        from muster.reporting.chain_table import chain_table

        told = three_way(matching.a, read_roster(carried), matching.b, promise, model)
        files["chains.csv"] = chain_table(told)
    with unbroken():
        _write(out, files)
    if as_json:
        write_json(
            {
                "out": out,
                "promise": promise,
                "decided": matching.calibration.decided,
                "strangers": matching.calibration.strangers,
                "summary": summary(matching),
                **({} if told is None else {"fates": told.fates, "numbers": told.numbers,
                   "same_numbers_other_people": told.same_numbers_other_people}),
            }
        )  # fmt: skip
    else:
        stdout().print(Text(summary(matching)))
        if told is not None:
            _show(told)
        stdout().print(Text(f"Written: {', '.join(str(out / name) for name in files)}"))


def _show(told: ThreeWay) -> None:
    sent, carried, received = told.numbers
    stdout().print(Text(f"Sent {sent:,}, carried {carried:,}, received {received:,}:"))
    for fate, number in told.fates.items():
        stdout().print(Text(f"  {number:,} {fate}"))
    if told.same_numbers_other_people:
        warn("the three numbers are equal, and the people are not the same")


def _write(folder: Path, files: dict[str, str]) -> None:
    from muster.matching.folder import write_whole

    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder, files)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written to ({error.strerror}); give another folder"
        ) from None
