"""People who have still to leave, by site over time, above the chance that each site has failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import altair as alt
import numpy as np
import numpy.typing as npt

from muster.planning.plan import Plan
from muster.reporting.boxes import spread
from muster.reporting.canvas import Segment, Symbol, Text, segments, symbols, table, texts, view
from muster.reporting.dated_changes import Marked, marked_changes
from muster.reporting.outcome import headline
from muster.reporting.presence import Counts, Leaving, emptied, leaving
from muster.reporting.text import shortened, wrapped
from muster.reporting.theme import (
    GREY,
    RULE,
    SMALL,
    SOFT_INK,
    TEXT,
    Figure,
    danger_colours,
    dressed,
    finding,
)
from muster.reporting.time_axis import TimeSpan, drawn, whole_span
from muster.reporting.wording import count, day_and_hour, name_of, percent
from muster.scenario import Scenario

WIDTH = 760.0
PEOPLE_HEIGHT = 300.0
CHANCE_HEIGHT = 190.0
LEGEND_LEFT = WIDTH + 18
LEGEND_WIDTH = 410.0
NAMES = 188.0
ROW = 19.0
LIST_ROW = 16.0
LIST_INDENT = 20.0
MOST_SITES = 9
"""Sites shown one by one; further ones are shown together."""
BETWEEN = "staged or under way"
BETWEEN_COLOUR = "#cfd8dc"
OTHERS_COLOUR = "#b5b5b5"

FailedBy = Mapping[str, Sequence[float] | npt.NDArray[np.float64]]
"""By site, the chance that it has failed by each boundary (T + 1 entries)."""


@dataclass(frozen=True, slots=True)
class Band:
    """One band of the figure: a site, or several together."""

    label: str
    colour: str
    start: int
    """People before anybody has left."""
    people: Counts
    sites: tuple[str, ...] = ()


def remaining_chart(scenario: Scenario, plan: Plan, failed_by: FailedBy | None = None) -> Figure:
    """Draw who remains where and for how long, and what that risks.

    `failed_by` gives the chance that a site has failed by each boundary; without it only people
    are drawn.
    """
    span = whole_span(scenario, WIDTH)
    bands = bands_of(scenario, leaving(scenario, plan), failed_by)
    if not any(site in (failed_by or {}) for band in bands for site in band.sites):
        failed_by = None
    marked = marked_changes(span, WIDTH + LEGEND_WIDTH)
    parts = [_people_part(span, bands, marked, labels=failed_by is None)]
    if failed_by is not None:
        parts.append(_chance_part(span, bands, marked, failed_by))
    listed = _listed(marked)
    if listed is not None:
        parts.append(listed)
    title = finding(headline(scenario, plan), _note(failed_by), width=WIDTH + LEGEND_WIDTH)
    return dressed(alt.vconcat(*parts, spacing=14).properties(title=title))


def _note(failed_by: FailedBy | None) -> str:
    if failed_by is None:
        return "People who have still to leave, by site."
    return (
        "People who have still to leave, by site; the site most likely to fail on top. Beneath: "
        "chance that each site has failed by then, dotted once nobody is left there to lose."
    )


def _listed(marked: Marked) -> alt.LayerChart | None:
    """The changes that are numbered above, in words, in two columns."""
    if not marked.listed:
        return None
    column = (WIDTH + LEGEND_WIDTH - LIST_INDENT) / 2
    pieces = [wrapped(each, column - 2 * LIST_INDENT, SMALL) for each in marked.listed]
    half = -(-sum(map(len, pieces)) // 2)
    items = []
    x = y = height = 0.0
    for number, lines in enumerate(pieces, start=1):
        if x == 0 and y >= LIST_ROW * half:
            x, y = column + LIST_INDENT, 0.0
        items.append(Text(x, y + 8, f"{number}", SMALL, True, SOFT_INK))
        for line in lines:
            items.append(Text(x + LIST_INDENT, y + 8, line, SMALL))
            y += LIST_ROW
        height = max(height, y)
    return view(WIDTH + LEGEND_WIDTH, height, texts(items))


def bands_of(scenario: Scenario, left: Leaving, failed_by: FailedBy | None) -> list[Band]:
    """Bands from the top of the stack to its foot: those in between, sites by danger, others."""

    def danger(site: str) -> tuple[float, int, str]:
        chance = float(failed_by[site][-1]) if failed_by and site in failed_by else 0.0
        return -chance, -left.people[site], site

    def weight(site: str) -> tuple[float, str]:
        chance = float(failed_by[site][-1]) if failed_by and site in failed_by else 1.0
        return -(chance + 0.001) * left.people[site], site

    sites = sorted(left.remaining, key=danger)
    shown = sites
    if len(sites) > MOST_SITES:
        chosen = set(sorted(sites, key=weight)[: MOST_SITES - 1])
        shown = [site for site in sites if site in chosen]
    bands = [
        Band(name_of(scenario, site), colour, left.people[site], left.remaining[site], (site,))
        for site, colour in zip(shown, danger_colours(len(shown)), strict=True)
    ]
    others = tuple(site for site in sites if site not in shown)
    if others:
        together = np.sum([left.remaining[site] for site in others], axis=0)
        start = sum(left.people[site] for site in others)
        bands.append(Band(f"{len(others):,} other sites", OTHERS_COLOUR, start, together, others))
    if left.between.any():
        bands.insert(0, Band(BETWEEN, BETWEEN_COLOUR, 0, left.between))
    return bands


def _people_part(
    span: TimeSpan, bands: Sequence[Band], marked: Marked, *, labels: bool
) -> alt.LayerChart:
    boundaries = span.scenario.steps + 1
    rows = [
        {
            "at": drawn(span.scenario, span.scenario.moment(boundary)),
            "order": len(bands) - order,
            "site": band.label,
            "colour": band.colour,
            "people": int(number),
        }
        for order, band in enumerate(bands)
        for boundary, number in enumerate(band.people)
    ]
    total = max(sum(int(band.people[b]) for band in bands) for b in range(boundaries))
    area = (
        alt.Chart(table(rows))
        .mark_area(interpolate="step-after", stroke="white", strokeWidth=0.7)
        .encode(
            x=span.x(labels=labels),
            y=alt.Y(
                "people:Q",
                stack="zero",
                scale=alt.Scale(domain=[0, max(total, 4)], nice=True),
                axis=alt.Axis(title="people", titleAnchor="end", format=",d", tickMinStep=1),
            ),
            color=alt.Color("colour:N", scale=None),
            order=alt.Order("order:Q"),
            detail="site:N",
            tooltip=["site:N", "people:Q"],
        )
    )
    return view(
        WIDTH,
        PEOPLE_HEIGHT,
        area,
        _change_lines(span, marked, PEOPLE_HEIGHT),
        _change_words(marked),
        _people_legend(span, bands),
    )


def _change_words(marked: Marked) -> list[alt.Chart]:
    """Words and lines above the figure, in its own pixels."""
    if not marked.labels:
        return []
    raised = [
        replace(line, y=line.y - marked.height, y2=line.y2 - marked.height) for line in marked.lines
    ]
    words = [replace(label, y=label.y - marked.height) for label in marked.labels]
    return [segments(raised), *texts(words)]


def _change_lines(span: TimeSpan, marked: Marked, height: float) -> alt.Chart:
    return segments(
        [
            Segment(span.pixel(moment), 0, span.pixel(moment), height, colour=RULE, dash=(4, 3))
            for moment in marked.moments
        ]
    )


def _people_legend(span: TimeSpan, bands: Sequence[Band]) -> list[alt.Chart]:
    """A small table beside the stack, in the same order: start, end, and when it is empty."""
    start, end, when = LEGEND_LEFT + 256, LEGEND_LEFT + 264, LEGEND_LEFT + 322
    headings = [
        Text(start, 6, "start", SMALL, colour=SOFT_INK, align="right"),
        Text(end, 6, "→ end", SMALL, colour=SOFT_INK),
        Text(when, 6, "empty from", SMALL, colour=SOFT_INK),
    ]
    items = list(headings) if bands else [Text(LEGEND_LEFT, 6, "nobody has to leave", TEXT)]
    swatches = []
    for row, band in enumerate(bands):
        y = 6 + ROW * (row + 1)
        swatches.append(Symbol(LEGEND_LEFT + 6, y, 130, "square", band.colour))
        empty_at = emptied(band.people)
        items += [
            Text(LEGEND_LEFT + 18, y, shortened(band.label, NAMES, TEXT), TEXT),
            Text(start, y, count(band.start), TEXT, align="right"),
            Text(end, y, f"→ {count(int(band.people[-1]))}", TEXT),
        ]
        if empty_at is not None and band.sites:
            at = day_and_hour(span.scenario, span.scenario.moment(empty_at))
            items.append(Text(when, y, at, TEXT, colour=SOFT_INK))
    return [*([symbols(swatches)] if swatches else []), *texts(items)]


def _chance_part(
    span: TimeSpan, bands: Sequence[Band], marked: Marked, failed_by: FailedBy
) -> alt.LayerChart:
    lines = [(site, band) for band in reversed(bands) for site in band.sites if site in failed_by]
    top = max((float(failed_by[site][-1]) for site, _ in lines), default=0.0)
    scale = alt.Scale(domain=[0, max(top * 1.04, 0.01)], nice=False)
    rows = [row for site, band in lines for row in _chance_rows(span, site, band, failed_by)]
    drawn_lines = (
        alt.Chart(table(rows))
        .mark_line()
        .encode(
            x=span.x(),
            y=alt.Y(
                "chance:Q",
                scale=scale,
                axis=alt.Axis(
                    title="chance of having failed",
                    labelExpr="replace(format(datum.value, '.3~p'), '%', ' %')",
                    titleAnchor="end",
                    tickCount=5,
                ),
            ),
            color=alt.Color("colour:N", scale=None),
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
            strokeDash=alt.StrokeDash("dash:N", scale=None),
            detail="line:N",
            tooltip=["site:N", alt.Tooltip("chance:Q", format=".1%")],
        )
    )
    return view(
        WIDTH,
        CHANCE_HEIGHT,
        drawn_lines,
        _change_lines(span, marked, CHANCE_HEIGHT),
        _chance_legend(bands, failed_by, max(top * 1.04, 0.01)),
    )


def _chance_rows(
    span: TimeSpan, site: str, band: Band, failed_by: FailedBy
) -> list[dict[str, object]]:
    alone = len(band.sites) == 1
    until = emptied(band.people) if alone else None
    last = len(band.people) - 1
    pieces = [("holding", 0, last if until is None else until, (1, 0))]
    if until is not None:
        pieces.append(("emptied", until, last, (2, 3)))
    return [
        {
            "at": drawn(span.scenario, span.scenario.moment(boundary)),
            "chance": float(failed_by[site][boundary]),
            "line": f"{site} {piece}",
            "site": name_of(span.scenario, site),
            "colour": band.colour,
            "width": 2.2 if alone else 0.8,
            "dash": dash,
        }
        for piece, first, end, dash in pieces
        for boundary in range(first, end + 1)
    ]


def _chance_legend(bands: Sequence[Band], failed_by: FailedBy, top: float) -> list[alt.Chart]:
    """Each line's name and chance at the end, beside its end, moved apart where they meet."""
    named = [
        (band, [float(failed_by[site][-1]) for site in band.sites if site in failed_by])
        for band in bands
    ]
    named = [(band, chances) for band, chances in named if chances]
    ends = [CHANCE_HEIGHT * (1 - float(np.mean(chances)) / top) for _, chances in named]
    rows = spread(ends, ROW - 3, 4, CHANCE_HEIGHT - 4)
    leaders = []
    items = []
    swatches = []
    for (band, chances), end, y in zip(named, ends, rows, strict=True):
        leaders.append(Segment(WIDTH + 2, end, LEGEND_LEFT, y, colour=GREY, width=0.7))
        swatches.append(Symbol(LEGEND_LEFT + 6, y, 110, "square", band.colour))
        low, high = percent(min(chances)), percent(max(chances))
        words = low if low == high else f"{low.removesuffix(' %')} to {high}"
        items += [
            Text(LEGEND_LEFT + 18, y, shortened(band.label, NAMES, TEXT), TEXT),
            Text(LEGEND_LEFT + 256, y, words, TEXT, bold=len(band.sites) == 1, align="right"),
        ]
    return [segments(leaders), symbols(swatches), *texts(items)] if items else []
