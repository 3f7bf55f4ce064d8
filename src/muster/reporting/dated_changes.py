"""Dated changes marked on a time axis: a line at the moment, a few words above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from muster.reporting.boxes import spread
from muster.reporting.canvas import Segment, Text
from muster.reporting.text import text_width
from muster.reporting.theme import RULE, SMALL, SOFT_INK
from muster.reporting.time_axis import TimeSpan
from muster.reporting.wording import day_and_hour, fleet_name, name_of, plural, quantity, said
from muster.scenario import Change, ChangeTarget, Scenario

ROW_HEIGHT = 16.0
MOST_ROWS = 6
LABEL_WIDTH = 420.0
PADDING = 5.0
GAP = 6.0


@dataclass(frozen=True, slots=True)
class Marked:
    """Changes as they are marked above a figure, in pixels of that header, and listed beneath."""

    height: float
    labels: tuple[Text, ...]
    lines: tuple[Segment, ...]
    moments: tuple[datetime, ...]
    """Where lines continue through the figure."""
    listed: tuple[str, ...] = ()
    """What the numbers 1, 2, … above the figure stand for, where words would not fit there."""


def change_in_words(scenario: Scenario, change: Change) -> str:
    """What a change comes to, in a few words."""
    if change.target_kind is ChangeTarget.SITE:
        return _site_change(name_of(scenario, change.target), change)
    if change.target_kind is ChangeTarget.LINK:
        link = scenario.links[change.target]
        way = f"{name_of(scenario, link.origin)} to {name_of(scenario, link.destination)}"
        if change.field == "open":
            return f"{way} {'open' if change.value else 'closed'}"
        return f"{way}: {_limit(change.value, 'trip a day', 'trips a day')}"
    if change.target_kind is ChangeTarget.FLEET:
        name = fleet_name(scenario, change.target)
        return f"{name}: {_limit(change.value, 'vehicle', 'vehicles')}"
    return f"escorts {change.target}: {_limit(change.value, 'team', 'teams')}"


def _site_change(name: str, change: Change) -> str:
    value = change.value
    if change.field == "custodian":
        return f"{name} to {value}" if value else f"{name} without custodian"
    if change.field == "open":
        return f"{name} {'open' if value else 'closed'}"
    if value is None:
        return f"{name}: {UNLIMITED[change.field]}"
    number = quantity(float(value))
    if change.field == "capacity":
        return f"{name}: room for {number}"
    if change.field == "intake_per_day":
        return f"{name} takes in {number} a day" if float(value) else f"{name} takes in nobody"
    if change.field == "embark_per_h":
        return f"{name} loads {number} an hour" if float(value) else f"{name} loads nobody"
    if change.field == "air_slots_per_day":
        return f"{name}: {number} air slots a day"
    one = said(change.field).replace("guards", "guard")
    return f"{name}: {number} {one if value == 1 else said(change.field)}"


UNLIMITED = {
    "capacity": "room not limited",
    "intake_per_day": "intake not limited",
    "embark_per_h": "loading not limited",
    "air_slots_per_day": "air slots not limited",
    "guards": "guards not counted",
    "guards_needed": "no guards needed",
}
"""What a blank value of a site's limit says."""


def _limit(value: str | float | int | bool | None, one: str, many: str) -> str:
    return f"no limit on {many}" if value is None else plural(float(value), one, many)


def marked_changes(span: TimeSpan, width: float) -> Marked:
    """Lay out the changes within a span: in words above the figure, or numbered if too many.

    Changes of one moment share a line. `width` is what the words above the figure may take.
    """
    scenario = span.scenario
    words: dict[datetime, list[str]] = {}
    for change in sorted(scenario.changes, key=lambda change: change.at):
        if span.begins < change.at < span.ends:
            words.setdefault(change.at, []).append(change_in_words(scenario, change))
    texts = {
        moment: f"{day_and_hour(scenario, moment)} {'; '.join(said)}"
        for moment, said in words.items()
    }
    placed = _in_rows(span, texts, width)
    if placed is None:
        return _numbered(span, texts)
    rows = max((each.row for each in placed), default=-1) + 1
    height = ROW_HEIGHT * rows + (GAP if rows else 0)
    return Marked(
        height=height,
        labels=tuple(replace(each.label, y=_middle(each.row, height)) for each in placed),
        lines=tuple(_line_down(each, height) for each in placed),
        moments=tuple(texts),
    )


def _numbered(span: TimeSpan, texts: Mapping[datetime, str]) -> Marked:
    """A number above each line, as many rows of them as keep numbers apart."""
    height = ROW_HEIGHT + GAP
    xs = spread([span.pixel(moment) for moment in texts], 16.0, 0.0, span.width)
    middle = ROW_HEIGHT / 2
    return Marked(
        height=height,
        labels=tuple(
            Text(x, middle, f"{number}", SMALL, True, SOFT_INK, "center")
            for number, x in enumerate(xs, start=1)
        ),
        lines=tuple(
            Segment(x, ROW_HEIGHT, span.pixel(moment), height, colour=RULE)
            for moment, x in zip(texts, xs, strict=True)
        ),
        moments=tuple(texts),
        listed=tuple(texts.values()),
    )


def _in_rows(span: TimeSpan, texts: Mapping[datetime, str], width: float) -> list[_Placed] | None:
    """Labels right of their line, or left of it where they would pass the width.

    From the latest to the earliest, each goes into the lowest row where it meets no other label
    and no other line; None if one finds no row or is too long.
    """
    placed: list[_Placed] = []
    for moment in sorted(texts, reverse=True):
        if text_width(texts[moment], SMALL) > LABEL_WIDTH:
            return None
        label = _label(span.pixel(moment), texts[moment], width)
        row = next((row for row in range(MOST_ROWS) if _is_free(label, row, placed)), None)
        if row is None:
            return None
        placed.append(_Placed(label, row))
    return placed


@dataclass(frozen=True, slots=True)
class _Placed:
    label: Text
    row: int
    """Counted upwards from the figure beneath."""

    @property
    def line(self) -> float:
        """Where its line runs down, in pixels from the left."""
        return self.label.x - PADDING if self.label.align == "left" else self.label.x + PADDING

    @property
    def ends(self) -> tuple[float, float]:
        """Left and right end of the label with its line."""
        if self.label.align == "left":
            return self.line, self.line + self.label.width + 2 * PADDING
        return self.line - self.label.width - 2 * PADDING, self.line


def _label(x: float, text: str, width: float) -> Text:
    right = x + PADDING + text_width(text, SMALL) <= width
    anchor = x + PADDING if right else x - PADDING
    return Text(
        anchor, 0, text, SMALL, colour=SOFT_INK, align="left" if right else "right", halo=True
    )


def _is_free(label: Text, row: int, placed: list[_Placed]) -> bool:
    new = _Placed(label, row)
    left, right = new.ends
    for other in placed:
        other_left, other_right = other.ends
        if other.row == row and left < other_right and other_left < right:
            return False
        if other.row > row and left < other.line < right:
            return False
        if other.row < row and other_left < new.line < other_right:
            return False
    return True


def _middle(row: int, height: float) -> float:
    return height - GAP - (row + 0.5) * ROW_HEIGHT


def _line_down(placed: _Placed, height: float) -> Segment:
    top = _middle(placed.row, height) - ROW_HEIGHT / 2 + 2
    return Segment(placed.line, top, placed.line, height, colour=RULE, dash=(4, 3))
