"""A plan as files: plan.json for machines, trips.csv and loads.csv for a spreadsheet.

plan.json holds the whole plan and is the only one that is read back. The three are written under
temporary names and renamed when all are complete, plan.json last: whoever finds a new plan.json
finds its tables, too.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from muster.errors import OutputError, PlanFileError
from muster.planning.plan import PLAN_FORMAT, Plan
from muster.planning.plan_shape import from_json, to_json
from muster.planning.plan_tables import loads_table, trips_table
from muster.scenario import Scenario

PLAN_FILE = "plan.json"
TRIPS_FILE = "trips.csv"
LOADS_FILE = "loads.csv"

SINCE_FORMAT_2 = ("trip_price", "change_price", "given_up")
"""Keys of a plan that format 1 did not have."""
FAULTS_SHOWN = 50
"""Faults of a plan file that are listed; of more, the number is given."""


def prepare_output(folder: Path | str) -> Path:
    """Make a folder that can be written to, before any long work.

    Raises OutputError where there is a file of that name or nothing can be written.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (FileExistsError, NotADirectoryError):
        raise OutputError(
            f"{folder}: found a file where the plan's folder should be; "
            "expected a folder, or a name that is free"
        ) from None
    except OSError as error:
        raise OutputError(
            f"{folder}: nothing can be written there ({error.strerror}); "
            "expected a folder with room and permission to write; name another one"
        ) from None
    for name in (PLAN_FILE, TRIPS_FILE, LOADS_FILE):
        if (folder / name).is_dir():
            raise OutputError(
                f"{folder / name}: found a folder of that name; expected a file or nothing; "
                "move it away or name another folder"
            )
    return folder


def write_plan(plan: Plan, folder: Path | str, scenario: Scenario) -> None:
    """Write plan.json, trips.csv and loads.csv into a folder, all of them or none.

    Only an interruption between the renames at the end can leave old and new side by side.
    Raises OutputError where they cannot be written.
    """
    folder = prepare_output(folder)
    texts = {
        LOADS_FILE: loads_table(plan, scenario),
        TRIPS_FILE: trips_table(plan, scenario),
        PLAN_FILE: plan_text(plan),
    }
    written: dict[Path, Path] = {}
    try:
        for name, text in texts.items():
            written[folder / name] = _write_aside(folder, name, text)
        for target, aside in written.items():
            aside.replace(target)
    except OSError as error:
        raise OutputError(
            f"{folder}: the plan could not be written ({error.strerror}); "
            "expected a folder with room and permission to write"
        ) from None
    finally:
        for aside in written.values():
            aside.unlink(missing_ok=True)


def plan_text(plan: Plan) -> str:
    """plan.json: each key on a line, each trip, load, placement and progress point, too."""
    lines = []
    for key, value in to_json(plan).items():
        shown = json.dumps(value, ensure_ascii=False, allow_nan=False)
        if isinstance(value, list) and value:
            items = (json.dumps(each, ensure_ascii=False, allow_nan=False) for each in value)
            shown = "[\n    " + ",\n    ".join(items) + "\n  ]"
        lines.append(f'  "{key}": {shown}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_plan(path: Path | str) -> Plan:
    """The plan in a plan.json, or in the folder that holds one.

    Raises PlanFileError with every fault that was found.
    """
    path = Path(path)
    file = path / PLAN_FILE if path.is_dir() else path
    document = _parse(file)
    faults: list[str] = []
    plan = from_json(Plan, _in_present_format(file, document), "", faults)
    if faults:
        raise PlanFileError(_listed(file, faults))
    if not isinstance(plan, Plan):
        raise TypeError(f"a plan file without a fault gave {type(plan).__name__}")
    return plan


def _in_present_format(file: Path, document: dict[str, Any]) -> dict[str, Any]:
    """The document as the present format has it; what an older one lacks is not stated."""
    version = document.get("format")
    if isinstance(version, bool) or version not in (1, PLAN_FORMAT):
        raise PlanFileError(
            f"{file}: found format {json.dumps(version)[:40]}; expected {PLAN_FORMAT} or 1, which "
            "this version of Muster reads; make the plan again or use the version that wrote it"
        )
    if version == PLAN_FORMAT:
        return document
    known = [key for key in SINCE_FORMAT_2 if key in document]
    if known:
        raise PlanFileError(
            f"{file}: found {', '.join(known)} in format 1; expected such keys from format 2 on; "
            "use the file as Muster wrote it, or make the plan again"
        )
    return {**document, **dict.fromkeys(SINCE_FORMAT_2), "format": PLAN_FORMAT}


def _parse(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        document = json.loads(
            text, parse_constant=_refuse_constant, object_pairs_hook=_without_repetition
        )
    except FileNotFoundError:
        raise PlanFileError(
            f"{file}: found nothing; expected a plan.json, or a folder that holds one"
        ) from None
    except OSError as error:
        raise PlanFileError(
            f"{file}: cannot be read ({error.strerror}); expected a plan.json"
        ) from None
    except UnicodeDecodeError:
        raise PlanFileError(f"{file}: found bytes that are not UTF-8; expected JSON") from None
    except RecursionError:
        raise PlanFileError(f"{file}: found brackets nested too deep; expected a plan") from None
    except ValueError as error:
        raise PlanFileError(
            f"{file}: found no JSON, or not all of it ({error}); expected a plan.json as Muster "
            "wrote it; copy it anew or make the plan again"
        ) from None
    if not isinstance(document, dict):
        raise PlanFileError(f"{file}: found no object at the top; expected a plan")
    return document


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice[:40]!r} stands twice in one object")
    return document


def _listed(file: Path, faults: list[str]) -> str:
    lines = [f"{file}: {fault}" for fault in faults[:FAULTS_SHOWN]]
    if len(faults) > FAULTS_SHOWN:
        lines.append(f"{file}: and {len(faults) - FAULTS_SHOWN:,} faults more")
    return "\n".join(lines)


def _write_aside(folder: Path, name: str, text: str) -> Path:
    aside = folder / f".{name}.part"
    try:
        with aside.open("w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return aside
