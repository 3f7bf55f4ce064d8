"""Rosters against rosters, person by person."""

from muster.errors import RosterError
from muster.matching.match import PROMISE, Decision, Match, Matching, match_rosters
from muster.matching.roster import Roster, Row, roster
from muster.matching.roster_file import read_roster, read_rosters

__all__ = [
    "PROMISE",
    "Decision",
    "Match",
    "Matching",
    "Roster",
    "RosterError",
    "Row",
    "match_rosters",
    "read_roster",
    "read_rosters",
    "roster",
]
