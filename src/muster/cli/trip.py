"""`muster trip`: a trip from its plan to its close."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from muster.cli.console import NEGATIVE, OK, JsonFlag, stdout, write_json
from muster.cli.desk_given import PeopleArgument, TripArgument, WhenOption, at_desk, named
from muster.cli.record_given import (
    AtOption,
    ByOption,
    ReasonOption,
    RecordArgument,
    given_moment,
    given_record,
    now,
)
from muster.cli.tables_shown import print_tables
from muster.errors import MusterError

if TYPE_CHECKING:
    from muster.operations.desk import Desk

trip = typer.Typer(
    name="trip", help="Run a trip: plan, approve, load, board, count, depart, arrive, close.",
    no_args_is_help=True,
)  # fmt: skip

TimeOption = Annotated[str, typer.Option(metavar="TIME", help="As in 2026-01-21T06:00+03:00.")]
SiteOption = Annotated[str, typer.Option(help="The site's id.")]


@trip.command("plan")
def plan(
    record: RecordArgument,
    trip_id: TripArgument,
    people: PeopleArgument,
    by: ByOption,
    origin: Annotated[str, typer.Option("--from", help="The site's id.")],
    target: Annotated[str, typer.Option("--to", help="The site's id.")],
    departs: TimeOption,
    expected: TimeOption,
    seats: Annotated[int, typer.Option(min=1)],
    giving: Annotated[str, typer.Option(help="Custodian of the origin.")],
    escort: Annotated[str, typer.Option(help="Custodian on the way.")],
    receiving: Annotated[str, typer.Option(help="Custodian of the target.")],
    risk: Annotated[str, typer.Option(help="Why going is less dangerous than staying (R16).")],
    interests: Annotated[str, typer.Option(help="How their interests were weighed (R18).")],
    compartments: Annotated[int, typer.Option(min=1)] = 1,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Write a trip down with its list; somebody else approves it."""
    from muster.operations import trips

    planned = trips.Planned(
        trip_id, origin, target, _time("--departs", departs), _time("--expected", expected), seats,
        compartments, tuple(people), giving, escort, receiving, risk, interests,
    )  # fmt: skip
    return at_desk(
        record, at, f"plan trip {trip_id}", by, lambda d, t: trips.plan(d, planned, by, t), as_json
    )


