"""Results of a rehearsal as they come, in Parquet: a run that was stopped goes on where it was.

A folder holds run.json, which says what was run, and one file a block of futures: the outcomes by
future as columns, counts of the whole block in the file's metadata.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from muster.errors import MusterError, OutputError
from muster.rehearsal.outcomes import SUMMED, Outcomes

RUN_FILE, FORMAT = "run.json", 1
MISSING = (
    "--results: found no package pyarrow; expected it for Parquet. Install muster-custody[cluster]"
)


class KeptResults:
    """The blocks of one policy that are done, in a folder of their own."""

    def __init__(self, folder: Path, run: Mapping[str, Any]) -> None:
        """Begin or go on; raises OutputError where the folder holds results of another run."""
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise MusterError(MISSING) from None
        self._folder = folder
        said = {"format": FORMAT, **run}
        file = folder / RUN_FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if file.exists():
                _must_be_same(folder, json.loads(file.read_text(encoding="utf-8")), said)
            else:
                _write(file, json.dumps(said, indent=2).encode() + b"\n")
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise OutputError(
                f"{folder}: results cannot be kept there ({type(error).__name__}); expected a "
                "folder with room and permission to write, new or of the same run"
            ) from None

    def block(self, first: int, length: int) -> Outcomes | None:
        """The outcomes of a block, if they are there whole."""
        import pyarrow.parquet as parquet
        from pyarrow import ArrowException

        try:
            table = parquet.read_table(self._file(first))
            counts = json.loads(table.schema.metadata[b"muster"])
        except (OSError, ArrowException, KeyError, TypeError, ValueError):
            return None  # not there, or torn: it is run again
        if table.num_rows != length or counts["first"] != first:
            return None
        return Outcomes._make(
            np.array(counts[name], dtype=np.float64 if name == "late_h" else np.int64)
            if name in SUMMED
            else table[name].to_numpy().copy()
            for name in Outcomes._fields
        )

    def keep(self, first: int, outcomes: Outcomes) -> None:
        """Write a block under a temporary name, to the disk, and rename it."""
        import pyarrow as arrow
        import pyarrow.parquet as parquet

        by_name = outcomes._asdict()
        counts = {name: by_name[name].tolist() for name in SUMMED} | {"first": first}
        columns = {name: values for name, values in by_name.items() if name not in SUMMED}
        numbers = np.arange(first, first + len(outcomes.loss))
        table = arrow.table({"future": numbers, **columns})
        table = table.replace_schema_metadata({"muster": json.dumps(counts)})
        sink = arrow.BufferOutputStream()
        parquet.write_table(table, sink)
        try:
            _write(self._file(first), sink.getvalue().to_pybytes())
        except OSError as error:
            raise OutputError(
                f"{self._folder}: results cannot be kept ({error.strerror}); expected room and "
                "permission to write. What is there stays: run the same command again to go on"
            ) from None

    def _file(self, first: int) -> Path:
        return self._folder / f"futures-{first:09d}.parquet"


def _write(target: Path, content: bytes) -> None:
    aside = target.with_name(f".{target.name}.part")
    try:
        with aside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def _must_be_same(folder: Path, found: Any, said: Mapping[str, Any]) -> None:
    known = found if isinstance(found, dict) else {}
    other = [name for name in said if known.get(name) != said[name]]
    if other:
        raise OutputError(
            f"{folder}: found results of another run (other {', '.join(other)}); expected a new "
            "folder, or one of a run with the same plan, scenario, policy and seed"
        )
