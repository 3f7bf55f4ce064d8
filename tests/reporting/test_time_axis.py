"""Time in figures is the scenario's own, with nights where the people are."""

import itertools
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import START, hour, site, small_scenario
from muster.reporting.daylight import nights
from muster.reporting.time_axis import TimeSpan, drawn, span_of, whole_span


def test_a_moment_is_drawn_as_the_scenarios_local_time_whatever_its_own_offset():
    scenario = small_scenario()
    assert drawn(scenario, hour(5)) == "2026-01-21T05:00:00Z"
    assert drawn(scenario, hour(5).astimezone(UTC)) == "2026-01-21T05:00:00Z"


@given(st.integers(1, 400), st.integers(300, 1200), st.integers(0, 23))
def test_dates_have_room_and_stand_at_midnight(steps, width, begins):
    scenario = small_scenario(steps=steps, step_h=3, start=START + timedelta(hours=begins))
    span = whole_span(scenario, float(width))
    ticks = span.ticks()
    apart = [span.pixel(b) - span.pixel(a) for a, b in itertools.pairwise(ticks)]
    assert all(gap >= 40 or len(ticks) <= 3 for gap in apart)
    if len(ticks) > 1 and ticks[1] - ticks[0] >= timedelta(days=1):
        assert {tick.hour for tick in ticks} == {0}


def test_a_span_ends_soon_after_the_last_moment_and_never_before_it():
    scenario = small_scenario(steps=100)
    assert span_of(scenario, [hour(7), hour(20)], 100).ends == hour(23)
    assert span_of(scenario, [], 100).ends == scenario.moment(100)
    assert span_of(scenario, [hour(400)], 100).ends == hour(400)


def test_it_is_night_at_hasakah_from_half_past_five_until_half_past_seven():
    scenario = small_scenario(sites=[site("P", latitude=36.5, longitude=40.75)], links=[])
    ((dusk, dawn),) = nights(scenario, hour(12), hour(36))
    assert abs(dusk - hour(17.5)) < timedelta(minutes=10)
    assert abs(dawn - hour(31.45)) < timedelta(minutes=10)


def test_nights_follow_the_place_and_not_the_clock():
    zone = timezone(timedelta(hours=13))
    start = datetime(2020, 12, 30, 12, tzinfo=zone)
    waikeria = [site("P", latitude=-38.1, longitude=175.4)]
    scenario = small_scenario(sites=waikeria, links=[], start=start)
    ((dusk, dawn),) = nights(scenario, start, start + timedelta(hours=24))
    assert dusk.astimezone(zone).strftime("%H") in ("20", "21")
    assert dawn.astimezone(zone).strftime("%H") in ("05", "06")


@pytest.mark.parametrize(("month", "hours_of_night"), [(6, 0), (12, 72)])
def test_the_polar_summer_has_no_night_and_the_polar_winter_no_day(month, hours_of_night):
    start = datetime(2026, month, 20, tzinfo=UTC)
    sites = [site("P", latitude=78.2, longitude=15.6)]
    scenario = small_scenario(sites=sites, links=[], start=start)
    dark = nights(scenario, start, start + timedelta(hours=72))
    assert sum((end - begin).total_seconds() for begin, end in dark) / 3600 == pytest.approx(
        hours_of_night, abs=0.5
    )


def test_pixels_run_evenly_over_the_span():
    span = TimeSpan(small_scenario(), hour(0), hour(10), 200)
    assert span.pixel(hour(2.5)) == 50
