"""The after-action report: what the record says of an operation, with figures; nobody is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from muster.locale.terms import RULE_TEXTS
from muster.operations.after_action import AfterAction, after_action
from muster.operations.situation import State
from muster.reporting.papers.charts import bars
from muster.reporting.papers.given import Given
from muster.reporting.papers.paper import Block, Column, Facts, Heading, Paper, Prose, Table


def after(given: Given) -> Paper:
    """The whole operation, derived from its record alone."""
    _, told = given.told, after_action(given.situation)
    days = sorted({t.departed.occurred_at for t in given.situation.trips.values() if t.departed})
    span = ""
    if days:
        span = given.said(_("%(begin)s to %(end)s"), begin=given.time(days[0]),
                          end=given.time(days[-1]))  # fmt: skip
    return given.paper("after-action", _("After-action report"), span, _blocks(given, told))


def _blocks(given: Given, told: AfterAction) -> Iterator[Block]:
    _, term = given.told, given.names.term
    yield Facts((
        (_("People in the record"), given.n(told.people)),
        (_("Trips"), given.n(sum(told.trips.values()))),
        (_("Rides"), given.n(told.rides)),
        (_("Handovers answered"), given.n(told.handovers)),
        (_("Discrepancies, open"), given.n(told.open_discrepancies)),
        (_("The balance"), _("closed: everybody is accounted for") if told.balance_closed
            else _("NOT CLOSED")),
    ), 3)  # fmt: skip
    if not told.balance_closed:
        yield Prose(_("The accounts do not add up, or something is unexplained: see below."),
                    True, True)  # fmt: skip
    yield Heading(_("Where everybody is"))
    accounts = {given.account(account): number for account, number in told.accounts.items()}
    yield bars(given, _largest(accounts), _("People by account at the end"))
    yield Heading(_("People who departed, by day"))
    yield bars(given, _by_day(given), _("People who departed, by day"))
    yield from _numbers(given, _("What went wrong"),
                        {term(name): number for name, number in told.trouble.items()},
                        _("Nothing went wrong."), _("What went wrong, by kind"))  # fmt: skip
    yield Heading(_("What the rules refused"))
    yield Table(
        (
            Column(_("Rule"), "0.8fr"), Column(_("What it asks"), "4fr"),
            Column(_("Refusals"), "0.8fr", is_number=True),
        ),
        [
            (rule, given.told(RULE_TEXTS.get(rule, rule)), given.n(number))
            for rule, number in told.refused.items()
        ],
        _("The rules refused nothing."), small=True,
    )  # fmt: skip
    yield from _numbers(given, _("Discrepancies, the explained ones included"),
                        {term(name): number for name, number in told.discrepancies.items()},
                        _("There was none."), _("Discrepancies by kind"))  # fmt: skip
    yield from _numbers(given, _("Duties that are open"),
                        {term(name): number for name, number in told.duties.items()},
                        _("No duty is open."), _("Open duties by what they are"))  # fmt: skip
    yield Heading(_("Trips"))
    yield Table(
        (Column(_("State"), "2fr"), Column(_("Trips"), "1fr", is_number=True)),
        [(term(state.value), given.n(told.trips[state.value]))
         for state in State if state.value in told.trips],
        _("No trip was planned."), small=True,
    )  # fmt: skip


def _numbers(
    given: Given, heading: str, numbers: Mapping[str, int], empty: str, alt_text: str
) -> Iterator[Block]:
    yield Heading(heading)
    if numbers:
        yield bars(given, _largest(numbers), alt_text)
    else:
        yield Prose(empty)


def _largest(numbers: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(numbers.items(), key=lambda each: (-each[1], each[0])))


def _by_day(given: Given) -> dict[str, int]:
    days: Counter[str] = Counter()
    departed = [t for t in given.situation.trips.values() if t.departed is not None]
    departed.sort(key=lambda trip: trip.departed.occurred_at if trip.departed else "")
    for trip in departed:
        assert trip.departed is not None
        days[given.shown.day(trip.departed.occurred_at)] += len(trip.aboard_before)
    return dict(days)
