"""Results of runs as lines of JSON, to which more are added; an interrupted bench goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from bench.watch import Moment, Size


@dataclass(frozen=True, slots=True)
class Run:
    """What is asked of one process."""

    case: str
    method: str
    seed: int
    limit_s: float
    code: str
    """Digest of the code and data that the result rests on."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a method ended with. Figures of the plan are those that the checker works out."""

    outcome: str
    """`proven`, `time` (limit reached), `ended` (nothing more to try) or `no plan`; the bench adds
    `killed` (took far too long), `memory` (took too much) and `failed`."""
    seconds: float
    """Until the method ended; checking its plan is not counted."""
    people: int | None = None
    objective: float | None = None
    expected_loss: float | None = None
    unplaced: int | None = None
    violations: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A run, what it found and what it took."""

    run: Run
    found: Found
    size: Size | None
    moments: tuple[Moment, ...]
    peak_bytes: int
    machine: str
    day: str

    @property
    def valid(self) -> bool:
        """Whether there is a plan and the checker found nothing against it."""
        return self.found.expected_loss is not None and not self.found.violations


def as_line(result: Result) -> str:
    """A result as one line of JSON; moments as [seconds, incumbent, bound]."""
    written = asdict(result)
    written["moments"] = [
        [round(m.seconds, 3), _short(m.incumbent), _short(m.bound)] for m in result.moments
    ]
    return json.dumps(written, separators=(",", ":"))


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.9g}")


def from_line(line: str) -> Result:
    """A result from its line; raises ValueError, KeyError or TypeError for another line."""
    read = json.loads(line)
    return Result(
        run=Run(**read["run"]),
        found=found_from(read["found"]),
        size=Size(**read["size"]) if read["size"] else None,
        moments=tuple(Moment(*each) for each in read["moments"]),
        peak_bytes=read["peak_bytes"],
        machine=read["machine"],
        day=read["day"],
    )


def found_from(read: dict[str, Any]) -> Found:
    """What was found, from what `asdict` made of it."""
    known = {field.name for field in fields(Found)}
    values = {name: value for name, value in read.items() if name in known}
    return Found(**{**values, "violations": tuple(values["violations"])})


def read_results(path: Path) -> list[Result]:
    """The results of a file, oldest first; none if there is no file.

    The last line may have been cut off when the bench was interrupted: it is passed over, and its
    run is made again. Any other line that is no result is a ValueError.
    """
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(_parsed(path, lines))


def _parsed(path: Path, lines: list[str]) -> Iterator[Result]:
    for number, line in enumerate(lines, start=1):
        try:
            yield from_line(line)
        except (ValueError, KeyError, TypeError) as fault:
            if number < len(lines):
                raise ValueError(
                    f"{path}, line {number}: found no result of the bench; remove that line"
                ) from fault


def append_result(path: Path, result: Result) -> None:
    """Add a result, on the disk before this returns; a line cut off before is dropped."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        _drop_torn_line(file)
        file.write(as_line(result).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _drop_torn_line(file: Any) -> None:
    file.seek(0)
    held = file.read()
    whole = held.rfind(b"\n") + 1
    if whole < len(held):
        file.truncate(whole)
    file.seek(0, os.SEEK_END)


def last_of_each(results: list[Result]) -> dict[tuple[str, str], Result]:
    """The newest result of each case and method."""
    return {(each.run.case, each.run.method): each for each in results}
