"""The answers beside a plan in words: what is short, what limits, what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.text import Text

from muster.planning.answers import (
    BedShortage,
    Limit,
    Limits,
    Robustness,
    Sensitivity,
    Shortfall,
    Surge,
)
from muster.planning.robustness import steady
from muster.planning.shortfall import Reason
from muster.reporting.limits_chart import is_worth_something, limit_in_words
from muster.reporting.wording import (
    exactly,
    judgement_in_words,
    listed,
    loss,
    name_of,
    people,
    plural,
    quantity,
    said,
)
from muster.scenario import Scenario

MOST_SHOWN = 8
"""Lines of one kind that are shown; the files have all."""

FEW = 3
"""The same of what matters least."""

REASONS = {
    Reason.BARRED: "may go nowhere: no place is open to them",
    Reason.NO_WAY: "have no way to any place open to them",
    Reason.NOT_READY: "are ready too late",
    Reason.NO_ROOM: "have no bed where they may go",
    Reason.NO_TRANSPORT: "have a way and a bed, but no transport in time",
}


def for_charts(shortfall: Shortfall) -> tuple[Surge, ...]:
    """The surges that name a place or means; more time is neither."""
    every = (*shortfall.surge, *shortfall.instead)
    return tuple(surge for surge in every if surge.kind != "horizon")


def tried(limits: Limits | None) -> tuple[Limit, ...]:
    """Additions that were planned again with; there is enough of the others for everybody."""
    return tuple(limit for limit in limits.found if limit.tried) if limits is not None else ()


def shortfall_said(scenario: Scenario, shortfall: Shortfall) -> list[Text]:
    """Who cannot be placed and why, and what would suffice."""
    if not shortfall.unplaced:
        return []
    lines = [_heading(f"{people(shortfall.unplaced)} cannot be placed")]
    by_reason: dict[str, int] = {}
    for short in shortfall.shorts:
        by_reason[short.reason] = by_reason.get(short.reason, 0) + short.people
    for reason, words in REASONS.items():
        if by_reason.get(reason):
            lines.append(_line(f"{by_reason[reason]:,} {words}"))
    if shortfall.fewest:
        lines.append(_line(f"at least {shortfall.fewest:,} whatever the plan, with what there is"))
    for shortage in shortfall.beds:
        lines.append(_line(f"{_beds(shortage)} at {_places(scenario, shortage.sites)}"))
    return lines + _surge_said(scenario, shortfall)


def _surge_said(scenario: Scenario, shortfall: Shortfall) -> list[Text]:
    if not shortfall.could_be_placed:
        return [_line("more beds or transport would place none of them")]
    if not (shortfall.surge or shortfall.instead or shortfall.cut_short):
        return []
    lines = [_heading("What would suffice, least first")]
    lines += [_line(surge_in_words(scenario, surge)) for surge in shortfall.surge]
    if shortfall.instead:
        also = "and, for transport, any one of these:" if shortfall.surge else "any one of these:"
        lines.append(_line(also))
        lines += [_line(f"  {surge_in_words(scenario, surge)}") for surge in shortfall.instead]
    if shortfall.cut_short:
        lines.append(_line("the search for more ended before it was through"))
    elif not shortfall.complete:
        lines.append(_line("transport would still be short; no surge that suffices was found"))
    return lines


def surge_in_words(scenario: Scenario, surge: Surge) -> str:
    """What is added."""
    if surge.kind == "horizon":
        return f"{quantity(surge.added)} h more time"
    if surge.kind == "beds":
        return f"{quantity(surge.added)} more {surge.unit} at {_places(scenario, surge.places)}"
    return limit_in_words(scenario, surge)


def _beds(shortage: BedShortage) -> str:
    return f"{plural(shortage.people, 'bed')} short for {said(shortage.separation_class)}"


def _places(scenario: Scenario, sites: Iterable[str]) -> str:
    names = [name_of(scenario, site) for site in sites]
    return names[0] if len(names) == 1 else f"any of {listed(names, 4)}"


def limits_said(scenario: Scenario, limits: Limits, most: int | None = MOST_SHOWN) -> list[Text]:
    """What more of each resource would save: found, proven and estimated; most first."""
    lines = [_heading("What limits the plan")]
    tried_ = [limit for limit in limits.found if limit.tried]
    shown = [limit for limit in tried_ if is_worth_something(limit)][:most]
    measured = (limits.reference_objective, limits.reference_bound)
    if tried_:
        lines += [
            _line(
                f"measured against a plan of objective {exactly(*measured)}; "
                f"no plan with what there is can be below {exactly(*reversed(measured))}"
            )
        ]
    if shown:
        lines += _worth(scenario, shown)
    rest = [limit for limit in tried_ if limit not in shown]
    nothing = [limit for limit in rest if not is_worth_something(limit)]
    if len(rest) > len(nothing):
        lines.append(_line(f"and {len(rest) - len(nothing)} more that may save something"))
    if nothing:
        names = [limit_in_words(scenario, limit) for limit in nothing]
        lines.append(_line(f"nothing found, and nothing expected, from: {listed(names, most)}"))
    enough = [limit_in_words(scenario, limit) for limit in limits.found if not limit.tried]
    if enough:
        lines.append(_line(f"enough for everybody already without: {listed(enough, FEW)}"))
    if limits.untried:
        lines.append(_line(f"{plural(limits.untried, 'addition')} not tried; see muster limits"))
    return lines


WORTH = """\
saved: by planning again with it, and nothing else; such a plan was found
at most: proven; no plan with it saves more than this against the plan measured against
expected: the difference of two relaxations, without it and with it; an estimate, no proof"""
"""What the columns of the additions mean."""


def _worth(scenario: Scenario, shown: Sequence[Limit]) -> list[Text]:
    """A table of additions and what each is worth."""
    names = [limit_in_words(scenario, limit) for limit in shown]
    width = max(len(name) for name in names)
    heading = f"{'':<{width}}{'saved':>12}{'at most':>12}{'expected':>12}"
    lines = [Text(f"  {heading}", style="bold")]
    for name, limit in zip(names, shown, strict=True):
        saved = loss(limit.gain) if limit.gain > 0 else "none found"
        expected = "not known" if limit.relaxed_gain is None else loss(limit.relaxed_gain)
        columns = f"{saved:>12}{loss(limit.gain_at_most):>12}{expected:>12}"
        lines.append(_line(f"{name:<{width}}{columns}"))
    return [*lines, *(Text(f"  {line}", style="dim") for line in WORTH.splitlines())]


def robustness_said(
    scenario: Scenario, robustness: Robustness, most: int | None = MOST_SHOWN
) -> list[Text]:
    """How the expected loss and the first day depend on what was judged."""
    found = robustness.sensitivities
    lines = [_heading("How far the plan depends on what was judged")]
    if not found and not robustness.kept_only:
        return [*lines, _line("no judgement has a range")]
    lines.append(
        _line(
            f"the first day stays the same over the whole range of {steady(found)} of "
            f"{plural(len(found), 'judgement')} that were planned again"
        )
    )
    lines += [_line(_sensitivity(scenario, each)) for each in found[:most]]
    if robustness.kept_only:
        number = plural(len(robustness.kept_only), "judgement")
        lines.append(_line(f"{number} more were not planned again"))
    return lines


def _sensitivity(scenario: Scenario, each: Sensitivity) -> str:
    steady_ = each.first_day_same_at_low and each.first_day_same_at_high
    ends = [
        end
        for end, same in (
            (quantity(each.low), each.first_day_same_at_low),
            (quantity(each.high), each.first_day_same_at_high),
        )
        if not same
    ]
    day = "first day stays" if steady_ else f"first day changes at {listed(ends)}"
    times = "times " if each.relative else ""
    return (
        f"{judgement_in_words(scenario, each.judgement)} {times}{quantity(each.low)} to "
        f"{quantity(each.high)}: expected loss {loss(each.loss_at_low)} to "
        f"{loss(each.loss_at_high)}; {day}"
    )


def _heading(words: str) -> Text:
    return Text(f"\n{words}", style="bold")


def _line(words: str) -> Text:
    return Text(f"  {words}")
