"""One future told as a timeline in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from muster.rehearsal.happenings import Happening, What
from muster.scenario import Scenario

NOBODY = 0.5
"""People; of failures that lose fewer only the time is told."""


def told(scenario: Scenario, happened: Sequence[Happening]) -> list[tuple[str, str]]:
    """(when, what) of everything of note; trips held up at one time are one line."""
    lines: list[tuple[str, str]] = []
    held: dict[float, int] = {}
    for each in happened:
        if each.what is What.HELD_UP:
            held[each.hour] = held.get(each.hour, 0) + 1
    for each in happened:
        if each.what is What.HELD_UP:
            number = held.pop(each.hour, 0)
            if number:
                words = f"trip {each.subject}" if number == 1 else f"{number} trips"
                lines.append((moment(scenario, each.hour), f"{words} cannot depart"))
        else:
            lines.append((moment(scenario, each.hour), _in_words(each)))
    return lines


def moment(scenario: Scenario, hour: float) -> str:
    """A time of the scenario as people write it."""
    at = scenario.start + timedelta(hours=hour)
    return f"{at:%-d %b %H:%M}"


def _in_words(each: Happening) -> str:
    if each.what is What.REGIME:
        return f"{each.subject}" if each.hour > 0 else f"begins in {each.subject}"
    if each.what is What.STOPPED:
        return "trips stop" + (
            f", {each.subject} of them not yet departed" if each.subject != "0" else ""
        )
    if each.what is What.ATTACKED:
        return f"trip {each.subject} is attacked: {each.lost:,.0f} of {each.present:,.0f} lost"
    if each.present < NOBODY:
        return f"{each.subject} fails, empty"
    return f"{each.subject} fails: {each.lost:,.0f} of {each.present:,.0f} lost"
