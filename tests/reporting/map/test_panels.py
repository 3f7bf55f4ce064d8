"""What a map shows where."""

import json
import math
from importlib import resources

import pytest

from builders import Ride, group, link, plan_of, reception, site, small_scenario
from muster.reporting.map.basemap import Extent, countries_within
from muster.reporting.map.ground import land, scale_bar
from muster.reporting.map.movement import movement, relevant_sites, site_in_words
from muster.reporting.map.panels import lay_out_panels
from muster.reporting.map.projection import fitted
from reporting.sketches import NZ, SYRIA, christchurch, many_sites, sketched, syria


def panels_of(scenario, plan=None):
    moves = movement(scenario, plan or plan_of(scenario))
    return lay_out_panels(scenario, relevant_sites(scenario, moves), moves.at_start)


def pixels_between(panel, first, second):
    (a, b), (c, d) = (panel.projection.xy(lon, lat) for lat, lon in (first, second))
    return math.dist((a, b), (c, d))


def test_the_prisons_of_hasakah_are_enlarged():
    scenario = syria()
    plan = sketched(scenario, most_trips=30)
    panels = panels_of(scenario, plan)
    part = panels.part_of("SINAA")
    assert part is not None
    assert {"SINAA", "PANO", "HASC"} <= set(part.sites)
    assert "KARKH" not in part.sites
    assert part.projection.pixels_per_km > 2 * panels.overview.projection.pixels_per_km


@pytest.mark.parametrize("scenario", [syria(), christchurch(), many_sites(60), many_sites(12)])
def test_every_site_that_matters_lies_within_the_overview(scenario):
    panels = panels_of(scenario)
    assert set(panels.overview.sites) == set(scenario.sites)
    for part in panels.parts:
        for id in part.sites:
            place = scenario.sites[id]
            x, y = part.projection.xy(place.longitude, place.latitude)
            assert 0 <= x <= part.projection.width
            assert 0 <= y <= part.projection.height


def test_all_of_new_zealand_fits_and_crowded_auckland_is_enlarged():
    panels = panels_of(christchurch())
    part = panels.part_of("MTED")
    assert part is not None
    first, second = NZ["MTED"][1:3], NZ["PARE"][1:3]
    assert pixels_between(part, first, second) > 2 * pixels_between(panels.overview, first, second)


def test_the_prisons_that_people_leave_are_enlarged_before_others():
    scenario = christchurch()
    panels = panels_of(scenario, sketched(scenario))
    parts = {panels.part_of(site).name for site in ("CHCH", "CHWO", "ROLL")}
    assert len(parts) == 1


def test_few_sites_far_apart_need_no_enlarging():
    far = [site("P"), reception("R", latitude=33.3, longitude=44.2)]
    assert panels_of(small_scenario(sites=far)).parts == ()


def test_one_place_alone_is_shown_with_its_surroundings():
    panel = panels_of(small_scenario(sites=[site("P")], links=[], fleets=[])).overview
    assert panel.projection.xy(40.75, 36.5) == pytest.approx(
        (panel.projection.width / 2, panel.projection.height / 2)
    )
    assert 5 < panel.projection.height / panel.projection.pixels_per_km < 100


def test_a_hundred_kilometres_are_as_long_as_the_scale_bar_says():
    projection = fitted([(40.0, 35.0), (44.0, 37.0)], 800, 600, 50, 10)
    bar, text = scale_bar(projection, 10, 590)
    length_km = float(text.text.removesuffix(" km"))
    north = projection.xy(42.0, 36.0 + length_km / 2 / 111.2)[1]
    south = projection.xy(42.0, 36.0 - length_km / 2 / 111.2)[1]
    assert bar[0].x2 - bar[0].x == pytest.approx(south - north, rel=0.01)


def test_a_map_across_the_date_line_has_both_sides_next_to_each_other():
    projection = fitted([(178.0, -17.7), (-179.9, -16.9)], 800, 600, 50, 10)
    west, east = projection.xy(178.0, -17.0)[0], projection.xy(-179.9, -17.0)[0]
    assert 0 < west < east < 800
    found = [each.name for each in land(projection)]
    assert "Fiji" in found


def test_the_base_map_knows_the_countries_around_hasakah():
    names = {country.name for country in countries_within(Extent(39, 35, 43, 38))}
    assert {"Syria", "Turkey", "Iraq"} <= names
    assert "New Zealand" not in names


def test_the_base_map_is_small_and_says_where_it_comes_from():
    folder = resources.files("muster.reporting.map")
    assert len(folder.joinpath("basemap.json").read_bytes()) < 1_500_000
    assert "Natural Earth" in json.loads(folder.joinpath("basemap.json").read_text())["source"]
    assert "public domain" in folder.joinpath("basemap-NOTICE.md").read_text()


def test_land_is_cut_at_the_edges_of_its_panel():
    projection = fitted([(40.0, 35.0), (44.0, 37.0)], 800, 600, 50, 10)
    for each in land(projection):
        for polygon in each.polygons:
            for ring in polygon:
                assert all(-1e-6 <= x <= 800 + 1e-6 and -1e-6 <= y <= 600 + 1e-6 for x, y in ring)
                assert ring[0] == ring[-1]


def test_a_site_says_who_left_who_came_and_who_passed():
    scenario = small_scenario(
        sites=[site("P"), site("S", "staging"), reception("R")],
        links=[link("P", "S"), link("S", "R")],
        groups=[group(people=1200)],
    )
    rides = [Ride("P-S", 0, {"G": 40}), Ride("S-R", 2, {"G": 40})]
    moves = movement(scenario, plan_of(scenario, rides))
    assert site_in_words(moves, "P") == "1,200 → 1,160"
    assert site_in_words(moves, "S") == "40 pass through"
    assert len(SYRIA) == len(syria().sites)
