"""The matches of two rosters as one page to read, with nothing loaded from elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from muster.matching import Decision, Match, Matching, Roster, Row
from muster.matching.three_way import Chain, Fate, ThreeWay
from muster.reporting.match_style import SCRIPT, STYLE

FATES = {
    Fate.SWAPPED: "The carrier's list leads to one person received, the sender's list to another.",
    Fate.NOT_RECEIVED: "Sent and carried, and found on no row of the receiver's list.",
    Fate.NOT_CARRIED: "Sent, and found on no row of either other list.",
    Fate.NEVER_SENT: "Carried, or received, and found on no row of the sender's list.",
    Fate.NOT_LISTED: "Sent and received, and found on no row of the carrier's list.",
    Fate.ARRIVED: "Sent, carried and received, by links that are not all decided.",
}
"""What each means, in the order of `Fate`."""

OTHER = "received, by the sender's list"

Section = tuple[str, str, Sequence[str], list[str]]
"""Heading, what it means, the table's headings, its rows."""


def match_page(
    matching: Matching, told: ThreeWay | None = None, carried: Roster | None = None
) -> str:
    """The page: what was found in numbers, then what is to be looked at, then the decided.

    With a carrier's list, what became of each person who did not simply arrive comes first.
    """
    title = f"{matching.a.label} against {matching.b.label}"
    sections = [] if told is None or carried is None else list(_chains(matching, told, carried))
    sections += _pairs(matching)
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>",
        f"<h1>{escape(title)}</h1><p>{escape(summary(matching))}</p>",
        *_to_know(matching, told),
        "<nav>",
        *(
            f'<a href="#s{number}"><b>{len(rows):,}</b>{escape(heading)}</a>'
            for number, (heading, _, _, rows) in enumerate(sections)
        ),
        '</nav><div id="find" hidden><label for="what">Find</label><input id="what" type="search" '
        'placeholder="name, id, year, word of the evidence"><output></output></div>',
    ]
    for number, (heading, meaning, columns, rows) in enumerate(sections):
        parts.append(f'<h2 id="s{number}">{escape(heading)}: {len(rows):,}</h2>')
        parts.append(f'<p class="soft">{escape(meaning)}</p>')
        if rows:
            heads = "".join(_head(column) for column in columns)
            parts += [f"<table><thead><tr>{heads}</tr></thead><tbody>", *rows, "</tbody></table>"]
    parts.append(f"<script>{SCRIPT}</script></body></html>\n")
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


def _to_know(matching: Matching, told: ThreeWay | None) -> Iterable[str]:
    if told is not None and told.same_numbers_other_people:
        yield '<p class="warn">As many were received as were sent, and not the same people.</p>'
    if matching.calibration.strangers > 0.5 and matching.a.rows and matching.b.rows:
        yield (
            '<p class="warn">Most rows seem to be on no row of the other list: are these lists of '
            "the same movement?</p>"
        )
    yield (
        '<p class="soft">The numbers of the evidence are in nats: +2.3 makes "the same person" ten '
        "times as likely, -2.3 a tenth. Decide what is for a clerk with "
        "<code>muster match review</code>; nothing you decide is final.</p>"
    )


