"""Scenario folders in a few lines: a small sound one, with the files that a test is about replaced.

The sound folder holds one prison `P` with 30 men, one reception `R`, a road between them, a fleet
of one bus based at the prison and one regime.
"""

from __future__ import annotations

from pathlib import Path

from muster.errors import Fault
from muster.scenario import Scenario, inspect, load

SETTINGS = """\
format = 1
name = "small"
start = 2026-01-21T00:00:00+03:00
step_h = 3
horizon_h = 24

[security]
initial = { holding = 1.0 }

[[security.regime]]
name = "holding"
"""

SITES = """\
id,kind,lat,lon
P,prison,36.5,40.75
R,reception,36.9,42.1
"""

LINKS = """\
id,from,to,mode,duration_h
P-R,P,R,road,3
"""

FLEETS = """\
id,base,mode,vehicles,seats
BUS,P,road,1,40
"""

GROUPS = """\
id,site,people,priority,separation_class,destinations
G,P,30,1,men,R
"""

PEOPLE = """\
person_id,site,priority,separation_class,destinations
A,P,1,men,R
B,P,1,men,R
C,P,1,men,R
"""

SOUND = {
    "scenario.toml": SETTINGS,
    "sites.csv": SITES,
    "links.csv": LINKS,
    "fleets.csv": FLEETS,
    "groups.csv": GROUPS,
}


def folder_with(folder: Path, files: dict[str, str | bytes | None] | None = None) -> Path:
    """Write the sound folder with some files replaced, added, or (None) left out."""
    for name, content in {**SOUND, **(files or {})}.items():
        if content is not None:
            data = content.encode() if isinstance(content, str) else content
            (folder / name).write_bytes(data)
    return folder


def faults_of(folder: Path, files: dict[str, str | bytes | None] | None = None) -> list[Fault]:
    """Every fault of the sound folder with some files replaced."""
    return list(inspect(folder_with(folder, files))[1])


def said_of(folder: Path, files: dict[str, str | bytes | None] | None = None) -> list[str]:
    """The same, as a person reads them; warnings begin with `warning:`."""
    return [
        f"{'warning: ' if fault.severity == 'warning' else ''}{fault}"
        for fault in faults_of(folder, files)
    ]


def read_from(folder: Path, files: dict[str, str | bytes | None] | None = None) -> Scenario:
    """The scenario of the sound folder with some files replaced."""
    return load(folder_with(folder, files))


def sites_with(columns: str, prison: str, reception: str = "") -> str:
    """The sites' table with more columns and their cells for the prison and the reception."""
    blank = "," * columns.count(",")
    return (
        f"id,kind,lat,lon,{columns}\n"
        f"P,prison,36.5,40.75,{prison}\n"
        f"R,reception,36.9,42.1,{reception or blank}\n"
    )
