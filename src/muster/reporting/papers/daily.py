"""The daily situation report: who is where, what moved, what is open, what is owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from muster.custody.books import Books
from muster.custody.outstanding import Asked, outstanding
from muster.custody.turnover import ON_TRIPS, balance_of
from muster.operations.duties import open_duties
from muster.operations.expected import next_of_trip
from muster.operations.situation import Trip
from muster.record.events import Event, moment
from muster.reporting.papers.charts import lines
from muster.reporting.papers.given import Given
from muster.reporting.papers.legible import legible
from muster.reporting.papers.paper import Block, Cell, Column, Facts, Heading, Paper, Prose, Table

DAY_H = 24.0
MOST_LINES, MOST_POINTS = 5, 120
MOST_ROWS = 40
"""Rows of a list that has no end; how many are left out is said."""


def daily(given: Given) -> Paper:
    """The situation now, and the 24 hours before; nobody is named."""
    _ = given.told
    return given.paper(
        f"situation-{given.now[:10]}", _("Daily situation report"),
        given.said(_("%(begin)s to %(end)s"), begin=given.time(_hours(given, -DAY_H)),
                   end=given.time(given.now)),
        _blocks(given),
    )  # fmt: skip


def _blocks(given: Given) -> Iterator[Block]:
    _, situation, now = given.told, given.situation, given.now
    ledger, since = situation.ledger, _hours(given, -DAY_H)
    found = [each for each in ledger.discrepancies if each.is_open]
    found += outstanding(ledger, Asked(now))
    late = [event for event in open_duties(situation) if event.body["due"] < now]
    moved = [t for t in situation.trips.values() if t.departed and t.departed.occurred_at >= since]
    balance = balance_of(ledger, now, DAY_H)
    yield Facts((
        (_("People in the record"), given.n(balance.people)),
        (_("On the way"), given.n(sum(r.closing for r in balance.rows if r.account == ON_TRIPS))),
        (_("Departures in 24 hours"), given.n(len(moved))),
        (_("Open discrepancies"), given.n(len(found))),
        (_("Overdue duties"), given.n(len(late))),
        (_("The balance"), _("closed: everybody is in one account") if balance.is_closed
            else _("NOT CLOSED")),
    ), 3)  # fmt: skip
    yield Heading(_("Balance by account"))
    yield Table(
        (
            Column(_("Account"), "3fr"), Column(_("Opening"), "1fr", is_number=True),
            Column(_("In"), "1fr", is_number=True), Column(_("Out"), "1fr", is_number=True),
            Column(_("Closing"), "1fr", is_number=True),
        ),
        [
            (_account(given, row.account), given.n(row.opening), given.n(row.received),
             given.n(row.left), given.n(row.closing))
            for row in balance.rows
        ],
        _("Nobody is in the record."), small=True,
    )  # fmt: skip
    yield from _course(given)
    yield Heading(_("Movements of the day"))
    yield _movements(given, since)
    yield Heading(_("Next 24 hours"))
    yield _ahead(given)
    yield Heading(_("Incidents of the day"))
    yield _incidents(given, [e for e in situation.incidents if e.occurred_at >= since])
    yield Heading(_("Discrepancies, open"))
    yield Table(
        (
            Column(_("Since"), "1.4fr"), Column(_("What"), "1.5fr"), Column(_("Account"), "2fr"),
            Column(_("People"), "1fr", is_number=True),
        ),
        [
            (given.time(d.occurred_at), given.names.term(d.kind.value),
             given.account(d.account) if d.account else "", given.n(len(d.people)))
            for d in found[:MOST_ROWS]
        ],
        _("Nothing is open."), small=True,
    )  # fmt: skip
    yield from _more(given, len(found))
    yield Heading(_("Duties that are overdue"))
    yield _duties(given, late)


def _course(given: Given) -> Iterator[Block]:
    """People by account since the first of them was registered, of the largest accounts."""
    _, books = given.told, Books.of(given.situation.ledger)
    changes = [change.at for change in given.situation.ledger.changes]
    if not changes or min(changes) >= given.now:
        return
    begin, end = datetime.fromisoformat(min(changes)), datetime.fromisoformat(given.now)
    step = max((end - begin) / MOST_POINTS, timedelta(hours=1))
    times = [begin + step * i for i in range(int((end - begin) / step) + 1)] + [end]
    balances = [books.balance(moment(time.astimezone(UTC))) for time in times]
    most: Counter[str] = Counter()
    for balance in balances:
        for account, people in balance.items():
            if account.startswith("site:"):
                most[account] = max(most[account], people)
    chosen = [account for account, _n in most.most_common(MOST_LINES)]
    courses = {given.account(a): [balance.get(a, 0) for balance in balances] for a in chosen}
    if courses:
        yield Heading(_("People at the largest sites"))
        yield lines(given, times, courses, _("People at the largest sites over time"))


def _movements(given: Given, since: str) -> Table:
    """Departures and arrivals of the day, in order."""
    _ = given.told
    found: list[tuple[str, Trip, str, int]] = []
    for trip in given.situation.trips.values():
        for event, what in ((trip.departed, "departure_event"), (trip.arrived, "arrived")):
            if event is not None and event.occurred_at >= since:
                found.append((event.occurred_at, trip, what, len(trip.aboard_before)))
    found.sort(key=lambda each: (each[0], each[1].id))
    rows: list[tuple[Cell, ...]] = [
        (given.time(at), trip.id, given.names.term(what),
         given.said(_("%(origin)s to %(target)s"), origin=given.site(trip.planned.body["from"]),
                    target=given.site(trip.target)), given.n(people))
        for at, trip, what, people in found
    ]  # fmt: skip
    columns = (
        Column(_("When"), "1.5fr"), Column(_("Trip"), "1.2fr"), Column(_("What"), "1fr"),
        Column(_("Way"), "3.4fr"), Column(_("People"), "0.8fr", is_number=True),
    )  # fmt: skip
    return Table(columns, rows, _("Nothing moved."), small=True)


def _ahead(given: Given) -> Table:
    """What should happen next to each trip that runs, within a day."""
    _, until = given.told, _hours(given, DAY_H)
    rows: list[tuple[Cell, ...]] = []
    following = [(next_of_trip(trip, given.now), trip) for trip in given.situation.running]
    listed = [(each.by, each, trip) for each, trip in following if each and each.by <= until]
    for by, each, trip in sorted(listed, key=lambda row: (row[0], row[2].id))[:MOST_ROWS]:
        what = each.what.split(" at ")[0]
        late = _("overdue") if each.is_overdue else ""
        rows.append((
            given.time(by), trip.id, given.names.term(what), given.site(trip.target),
            given.names.term(trip.state.value), late,
        ))  # fmt: skip
    columns = (
        Column(_("By"), "1.5fr"), Column(_("Trip"), "1.2fr"), Column(_("Next"), "1.6fr"),
        Column(_("To"), "2.2fr"), Column(_("State"), "1.2fr"), Column("", "1fr"),
    )  # fmt: skip
    return Table(columns, rows, _("Nothing is expected."), small=True)


def _incidents(given: Given, incidents: list[Event]) -> Table:
    _ = given.told
    rows: list[tuple[Cell, ...]] = [
        (given.time(e.occurred_at), given.names.term(e.body["kind"]),
         given.account(e.body["at"]) if e.body.get("at") else "",
         given.n(len(e.body.get("people", ()))), legible(e.body["by"]))
        for e in incidents[-MOST_ROWS:]
    ]  # fmt: skip
    columns = (
        Column(_("When"), "1.4fr"), Column(_("What"), "1.4fr"), Column(_("Where"), "2.2fr"),
        Column(_("People"), "0.8fr", is_number=True), Column(_("By"), "1.4fr"),
    )  # fmt: skip
    return Table(columns, rows, _("None was reported."), small=True)


def _duties(given: Given, late: list[Event]) -> Table:
    """Overdue duties by what they are, whose, and how long the oldest has been."""
    _ = given.told
    groups: dict[tuple[str, str, str], list[Event]] = {}
    for event in late:
        key = (event.body["duty"], event.body["rule"], event.body["owner"])
        groups.setdefault(key, []).append(event)
    rows: list[tuple[Cell, ...]] = [
        (given.names.term(duty), rule, legible(owner), given.n(len(events)),
         given.n(len({p for e in events for p in e.body.get("people", ())})),
         given.time(events[0].body["due"]))
        for (duty, rule, owner), events in sorted(groups.items())
    ]  # fmt: skip
    columns = (
        Column(_("Duty"), "2.2fr"), Column(_("Rule"), "0.7fr"), Column(_("Owner"), "1.8fr"),
        Column(_("Number"), "0.9fr", is_number=True), Column(_("People"), "0.9fr", is_number=True),
        Column(_("Oldest was due"), "1.5fr"),
    )  # fmt: skip
    return Table(columns, rows, _("No duty is overdue."), small=True)


def _more(given: Given, number: int) -> Iterator[Block]:
    if number > MOST_ROWS:
        left = given.n(number - MOST_ROWS)
        yield Prose(given.said(given.told("And %(number)s more, which the board shows."),
                               number=left))  # fmt: skip


def _account(given: Given, account: str) -> str:
    return given.told("Trips on their way") if account == ON_TRIPS else given.account(account)


def _hours(given: Given, hours: float) -> str:
    return moment(datetime.fromisoformat(given.now) + timedelta(hours=hours))
