"""What an exercise did: trips, rides, the trouble it put in and what the rules refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Played:
    """What an exercise did."""

    people: int
    trips: int = 0
    closed: int = 0
    empty: int = 0
    """Trips for which nobody was there."""
    rides: int = 0
    trouble: Counter[str] = field(default_factory=Counter)
    """What went wrong, and how often, as it was put in."""
    refused: Counter[str] = field(default_factory=Counter)
    """What the rules refused, by rule."""
    filled: int = 0
    """People who rode in the place of others of the plan."""
    further: int = 0
    """Trips beyond the plan's, for people who were left at a staging site."""
