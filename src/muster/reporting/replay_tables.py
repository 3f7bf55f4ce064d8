"""What a replay found, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table

from muster.replay.course import USED
from muster.replay.replay import Replayed
from muster.reporting.wording import (
    capitalised,
    day_and_hour,
    judgement_in_words,
    loss_unit,
    name_of,
    percent,
)

MOST_JUDGEMENTS = 3


def replay_said(found: Replayed) -> Iterator[str]:
    """What it comes to, in sentences."""
    saved = found.if_nobody_moves - found.plan
    share = (found.if_nobody_moves - found.loss) / saved if saved > 0 else 0.0
    yield f"Expected loss by the model, in {loss_unit(found.scenario)}:"
    yield f"  as it was {found.loss:>12,.1f}   read as: {USED.order}, {USED.pace} between counts"
    yield f"  plan      {found.plan:>12,.1f}"
    yield f"  nobody    {found.if_nobody_moves:>12,.1f}   had nobody been moved"
    yield (
        f"The order taken loses {found.excess:+,.1f} against the plan, and saves {percent(share)} "
        "of what the plan saves."
    )
    values = [value - found.plan for _, value in found.readings]
    yield (
        f"Read otherwise (who went first, when between counts): {min(values):+,.1f} to "
        f"{max(values):+,.1f}."
    )
    judged = found.judged
    yield (
        f"With all judgements drawn from their ranges, {judged.draws:,} times: "
        f"{judged.low:+,.1f} to {judged.high:+,.1f} in 18 of 20; above 0 in "
        f"{percent(judged.positive)}."
    )
    mean = found.difference
    low, high = mean.low or mean.value, mean.high or mean.value
    yield (
        f"In {found.futures:,} futures, the same for both: {mean.value:+,.1f} on average "
        f"(95 %: {low:+,.1f} to {high:+,.1f}); the order taken loses less in "
        f"{percent(found.better.value)}."
    )
    yield (
        "The plan is allowed only what the scenario allows; where a limit was in truth lower than "
        "judged, nobody could have kept to the plan."
    )


def replay_tables(found: Replayed) -> list[RenderableType]:
    """People arrived by each count; the judgements that matter most; failures."""
    scenario = found.scenario
    tables = [
        _table(
            ["arrived by", "said", "plan"],
            [
                [day_and_hour(scenario, each.at), f"{each.said:,}", f"{each.plan:,}"]
                for each in found.counts
            ],
        )
    ]
    names = list(dict.fromkeys(each.name for each in found.judged.ends))[:MOST_JUDGEMENTS]
    by_name = {(each.name, each.end.value): each.excess for each in found.judged.ends}
    if names:
        rows = [
            [
                capitalised(judgement_in_words(scenario, name)),
                f"{by_name[name, 'low']:+,.1f}",
                f"{by_name[name, 'high']:+,.1f}",
            ]
            for name in names
        ]
        tables.append(_table(["what was judged", "at its low end", "at its high end"], rows))
    if found.failures:
        rows = [
            [
                f"{name_of(scenario, each.site)}, {day_and_hour(scenario, each.at)}",
                f"{each.present:,}",
                f"{each.lost:,}",
                f"{each.plan:,}",
            ]
            for each in found.failures
        ]
        tables.append(_table(["failed", "present", "lost", "present by the plan"], rows))
    return [Padding(each, (0, 0, 0, 2)) for each in tables]


def _table(headings: list[str], rows: list[list[str]]) -> Table:
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for at, heading in enumerate(headings):
        shown.add_column(heading, justify="left" if at == 0 else "right")
    for row in rows:
        shown.add_row(*row)
    return shown
