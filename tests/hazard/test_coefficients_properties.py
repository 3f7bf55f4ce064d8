"""What must hold of the loss coefficients whatever the regimes, rates, changes and steps are."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import change, reception, security, site, small_scenario
from muster.hazard import look_ahead, loss_coefficients
from muster.scenario import Hazard, Judgement

NAMES = ("holding", "fraying", "collapsed")
ROUNDING = 1e-12

quickly = settings(deadline=None, max_examples=60)

per_day = st.sampled_from([0.0]) | st.floats(1e-4, 20.0)


@st.composite
def dangers(draw):
    """One prison under up to three regimes, with guards and custodians who may change."""
    names = NAMES[: draw(st.integers(1, 3))]
    weights = [draw(st.integers(0, 3)) for _ in names]
    weights[0] += not sum(weights)
    named = [
        Hazard("P", name, Judgement.certain(draw(per_day)), custodian)
        for name in names
        for custodian in draw(st.sampled_from([(None,), (None, "north"), ("south",), ()]))
    ]
    step_h, steps = draw(st.sampled_from([1.0, 3.0, 5.0])), draw(st.integers(1, 6))
    moments = st.floats(-5, step_h * steps + 5).map(lambda hours: round(hours, 2))
    changes = [
        change(draw(moments), "site", "P", *draw(st.sampled_from(sorted(_NEW_VALUES, key=str))))
        for _ in range(draw(st.integers(0, 3)))
    ]
    return small_scenario(
        sites=[
            site(
                "P",
                loss_fraction=draw(st.floats(0, 1)),
                custodian=draw(st.sampled_from(["", "north", "south"])),
                guards=draw(st.sampled_from([None, 5, 10])),
                guards_needed=10,
            ),
            reception("R"),
        ],
        security=security(
            regimes={name: draw(st.booleans()) for name in names},
            initial={
                name: weight / sum(weights) for name, weight in zip(names, weights, strict=True)
            },
            rates={(a, b): draw(per_day) for a in names for b in names if a != b},
            guard_elasticity=Judgement.certain(draw(st.sampled_from([0.0, 1.0]))),
            more_hazards=named,
        ),
        changes=changes,
        step_h=step_h,
        steps=steps,
        beyond_h=draw(st.sampled_from([0.0, 30.0, 720.0])),
    )


_NEW_VALUES = [
    ("custodian", "north"),
    ("custodian", "south"),
    ("guards", 0.0),
    ("guards", 3.0),
    ("guards_needed", 30.0),
]


def with_hazards_times(scenario, factor):
    hazards = tuple(
        replace(hazard, per_day=Judgement.certain(factor * hazard.per_day.value))
        for hazard in scenario.security.hazards
    )
    return replace(scenario, security=replace(scenario.security, hazards=hazards))


def prison(scenario):
    return loss_coefficients(scenario).sites["P"]


@given(dangers())
@quickly
def test_presence_never_costs_less_than_nothing_nor_more_than_the_loss_fraction(scenario):
    found = prison(scenario)
    assert (found.present >= 0).all()
    assert found.present.sum() <= found.loss_fraction + ROUNDING


@given(dangers())
@quickly
def test_who_never_moves_pays_the_loss_fraction_times_the_chance_of_failure_by_the_end(scenario):
    found = prison(scenario)
    failed_by_end = look_ahead(scenario).sites[0].failed_by_end
    expected = found.loss_fraction * failed_by_end
    assert found.present.sum() == pytest.approx(expected, rel=1e-9, abs=1e-11)


@given(dangers())
@quickly
def test_the_chance_of_having_failed_only_rises(scenario):
    found = prison(scenario)
    assert found.failed_by[0] == 0
    assert (np.diff(found.failed_by) >= -ROUNDING).all()
    assert found.failed_by[-1] <= 1


@given(dangers(), st.floats(1, 10))
@quickly
def test_a_higher_hazard_never_costs_less_to_those_who_stay_until_any_boundary(scenario, factor):
    """Each single step may cost less, as the site may have failed before; sums cannot."""
    found = np.cumsum(prison(scenario).present)
    higher = np.cumsum(prison(with_hazards_times(scenario, factor)).present)
    assert (higher >= found - 1e-11).all()


@given(dangers(), st.floats(0, 1))
@quickly
def test_the_loss_fraction_scales_every_cost_and_no_chance(scenario, share):
    place = scenario.sites["P"]
    scaled = replace(place, loss_fraction=Judgement.certain(share * place.loss_fraction.value))
    found = prison(scenario)
    less = prison(replace(scenario, sites={**scenario.sites, "P": scaled}))
    assert less.present == pytest.approx(share * found.present, rel=1e-9, abs=1e-13)
    assert less.after_arrival(0, scenario.steps) == pytest.approx(
        share * found.after_arrival(0, scenario.steps), rel=1e-9, abs=1e-13
    )
    assert np.array_equal(less.failed_by, found.failed_by)


@given(dangers())
@quickly
def test_steps_of_half_the_length_say_the_same(scenario):
    halved = replace(scenario, step_h=scenario.step_h / 2, steps=scenario.steps * 2)
    whole, half = loss_coefficients(scenario), loss_coefficients(halved)
    found, finer = whole.sites["P"], half.sites["P"]
    paired = finer.present[:-1].reshape(-1, 2).sum(axis=1)
    assert found.present[:-1] == pytest.approx(paired, rel=1e-8, abs=1e-11)
    assert found.present[-1] == pytest.approx(finer.present[-1], rel=1e-8, abs=1e-11)
    assert found.failed_by == pytest.approx(finer.failed_by[::2], rel=1e-8, abs=1e-11)
    assert whole.running == pytest.approx(half.running[::2], rel=1e-8, abs=1e-11)
    for departs, arrives in [(0, 1), (0, scenario.steps), (scenario.steps - 1, scenario.steps)]:
        assert found.after_arrival(departs, arrives) == pytest.approx(
            finer.after_arrival(2 * departs, 2 * arrives), rel=1e-8, abs=1e-11
        )


@given(dangers(), st.permutations(range(3)))
@quickly
def test_the_order_in_which_regimes_are_named_does_not_matter(scenario, order):
    given_regimes = scenario.security.regimes
    turned = tuple(given_regimes[i] for i in order if i < len(given_regimes))
    found = prison(scenario)
    again = prison(replace(scenario, security=replace(scenario.security, regimes=turned)))
    assert again.present == pytest.approx(found.present, rel=1e-8, abs=1e-12)
    assert again.failed_by == pytest.approx(found.failed_by, rel=1e-8, abs=1e-12)


@given(dangers(), st.data())
@quickly
def test_a_ride_costs_nothing_where_trips_cannot_stop_and_never_more_than_being_there(
    scenario, data
):
    """Of two people, one on the way and one there: whoever is there pays at least as much."""
    found = prison(scenario)
    departs = data.draw(st.integers(0, scenario.steps - 1))
    arrives = data.draw(st.integers(departs, scenario.steps))
    cost = found.after_arrival(departs, arrives)
    assert 0 <= cost <= found.present[departs:arrives].sum() + ROUNDING
    if all(regime.trips for regime in scenario.security.regimes):
        assert cost == 0
    assert found.after_arrival(departs, departs) == 0


@given(dangers())
@quickly
def test_trips_run_ever_less(scenario):
    running = loss_coefficients(scenario).running
    assert (np.diff(running) <= ROUNDING).all()
    assert running[0] <= 1 + ROUNDING
    assert running[-1] >= 0
