"""`muster manifest PLAN SCENARIO --out OUT`: who rides each trip of a plan, by person id."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from muster.cli.console import JsonFlag, stdout, write_json
from muster.cli.given_plan import OutOption, PlanArgument, ScenarioArgument, read_given
from muster.cli.interrupts import unbroken
from muster.cli.refusal import warn
from muster.errors import MusterError, OutputError

if TYPE_CHECKING:
    from muster.planning.manifests import Manifests

FILE = "manifests.csv"
COLUMNS = (
    "trip",
    "order",
    "person_id",
    "group",
    "separation_class",
    "compartment",
    "seat_kind",
    "nationality",
)
CHANGES_SHOWN = 20


def manifest(
    plan: PlanArgument,
    scenario: ScenarioArgument,
    out: OutOption,
    unready: Annotated[
        Path | None,
        typer.Option("--unready", metavar="FILE", help="Ids of people who may not ride, a line."),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--time", min=0.1, max=1e6, help="Seconds to prove the fewest changes.")
    ] = 10.0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the search.")] = 0,
    as_json: JsonFlag = False,
) -> None:
    """List by person id who rides each trip of a plan, and where, and write OUT/manifests.csv."""
    from muster.planning.manifests import make_manifests
    from muster.planning.plan_file import prepare_output

    given = read_given(scenario)
    stated = given.plan(plan)
    left_out = _ids(unready) if unready is not None else ()
    folder = prepare_output(out)
    lists = make_manifests(stated, given.used, unready=left_out, seconds=seconds, seed=seed)
    with unbroken():
        _write(folder, manifests_table(lists))
    if as_json:
        write_json({"out": folder / FILE, **_answer(lists)})
    else:
        _show(lists, folder)


def manifests_table(lists: Manifests) -> str:
    """manifests.csv: one row a person and trip."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(rider, column) for column in COLUMNS] for rider in lists.riders)
    return text.getvalue()


def _ids(path: Path) -> tuple[str, ...]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise MusterError(
            f"{path}: cannot be read; expected a UTF-8 text file with a person id on each line"
        ) from None
    return tuple(line.strip() for line in lines if line.strip())


def _write(folder: Path, table: str) -> None:
    part = folder / f".{FILE}.part"
    try:
        part.write_text(table, encoding="utf-8")
        part.replace(folder / FILE)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written to ({error.strerror}); give another folder"
        ) from None


def _answer(lists: Manifests) -> dict[str, Any]:
    return {
        "trips": len({rider.trip for rider in lists.riders}),
        "riders": len({rider.person_id for rider in lists.riders}),
        "staying": len(lists.staying),
        "changed_people": lists.changed_people,
        "least_changed": lists.least_changed,
        "proven": lists.proven,
        "changes": lists.changes,
        "divided": lists.divided,
    }


def _show(lists: Manifests, folder: Path) -> None:
    told = _answer(lists)
    console = stdout()
    console.print(
        Text(f"{told['riders']:,} people on {told['trips']:,} trips; {told['staying']:,} stay.")
    )
    if not lists.changed_people:
        console.print(Text("The lists carry the plan's numbers exactly.", style="green"))
    else:
        least = "proven" if lists.proven else f"at least {lists.least_changed:,} are needed"
        warn(f"{lists.changed_people:,} people go otherwise than the plan's numbers say ({least})")
        for each in lists.changes[:CHANGES_SHOWN]:
            numbers = f"{each.planned} planned, {each.listed} listed"
            console.print(Text(f"  trip {each.trip}, group {each.group}: {numbers}"))
        if len(lists.changes) > CHANGES_SHOWN:
            console.print(Text(f"  and {len(lists.changes) - CHANGES_SHOWN:,} more (--json)"))
    if lists.divided:
        warn(
            f"{len(lists.divided):,} sets of people kept together start at several sites; each "
            "site's part rides together"
        )
    console.print(Text(f"Written: {folder / FILE}"))
