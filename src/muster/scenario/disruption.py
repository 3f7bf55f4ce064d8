"""What may go wrong beside sites that fail and regimes that change: what a rehearsal adds.

The planner knows nothing of disruptions, so a plan is not another for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DisruptionKind(StrEnum):
    """What goes wrong."""

    LOST_FOR_GOOD = "lost_for_good"
    RESECURED = "resecured"
    RECAPTURE = "recapture"
    CANCELLED = "cancelled"
    DELAYED = "delayed"
    SLOW_RIDE = "slow_ride"
    VEHICLE_LOST = "vehicle_lost"
    ATTACK = "attack"
    RECEIVER_THROTTLED = "receiver_throttled"
    AIRFIELD_LOST = "airfield_lost"
    GUARDS_LEAVE = "guards_leave"
    NOT_BOARDING = "not_boarding"
    SLOW_LOADING = "slow_loading"


@dataclass(frozen=True, slots=True)
class DisruptionForm:
    """What a kind of disruption is about and which of its numbers must be given."""

    table: str
    """The table whose ids its target is one of."""
    numbers: tuple[str, ...]
    meaning: str


FORMS: dict[DisruptionKind, DisruptionForm] = {
    DisruptionKind.LOST_FOR_GOOD: DisruptionForm(
        "sites",
        ("chance",),
        "with this chance a failure loses all who are present, and no trip departs from the site "
        "or for it any more",
    ),
    DisruptionKind.RESECURED: DisruptionForm(
        "sites",
        ("hours",),
        "after a failure no trip departs from the site or for it until it is secured again, "
        "after this many hours on average",
    ),
    DisruptionKind.RECAPTURE: DisruptionForm(
        "sites",
        ("share", "hours"),
        "this share of those lost at a failure is recaptured, after this many hours on average; "
        "who is back before the evaluation ends is not lost",
    ),
    DisruptionKind.CANCELLED: DisruptionForm(
        "links", ("chance",), "a trip does not depart (breakdown, weather)"
    ),
    DisruptionKind.DELAYED: DisruptionForm(
        "links", ("chance", "hours"), "a trip departs late, by this many hours on average"
    ),
    DisruptionKind.SLOW_RIDE: DisruptionForm(
        "links", ("chance", "hours"), "a ride takes longer, by this many hours on average"
    ),
    DisruptionKind.VEHICLE_LOST: DisruptionForm(
        "fleets",
        ("per_day", "hours"),
        "each vehicle is lost at this rate and back after this many hours on average",
    ),
    DisruptionKind.ATTACK: DisruptionForm(
        "links",
        ("chance", "share"),
        "a ride is attacked or has an accident with this chance, and this share of those on board "
        "is lost",
    ),
    DisruptionKind.RECEIVER_THROTTLED: DisruptionForm(
        "sites",
        ("per_day", "hours", "share"),
        "at this rate the site begins to throttle, for this many hours on average: only this "
        "share of the trips for it may depart (0: it is closed)",
    ),
    DisruptionKind.AIRFIELD_LOST: DisruptionForm(
        "sites",
        ("per_day", "hours"),
        "at this rate the site is lost to aircraft, for this many hours on average",
    ),
    DisruptionKind.GUARDS_LEAVE: DisruptionForm(
        "sites",
        ("per_day", "share"),
        "at this rate, once, this share of the guards leaves for good",
    ),
    DisruptionKind.NOT_BOARDING: DisruptionForm(
        "sites",
        ("share",),
        "this share of those who should board is not fit or not found, and stays",
    ),
    DisruptionKind.SLOW_LOADING: DisruptionForm(
        "sites",
        ("chance", "share"),
        "with this chance, for the whole of a future, only this share of the loading rate is "
        "reached",
    ),
}


@dataclass(frozen=True, slots=True)
class Disruption:
    """One thing that may go wrong; numbers that its kind does not use are None."""

    kind: DisruptionKind
    target: str | None = None
    """None where it holds for all that no other row of its kind names."""
    chance: float | None = None
    per_day: float | None = None
    hours: float | None = None
    share: float | None = None
    source: str = ""
