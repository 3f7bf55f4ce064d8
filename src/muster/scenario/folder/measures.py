"""The measures that columns hold, each with the bounds beyond which a value is a slip."""

from __future__ import annotations

from muster.scenario.folder.kinds import number, whole

MOST_PEOPLE = 10_000_000
"""More than the world holds in custody."""
LONGEST_H = 20_000
"""Hours in more than two years."""

PEOPLE = whole(0, MOST_PEOPLE)
COUNT = whole(0, 100_000)
SEATS = whole(0, 10_000)
AT_LEAST_ONE = whole(1, 1_000)
GUARDS = number(0, MOST_PEOPLE)
PEOPLE_PER_H = number(0, 1_000_000)
PEOPLE_PER_DAY = number(0, MOST_PEOPLE)
SHARE = number(0, 1)
PER_DAY = number(0, 1_000)
"""Rates of failure and of change: at 1,000 a day something lasts a minute and a half."""
PRIORITY = number(0, 1_000_000)
HOURS = number(0, LONGEST_H)
DURATION = number(0, LONGEST_H, above=True)
LATITUDE = number(-90, 90)
LONGITUDE = number(-180, 180)
BIRTH_YEAR = whole(1880, 2200)
