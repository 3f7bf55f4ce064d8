"""A desk at a record, with people who are ready, and a trip taken as far as a test wants it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from muster.operations import boarding, handover, trips
from muster.operations.desk import Desk
from muster.operations.facts import Facts
from muster.operations.settings import Settings
from muster.record.events import moment
from muster.record.folder import Record, begin_record

DAY = datetime(2026, 1, 21, tzinfo=UTC)
PEOPLE = ("p1", "p2", "p3")


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def record(folder: Path) -> Record:
    """A new record whose clock stands still, and whose random numbers follow a seed."""
    return begin_record(folder, "cell", lambda: DAY, random.Random(1).randbytes)


def desk(folder: Path, people: Iterable[str] = PEOPLE, **facts: dict[str, Any]) -> Desk:
    """People at site A under SDF, B under IQ; everybody known, nobody ready yet."""
    known = {
        p: Facts(**{"person_id": p, "separation_class": "men", "birth_year": 1980,
                    "nationality": "TUN", **facts.get(p, {})})
        for p in people
    }  # fmt: skip
    made = Desk(record(folder).recorder, known, Settings())
    made.say("site_custodian", at(-48), site="A", custodian="SDF", by="o1")
    made.say("site_custodian", at(-48), site="B", custodian="IQ", by="o1")
    made.say(
        "registration", at(-47), people=list(people), to="site:A",
        **{"from": "outside:not_registered"},
    )  # fmt: skip
    return made


def make_ready(made: Desk, people: Iterable[str] = PEOPLE, **changes: Any) -> None:
    """Order, identity, advice, fitness and review of people; `changes` leaves some out."""
    listed = list(people)
    if changes.get("order", True):
        until = changes.get("valid_until", moment(at(100)))
        made.say(
            "order", at(-40), reference="O-1", authority="court", people=listed,
            action="transfer", valid_until=until,
        )  # fmt: skip
    by = changes.get("by", "reviewer")
    for kind in ("identity", "advice", "health", "review"):
        outcome = changes.get(kind, "ready")
        if outcome is None:
            continue
        body = {"outcome": outcome, "by": by}
        if kind == "health":
            body["until"] = changes.get("until", moment(at(48)))
        said = [(kind, {"person": p, **body}) for p in listed]
        made.say_all(said, changes.get("told_at", at(-30)) if kind == "advice" else at(-30))


def planned(**changes: Any) -> trips.Planned:
    given = {
        "id": "T", "origin": "A", "target": "B", "departs": at(6), "expected": at(10), "seats": 20,
        "compartments": 1, "people": PEOPLE, "giving": "SDF", "escort": "US", "receiving": "IQ",
        "risk": "staying is more dangerous", "interests": "weighed", **changes,
    }  # fmt: skip
    return trips.Planned(**given)


LOADING = trips.Loading("bus 1", "C-1", 2, 1, 1, 12, True)


def to_planned(made: Desk, **changes: Any) -> None:
    trips.plan(made, planned(**changes), "planner", at(-20))


def to_approved(made: Desk, **changes: Any) -> None:
    to_planned(made, **changes)
    trips.approve(made, changes.get("id", "T"), "approver", at(-10))


def to_loading(made: Desk, **changes: Any) -> None:
    to_approved(made, **changes)
    trips.begin_loading(made, changes.get("id", "T"), LOADING, "o1", at(2))


def to_boarded(made: Desk, **changes: Any) -> None:
    """Everybody on the list aboard, in the escort's custody, and counted."""
    to_loading(made, **changes)
    name, people = changes.get("id", "T"), changes.get("people", PEOPLE)
    boarding.board(made, name, people, "o1", at(3))
    handover.offer(made, name, "o1", at(4), {p: handover.Sealed((f"S-{p}",)) for p in people})
    handover.accept(made, name, people, "o2", at(4.5))
    boarding.count(made, f"trip:{name}", "boarding", len(people), "o2", at(5))


def to_arrived(made: Desk, **changes: Any) -> None:
    to_boarded(made, **changes)
    trips.depart(made, changes.get("id", "T"), at(6))
    trips.arrive(made, changes.get("id", "T"), changes.get("target", "B"), at(9))


def to_handed_over(made: Desk, **changes: Any) -> None:
    to_arrived(made, **changes)
    name, people = changes.get("id", "T"), changes.get("people", PEOPLE)
    boarding.count(made, f"trip:{name}", "alighting", len(people), "o2", at(9.1))
    handover.offer(made, name, "o2", at(9.2))
    handover.examine(made, dict.fromkeys(people, (False, False)), "o3", at(9.3))
    handover.accept(made, name, people, "o3", at(9.4))
    boarding.alight(made, name, people, "o3", at(9.5))
    boarding.count(made, "site:B", "receiving", made.situation.ledger.balance["site:B"], "o3",
                   at(9.6))  # fmt: skip


def settle(made: Desk, people: Iterable[str] = PEOPLE, hour: float = 9.7) -> None:
    """Seals received as they were sent, files acknowledged."""
    made.say_all(
        [
            ("property", {"person": p, "action": "received", "seals": [f"S-{p}"], "by": "o3"})
            for p in people
        ]
        + [("medical", {"person": p, "kind": "file acknowledged", "by": "n1"}) for p in people],
        at(hour),
    )
