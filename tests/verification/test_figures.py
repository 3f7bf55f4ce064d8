from dataclasses import replace

import pytest

from builders import Ride, group, security
from builders import small_scenario as scenario
from honest_plans import honest_plan
from muster.planning.plan import Placement
from muster.scenario import Objective
from muster.verification import Rule, verify_plan

RIDES = [Ride("P-R", 1, {"G": 20}), Ride("P-R", 3, {"G": 6})]


def told(given=None, **figures):
    """The rules broken by a plan that tells the truth but for these figures."""
    given = given or scenario()
    return set(verify_plan(replace(honest_plan(given, RIDES), **figures), given).broken)


def test_a_plan_that_tells_the_truth_holds():
    given = scenario()
    assert verify_plan(honest_plan(given, RIDES), given).holds
    assert verify_plan(honest_plan(given), given).holds


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("people_lost", Rule.PEOPLE_LOST),
        ("loss_if_nobody_moves", Rule.LOSS_IF_NOBODY_MOVES),
        ("objective", Rule.OBJECTIVE),
    ],
)
def test_a_stated_loss_is_what_trips_and_loads_make_it(field, rule):
    given = scenario()
    true = getattr(honest_plan(given, RIDES), field)
    assert told(**{field: true * (1 + 5e-7), "bound": 0.0, "gap": 1.0}) == set()
    assert told(**{field: true * (1 + 2e-6), "bound": 0.0, "gap": 1.0}) == {rule}
    assert told(**{field: true * (1 - 2e-6), "bound": 0.0, "gap": 1.0}) == {rule}


def test_the_stated_expected_loss_is_what_trips_and_loads_make_it():
    true = honest_plan(scenario(), RIDES).expected_loss
    assert told(expected_loss=true * (1 + 5e-7)) == set()
    assert told(expected_loss=true * 0.99) == {Rule.EXPECTED_LOSS}


def test_the_stated_numbers_of_people_are_those_of_the_scenario_and_the_loads():
    assert told(people=31) == {Rule.PEOPLE}
    assert told(unplaced=3) == {Rule.UNPLACED}
    assert told(unplaced=4) == set()


@pytest.mark.parametrize(
    "placements",
    [
        (),
        (Placement("G", "R", 26, True),),
        (Placement("G", "R", 26, True), Placement("G", "P", 3, False)),
        (Placement("G", "R", 26, True), Placement("G", "P", 4, True)),
        (
            Placement("G", "R", 26, True),
            Placement("G", "P", 4, False),
            Placement("H", "P", 1, False),
        ),
    ],
)
def test_the_stated_placements_are_where_the_loads_bring_people(placements):
    assert told(placements=placements) == {Rule.PLACEMENTS}


def test_placements_may_come_in_any_order_and_in_parts():
    parts = (
        Placement("G", "P", 4, False),
        Placement("G", "R", 20, True),
        Placement("G", "R", 6, True),
    )
    assert told(placements=parts) == set()


def test_a_bound_above_the_plans_own_objective_cannot_be_true():
    true = honest_plan(scenario(), RIDES).objective
    assert told(bound=true * 1.001, gap=-0.001) == {Rule.BOUND}
    assert told(bound=true * 1.0000000001) == set()


def test_the_gap_is_that_of_objective_and_bound():
    true = honest_plan(scenario(), RIDES).objective
    assert told(bound=true * 0.9, gap=0.1) == set()
    assert told(bound=true * 0.9, gap=0.05) == {Rule.GAP}


def test_the_objective_has_the_price_of_each_trip():
    given = scenario(objective=Objective(0, trip_price=0.25))
    plan = honest_plan(given, RIDES)
    assert plan.objective == pytest.approx(plan.expected_loss + 0.5)
    assert told(given, objective=plan.expected_loss, bound=0.0, gap=1.0) == {Rule.OBJECTIVE}


def test_the_price_of_changed_trips_can_only_add_to_the_objective():
    given = scenario(objective=Objective(0, change_price=0.25))
    plan = honest_plan(given, RIDES)
    more, less = plan.expected_loss + 0.25, plan.expected_loss - 0.25
    assert told(given, objective=more, bound=more) == set()
    assert told(given, objective=less, bound=less) == {Rule.OBJECTIVE}


def test_where_nothing_can_be_lost_there_is_no_gap_to_state():
    given = scenario(security=security({"P": 0.0}))
    assert verify_plan(honest_plan(given, RIDES, gap=0.0), given).holds


def test_figures_count_a_group_of_nobody_nowhere():
    given = scenario(groups=[group(), group("H", people=0)])
    assert {each.group for each in verify_plan(honest_plan(given), given).figures.placements} == {
        "G"
    }