@trip.command("approve")
def approve(
    record: RecordArgument, trip_id: TripArgument, by: ByOption, at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """Approve a trip that somebody else planned; everybody on it is ready."""
    from muster.operations import trips

    return at_desk(
        record, at, f"approve trip {trip_id}", by, lambda d, t: trips.approve(d, trip_id, by, t),
        as_json,
    )  # fmt: skip


@trip.command("load")
def load(
    record: RecordArgument,
    trip_id: TripArgument,
    by: ByOption,
    vehicle: Annotated[str, typer.Option(help="Which vehicle.")],
    certificate: Annotated[str, typer.Option(help="Of a ventilated, lit vehicle (R29).")],
    escorts: Annotated[int, typer.Option(min=0)],
    provisions_h: Annotated[int, typer.Option(min=0, help="Hours for which food lasts (R17).")],
    women_staff: Annotated[int, typer.Option(min=0)] = 0,
    health_staff: Annotated[int, typer.Option(min=0)] = 0,
    call: Annotated[bool, typer.Option(help="Whether people can call staff (R31).")] = True,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Vehicle, escort and provisions stand ready; boarding may begin."""
    from muster.operations import trips

    ready = trips.Loading(
        vehicle, certificate, escorts, women_staff, health_staff, provisions_h, call
    )
    return at_desk(
        record, at, f"load trip {trip_id}", by,
        lambda d, t: trips.begin_loading(d, trip_id, ready, by, t), as_json,
    )  # fmt: skip


@trip.command("board")
def board(
    record: RecordArgument, trip_id: TripArgument, people: PeopleArgument, by: ByOption,
    at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """People board; `all` is everybody on the list who is not aboard yet."""
    from muster.operations import boarding

    def done(desk: Desk, when: datetime) -> object:
        listed = named(people, lambda: sorted(_waiting(desk, trip_id)))
        return boarding.board(desk, trip_id, listed, by, when)

    return at_desk(record, at, f"board trip {trip_id}", by, done, as_json)


@trip.command("alight")
def alight(
    record: RecordArgument, trip_id: TripArgument, people: PeopleArgument, by: ByOption,
    at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """People leave the trip where it stands; `all` is everybody aboard."""
    from muster.operations import boarding

    def done(desk: Desk, when: datetime) -> object:
        return boarding.alight(desk, trip_id, named(people, lambda: _aboard(desk, trip_id)), by,
                               when)  # fmt: skip

    return at_desk(record, at, f"alight from trip {trip_id}", by, done, as_json)


@trip.command("count")
def count(
    record: RecordArgument,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="trip:ID or site:ID.")],
    persons: Annotated[int, typer.Argument(metavar="PERSONS", min=0)],
    by: ByOption,
    point: Annotated[str, typer.Option(help="cell, boarding, alighting, receiving or routine.")],
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Record a headcount; exits 1 if it does not agree with the balance."""
    from muster.operations import boarding

    agreed: list[bool] = []

    def done(desk: Desk, when: datetime) -> object:
        event, agrees = boarding.count(desk, account, point, persons, by, when)
        agreed.append(agrees)
        return event

    code = at_desk(record, at, f"count at {account}", by, done, as_json)
    if code == 0 and not agreed[0]:
        from muster.cli.refusal import warn

        warn(f"the count differs from the balance of {account}; count again or explain it")
        return 1
    return code


@trip.command("depart")
def depart(
    record: RecordArgument, trip_id: TripArgument, by: ByOption, at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """The trip departs with exactly those aboard, counted and in the escort's custody."""
    from muster.operations import trips

    return at_desk(
        record, at, f"depart with trip {trip_id}", by, lambda d, t: trips.depart(d, trip_id, t),
        as_json,
    )  # fmt: skip


@trip.command("arrive")
def arrive(
    record: RecordArgument, trip_id: TripArgument, site: SiteOption, by: ByOption,
    at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """The trip is at a site; its people are still the escort's."""
    from muster.operations import trips

    return at_desk(
        record, at, f"arrive with trip {trip_id}", by,
        lambda d, t: trips.arrive(d, trip_id, site, t), as_json,
    )  # fmt: skip


@trip.command("close")
def close(
    record: RecordArgument, trip_id: TripArgument, by: ByOption, at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """Nothing of the trip is open any more."""
    from muster.operations import trips

    return at_desk(
        record, at, f"close trip {trip_id}", by, lambda d, t: trips.close(d, trip_id, by, t),
        as_json,
    )  # fmt: skip


@trip.command("cancel")
def cancel(
    record: RecordArgument, trip_id: TripArgument, by: ByOption, reason: ReasonOption,
    at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """The trip will not run."""
    from muster.operations import trips

    return at_desk(
        record, at, f"cancel trip {trip_id}", by,
        lambda d, t: trips.cancel(d, trip_id, reason, by, t), as_json,
    )  # fmt: skip


@trip.command("turn-back")
def turn_back(
    record: RecordArgument, trip_id: TripArgument, by: ByOption, reason: ReasonOption,
    expected: TimeOption, at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """The trip goes back to where it came from."""
    from muster.operations import trips

    due = _time("--expected", expected)
    return at_desk(
        record, at, f"turn trip {trip_id} back", by,
        lambda d, t: trips.turn_back(d, trip_id, due, reason, by, t), as_json,
    )  # fmt: skip


@trip.command("divert")
def divert(
    record: RecordArgument, trip_id: TripArgument, site: SiteOption, by: ByOption,
    reason: ReasonOption, expected: TimeOption, at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """The trip goes to another site than planned."""
    from muster.operations import trips

    due = _time("--expected", expected)
    return at_desk(
        record, at, f"divert trip {trip_id}", by,
        lambda d, t: trips.divert(d, trip_id, site, due, reason, by, t), as_json,
    )  # fmt: skip


@trip.command("list")
def list_(record: RecordArgument, as_json: JsonFlag = False) -> None:
    """List the trips: how far each is, what should happen next, and what is overdue."""
    from muster.operations.expected import next_of_trip
    from muster.operations.opening import open_desk
    from muster.record.events import moment

    with given_record(record) as opened:
        situation = open_desk(opened).situation
    listed = sorted(situation.trips.values(), key=lambda each: each.planned.body["departs"])
    following = {each.id: next_of_trip(each, moment(now())) for each in listed}
    if as_json:
        write_json({"trips": [
            {"trip": each.id, "state": each.state.value, "people": len(each.people),
             "aboard": len(situation.aboard(each)), "next": following[each.id]}
            for each in listed
        ]})  # fmt: skip
        return
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("trip", "from", "to", "departs", "state", "people", "aboard", "next", "by"):
        table.add_column(heading)
    for each in listed:
        due = following[each.id]
        table.add_row(
            each.id, each.planned.body["from"], each.target, each.planned.body["departs"],
            each.state.value, f"{len(each.people):,}", f"{len(situation.aboard(each)):,}",
            "" if due is None else due.what,
            "" if due is None else due.by + (" OVERDUE" if due.is_overdue else ""),
        )  # fmt: skip
    print_tables([table])


@trip.command("alarms")
def alarms(record: RecordArgument, at: AtOption = None, as_json: JsonFlag = False) -> int:
    """What is overdue or misdirected: trips, people on the way, counts; exits 1 if anything is."""
    from muster.operations import expected
    from muster.operations.opening import open_desk
    from muster.record.events import moment

    when = given_moment("--at", at) or moment(now())
    with given_record(record) as opened:
        situation = open_desk(opened).situation
    found = (*expected.alarms(situation, when), *expected.counts_overdue(situation, when))
    astray = expected.misdirected(situation)
    if as_json:
        write_json({"alarms": found, "misdirected": astray})
    else:
        table = Table(box=box.SIMPLE_HEAD)
        for heading in ("since", "where", "what"):
            table.add_column(heading)
        for each in found:
            table.add_row(each.by, each.subject, each.what)
        print_tables([table] if found else [])
        stdout().print(Text(f"{len(found):,} alarms; {len(astray):,} people misdirected"))
    return NEGATIVE if found or astray else OK


@trip.command("stop")
def stop(
    record: RecordArgument, trip_id: TripArgument, site: SiteOption, by: ByOption,
    reason: ReasonOption,
    until: Annotated[str, typer.Option(metavar="TIME", help="When it goes on.")],
    at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """The trip rests on its way, overnight; its people stay the escort's."""
    from muster.operations import trips

    end = _time("--until", until)
    return at_desk(
        record, at, f"stop trip {trip_id}", by,
        lambda d, t: trips.stop_overnight(d, trip_id, site, end, reason, by, t), as_json,
    )  # fmt: skip


@trip.command("vehicle")
def vehicle(
    record: RecordArgument,
    trip_id: TripArgument,
    by: ByOption,
    name: Annotated[str, typer.Option("--vehicle", help="Which vehicle.")],
    certificate: Annotated[str, typer.Option(help="Of a ventilated, lit vehicle (R29).")],
    seats: Annotated[int, typer.Option(min=1)],
    reason: ReasonOption,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Another vehicle takes the trip; it seats everybody and is certified."""
    from muster.operations import trips

    return at_desk(
        record, at, f"change the vehicle of trip {trip_id}", by,
        lambda d, t: trips.change_vehicle(
            d, trip_id, name, certificate, seats, reason, by, t
        ),
        as_json,
    )  # fmt: skip


def _time(option: str, text: str) -> datetime:
    from muster.cli.record_given import given_time

    found = given_time(option, text)
    if found is None:
        raise MusterError(f"{option}: found no time; expected one")
    return found


def _waiting(desk: Desk, trip_id: str) -> set[str]:
    known = desk.situation.trips.get(trip_id)
    return set() if known is None else set(known.people) - desk.situation.aboard(known)


def _aboard(desk: Desk, trip_id: str) -> list[str]:
    known = desk.situation.trips.get(trip_id)
    return [] if known is None else sorted(desk.situation.aboard(known))
