"""The matches of two rosters with the decisions of reviewers in them, as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from muster.matching.reviewed import Reviewed

COLUMNS = ("a", "b", "probability", "decision", "by", "evidence")


def review_table(rows: Iterable[Reviewed]) -> str:
    """One line for each pair, and for each row of either list that has none; ids, no names."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(COLUMNS)
    for each in rows:
        likely = f"{each.probability:.5f}" if each.a and each.b else ""
        by = ";".join(each.by)
        lines.writerow([each.a, each.b, likely, each.result.value, by, each.evidence])
    return out.getvalue()
