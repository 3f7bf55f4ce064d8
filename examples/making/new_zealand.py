"""New Zealand's prisons: where they are, what they hold, how far they are from each other."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parents[1] / "data" / "nz-prisons" / "prison-locations.json"

OCCUPANCY = 0.947
"""Share of the beds that are taken, the same everywhere (the example's premise)."""
EARTH_RADIUS_KM = 6371.0
DETOUR, ROAD_KM_PER_H = 1.3, 70.0
"""Road kilometres per kilometre as the crow flies, and speed with an escort: assumptions."""
RIDE_LIMIT_H = 4.0
"""Hours on the road after which a rest stop is needed: an assumption."""
ROAD_RISK = {"risk": 0.0002, "risk_low": 0.00005, "risk_high": 0.001}
ROAD_RISK_SOURCE = "assumption: an escape or a serious accident once in 5000 rides"

IDS = {
    "Arohata Prison": "AROHATA",
    "Auckland Region Women's Corrections Facility": "ARWCF",
    "Christchurch Women's Prison": "CHCH-W",
    "Hawkes Bay Regional Prison": "HAWKES",
    "Invercargill Prison": "INVERC",
    "Whanganui Prison": "WHANGA",
    "Auckland South Corrections Facility": "ASCF",
    "Manawatu Prison": "MANAWA",
    "Mt Eden Corrections Facility": "MECF",
    "Northland Region Corrections Facility": "NRCF",
    "Otago Corrections Facility": "OCF",
    "Christchurch Men's Prison": "CHCH-M",
    "Auckland Prison": "PAREMO",
    "Rimutaka Prison": "RIMUTA",
    "Rolleston Prison": "ROLLES",
    "Spring Hill Corrections Facility": "SHCF",
    "Tongariro Prison": "TONGAR",
    "Waikeria Prison": "WAIKER",
}
"""The ids of the examples, by official name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map."""

    id: str
    name: str
    latitude: float
    longitude: float

    def km_to(self, other: Place) -> float:
        """Great-circle distance (haversine)."""
        first, second = math.radians(self.latitude), math.radians(other.latitude)
        across = math.radians(other.longitude - self.longitude)
        half = (
            math.sin((second - first) / 2) ** 2
            + math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
        )
        return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


@dataclass(frozen=True, slots=True)
class Prison(Place):
    """A prison as the data has it."""

    capacity: int
    gender: str
    classification: str

    @property
    def occupied(self) -> int:
        """People held at the occupancy assumed."""
        return round(self.capacity * OCCUPANCY)

    @property
    def holds_high_security(self) -> bool:
        """Whether it takes people of high security; where the data is silent it does."""
        return self.classification == "" or self.classification.endswith(
            ("to high", "high security", "maximum")
        )


def prisons() -> dict[str, Prison]:
    """Every prison by id, in the order of the data."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    found = [
        Prison(
            IDS[row["Official Name"].replace("’", "'")],
            row["Official Name"],
            row["Latitude"],
            row["Longitude"],
            row["Capacity"],
            row["Gender"],
            row["Classification"],
        )
        for row in rows
    ]
    return {prison.id: prison for prison in found}


def road_row(
    origin: Place, destination: Place, *, mode: str = "road", hours: float | None = None
) -> dict[str, object]:
    """A row of links.csv; the duration of a road follows from the distance."""
    km = origin.km_to(destination)
    ride_h = round(km * DETOUR / ROAD_KM_PER_H, 1) if hours is None else hours
    return {
        "id": f"{origin.id}-{destination.id}",
        "from": origin.id,
        "to": destination.id,
        "mode": mode,
        "duration_h": max(ride_h, 0.1),
        **ROAD_RISK,
        "risk_source": ROAD_RISK_SOURCE,
        "rest_stops": max(0, math.ceil(ride_h / RIDE_LIMIT_H - 1e-9) - 1) if mode == "road" else 0,
        "note": f"{km:.0f} km straight x {DETOUR} / {ROAD_KM_PER_H:.0f} km/h"
        if hours is None
        else "assumption",
    }


def judged(name: str, value: float, low: float, high: float, source: str) -> dict[str, object]:
    """The four cells of a judgement."""
    return {
        name: value,
        f"{name}_low": low,
        f"{name}_high": high,
        f"{name}_source": source,
    }


def hazard_rows(
    site: str, by_regime: Iterable[tuple[str, float]], source: str
) -> list[dict[str, object]]:
    """Rows of hazards.csv; a third to three times each value would be defended."""
    return [
        {"site": site, "regime": regime}
        | judged("hazard_per_day", value, round(value / 3, 6), round(value * 3, 6), source)
        for regime, value in by_regime
    ]
