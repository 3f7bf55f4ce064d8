"""Time in figures: always the scenario's own offset, with readable dates, nights and changes.

Vega draws time in UTC or in the reader's own zone, and in no other. So each moment is handed
over as if the scenario's local time were UTC, and drawn on a UTC scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import altair as alt

from muster.reporting.canvas import table
from muster.reporting.daylight import nights
from muster.reporting.theme import NIGHT, SMALL
from muster.reporting.wording import local, offset
from muster.scenario import Scenario

TICK_HOURS = (1, 3, 6, 12, 24, 48, 96, 168, 336, 672)
TICK_WIDTH = 52.0
"""Pixels that the label of one tick needs."""
DATE_WIDTH = 72.0
"""Pixels that an hour with a date beneath it needs."""


def drawn(scenario: Scenario, moment: datetime) -> str:
    """A moment as Vega is to draw it."""
    return f"{local(scenario, moment):%Y-%m-%dT%H:%M:%S}Z"


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From when to when a figure shows time, and over how many pixels."""

    scenario: Scenario
    begins: datetime
    ends: datetime
    width: float

    def pixel(self, moment: datetime) -> float:
        """Where a moment lies, in pixels from the left."""
        return self.width * ((moment - self.begins) / (self.ends - self.begins))

    def scale(self) -> alt.Scale:
        """The scale that draws exactly this span."""
        ends = [drawn(self.scenario, self.begins), drawn(self.scenario, self.ends)]
        return alt.Scale(type="utc", domain=ends, nice=False)

    def x(self, field: str = "at", *, labels: bool = True) -> alt.X:
        """Encoding of a time field, with dates beneath if wanted."""
        return alt.X(f"{field}:T", scale=self.scale(), axis=self.axis(labels=labels))

    def axis(self, *, labels: bool = True) -> alt.Axis:
        """Dates at midnight, hours between them where there is room."""
        by_day = self._tick_hours() >= 24
        return alt.Axis(
            values=[drawn(self.scenario, tick) for tick in self.ticks()],
            labelExpr=_DAY_LABELS if by_day else _HOUR_LABELS.format(dated=self._dated()),
            labels=labels,
            ticks=labels,
            domain=labels,
            labelFontSize=SMALL,
            labelOverlap=False,
            labelFlush=False,
            grid=True,
            title=f"local time, {offset(self.scenario)}" if labels else None,
            titleAnchor="start",
        )

    def ticks(self) -> list[datetime]:
        """Moments to mark: midnights, and every so many hours from midnight."""
        step = timedelta(hours=self._tick_hours())
        tick = local(self.scenario, self.begins).replace(hour=0, minute=0, second=0, microsecond=0)
        marks = []
        while tick <= self.ends:
            if tick >= self.begins:
                marks.append(tick)
            tick += step
        return marks

    def _dated(self) -> str:
        """The tick that has a date beside the midnights: the first, if they leave it room."""
        ticks = self.ticks()
        midnight = next((tick for tick in ticks if tick.hour == 0), None)
        room = midnight is None or self.pixel(midnight) - self.pixel(ticks[0]) >= DATE_WIDTH
        return f"time('{drawn(self.scenario, ticks[0])}')" if ticks and room else "null"

    def _tick_hours(self) -> int:
        hours = (self.ends - self.begins).total_seconds() / 3600
        most = max(self.width / TICK_WIDTH, 1)
        return next((step for step in TICK_HOURS if hours / step <= most), TICK_HOURS[-1])

    def night_bands(self, height: float) -> alt.Chart:
        """Darker ground from sunset to sunrise, over the whole height of a figure."""
        rows = [
            {"at": drawn(self.scenario, begins), "until": drawn(self.scenario, ends)}
            for begins, ends in nights(self.scenario, self.begins, self.ends)
        ]
        bands: alt.Chart = (
            alt.Chart(table(rows))
            .mark_rect(color=NIGHT)
            .encode(
                x=self.x(),
                x2="until:T",
                y=alt.value(0),
                y2=alt.value(height),
            )
        )
        return bands


_DAY_LABELS = "[utcFormat(datum.value, '%a'), utcFormat(datum.value, '%-d %b')]"
_HOUR_LABELS = (
    "utchours(datum.value) == 0 || time(datum.value) == {dated} ? "
    "[utcFormat(datum.value, '%H:%M'), utcFormat(datum.value, '%a %-d %b')] : "
    "utcFormat(datum.value, '%H:%M')"
)


def whole_span(scenario: Scenario, width: float) -> TimeSpan:
    """The scenario's whole horizon."""
    return TimeSpan(scenario, scenario.start, scenario.moment(scenario.steps), width)


def span_of(scenario: Scenario, moments: Sequence[datetime], width: float) -> TimeSpan:
    """From the scenario's start to the last of some moments, and a little further."""
    last = max(moments, default=scenario.moment(scenario.steps))
    step = timedelta(hours=scenario.step_h)
    ends = min(last + step, scenario.moment(scenario.steps))
    return TimeSpan(scenario, scenario.start, max(ends, scenario.start + step, last), width)
