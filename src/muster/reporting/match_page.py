"""The matches of two rosters as one page to read, with nothing loaded from elsewhere."""

from __future__ import annotations

from collections import Counter
from html import escape

from muster.matching import Decision, Match, Matching, Row

STYLE = """\
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem;color:#222}
table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;
padding:.35rem .6rem;border-bottom:1px solid #ddd}th{position:sticky;top:0;background:#fff}
.p{text-align:right;font-variant-numeric:tabular-nums}.e,.i{color:#555;font-size:13px}
"""

HEADINGS = {
    Decision.CLERK: "For a clerk",
    Decision.UNMATCHED: "On one list only",
    Decision.DECIDED: "Decided",
}


def match_page(matching: Matching) -> str:
    """The page: what was found in numbers, then the pairs for a clerk, the rest, the decided."""
    rows_a = {row.id: row for row in matching.a.rows}
    rows_b = {row.id: row for row in matching.b.rows}
    title = f"{matching.a.label} against {matching.b.label}"
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>",
        f"<h1>{escape(title)}</h1><p>{escape(summary(matching))}</p>",
    ]
    for decision, heading in HEADINGS.items():
        of_kind = [match for match in matching.matches if match.decision is decision]
        of_kind.sort(key=lambda match: (-match.probability, match.a, match.b))
        parts.append(f"<h2>{heading}: {len(of_kind):,}</h2><table><thead><tr><th>a<th>b")
        parts.append('<th class="p">probability<th>evidence</tr></thead><tbody>')
        parts += [_line(match, rows_a, rows_b) for match in of_kind]
        parts.append("</tbody></table>")
    parts.append("</body></html>\n")
    return "\n".join(parts)


def summary(matching: Matching) -> str:
    """What was found, in a few sentences."""
    counts = Counter(match.decision for match in matching.matches)
    calibration = matching.calibration
    return (
        f"{len(matching.a.rows):,} rows against {len(matching.b.rows):,}: "
        f"{counts[Decision.DECIDED]:,} pairs decided, {counts[Decision.CLERK]:,} for a clerk, "
        f"{counts[Decision.UNMATCHED]:,} rows on one list only. "
        f"Promised: at most {calibration.promise:.2%} of the decided pairs wrong. "
        f"Estimated: {calibration.strangers:.0%} of the rows of {matching.b.label} "
        f"are on no row of {matching.a.label}."
    )


def _line(match: Match, rows_a: dict[str, Row], rows_b: dict[str, Row]) -> str:
    likely = f"{match.probability:.3f}" if match.a and match.b else ""
    return (
        f"<tr>{_cell(rows_a.get(match.a))}{_cell(rows_b.get(match.b))}"
        f'<td class="p">{likely}<td class="e">{escape(match.evidence)}</tr>'
    )


def _cell(row: Row | None) -> str:
    if row is None:
        return "<td>nobody"
    said = [row.id, str(row.year or ""), *row.side]
    beside = escape(", ".join(part for part in said if part))
    return f'<td><bdi>{escape(row.name)}</bdi><br><span class="i">{beside}</span>'
