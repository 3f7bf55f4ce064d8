"""Hazards updated from observations: by hand, against scipy.stats, and what must always hold."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from builders import change, hour, security, site, small_scenario
from muster.errors import ScenarioError
from muster.hazard import estimate_hazards, look_ahead, with_estimated_hazards
from muster.scenario import Hazard, Judgement, Observation


def seen(begins_day, ends_day, failures=0, *, regime="holding", site_id="P", source="log"):
    """An observation between two days, counted from the start (negative: before it)."""
    return Observation(
        site_id, regime, hour(24 * begins_day), hour(24 * ends_day), failures, source
    )


def watched(*observations, hazards=None, shape=1.0, use=True, changes=(), **prison):
    """The default scenario with a prior of 0.1 a day and these observations."""
    priors = [Hazard("P", "holding", Judgement(0.1, 0.02, 0.5, "interview"))]
    return small_scenario(
        sites=[site("P", **prison), site("Q")],
        links=[],
        fleets=[],
        security=security(
            regimes={"holding": True, "fraying": True},
            more_hazards=priors if hazards is None else hazards,
            observations=tuple(observations),
            prior_shape=shape,
            use_observations=use,
        ),
        changes=changes,
    )


def hazards_of(scenario):
    return [hazard.per_day for hazard in scenario.security.hazards]


def only_fault(scenario):
    with pytest.raises(ScenarioError) as caught:
        with_estimated_hazards(scenario)
    (fault,) = caught.value.faults
    return fault


class TestByHand:
    def test_two_failures_in_ten_days_move_a_prior_of_a_tenth_to_three_twentieths(self):
        """Shape 1 + 2, rate 1 / 0.1 + 10: mean 3 / 20."""
        (found,) = hazards_of(with_estimated_hazards(watched(seen(-10, 0, 2))))
        assert found.value == pytest.approx(0.15, rel=1e-12)

    def test_ten_quiet_days_halve_it(self):
        """Shape 1, rate 10 + 10; of an exponential the quantiles have a closed form."""
        (found,) = hazards_of(with_estimated_hazards(watched(seen(-10, 0))))
        assert found.value == pytest.approx(0.05, rel=1e-12)
        assert found.low == pytest.approx(0.05 * -_log(0.95), rel=1e-9)
        assert found.high == pytest.approx(0.05 * -_log(0.05), rel=1e-9)

    def test_the_worked_example_of_the_documentation(self):
        given_once = [Hazard("P", "holding", Judgement.certain(0.05))]
        (found,) = hazards_of(with_estimated_hazards(watched(seen(-12, 0, 1), hazards=given_once)))
        assert found.value == pytest.approx(0.0625, rel=1e-12)
        assert (round(found.low, 3), round(found.high, 3)) == (0.011, 0.148)

    def test_a_strong_prior_moves_less(self):
        """Shape 10 + 2, rate 100 + 10."""
        (found,) = hazards_of(with_estimated_hazards(watched(seen(-10, 0, 2), shape=10)))
        assert found.value == pytest.approx(12 / 110, rel=1e-12)

    def test_the_source_says_what_was_updated_by_what(self):
        scenario = watched(seen(-10, -5, 1), seen(-5, 0, 1, source="radio"))
        (found,) = hazards_of(with_estimated_hazards(scenario))
        assert found.source == (
            "prior 0.1 a day (Gamma, shape 1) [interview], updated by 2 failures in 10 days "
            "[log; radio]; mean and central 90 % interval"
        )

    def test_estimates_show_prior_exposure_and_posterior(self):
        (found,) = estimate_hazards(watched(seen(-10, 0, 2)))
        assert found.prior.per_day.value == 0.1
        assert (found.exposure.failures, found.exposure.days) == (2, 10.0)
        assert found.posterior.value == pytest.approx(0.15)

    def test_a_higher_hazard_makes_the_site_likelier_to_fail(self):
        scenario = watched(seen(-10, 0, 2))
        before = look_ahead(scenario).sites[0].failed_by_end
        after = look_ahead(with_estimated_hazards(scenario)).sites[0].failed_by_end
        assert before == pytest.approx(1 - 0.9048374, rel=1e-6)
        assert after == pytest.approx(1 - 0.8607080, rel=1e-6)


def _log(share):
    return float(stats.expon.isf(share)) * -1


counts = st.integers(0, 20)
spans = st.floats(0.01, 50).map(lambda days: round(days, 2))
values = st.floats(1e-4, 5)
shapes = st.floats(0.05, 20)


@st.composite
def histories(draw):
    """Consecutive periods that end at the start, as (days, failures)."""
    return draw(st.lists(st.tuples(spans, counts), min_size=1, max_size=5))


def observations_of(history):
    ends, found = 0.0, []
    for days, failures in history:
        found.append(seen(ends - days, ends, failures))
        ends -= days
    return found


def one_hazard(history, value, shape):
    prior = Hazard("P", "holding", Judgement.certain(value))
    scenario = watched(*observations_of(history), hazards=[prior], shape=shape)
    (found,) = hazards_of(with_estimated_hazards(scenario))
    return found


@given(histories(), values, shapes)
def test_mean_and_interval_are_those_of_scipys_gamma(history, value, shape):
    days = sum(days for days, _ in history)
    failures = sum(failures for _, failures in history)
    posterior = stats.gamma(shape + failures, scale=1 / (shape / value + days))
    found = one_hazard(history, value, shape)
    low, high = posterior.interval(0.9)
    assert found.value == pytest.approx(posterior.mean(), rel=1e-6)
    assert found.low == pytest.approx(low, rel=1e-6, abs=1e-300)
    assert found.high == pytest.approx(max(high, posterior.mean()), rel=1e-6)


@given(histories(), values, shapes)
def test_the_mean_lies_between_the_prior_and_what_was_seen(history, value, shape):
    days = sum(days for days, _ in history)
    rate = sum(failures for _, failures in history) / days
    found = one_hazard(history, value, shape).value
    assert min(value, rate) * (1 - 1e-9) <= found <= max(value, rate) * (1 + 1e-9)


@given(histories(), values, shapes, st.randoms())
def test_the_order_of_observations_does_not_matter(history, value, shape, chance):
    prior = Hazard("P", "holding", Judgement.certain(value))
    rows = observations_of(history)
    shuffled = chance.sample(rows, len(rows))
    first = watched(*rows, hazards=[prior], shape=shape)
    second = watched(*shuffled, hazards=[prior], shape=shape)
    assert hazards_of(with_estimated_hazards(first)) == hazards_of(with_estimated_hazards(second))


@given(spans, st.tuples(counts, counts), values, shapes)
def test_more_failures_never_lower_the_hazard(days, failures, value, shape):
    fewer, more = (one_hazard([(days, number)], value, shape) for number in sorted(failures))
    assert fewer.low <= more.low
    assert fewer.value <= more.value
    assert fewer.high <= more.high


@given(st.tuples(spans, spans), counts, values, shapes)
def test_more_days_never_raise_the_hazard(days, failures, value, shape):
    shorter, longer = (one_hazard([(span, failures)], value, shape) for span in sorted(days))
    assert longer.value <= shorter.value


@given(spans, spans, counts, counts, values, shapes)
def test_a_period_cut_in_two_says_the_same(first, second, some, others, value, shape):
    whole = one_hazard([(first + second, some + others)], value, shape)
    parts = one_hazard([(first, some), (second, others)], value, shape)
    assert parts.value == pytest.approx(whole.value, rel=1e-6)


@given(values)
def test_without_an_observation_the_judgement_stays_as_it_was_given(value):
    prior = Hazard("P", "holding", Judgement(value, value / 2, value * 2, "interview"))
    scenario = with_estimated_hazards(watched(hazards=[prior]))
    assert scenario.security.hazards == (prior,)


class TestWhichHazardIsUpdated:
    def test_only_that_of_the_site_and_regime_that_was_watched(self):
        elsewhere = [
            Hazard("P", "fraying", Judgement.certain(0.3)),
            Hazard("Q", "holding", Judgement.certain(0.4)),
        ]
        watched_one = Hazard("P", "holding", Judgement.certain(0.1))
        scenario = watched(seen(-10, 0, 2), hazards=[watched_one, *elsewhere])
        first, *others = with_estimated_hazards(scenario).security.hazards
        assert first.per_day.value == pytest.approx(0.15)
        assert others == elsewhere

    def test_that_of_the_custodian_at_the_time_where_one_is_named(self):
        named = [
            Hazard("P", "holding", Judgement.certain(0.1)),
            Hazard("P", "holding", Judgement.certain(0.2), "north"),
        ]
        scenario = watched(
            seen(-20, -15, 1),
            seen(-10, 0, 2),
            hazards=named,
            custodian="north",
            changes=[change(-24 * 12, "site", "P", "custodian", "south")],
        )
        whoever, north = hazards_of(with_estimated_hazards(scenario))
        assert north.value == pytest.approx((1 + 1) / (5 + 5))
        assert whoever.value == pytest.approx((1 + 2) / (10 + 10))

    def test_quiet_days_are_divided_where_the_custodian_changed_between_them(self):
        named = [
            Hazard("P", "holding", Judgement.certain(0.1), "south"),
            Hazard("P", "holding", Judgement.certain(0.2), "north"),
        ]
        scenario = watched(
            seen(-10, 0),
            hazards=named,
            custodian="north",
            changes=[change(-24 * 4, "site", "P", "custodian", "south")],
        )
        south, north = estimate_hazards(scenario)
        assert (south.exposure.days, north.exposure.days) == (4.0, 6.0)

    def test_a_change_of_custodian_is_no_matter_where_one_hazard_holds_for_both(self):
        scenario = watched(
            seen(-10, 0, 2),
            custodian="north",
            changes=[change(-24 * 4, "site", "P", "custodian", "south")],
        )
        (found,) = hazards_of(with_estimated_hazards(scenario))
        assert found.value == pytest.approx(0.15)

    def test_quiet_days_without_a_hazard_bear_on_nothing(self):
        scenario = watched(seen(-10, 0, regime="fraying"))
        (found,) = estimate_hazards(scenario)
        assert found.exposure.days == 0
        assert found.posterior is found.prior.per_day

    def test_a_hazard_of_nothing_stays_nothing_through_quiet_days(self):
        never = Hazard("P", "holding", Judgement.certain(0.0))
        (found,) = hazards_of(with_estimated_hazards(watched(seen(-10, 0), hazards=[never])))
        assert found == Judgement.certain(0.0)


class TestWhenItHappens:
    def test_nothing_is_touched_unless_the_scenario_asks(self):
        scenario = watched(seen(-10, 0, 2), use=False)
        assert with_estimated_hazards(scenario) is scenario

    def test_unused_observations_are_not_held_against_a_scenario(self):
        scenario = watched(seen(-10, 5, -2), use=False)
        assert with_estimated_hazards(scenario) is scenario

    def test_twice_is_the_same_as_once(self):
        once = with_estimated_hazards(watched(seen(-10, 0, 2)))
        assert with_estimated_hazards(once) == once

    def test_all_else_stays_as_it_was(self):
        scenario = watched(seen(-10, 0, 2))
        found = with_estimated_hazards(scenario)
        security_before = replace(
            scenario.security, use_observations=False, hazards=found.security.hazards
        )
        assert found == replace(scenario, security=security_before)


class TestRefusals:
    def test_a_failure_where_the_hazard_is_nothing(self):
        never = Hazard("P", "holding", Judgement.certain(0.0))
        fault = only_fault(watched(seen(-10, 0, 1), hazards=[never]))
        assert fault.column == "failures"
        assert "a hazard of 0 is given" in fault.found
        assert "what has failed can fail" in fault.expected

    def test_a_failure_where_no_hazard_is_given(self):
        fault = only_fault(watched(seen(-10, 0, 1, regime="fraying")))
        assert "no hazard is given" in fault.found
        assert "hazard_per_day" in fault.action

    def test_a_failure_at_a_site_that_is_not_there(self):
        assert "no hazard is given" in only_fault(watched(seen(-10, 0, 1, site_id="X"))).found

    def test_a_failure_that_could_belong_to_either_of_two_custodians(self):
        named = [
            Hazard("P", "holding", Judgement.certain(0.1), "south"),
            Hazard("P", "holding", Judgement.certain(0.2), "north"),
        ]
        fault = only_fault(
            watched(
                seen(-10, 0, 1),
                hazards=named,
                custodian="north",
                changes=[change(-24 * 4, "site", "P", "custodian", "south")],
            )
        )
        assert fault.action == f"Split the row at {hour(-96).isoformat()}"

    def test_hindsight(self):
        fault = only_fault(watched(seen(-10, 1, 1)))
        assert fault.column == "until"
        assert "no later than the scenario's start" in fault.expected

    def test_days_that_would_count_twice(self):
        fault = only_fault(watched(seen(-10, 0), seen(-4, -3, 1, regime="fraying")))
        assert "do not overlap" in fault.expected

    def test_a_period_inside_a_longer_one_that_began_long_before(self):
        with pytest.raises(ScenarioError) as caught:
            with_estimated_hazards(watched(seen(-10, 0), seen(-9, -8), seen(-3, -2)))
        assert len(caught.value.faults) == 2

    def test_a_period_that_ends_before_it_begins(self):
        assert only_fault(watched(seen(-3, -5))).column == "until"

    def test_fewer_than_no_failures(self):
        assert "-1" in only_fault(watched(seen(-10, 0, -1))).found

    def test_a_prior_without_weight(self):
        fault = only_fault(watched(seen(-10, 0, 1), shape=0.0))
        assert fault.column == "security.prior_shape"

    def test_every_fault_at_once(self):
        with pytest.raises(ScenarioError) as caught:
            with_estimated_hazards(
                watched(seen(-3, -5), seen(-2, 1), seen(-30, -20, 1, regime="fraying"), shape=-1)
            )
        assert [fault.column for fault in caught.value.faults] == [
            "security.prior_shape",
            "failures",
            "until",
            "until",
        ]


@given(st.lists(st.tuples(st.floats(-20, 2), st.floats(-20, 2), st.integers(-1, 2)), max_size=4))
def test_any_observations_either_update_or_are_refused_with_reasons(rows):
    moments = [(timedelta(days=begins), timedelta(days=ends), n) for begins, ends, n in rows]
    assume(all(begins != ends for begins, ends, _ in moments))
    start = hour(0)
    observations = [
        Observation("P", "holding", start + begins, start + ends, n) for begins, ends, n in moments
    ]
    try:
        found = with_estimated_hazards(watched(*observations))
    except ScenarioError as error:
        assert all(fault.expected for fault in error.faults)  # noqa: PT017
    else:
        assert all(judgement.low > 0 for judgement in hazards_of(found))
