"""`muster match A.csv B.csv --out OUT`: who on one roster is who on the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from muster.cli.console import JsonFlag, stdout, write_json
from muster.cli.interrupts import unbroken
from muster.cli.refusal import show_faults, warn
from muster.errors import Fault, FaultsError, OutputError

if TYPE_CHECKING:
    from muster.matching import Matching, Roster
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
    from muster.matching import match_rosters
    from muster.matching.folder import folder_files
    from muster.matching.three_way import three_way

    rosters = _given([a, b] if carried is None else [a, b, carried], out, promise, model)
    matching = match_rosters(rosters[0], rosters[1], promise, model)
    third = rosters[2] if carried is not None else None
    told = None
    if third is not None:
        told = three_way(matching.a, third, matching.b, promise, model, matching)
    files = _shown(matching, told, third) | folder_files(matching, a, b, out)
    with unbroken():
        _write(out, files)
    if as_json:
        write_json({"out": out, "promise": promise, **_answer(matching, told)})
    else:
        _say(matching, told)
        stdout().print(Text(f"Written: {', '.join(str(out / name) for name in files)}"))


def _shown(matching: Matching, told: ThreeWay | None, carried: Roster | None) -> dict[str, str]:
    """The tables and the page, by the names of their files."""
    from muster.matching.folder import CHAINS, MATCHES, PAGE, TWICE
    from muster.reporting.chain_table import chain_table
    from muster.reporting.match_page import match_page
    from muster.reporting.match_table import match_table, twice_table

    files = {
        MATCHES: match_table(matching),
        PAGE: match_page(matching, told, carried),
        TWICE: twice_table(matching),
    }
    return files if told is None else files | {CHAINS: chain_table(told)}


def _answer(matching: Matching, told: ThreeWay | None) -> dict[str, object]:
    from muster.reporting.match_page import summary

    answer: dict[str, object] = {
        "decided": matching.calibration.decided,
        "strangers": matching.calibration.strangers,
        "summary": summary(matching),
        "twice": {"a": matching.duplicates_a, "b": matching.duplicates_b},
    }
    if told is None:
        return answer
    return answer | {
        "fates": told.fates,
        "numbers": told.numbers,
        "same_numbers_other_people": told.same_numbers_other_people,
        "twice_carried": told.twice["carried"],
    }


def _say(matching: Matching, told: ThreeWay | None) -> None:
    from muster.reporting.match_page import summary

    stdout().print(Text(summary(matching)))
    twice = [(matching.a.label, matching.duplicates_a), (matching.b.label, matching.duplicates_b)]
    if told is not None:
        twice.append(("the carrier's list", told.twice["carried"]))
    for label, pairs in twice:
        if pairs:
            number = "1 pair" if len(pairs) == 1 else f"{len(pairs):,} pairs"
            stdout().print(Text(f"{number} of rows of {label} may be one person twice."))
    if told is not None:
        _say_fates(told)


def _given(lists: list[Path], out: Path, promise: float, model: Path | None) -> tuple[Roster, ...]:
    """The lists; every fault of whatever was given at once, and warnings on stderr."""
    from muster.matching.channel import is_model
    from muster.matching.folder import faults_of_place
    from muster.matching.roster_file import look_at

    rosters, faults = look_at(lists)
    faults += faults_of_place(out)
    if not 0 < promise < 1:
        faults.append(Fault("--promise", None, None, f"{promise}", "a share between 0 and 1"))
    if model is not None and not is_model(model):
        expected = "a file that `muster match learn` wrote"
        faults.append(Fault(str(model), None, None, "no model of names", expected))
    if any(fault.severity == "error" for fault in faults):
        raise FaultsError(faults)
    show_faults(faults)
    return rosters


def _say_fates(told: ThreeWay) -> None:
    sent, carried, received = told.numbers
    stdout().print(Text(f"Sent {sent:,}, carried {carried:,}, received {received:,}:"))
    for fate, number in told.fates.items():
        stdout().print(Text(f"  {number:,} {fate}"))
    if told.same_numbers_other_people:
        warn("as many were received as were sent, and they are not the same people")


def _write(folder: Path, files: dict[str, str]) -> None:
    from muster.matching.folder import ANOTHER, write_matching

    try:
        write_matching(folder, files)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written to ({error.strerror}). {ANOTHER}") from None
