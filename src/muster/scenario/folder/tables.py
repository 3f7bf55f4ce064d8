"""Every table of the scenario folder, in the order in which people read them."""

from __future__ import annotations

from collections.abc import Mapping

from muster.scenario.folder.dangers import CHANGES, CLAIMS, HAZARDS, INCIDENTS
from muster.scenario.folder.disruptions import DISRUPTIONS
from muster.scenario.folder.fault_list import SETTINGS
from muster.scenario.folder.held_people import GROUPS, KEEP, PEOPLE_TABLE
from muster.scenario.folder.means import ESCORTS, FLEETS
from muster.scenario.folder.places import BEDS, LINKS, SITES
from muster.scenario.folder.table import Table

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        SITES,
        BEDS,
        HAZARDS,
        GROUPS,
        PEOPLE_TABLE,
        LINKS,
        FLEETS,
        ESCORTS,
        KEEP,
        CHANGES,
        INCIDENTS,
        CLAIMS,
        DISRUPTIONS,
    )
}

PARTS: Mapping[str, int] = {part: rank for rank, part in enumerate((SETTINGS, *TABLES))}
"""The rank of each part of the folder in a list of faults."""
