"""One more of each resource: which there are, and what a scenario with it says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import change, fleet, group, link, pool, reception, site, small_scenario
from honest_plans import valid_plans
from muster.planning.additions import (
    Addition,
    Resource,
    cannot_bind,
    possible_additions,
    with_addition,
    with_additions,
)
from muster.scenario import Judgement
from muster.verification import broken_rules
from strategies import scenarios


def kinds(scenario):
    return [(each.kind.value, each.target, each.unit) for each in possible_additions(scenario)]


def test_only_what_limits_can_be_added_to():
    assert kinds(small_scenario()) == [("vehicles", "BUS", "vehicles")]


def test_every_limit_of_a_site_can_be_raised_where_people_come_or_go():
    scenario = small_scenario(
        sites=[
            site("P", capacity=90, embark_per_h=20.0, intake_per_day=10.0),
            reception(
                "R",
                capacity=20,
                beds={"women": 5, "men": 20},
                intake_per_day=30.0,
                embark_per_h=10.0,
                air_slots_per_day=4,
            ),
        ],
        links=[link("P", "R", mode="air")],
        fleets=[fleet(mode="air", escort_pool="ESCORTS", escorts_per_trip=1)],
        escort_pools=[pool(), pool("UNUSED")],
    )
    assert kinds(scenario) == [
        ("vehicles", "BUS", "vehicles"),
        ("escorts", "ESCORTS", "teams"),
        ("embarkation", "P", "loading hours a day"),
        ("capacity", "R", "beds"),
        ("beds", "R", "beds for men"),
        ("intake", "R", "people a day"),
        ("air_slots", "R", "slots a day"),
    ]


def test_a_limit_that_comes_later_can_be_raised():
    scenario = small_scenario(changes=[change(6, "site", "R", "intake_per_day", 12.0)])
    assert ("intake", "R", "people a day") in kinds(scenario)


def test_a_dated_change_of_the_same_field_is_shifted_too():
    scenario = small_scenario(
        changes=[
            change(6, "fleet", "BUS", "vehicles", 0),
            change(12, "fleet", "BUS", "vehicles", 3),
            change(12, "site", "R", "capacity", 3),
        ]
    )
    grown = with_addition(scenario, Addition(Resource.VEHICLES, "BUS", 2))
    assert grown.fleets["BUS"].vehicles == 3
    assert [each.value for each in grown.changes] == [2, 5, 3]


def test_a_limit_that_is_lifted_stays_lifted():
    scenario = small_scenario(
        sites=[site("P"), reception("R", capacity=5)],
        changes=[change(6, "site", "R", "capacity", None)],
    )
    grown = with_addition(scenario, Addition(Resource.CAPACITY, "R", 50))
    assert grown.sites["R"].capacity == 55
    assert grown.changes[0].value is None


def test_a_closed_reception_is_not_opened_by_more_intake():
    scenario = small_scenario(
        sites=[site("P"), reception("R", intake_per_day=10.0)],
        changes=[change(6, "site", "R", "intake_per_day", 0.0)],
    )
    grown = with_addition(scenario, Addition(Resource.INTAKE, "R", 50))
    assert grown.sites["R"].intake_per_day == 60.0
    assert grown.changes[0].value == 0.0


def test_a_loading_hour_raises_the_rate_and_its_range_in_proportion():
    scenario = small_scenario(
        sites=[site("P", embark_per_h=Judgement(24.0, 12.0, 48.0, "seen")), reception("R")],
        changes=[change(6, "site", "P", "embark_per_h", 12.0)],
    )
    grown = with_addition(scenario, Addition(Resource.EMBARKATION, "P", 1))
    rate = grown.sites["P"].embark_per_h
    assert (rate.value, rate.low, rate.high) == pytest.approx((25.0, 12.5, 50.0))
    assert grown.changes[0].value == pytest.approx(12.5)


def test_a_bed_for_a_class_is_a_bed_of_the_site_too():
    scenario = small_scenario(sites=[site("P"), reception("R", capacity=20, beds={"men": 8})])
    grown = with_addition(scenario, Addition(Resource.BEDS, "R", 7, "men"))
    assert grown.sites["R"].capacity == 27
    assert grown.sites["R"].beds == {"men": 15}


def test_beds_that_are_enough_for_all_who_may_come_cannot_bind():
    roomy = small_scenario(sites=[site("P"), reception("R", capacity=40, occupied=10)])
    full = small_scenario(sites=[site("P"), reception("R", capacity=39, occupied=10)])
    addition = Addition(Resource.CAPACITY, "R", 50)
    assert cannot_bind(roomy, addition)
    assert not cannot_bind(full, addition)
    assert not cannot_bind(roomy, Addition(Resource.VEHICLES, "BUS", 1))


def test_beds_of_a_class_that_are_too_few_can_bind_in_a_roomy_site():
    scenario = small_scenario(
        sites=[site("P"), reception("R", capacity=100, beds={"men": 29, "women": 0})],
        groups=[group(people=30)],
    )
    assert not cannot_bind(scenario, Addition(Resource.BEDS, "R", 50, "men"))
    assert cannot_bind(scenario, Addition(Resource.BEDS, "R", 50, "women"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_plan_keeps_the_rules_whatever_is_added(data):
    scenario = data.draw(scenarios())
    plan = data.draw(valid_plans(scenario))
    additions = possible_additions(scenario)
    # more loading may shorten the rolling window within which loading is counted
    kept = tuple(each for each in additions if each.kind is not Resource.EMBARKATION)
    assert broken_rules(plan, with_additions(scenario, kept)) == ()
