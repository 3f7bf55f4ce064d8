"""At the receiver's: people looked at on arrival, medical files, sealed property."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from muster.operations.desk import Desk
from muster.operations.handover import examine
from muster.operations.rules import Breach
from muster.operations.situation import State
from muster.operations.trips import sent_along, trip_in
from muster.record.events import Event, Json

TORN = "torn"
"""Stands for the seals of property that did not come as it was sent."""


def examine_arrived(
    desk: Desk, trip_id: str, found: Mapping[str, tuple[bool, bool]], by: str, at: datetime
) -> tuple[Event, ...]:
    """The receiver looks at people of a trip that has arrived: (injuries, complaints) (R4)."""
    trip = trip_in(desk, trip_id, State.ARRIVED, State.HANDED_OVER)
    others = sorted(found.keys() - desk.situation.aboard(trip) - trip.accepted)
    if others:
        text = f"found {len(others)} who did not come with {trip_id}; expected people of the trip"
        desk.refuse([Breach("R4", text, tuple(others))], at)
    return examine(desk, found, by, at)


def acknowledge_files(desk: Desk, trip_id: str, by: str, at: datetime) -> tuple[Event, ...]:
    """The receiver's health staff have the medical files of everybody accepted, and every sealed
    packet that was sent with them (R35)."""
    trip = trip_in(desk, trip_id, State.HANDED_OVER)
    said: list[tuple[str, dict[str, Json]]] = []
    for person in sorted(trip.accepted):
        body: dict[str, Json] = {"person": person, "kind": "file acknowledged", "by": by}
        sent = sent_along(desk.situation, trip, person)
        said.append(("medical", {**body, "seals": sorted(sent)} if sent else body))
    return desk.say_all(said, at)


def receive_property(
    desk: Desk, trip_id: str, torn: Sequence[str], by: str, at: datetime
) -> tuple[Event, ...]:
    """The receiver found the seals of property as they were sent, but for some people (R5)."""
    trip = trip_in(desk, trip_id, State.HANDED_OVER)
    sent = {p: desk.situation.seals.get(p, {}).get("handed_over") for p in sorted(trip.accepted)}
    said: list[tuple[str, dict[str, Json]]] = [
        ("property", {"person": p, "action": "received", "by": by,
                      "seals": [TORN] if p in torn else list(seals)})
        for p, seals in sent.items() if seals
    ]  # fmt: skip
    return desk.say_all(said, at) if said else ()
