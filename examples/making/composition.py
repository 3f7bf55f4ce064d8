"""Who the 7,000 people of the reference example are: how many of which kind at which site.

Facts and assumptions are told apart in examples/northeast-syria-2026/README.md. Changing a number
here and running `python -m examples.making northeast-syria-2026` gives another roster.
"""

from __future__ import annotations

from dataclasses import dataclass

PEOPLE_AT = {
    "SINAA": 4000,
    "PANO": 800,
    "HASC": 600,
    "ALAYA": 450,
    "DERIK": 350,
    "SHAD": 200,
    "AQTAN": 600,
}
"""7,000 were announced; the split is an assumption within the reported ranges."""

MINORS_AT = {"SINAA": 110, "HASC": 32, "ALAYA": 15}
"""157 under 18 were found afterwards; where they had been held is an assumption."""

WOMEN_AT = {"HASC": 60, "DERIK": 40}
FAMILIES_AT = {"DERIK": 20}
"""Mothers with one to four children. Both are assumptions: the facts speak of men only."""

STRETCHER_AT = {"SINAA": 40, "HASC": 12, "PANO": 8}
WHEELCHAIR_AT = {"SINAA": 24, "HASC": 8, "ALAYA": 6}
BARRED_AT = {"SINAA": 90, "PANO": 20, "ALAYA": 10}
"""Men with a recorded claim against transfer to Iraq (non-refoulement): nowhere is open to them."""

IDENTITY_OPEN_AT = {"SINAA": 260, "PANO": 40}
"""Men whose identity two lists do not agree on; ready when the files are settled."""

FACTIONS_AT = {("SINAA", "F1"): 140, ("SINAA", "F2"): 110, ("PANO", "F2"): 30, ("HASC", "F1"): 30}
"""People of two factions that must be kept apart; F1, F2 stand for no real ones."""

WITNESS_PAIRS = 1600
"""Pairs kept apart: a witness and the one against whom they speak."""

SIBLING_PAIRS = 120
"""Brothers alike in every way that matters to the planner."""

UNLIKE_SIBLING_PAIRS = 4
"""Brothers of different priority, who both take the stricter of the two."""

TRANSFERRED = {
    "SYR": 3543,
    "IRQ": 467,
    "TUN": 234,
    "MAR": 187,
    "TUR": 181,
    "TKM": 165,
    "RUS": 130,
    "EGY": 116,
    "SAU": 68,
    "DEU": 27,
    "GBR": 10,
    "CAN": 5,
    "FRA": 4,
    "other": 566,
}
"""People by nationality among the 5,703 who were moved (claims.csv). TKM: Turkistan by one source,
Turkmenistan by another. `other` is the rest of 61 nationalities."""

BARRED_NATIONALITIES = ("TKM", "RUS", "TUR", "EGY", "other")
"""From which claims against transfer are assumed to be recorded."""


@dataclass(frozen=True, slots=True)
class Level:
    """A priority, its written rule, and the share of the men to whom it applies."""

    priority: int
    rule: str
    share: float


LEADING = Level(8, "leading role, or open case for mass killing", 0.12)
DANGEROUS = Level(4, "convicted, or reviewed as dangerous", 0.25)
ORDINARY = Level(2, "membership alone", 0.45)
NO_CASE = Level(1, "no case found so far", 0.18)
MEN = (LEADING, DANGEROUS, ORDINARY, NO_CASE)
"""Most dangerous first was the stated order; weights and shares are assumptions."""

CARE = Level(4, "needs care and cannot leave danger unaided", 0.0)
CHILD = Level(6, "under 18", 0.0)
FAMILY = Level(4, "children with their mother", 0.0)
