"""Rosters against rosters, person by person."""

from muster.matching.match import PROMISE, Decision, Match, Matching, match_rosters
from muster.matching.roster import Roster, RosterError, Row, read_roster, roster

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
    "roster",
]
