"""Whether the parts of a scenario make sense together.

Each look needs some parts to be sound and is left out where they are not: what is missing there
would only seem to be a fault here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from muster.scenario.folder.draft import Draft
from muster.scenario.folder.fault_list import SETTINGS, FaultList, Place
from muster.scenario.folder.sense_of_dangers import (
    look_at_changes,
    look_at_custodians,
    look_at_hazards,
    look_at_observations,
)
from muster.scenario.folder.sense_of_people import (
    look_at_beds,
    look_at_capacity,
    look_at_keep_rules,
    look_at_times,
)
from muster.scenario.folder.sense_of_ways import (
    look_at_fleets,
    look_at_links,
    look_at_sites,
    look_at_teams,
    look_at_ways_out,
)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a draft, and the parts that must be sound for it."""

    at: Callable[[Draft, FaultList], None]
    parts: tuple[str, ...]


_HELD = ("sites", "groups", "people", "keep")
_MOVING = (SETTINGS, "sites", "links", "fleets", "escorts", "changes")

LOOKS = (
    Look(look_at_fleets, ("sites", "links", "fleets")),
    Look(look_at_links, _MOVING),
    Look(look_at_teams, ("fleets", "escorts", "changes")),
    Look(look_at_sites, (*_MOVING, *_HELD)),
    Look(look_at_ways_out, (*_MOVING, *_HELD)),
    Look(look_at_capacity, _HELD),
    Look(look_at_beds, (SETTINGS, "beds", *_HELD)),
    Look(look_at_keep_rules, _HELD),
    Look(look_at_times, (SETTINGS, *_HELD)),
    Look(look_at_changes, (SETTINGS, "changes")),
    Look(look_at_custodians, ("sites", "hazards", "changes")),
    Look(look_at_hazards, ("sites", "hazards")),
    Look(look_at_observations, (SETTINGS, "incidents")),
)


def look_for_sense(draft: Draft, faults: FaultList) -> None:
    """Take every look that the sound parts allow."""
    _look_at_empty_tables(draft, faults)
    sound = [look for look in LOOKS if faults.sound(look.parts)]
    for look in sound:
        look.at(draft, faults)


def _look_at_empty_tables(draft: Draft, faults: FaultList) -> None:
    for table, file in draft.files.items():
        if draft.values[table] or not faults.sound([table]):
            continue
        place = Place(table, file)
        if table in ("sites", "groups", "people"):
            faults.error(place, None, "no rows", "at least one row below the heading")
        elif table in ("links", "fleets"):
            action = "Nobody can be moved"
            faults.warning(place, None, "no rows", "at least one row below the heading", action)
