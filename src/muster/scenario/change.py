"""Dated changes to what is given: a custodian leaves, guards arrive, an airfield closes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChangeTarget(StrEnum):
    """What kind of thing a change is about."""

    SITE = "site"
    LINK = "link"
    FLEET = "fleet"
    ESCORTS = "escorts"


CHANGEABLE: dict[ChangeTarget, dict[str, type]] = {
    ChangeTarget.SITE: {
        "custodian": str,
        "guards": float,
        "guards_needed": float,
        "capacity": int,
        "embark_per_h": float,
        "intake_per_day": float,
        "air_slots_per_day": int,
        "open": bool,
    },
    ChangeTarget.LINK: {"open": bool, "trips_per_day": int},
    ChangeTarget.FLEET: {"vehicles": int},
    ChangeTarget.ESCORTS: {"teams": int},
}
"""Which fields of which targets a change may set, and the type of the value."""


@dataclass(frozen=True, slots=True)
class Change:
    """From `at` on, `field` of the target has `value`. A closed site or link takes no trips."""

    at: datetime
    target_kind: ChangeTarget
    target: str
    field: str
    value: str | float | int | bool | None
    """None lifts a limit."""
    source: str = ""
