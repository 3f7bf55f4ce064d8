"""Numbers, times and names as a briefing reads them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from muster.scenario import Scenario

ROUND_FROM = 9.5
"""Expected people lost are shown in whole numbers from here on, with one decimal below."""


def count(number: float) -> str:
    """A whole number with thousands separators."""
    return f"{round(number):,}"


def people(number: int) -> str:
    """A number of people, in words that agree with it."""
    return "1 person" if number == 1 else f"{number:,} people"


def plural(number: float, one: str, many: str | None = None) -> str:
    """A number and the word for what it counts."""
    shown = f"{number:,.0f}" if float(number).is_integer() else f"{number:,g}"
    return f"{shown} {one if number == 1 else many or one + 's'}"


def loss(number: float) -> str:
    """Expected people lost: no more digits than matter."""
    if abs(number) >= ROUND_FROM:
        return f"{number:,.0f}"
    if abs(number) >= 0.05 or number == 0:
        return f"{number:.1f}".removesuffix(".0")
    return f"{number:.1g}"


def exactly(number: float, other: float) -> str:
    """A number with enough digits to be told from another one that is close to it."""
    for digits in range(4):
        one, two = f"{number:,.{digits}f}", f"{other:,.{digits}f}"
        if one != two and abs(number - other) >= 2 * 10.0**-digits:
            return one
    return loss(number)


def percent(share: float) -> str:
    """A share in percent: no more digits than matter, never 0 % or 100 % for what is not."""
    value = share * 100
    if not math.isfinite(value):
        return "unknown"
    if 0 < value < 0.1:
        return "< 0.1 %"
    if 99.9 < value < 100:
        return "> 99.9 %"
    if value < 9.95:
        return f"{value:.1f}".removesuffix(".0") + " %"
    return f"{value:.0f} %"


def quantity(value: float) -> str:
    """Any judged value, to three significant digits, never in exponent form."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def local(scenario: Scenario, moment: datetime) -> datetime:
    """A moment in the scenario's own offset."""
    return moment.astimezone(scenario.start.tzinfo)


def offset(scenario: Scenario) -> str:
    """The scenario's offset, such as `UTC+03:00`."""
    return f"UTC{scenario.start.isoformat()[-6:]}" if scenario.start.utcoffset() else "UTC"


def day(scenario: Scenario, moment: datetime) -> str:
    """The date of a moment, such as `3 Feb`."""
    at = local(scenario, moment)
    return f"{at.day} {at:%b}"


def day_and_hour(scenario: Scenario, moment: datetime) -> str:
    """Date and time of day, such as `3 Feb 06:00`."""
    return f"{day(scenario, moment)} {local(scenario, moment):%H:%M}"


def name_of(scenario: Scenario, site: str) -> str:
    """A site's name, or its id where it has none."""
    known = scenario.sites.get(site)
    return known.name or site if known else site


def fleet_name(scenario: Scenario, fleet: str) -> str:
    """A fleet's name, or its id where it has none."""
    known = scenario.fleets.get(fleet)
    return known.name or fleet if known else fleet


def listed(items: Sequence[str], most: int | None = None) -> str:
    """Items as a phrase: `a, b and c`, or `a, b and 3 more`."""
    if most is not None and len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most:,} more"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def said(code: str) -> str:
    """An id of the format as words: `women_with_children` becomes `women with children`."""
    return code.replace("_", " ")


def loss_unit(scenario: Scenario) -> str:
    """What an expected loss counts."""
    if all(group.priority == 1 for group in scenario.groups.values()):
        return "people lost in expectation"
    return "people lost in expectation, weighted by priority"


MOST_PLACES = 2
"""Places of one judgement that are named."""

JUDGEMENTS = {
    "embark_per_h": "loading rate",
    "guard_elasticity": "effect of missing guards",
    "rate": "rate of change",
    "risk": "risk",
}
"""What the format's names for judgements mean."""


def judgement_in_words(scenario: Scenario, judgement: str) -> str:
    """A judgement's name with sites by name, such as `hazard of al-Sina'a, fraying`."""
    what, *rest = judgement.split(" ")
    words = JUDGEMENTS.get(what, said(what))
    if what == "rate" and len(rest) == 2:
        return f"{words} from {said(rest[0])} to {said(rest[1])}"
    places = [_place(scenario, word) for word in rest if _place(scenario, word)]
    others = [said(word) for word in rest if not _place(scenario, word)]
    if places:
        words += f" of {listed(places, MOST_PLACES)}"
    return ", ".join([words, *others])


def _place(scenario: Scenario, id: str) -> str:
    if id in scenario.links:
        link = scenario.links[id]
        return f"{name_of(scenario, link.origin)} → {name_of(scenario, link.destination)}"
    return name_of(scenario, id) if id in scenario.sites else ""


def capitalised(sentence: str) -> str:
    """A sentence with its first letter large."""
    return sentence[:1].upper() + sentence[1:]


STOPPED = {
    "gap": "stopped at the gap asked for",
    "time": "stopped at the time limit",
    "interrupted": "interrupted",
    "proven": "proven best",
    "exhausted": "no method had more to try",
    "effort": "the effort asked for was spent",
}
"""What each way of stopping means."""


def seconds_in_words(seconds: float) -> str:
    """How long a search took."""
    if seconds >= 120:
        return f"{seconds / 60:.0f} min"
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"
