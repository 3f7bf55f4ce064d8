"""Every figure, drawn and read back: its finding, its labels, and that no text covers another."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given, settings

from builders import Ride, fleet, reception, site, small_scenario
from honest_plans import honest_plan
from muster.planning.answers import Limit, Sensitivity, Surge
from muster.reporting import (
    compare_chart,
    limits_chart,
    map_chart,
    plan_figures,
    progress_chart,
    remaining_chart,
    rendered,
    tornado_chart,
    trips_chart,
)
from muster.reporting.figures import as_svg
from muster.reporting.limits_chart import limit_in_words
from muster.reporting.outcome import headline
from reporting.planned import planned
from reporting.sketches import (
    LIMITS,
    SURGES,
    christchurch,
    failing,
    many_sites,
    sensitivities,
    sketched,
    syria,
)
from reporting.svg_text import beyond, drawn_texts, overlapping

EVERY = ("map", "remaining", "trips", "limits", "tornado", "progress")


def figures_of(scenario, plan):
    return plan_figures(
        scenario,
        plan,
        hazard=failing(scenario),
        limits=LIMITS,
        surges=SURGES,
        sensitivities=sensitivities(scenario),
    )


def title(figure):
    """The lines of a figure's title as one sentence."""
    return " ".join(figure.to_dict(validate=False)["title"]["text"])


def texts_of(figure):
    return [drawn.text for drawn in drawn_texts(as_svg(figure))]


def two_sites(**others):
    return small_scenario(
        sites=[site("P", name="Panorama"), reception("R", name="Karkh", latitude=35.0)], **others
    )


@pytest.fixture(scope="module")
def reference():
    scenario = syria(buses=3, aircraft=2, karkh=2500)
    plan = sketched(scenario)
    return scenario, plan, figures_of(scenario, plan)


@pytest.mark.parametrize("name", EVERY)
def test_each_figure_is_a_picture_with_its_finding_as_title(reference, name):
    figure = reference[2][name]
    svg, png = rendered(figure)
    assert ET.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert " ".join(text.text for text in drawn_texts(svg)).find(title(figure)) >= 0


CROWDED = {
    "sixty sites": (lambda: many_sites(60, days=4), {}),
    "twelve sites": (lambda: many_sites(12), {}),
    "all over new zealand": (christchurch, {}),
    "many trips in few days": (lambda: syria(buses=12, aircraft=8, days=5), {}),
    "four trips": (syria, {"most_trips": 4}),
    "everybody unplaced": (syria, {"most_trips": 0}),
    "one site": (lambda: small_scenario(sites=[site("P")], links=[], fleets=[]), {}),
}


@pytest.mark.parametrize("case", CROWDED)
def test_no_text_covers_another_or_is_cut_off(case):
    make, how = CROWDED[case]
    scenario = make()
    plan = sketched(scenario, **how)
    for figure in plan_figures(scenario, plan, hazard=failing(scenario)).values():
        svg = as_svg(figure)
        assert overlapping(svg) == []
        assert beyond(svg) == []


def test_the_reference_case_has_no_text_over_another(reference):
    for name, figure in reference[2].items():
        svg = as_svg(figure)
        assert (name, overlapping(svg), beyond(svg)) == (name, [], [])


def test_texts_that_do_cover_each_other_are_found():
    svg = b"""<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">
      <g transform="translate(10,10)"><text font-size="12px">Panorama</text></g>
      <text transform="translate(20,12)" font-size="12px">Alaya</text></svg>"""
    assert overlapping(svg) == [("Alaya", "Panorama")]
    assert beyond(svg.replace(b'"90"', b'"40"')) == ["Panorama", "Alaya"]


@settings(max_examples=12, deadline=None)
@given(planned())
def test_titles_state_the_plans_own_numbers_whatever_the_plan(given_plan):
    scenario, plan = given_plan
    assert title(remaining_chart(scenario, plan)) == headline(scenario, plan)
    trips = "trip" if len(plan.trips) == 1 else "trips"
    assert title(trips_chart(scenario, plan)).startswith(f"{len(plan.trips)} {trips} with ")


