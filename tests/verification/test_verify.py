"""Properties of the check as a whole."""

from dataclasses import replace
from datetime import timedelta
from math import isclose

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from builders import Ride, plan_of, small_scenario
from careless_plans import careless_plans
from honest_plans import honest, honest_plan, valid_plans
from muster.planning.plan import Load
from muster.scenario import SeatKind
from muster.verification import Rule, broken_rules, verify_plan
from strategies import scenarios

BY_THE_CLOCK = {
    Rule.HORIZON,
    Rule.LEAD,
    Rule.WINDOW,
    Rule.CLOSURE,
    Rule.VEHICLES,
    Rule.ESCORTS,
    Rule.TRIPS_PER_DAY,
    Rule.AIR_SLOTS,
    Rule.CONSERVATION,
    Rule.READINESS,
    Rule.END,
    Rule.CAPACITY,
    Rule.BEDS,
    Rule.EMBARKATION,
    Rule.INTAKE,
}
"""Rules that moving a trip in time can break."""

DAY = timedelta(days=1)
ROOM = {Rule.CAPACITY, Rule.BEDS}

a_few = settings(max_examples=20, deadline=None)


def rules(plan, scenario):
    return {violation.rule for violation in broken_rules(plan, scenario)}


@st.composite
def scenarios_with_plans(draw):
    """A scenario and a valid plan with at least one trip."""
    scenario = draw(scenarios(most_steps=12))
    plan = draw(valid_plans(scenario, most_journeys=3))
    assume(plan.trips)
    return scenario, plan


def loaded(plan, loads):
    """The plan with other loads, its trips stating their people."""
    people = {trip.id: 0 for trip in plan.trips}
    for load in loads:
        people[load.trip] += load.people
    trips = tuple(replace(trip, people=people[trip.id]) for trip in plan.trips)
    return replace(plan, trips=trips, loads=tuple(loads))


@a_few
@given(scenarios())
def test_a_plan_without_trips_is_always_allowed(scenario):
    assert verify_plan(honest_plan(scenario), scenario).holds


@a_few
@given(st.data())
def test_no_plan_makes_the_check_stumble(data):
    scenario = data.draw(scenarios())
    plan = data.draw(careless_plans(scenario))
    found = verify_plan(plan, scenario)
    assert found == verify_plan(plan, scenario)
    assert all(str(violation) for violation in found.violations)


@a_few
@given(scenarios_with_plans(), st.data())
def test_people_added_beyond_the_seats_are_caught(drawn, data):
    scenario, plan = drawn
    load = data.draw(st.sampled_from(plan.loads))
    trip = next(trip for trip in plan.trips if trip.id == load.trip)
    group = scenario.groups[load.group]
    seats = scenario.fleets[trip.fleet].seats.get(SeatKind(group.seat_kind), 0)
    grown = replace(load, people=seats + 1)
    others = [each for each in plan.loads if each != load]
    assert Rule.SEATS in rules(loaded(plan, [*others, grown]), scenario)


@a_few
@given(scenarios_with_plans(), st.data())
def test_people_who_do_not_exist_are_caught(drawn, data):
    scenario, plan = drawn
    load = data.draw(st.sampled_from(plan.loads))
    missing = scenario.groups[load.group].people + 1
    ghosts = Load(load.trip, load.group, missing)
    assert Rule.CONSERVATION in rules(loaded(plan, [*plan.loads, ghosts]), scenario)


@a_few
@given(scenarios_with_plans(), st.data())
def test_people_left_behind_break_the_rest_of_their_way_or_the_room_of_others(drawn, data):
    scenario, plan = drawn
    load = data.draw(st.sampled_from(plan.loads))
    trip = next(trip for trip in plan.trips if trip.id == load.trip)
    link, group = scenario.links[trip.link], scenario.groups[load.group]
    dropped = loaded(plan, [each for each in plan.loads if each != load])
    broken = rules(dropped, scenario)
    assert broken <= {Rule.CONSERVATION, Rule.END} | ROOM
    at_home_or_placed = link.origin == group.site or link.origin in group.destinations
    if not at_home_or_placed:
        assert Rule.END in broken
    if link.destination not in group.destinations:
        assert broken & {Rule.CONSERVATION, Rule.END}
    placements = honest(scenario, plan).placements
    assert Rule.PLACEMENTS in verify_plan(replace(dropped, placements=placements), scenario).broken


