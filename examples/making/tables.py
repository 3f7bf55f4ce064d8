"""Writing the tables of an example: the same bytes on every machine."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path


def table_text(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows of like columns as CSV with line feeds; None is a blank cell."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_tables(folder: Path, tables: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
    """Write each table as NAME.csv, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        unfinished = folder / f".{name}.csv.part"
        unfinished.write_bytes(table_text(rows).encode())
        unfinished.replace(folder / f"{name}.csv")