def test_the_map_names_sites_with_what_becomes_of_their_people():
    scenario = two_sites()
    texts = texts_of(map_chart(scenario, honest_plan(scenario, [Ride("P-R", 1, {"G": 20})])))
    assert {"Panorama", "30 → 10", "Karkh", "receives 20", "20", "SYRIA"} <= set(texts)


def test_remaining_people_are_listed_with_when_their_site_is_empty():
    scenario = two_sites()
    plan = honest_plan(scenario, [Ride("P-R", 2, {"G": 30})])
    texts = texts_of(remaining_chart(scenario, plan, {"P": [0.01 * t for t in range(9)]}))
    assert {"Panorama", "30", "→ 0", "21 Jan 06:00", "8 %"} <= set(texts)


def test_remaining_people_are_drawn_step_by_step():
    scenario = two_sites()
    figure = remaining_chart(scenario, honest_plan(scenario, [Ride("P-R", 2, {"G": 30})]))
    spec = figure.to_dict()
    data = spec["vconcat"][0]["layer"][0]["data"]
    rows = json.loads(spec["datasets"][data["name"]])
    of_site = [row for row in rows if row["site"] == "Panorama"]
    assert [row["people"] for row in of_site] == [30, 30, 0, 0, 0, 0, 0, 0, 0]
    assert of_site[2]["at"] == "2026-01-21T06:00:00Z"


def test_each_trip_says_its_number_and_where_it_goes():
    scenario = two_sites()
    texts = texts_of(trips_chart(scenario, honest_plan(scenario, [Ride("P-R", 2, {"G": 28})])))
    assert {"28 P → R", "to Karkh", "fleet BUS"} <= set(texts)


def test_a_plan_without_trips_says_so():
    scenario = two_sites()
    assert title(trips_chart(scenario, honest_plan(scenario))) == "No trips"


def test_limits_are_sorted_and_said_in_words():
    scenario = syria()
    plan = sketched(scenario)
    figure = limits_chart(scenario, plan, LIMITS, SURGES)
    assert title(figure) == (
        "1 more bus convoy saved most when planned again: 52 fewer lost in expectation"
    )
    texts = texts_of(figure)
    order = ["1 more bus convoy", "1 more C-17", "1 more escort team (ESC)"]
    assert [text for text in texts if text in order] == order
    assert {"38 saved", "27 saved", "14 saved"} <= set(texts)
    assert "about 46 expected, at most 46" in texts
    assert "280 more beds at al-Karkh Central: 280 unplaced instead of 560" in texts


def test_where_nothing_alone_helps_the_title_says_that():
    scenario = small_scenario()
    limit = Limit("vehicles", "BUS", 1, "vehicles", 5.0, 5.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0)
    figure = limits_chart(scenario, honest_plan(scenario), [limit])
    assert title(figure) == "More of any one thing alone would save nobody"
    figure = limits_chart(scenario, honest_plan(scenario), [replace(limit, gain_at_most=0.4)])
    assert title(figure) == "No addition of any one thing was found to save anybody"
    figure = limits_chart(scenario, honest_plan(scenario), [replace(limit, relaxed_gain=0.3)])
    assert title(figure) == ("1 more fleet BUS can be expected to save most: about 0.3 fewer lost")


def test_a_surge_of_one_is_said_in_the_singular():
    scenario = small_scenario()
    surge = Surge("escorts", "E", 1, "teams", 30, 0)
    texts = texts_of(limits_chart(scenario, honest_plan(scenario), [], [surge]))
    assert "1 more escort team (E): 0 unplaced instead of 30" in texts


