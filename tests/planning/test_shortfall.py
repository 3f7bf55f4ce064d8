"""Who cannot be placed, and why; and how many beds are short, exactly."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from builders import (
    Ride,
    change,
    group,
    hour,
    link,
    reception,
    site,
    small_scenario,
)
from honest_plans import honest, honest_plan, valid_plans
from muster.planning.answers import BedShortage
from muster.planning.beds import Seeker, left_without
from muster.planning.shortfall import find_shortfall, prospects
from strategies import scenarios


def reasons(scenario, *rides):
    """(group, reason): people, of a plan of these rides."""
    shortfall = find_shortfall(scenario, honest_plan(scenario, rides))
    return {(short.group, short.reason): short.people for short in shortfall.shorts}


def why(scenario):
    (short,) = find_shortfall(scenario, honest_plan(scenario)).shorts
    return short.reason, short.explanation


def test_nothing_is_short_when_everybody_is_placed():
    scenario = small_scenario()
    shortfall = find_shortfall(scenario, honest_plan(scenario, [Ride("P-R", 1, {"G": 30})]))
    assert (shortfall.unplaced, shortfall.shorts, shortfall.beds) == (0, (), ())
    assert shortfall.complete


def test_people_to_whom_no_place_is_open_are_barred():
    scenario = small_scenario(groups=[group(people=7, destinations=())])
    assert why(scenario) == ("barred", "no place is open to them")


def test_people_who_may_stay_are_not_short():
    scenario = small_scenario(groups=[group(destinations=("P",))])
    assert reasons(scenario) == {}


def test_people_without_links_to_where_they_may_end_have_no_way():
    scenario = small_scenario(links=[link("R", "P")])
    assert why(scenario) == ("no_way", "no link leads on from where they can get to")


def test_a_link_that_no_fleet_can_serve_is_named_with_the_hindrance():
    scenario = small_scenario(links=[link("P", "R", mode="air")])
    assert why(scenario) == ("no_way", "P-R: no fleet of its mode")


def test_people_on_stretchers_have_no_way_without_stretcher_places():
    scenario = small_scenario(groups=[group(seat_kind="stretcher")])
    assert why(scenario) == ("no_way", "P-R: no vehicle with stretcher places")


def test_a_way_that_is_closed_to_the_end_is_no_way():
    scenario = small_scenario(changes=[change(-1, "link", "P-R", "open", False)])
    reason, explanation = why(scenario)
    assert reason == "no_way"
    assert explanation.startswith("P-R: no trip with seated places while it is open")


def test_a_reception_that_is_not_theirs_is_no_way_to_theirs():
    scenario = small_scenario(
        sites=[site("P"), reception("S"), reception("R")],
        links=[link("P", "S"), link("S", "R")],
    )
    assert why(scenario)[0] == "no_way"


def test_people_who_are_ready_too_late_for_the_way_are_not_ready():
    scenario = small_scenario(groups=[group(ready_at=hour(22))])
    reason, explanation = why(scenario)
    assert reason == "not_ready"
    assert "ready at 2026-01-21T22:00:00+03:00" in explanation
    assert "they could be there by 2026-01-21T03:00:00+03:00" in explanation


def test_people_ready_at_the_last_boundary_that_will_do_lack_only_transport():
    assert reasons(small_scenario(groups=[group(ready_at=hour(21))])) == {("G", "no_transport"): 30}


def test_beds_that_are_short_are_told_from_transport_that_is():
    scenario = small_scenario(sites=[site("P"), reception("R", capacity=32, occupied=20)])
    found = find_shortfall(scenario, honest_plan(scenario, [Ride("P-R", 1, {"G": 5})]))
    assert {short.reason: short.people for short in found.shorts} == {
        "no_room": 18,
        "no_transport": 7,
    }
    assert found.beds == (BedShortage("men", ("R",), 18),)
    assert (found.unplaced, found.fewest) == (25, 18)


def test_beds_are_short_by_separation_class():
    """As after the Christchurch earthquake: 400 free beds for 1,066 people, few for women."""
    scenario = small_scenario(
        sites=[
            site("P"),
            reception("R", capacity=360, beds={"women": 0}),
            reception("W", capacity=40, beds={"men": 0}),
        ],
        links=[link("P", "R"), link("P", "W")],
        groups=[
            group("m", people=983, destinations=("R",)),
            group("w", people=83, destinations=("W",), separation_class="women"),
        ],
    )
    found = find_shortfall(scenario, honest_plan(scenario))
    assert found.beds == (BedShortage("men", ("R",), 623), BedShortage("women", ("W",), 43))
    assert found.fewest == 666


def test_people_of_high_priority_are_placed_before_others_where_beds_are_short():
    scenario = small_scenario(
        sites=[site("P"), reception("R", capacity=10)],
        groups=[group("a", people=8, priority=1), group("b", people=8, priority=3)],
    )
    assert reasons(scenario) == {
        ("a", "no_room"): 6,
        ("a", "no_transport"): 2,
        ("b", "no_transport"): 8,
    }


def test_whoever_must_be_left_at_a_site_takes_a_place_there():
    """Y may go to P only as people leave it, and the barred never do."""
    scenario = small_scenario(
        sites=[site("P", capacity=30), site("Q"), reception("R")],
        links=[link("P", "R"), link("Q", "P")],
        groups=[
            group("stuck", people=12, destinations=()),
            group("x", people=18),
            group("y", "Q", people=20, destinations=("P",)),
        ],
    )
    assert reasons(scenario)["y", "no_room"] == 2


def test_the_freest_choice_of_places_is_asked_for():
    scenario = small_scenario(
        sites=[site("P"), reception("R", capacity=5), reception("S", capacity=5)],
        links=[link("P", "R"), link("P", "S")],
        groups=[group("one", people=8), group("two", people=8, destinations=("R", "S"))],
    )
    found = find_shortfall(scenario, honest_plan(scenario))
    assert {each.sites: each.people for each in found.beds} == {("R", "S"): 3, ("R",): 3}


@st.composite
def flows(draw):
    """Groups with open destinations, and receptions with capacity and beds by class."""
    ends = ["R", "S", "T"][: draw(st.integers(1, 3))]
    classes = ("men", "women")
    numbers = st.integers(0, 12)
    sites = [
        reception(
            end,
            capacity=draw(st.none() | numbers),
            beds=draw(st.dictionaries(st.sampled_from(classes), numbers, max_size=2)),
        )
        for end in ends
    ]
    groups = [
        group(
            f"g{n}",
            people=draw(st.integers(1, 15)),
            separation_class=draw(st.sampled_from(classes)),
            destinations=draw(st.lists(st.sampled_from(ends), min_size=1, unique=True)),
        )
        for n in range(draw(st.integers(1, 4)))
    ]
    ways = [link("P", end) for end in ends]
    return small_scenario(sites=[site("P"), *sites], links=ways, groups=groups)


@given(flows())
def test_the_shortage_of_beds_is_what_a_maximum_flow_leaves(scenario):
    seekers = [Seeker(each, each.destinations, each.people) for each in scenario.groups.values()]
    left = left_without(scenario, seekers, [])
    assert sum(left.values()) == scenario.total_people - _maximum_flow(scenario)
    found = find_shortfall(scenario, honest_plan(scenario))
    assert sum(each.people for each in found.beds) == sum(left.values()) == found.fewest


def _maximum_flow(scenario):
    """Source, groups, wards, sites, sink."""
    ends = [each for each in scenario.sites.values() if each.id != "P"]
    wards = [(each.id, name) for each in ends for name in ("men", "women")]
    nodes = ["source", *scenario.groups, *wards, *(each.id for each in ends), "sink"]
    at = {node: n for n, node in enumerate(nodes)}
    capacity = np.zeros((len(nodes), len(nodes)), dtype=np.int32)
    for each in scenario.groups.values():
        capacity[at["source"], at[each.id]] = each.people
        for end in each.destinations:
            capacity[at[each.id], at[end, each.separation_class]] = each.people
    for end, name in wards:
        capacity[at[end, name], at[end]] = scenario.sites[end].beds.get(name, 10_000)
    for end in ends:
        capacity[at[end.id], at["sink"]] = 10_000 if end.capacity is None else end.capacity
    return maximum_flow(csr_array(capacity), at["source"], at["sink"]).flow_value


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_unplaced_person_has_one_reason(data):
    scenario = data.draw(scenarios())
    plan = honest(scenario, data.draw(valid_plans(scenario)))
    found = find_shortfall(scenario, plan)
    assert sum(short.people for short in found.shorts) == plan.unplaced == found.unplaced
    assert found.fewest <= plan.unplaced


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_nobody_whom_a_plan_moves_to_a_destination_is_said_to_have_no_way(data):
    scenario = data.draw(scenarios())
    plan = honest(scenario, data.draw(valid_plans(scenario)))
    placed = {each.group for each in plan.placements if each.placed and each.people}
    assert placed.isdisjoint(prospects(scenario).hopeless)
