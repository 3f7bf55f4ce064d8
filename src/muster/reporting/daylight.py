"""When it is night where the people are, for shading time axes."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from muster.scenario import Scenario

SUN_AT_HORIZON = math.radians(-0.833)
"""Height of the sun's centre at sunrise: refraction and half its width (NOAA)."""

Night = tuple[datetime, datetime]


def nights(scenario: Scenario, begins: datetime, ends: datetime) -> list[Night]:
    """Every night that touches a span, cut to it; sunset to sunrise at the sites' middle.

    Sunrise by NOAA's equations (Meeus's low-precision sun), good to some minutes. Places where
    the sun does not set on a day have no night then; where it does not rise, a whole one.
    """
    sites = list(scenario.sites.values())
    if not sites:
        return []
    latitude = sum(site.latitude for site in sites) / len(sites)
    east = sum(math.sin(math.radians(site.longitude)) for site in sites)
    north = sum(math.cos(math.radians(site.longitude)) for site in sites)
    longitude = math.degrees(math.atan2(east, north))
    noon = datetime(begins.year, begins.month, begins.day, 12, tzinfo=UTC) - timedelta(
        hours=longitude / 15
    )
    found: list[Night] = []
    sunset: datetime | None = None
    day = -2
    while (today := noon + timedelta(days=day)) < ends + timedelta(days=2):
        rises, sets = _daylight(today, latitude)
        if sunset is not None and rises > sunset and rises > begins and sunset < ends:
            found.append((max(sunset, begins), min(rises, ends)))
        sunset = sets
        day += 1
    return found


def _daylight(noon: datetime, latitude: float) -> tuple[datetime, datetime]:
    """Sunrise and sunset of the day around a mean solar noon."""
    year = 2 * math.pi / 365 * (noon.timetuple().tm_yday - 1 + 0.5)
    equation_of_time = 229.18 * (
        0.000075
        + 0.001868 * math.cos(year)
        - 0.032077 * math.sin(year)
        - 0.014615 * math.cos(2 * year)
        - 0.040849 * math.sin(2 * year)
    )
    declination = (
        0.006918
        - 0.399912 * math.cos(year)
        + 0.070257 * math.sin(year)
        - 0.006758 * math.cos(2 * year)
        + 0.000907 * math.sin(2 * year)
        - 0.002697 * math.cos(3 * year)
        + 0.00148 * math.sin(3 * year)
    )
    phi = math.radians(latitude)
    half_day = (math.sin(SUN_AT_HORIZON) - math.sin(phi) * math.sin(declination)) / (
        math.cos(phi) * math.cos(declination)
    )
    angle = math.degrees(math.acos(min(1.0, max(-1.0, half_day))))
    true_noon = noon - timedelta(minutes=equation_of_time)
    length = timedelta(hours=angle / 15)
    return true_noon - length, true_noon + length
