"""The matches of two rosters as a CSV file."""

from __future__ import annotations

import csv
import io

from muster.matching import Matching

COLUMNS = ("a", "b", "probability", "decision", "evidence")


def match_table(matching: Matching) -> str:
    """One line for each pair, and for each row of either list that has none; ids, no names."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(COLUMNS)
    for match in matching.matches:
        likely = f"{match.probability:.5f}" if match.a and match.b else ""
        lines.writerow([match.a, match.b, likely, match.decision.value, match.evidence])
    return out.getvalue()


def twice_table(matching: Matching) -> str:
    """One line for each two rows of one list that may be the same person; ids, no names."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(("list", "first", "second"))
    for side, twice in (("a", matching.duplicates_a), ("b", matching.duplicates_b)):
        lines.writerows([side, *pair] for pair in twice)
    return out.getvalue()