def test_beds_that_any_of_several_places_may_have_are_said_so():
    scenario = two_sites()
    surge = Surge("beds", "R", 610, "beds for men", 692, 82, ("R", "P"))
    texts = texts_of(limits_chart(scenario, honest_plan(scenario), [], [surge]))
    said = "610 more beds for men at any of Karkh and Panorama: 82 unplaced instead of 692"
    assert said in texts


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("C-17", "1 more C-17"),
        ("bus", "1 more bus"),
        ("convoy of six buses", "1 more convoy of six buses"),
        ("coaches at Wellington", "1 more of the coaches at Wellington"),
    ],
)
def test_one_more_vehicle_is_said_so_that_it_can_be_read_aloud(name, words):
    scenario = small_scenario(fleets=[fleet(name=name)])
    assert (
        limit_in_words(scenario, Limit("vehicles", "BUS", 1, "vehicles", 5, 5, 5, 1, 1, 1, 1, 0))
        == words
    )


def one_sensitivity(**others):
    values = {
        "judgement": "hazard P fraying", "low": 0.1, "value": 0.2, "high": 0.4,
        "loss_at_low": 5.0, "loss_at_high": 21.0, "kept_loss_at_low": 5.5,
        "kept_loss_at_high": 24.0, "first_day_same_at_low": True,
        "first_day_same_at_high": False, "source": "an estimate",
    }  # fmt: skip
    return Sensitivity(**{**values, **others})


def test_the_tornado_says_what_matters_most_and_how_steady_the_first_day_is():
    scenario = two_sites()
    plan = honest_plan(scenario, expected_loss=10.0)
    small = one_sensitivity(
        judgement="hazard R fraying", loss_at_high=6.0, first_day_same_at_high=True
    )
    figure = tornado_chart(scenario, plan, [small, one_sensitivity()])
    assert title(figure) == (
        "Hazard of Panorama, fraying matters most: expected loss 5 to 21, planned for 10"
    )
    texts = texts_of(figure)
    assert texts.index("hazard of Panorama, fraying") < texts.index("hazard of Karkh, fraying")
    assert "0.1 – 0.2 – 0.4; an estimate" in texts
    said = "The first day of the plan stays the same over the whole range of 1 of 2 judgements."
    assert said in texts


def test_a_judgement_that_moves_the_loss_one_way_only_can_be_drawn():
    scenario = two_sites()
    plan = honest_plan(scenario, expected_loss=10.0)
    oneway = one_sensitivity(loss_at_low=12.0, kept_loss_at_low=12.0)
    still = one_sensitivity(
        loss_at_low=10.0, loss_at_high=10.0, kept_loss_at_low=10.0, kept_loss_at_high=10.0
    )
    for each in ([oneway], [still], []):
        assert overlapping(as_svg(tornado_chart(scenario, plan, each))) == []


def test_progress_says_how_good_the_plan_is_shown_to_be():
    scenario = syria()
    assert title(progress_chart(sketched(scenario))) == "Within 2 % of the best possible after 58 s"
    proven = sketched(scenario, gap=0.0, bound=612.4)
    assert title(progress_chart(proven)) == "Proven best after 58 s"
    unproven = sketched(scenario, gap=1.0, bound=0.0)
    assert title(progress_chart(unproven)) == "No bound proven after 58 s"


def test_two_plans_are_laid_over_each_other():
    scenario = two_sites()
    early = honest_plan(scenario, [Ride("P-R", 1, {"G": 30})])
    late = honest_plan(scenario, [Ride("P-R", 5, {"G": 20})])
    lost = ([0.0] * 9 + [early.expected_loss], [0.0] * 9 + [late.expected_loss])
    figure = compare_chart(scenario, (late, early), ("the late plan", "the early plan"), lost)
    svg = as_svg(figure)
    assert title(figure).startswith("The early plan: ")
    texts = [text.text for text in drawn_texts(svg)]
    assert {"the late plan: 10", "the early plan: 0"} <= set(texts)
    assert overlapping(svg) == []


def test_names_with_marks_of_xml_are_only_text():
    scenario = small_scenario(sites=[site("P", name='<b>&"P"'), reception("R", latitude=35.0)])
    texts = texts_of(map_chart(scenario, honest_plan(scenario)))
    assert '<b>&"P"' in texts