def _pairs(matching: Matching) -> Iterable[Section]:
    rows_a, rows_b = _by_id(matching.a), _by_id(matching.b)
    a, b = f"a: {matching.a.label}", f"b: {matching.b.label}"
    of_kind = {kind: [m for m in matching.matches if m.decision is kind] for kind in Decision}
    clerk = _beside_their_like(of_kind[Decision.CLERK])
    decided = sorted(of_kind[Decision.DECIDED], key=lambda m: (-m.probability, m.a, m.b))

    def lines(matches: Iterable[Match]) -> list[str]:
        return [_line(match, rows_a[match.a], rows_b[match.b]) for match in matches]

    both = (a, b, "probability", "evidence")
    yield "For a clerk", "The likeliest answer, and not sure enough.", both, lines(clerk)
    for roster, rows, ids in (
        (matching.a, rows_a, [m.a for m in of_kind[Decision.UNMATCHED] if m.a]),
        (matching.b, rows_b, [m.b for m in of_kind[Decision.UNMATCHED] if m.b]),
    ):
        meaning = "Nobody on the other list is likely enough; that does not prove it of anybody."
        found = [f"<tr>{_cell(rows[each])}</tr>" for each in ids]
        yield f"On {roster.label} only", meaning, (roster.label,), found
    for label, rows, twice in (
        (a, rows_a, matching.duplicates_a),
        (b, rows_b, matching.duplicates_b),
    ):
        found = [f"<tr>{_cell(rows[one])}{_cell(rows[other])}</tr>" for one, other in twice]
        if found:
            meaning = "Two rows of one list that may be the same person."
            yield f"Perhaps twice on {label[3:]}", meaning, ("a row", "another"), found
    promise = f"At most {matching.calibration.promise:.2%} of these are wrong, taken together."
    yield "Decided", promise, both, lines(decided)


def _chains(matching: Matching, told: ThreeWay, carried: Roster) -> Iterable[Section]:
    rosters = (matching.a, carried, matching.b)
    rows = [_by_id(roster) for roster in rosters]
    columns = [
        what if what == r.label else f"{what}: {r.label}"
        for what, r in zip(told.lists, rosters, strict=True)
    ]
    for fate, meaning in FATES.items():
        found = [
            _chain(each, rows, told.lists)
            for each in told.chains
            if each.fate is fate and not (fate is Fate.ARRIVED and each.certain)
        ]
        if found:
            heading = fate.value.capitalize()
            heading += ", not all decided" if fate is Fate.ARRIVED else ""
            more = [OTHER] if fate is Fate.SWAPPED else []
            yield heading, meaning, [*columns, *more], found


def _chain(chain: Chain, rows: Sequence[dict[str, Row]], lists: Sequence[str]) -> str:
    cells = [
        _cell(by_id.get(each), of) for by_id, each, of in zip(rows, chain.ids, lists, strict=True)
    ]
    if chain.fate is Fate.SWAPPED:
        cells.append(_cell(rows[2].get(chain.other), OTHER))
    return f"<tr>{''.join(cells)}</tr>"


def _beside_their_like(matches: list[Match]) -> list[Match]:
    """The likeliest first, and pairs of one row of b together."""
    best: dict[str, float] = {}
    for match in matches:
        best[match.b] = max(best.get(match.b, 0.0), match.probability)
    return sorted(matches, key=lambda m: (-best[m.b], m.b, -m.probability, m.a))


def _by_id(roster: Roster) -> dict[str, Row]:
    return {row.id: row for row in roster.rows}


def _head(column: str) -> str:
    kind = {"probability": ' class="p"', "evidence": ""}.get(column, ' class="l"')
    return f'<th scope="col"{kind}>{escape(column)}</th>'


def _line(match: Match, a: Row, b: Row) -> str:
    pieces = " · ".join(_piece(piece) for piece in match.evidence.split("; "))
    return (
        f'<tr>{_cell(a)}{_cell(b)}<td class="p" data-of="probability">{match.probability:.3f}'
        f'<td class="e">{pieces}</tr>'
    )


def _piece(said: str) -> str:
    words, _, weight = said.rpartition(", ")
    joined = escape(f"{words},\N{NO-BREAK SPACE}{weight}" if words else weight)
    return f'<span class="against">{joined}</span>' if weight.startswith("-") else joined


def _cell(row: Row | None, of: str = "") -> str:
    named = f' data-of="{escape(of)}"' if of else ""
    if row is None:
        return f'<td class="soft"{named}>nobody'
    said = ", ".join(part for part in (str(row.year or ""), *row.side) if part)
    beside = f", <bdi>{escape(said)}</bdi>" if said else ""
    return (
        f"<td{named}><bdi>{escape(row.name)}</bdi>"
        f'<div class="i"><bdi>{escape(row.id)}</bdi>{beside}</div>'
    )
