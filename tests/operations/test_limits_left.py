"""What those under way leave of a day's intake and an hour's loading."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from builders import fleet, group, link, reception, site, small_scenario
from muster.operations.limits_left import changes_left
from muster.planning.limits_in_steps import site_limits
from muster.scenario import ChangeTarget

STEPS = 24


def given_scenario(**limits):
    """P sends people to Q, an hour a step; limits are of intake_per_day and embark_per_h."""
    return small_scenario(
        steps=STEPS, step_h=1.0,
        sites=[site("P", embark_per_h=limits.get("embark")),
               reception("Q", intake_per_day=limits.get("intake"))],
        links=[link("P", "Q")], fleets=[fleet()], groups=[group()],
    )  # fmt: skip


def values(changes, field):
    return [(each.at, each.value) for each in changes if each.field == field]


def left_of(scenario, begun, **taken):
    """The limits of P and Q from a boundary on, as the planner would compute them."""
    from dataclasses import replace

    changes = changes_left(scenario, begun, taken.get("received", {}), taken.get("loaded", {}))
    later = replace(scenario, start=scenario.moment(begun), steps=STEPS - begun, changes=changes)
    return site_limits(later)[0]


def test_where_nobody_came_and_nobody_loads_the_limits_are_as_given():
    scenario = given_scenario(intake=240.0, embark=10.0)
    assert changes_left(scenario, 3, {"Q": []}, {"P": []}) == scenario.changes


def test_who_came_today_takes_places_of_today():
    scenario = given_scenario(intake=240.0)
    left = left_of(scenario, 4, received={"Q": [(2, 100)]})["Q"].intake
    assert left.sum() <= 10.0 * (STEPS - 4) - 60.0
    assert (left < 10.0).any()


def test_a_receiver_who_is_full_is_not_closed():
    scenario = given_scenario(intake=24.0)
    changes = changes_left(scenario, 4, {"Q": [(3, 500)]}, {})
    assert all(value > 0 for _, value in values(changes, "intake_per_day"))
    assert {each.target_kind for each in changes} == {ChangeTarget.SITE}


def test_a_trip_at_the_gate_takes_the_loading_before_it_leaves():
    scenario = given_scenario(embark=10.0)
    left = left_of(scenario, 2, loaded={"P": [(5, 25)]})["P"].embarked
    assert left[:4].tolist() == [5.0, 0.0, 0.0, 10.0]


def test_what_cannot_be_loaded_before_is_loaded_after():
    scenario = given_scenario(embark=10.0)
    left = left_of(scenario, 2, loaded={"P": [(3, 25)]})["P"].embarked
    assert left[:4].tolist() == [0.0, 0.0, 5.0, 10.0]


@given(
    st.integers(0, STEPS - 2),
    st.lists(st.tuples(st.integers(0, STEPS), st.integers(1, 60)), max_size=5),
)
def test_nothing_is_left_twice_and_nothing_more_than_was_given(begun, trips):
    scenario = given_scenario(embark=10.0)
    left = left_of(scenario, begun, loaded={"P": trips})["P"].embarked
    people = sum(n for _, n in trips)
    assert (left >= 0).all()
    assert (left <= 10.0 + 1e-9).all()
    np.testing.assert_allclose(left.sum(), max(10.0 * (STEPS - begun) - people, 0.0), atol=1e-6)
