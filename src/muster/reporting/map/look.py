"""Shapes and colours on maps: kinds of sites, modes of travel."""

from __future__ import annotations

import math
from collections.abc import Mapping

from muster.reporting.theme import BLUE, GREEN, PURPLE, VERMILLION, YELLOW
from muster.scenario import Mode, SiteKind

MODE_LOOK: Mapping[Mode, tuple[str, str]] = {
    Mode.ROAD: (VERMILLION, "#7d3700"),
    Mode.AIR: ("#a8d8f5", BLUE),
    Mode.RAIL: (PURPLE, "#7b3b5c"),
    Mode.WATER: (GREEN, "#00553e"),
    Mode.FOOT: (YELLOW, "#6b650c"),
}
"""Fill and edge of each mode's arrows; in black and white road is dark and air pale."""

HELD = "#3b1d1d"
RECEIVING = "#0b6e4f"
PASSING = "#6f6f6f"
"""Fill of sites that people leave, of those that receive them, and of the rest."""

SHAPES: Mapping[SiteKind, str] = {
    SiteKind.PRISON: "square",
    SiteKind.DETENTION_CENTRE: "diamond",
    SiteKind.CAMP: "triangle-up",
    SiteKind.POLICE_STATION: "triangle-down",
    SiteKind.STAGING: "M0,-1L0.3,-0.3L1,0L0.3,0.3L0,1L-0.3,0.3L-1,0L-0.3,-0.3Z",
    SiteKind.AIRFIELD: (
        "M0,-1L0.16,-0.75L0.16,-0.25L1,0.2L1,0.4L0.16,0.15L0.12,0.65L0.35,0.85L0.35,1L0,0.9"
        "L-0.35,1L-0.35,0.85L-0.12,0.65L-0.16,0.15L-1,0.4L-1,0.2L-0.16,-0.25L-0.16,-0.75Z"
    ),
    SiteKind.HOSPITAL: "cross",
    SiteKind.RECEPTION: "circle",
}
"""Vega's symbols, and paths within -1 and 1: a star for staging, an aeroplane for airfields."""


def symbol_size(shape: str, radius: float) -> float:
    """Vega's size (an area) that makes a shape look about as large as a circle of a radius."""
    if shape.startswith("M"):
        return (1.3 * radius) ** 2 * 4
    return math.pi * radius**2