@a_few
@given(scenarios_with_plans(), st.data(), st.integers(-3, 3).filter(bool))
def test_a_trip_moved_in_time_stays_valid_or_breaks_a_rule_of_time(drawn, data, later):
    scenario, plan = drawn
    moved = data.draw(st.sampled_from(plan.trips))
    shift = later * (scenario.moment(1) - scenario.moment(0))
    at_another_time = replace(
        moved,
        step=moved.step + later,
        departs_at=moved.departs_at + shift,
        arrives_at=moved.arrives_at + shift,
    )
    trips = tuple(at_another_time if trip is moved else trip for trip in plan.trips)
    assert rules(replace(plan, trips=trips), scenario) <= BY_THE_CLOCK
    unsaid = tuple(replace(trip, departs_at=trip.departs_at + shift) for trip in plan.trips)
    assert rules(replace(plan, trips=unsaid), scenario) == {Rule.TRIP_TIMES}


@a_few
@given(scenarios_with_plans())
def test_the_same_trip_with_no_vehicle_left_is_caught(drawn):
    scenario, plan = drawn
    trip = plan.trips[0]
    many = scenario.fleets[trip.fleet].vehicles + 3
    copies = tuple(replace(trip, id=f"copy {n}", people=0) for n in range(many))
    assert Rule.VEHICLES in rules(replace(plan, trips=plan.trips + copies), scenario)


@a_few
@given(st.data())
def test_the_order_of_trips_and_loads_says_nothing(data):
    scenario = data.draw(scenarios())
    plan = data.draw(careless_plans(scenario))
    turned = replace(plan, trips=plan.trips[::-1], loads=plan.loads[::-1])
    one, other = verify_plan(plan, scenario), verify_plan(turned, scenario)
    assert {each.rule for each in one.violations} == {each.rule for each in other.violations}
    assert len(one.violations) == len(other.violations)
    assert isclose(one.figures.expected_loss, other.figures.expected_loss, abs_tol=1e-9)


@a_few
@given(st.data())
def test_the_same_plan_a_day_later_is_as_good(data):
    scenario = data.draw(scenarios())
    plan = data.draw(careless_plans(scenario))
    tomorrow, plan_tomorrow = a_day_later(scenario, plan)
    before, after = verify_plan(plan, scenario), verify_plan(plan_tomorrow, tomorrow)
    assert before.figures == after.figures
    assert before.broken == after.broken


def a_day_later(scenario, plan):
    """Everything dated, a day later."""

    def shifted(thing, *names):
        times = {name: getattr(thing, name) for name in names}
        return replace(thing, **{name: at and at + DAY for name, at in times.items()})

    groups = {id: shifted(group, "ready_at", "arrives_at") for id, group in scenario.groups.items()}
    changes = tuple(shifted(change, "at") for change in scenario.changes)
    trips = tuple(shifted(trip, "departs_at", "arrives_at") for trip in plan.trips)
    tomorrow = replace(shifted(scenario, "start"), groups=groups, changes=changes)
    return tomorrow, replace(plan, trips=trips)


def test_a_plan_made_for_another_scenario_is_refused():
    scenario = small_scenario()
    plan = honest_plan(scenario, [Ride("P-R", 1, {"G": 30})], scenario_digest="abc")
    assert verify_plan(plan, scenario, digest="abc").holds
    assert verify_plan(plan, scenario).holds
    (violation,) = verify_plan(plan, scenario, digest="def").violations
    assert violation.rule == Rule.SCENARIO
    assert "digest def: the scenario was changed since, or is another" in str(violation)


def test_only_rules_are_asked_where_figures_do_not_matter():
    scenario = small_scenario()
    assert broken_rules(plan_of(scenario, [Ride("P-R", 1, {"G": 30})]), scenario) == ()
