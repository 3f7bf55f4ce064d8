"""Loss coefficients against closed forms, worked out by hand from docs/planning-model.md.

Rates here are per hour, steps 3 hours, and phi is the loss fraction.
"""

import numpy as np
import pytest
from scipy.integrate import quad

from builders import change, reception, security, site, small_scenario
from muster.hazard import loss_coefficients
from muster.scenario import Hazard, Judgement

STEP_H = 3.0
STEPS = 8
HORIZON_H = STEP_H * STEPS
BEYOND_H = 48.0
END_H = HORIZON_H + BEYOND_H
PHI = 0.3
EDGES = STEP_H * np.arange(STEPS + 1)

CLOSE = {"rel": 1e-10, "abs": 1e-14}


def losses(given_security, *, changes=(), **site_fields):
    scenario = small_scenario(
        sites=[site("P", loss_fraction=PHI, **site_fields), reception("R")],
        security=given_security,
        changes=changes,
        step_h=STEP_H,
        steps=STEPS,
        beyond_h=BEYOND_H,
    )
    return loss_coefficients(scenario)


def per_day(rate_per_hour):
    return 24 * rate_per_hour


def with_stop(stop, before, after, *, p=0.0):
    """Trips stop for good at rate `stop`; the site fails at rate `before`, then `after`."""
    return security(
        {"P": {"holding": per_day(before), "collapsed": per_day(after)}},
        regimes={"holding": True, "collapsed": False},
        rates={("holding", "collapsed"): per_day(stop)},
        initial={"holding": 1 - p, "collapsed": p},
    )


class TestOneRegime:
    RATE = 0.02

    def coefficients(self):
        return losses(security({"P": per_day(self.RATE)}))

    def test_presence_costs_the_chance_of_failure_within_the_step(self):
        standing = np.exp(-self.RATE * EDGES)
        expected = PHI * (standing[:-1] - standing[1:])
        assert self.coefficients().sites["P"].present[:-1] == pytest.approx(expected, **CLOSE)

    def test_presence_at_the_end_costs_the_chance_of_failure_beyond_the_horizon(self):
        expected = PHI * (np.exp(-self.RATE * HORIZON_H) - np.exp(-self.RATE * END_H))
        assert self.coefficients().sites["P"].present[-1] == pytest.approx(expected, **CLOSE)

    def test_the_site_has_failed_by_each_boundary_with_the_exponential_chance(self):
        expected = 1 - np.exp(-self.RATE * EDGES)
        assert self.coefficients().sites["P"].failed_by == pytest.approx(expected, **CLOSE)

    def test_trips_always_run(self):
        assert self.coefficients().running == pytest.approx(np.ones(STEPS + 1))

    def test_a_place_that_cannot_fail_costs_nothing(self):
        safe = self.coefficients().sites["R"]
        assert not safe.present.any()
        assert not safe.failed_by.any()


class TestTwoRegimesInWhichTripsRun:
    STAY, BACK = 0.05, 0.03
    RATES = (0.004, 0.06)

    def coefficients(self):
        calm, tense = self.RATES
        return losses(
            security(
                {"P": {"holding": per_day(calm), "fraying": per_day(tense)}},
                regimes={"holding": True, "fraying": True},
                rates={
                    ("holding", "fraying"): per_day(self.STAY),
                    ("fraying", "holding"): per_day(self.BACK),
                },
                initial={"holding": 0.8, "fraying": 0.2},
            )
        )

    def standing(self, hours):
        """P(the site stands) by Sylvester's formula for a 2 x 2 matrix exponential."""
        calm, tense = self.RATES
        matrix = np.array([[-self.STAY - calm, self.STAY], [self.BACK, -self.BACK - tense]])
        trace, determinant = np.trace(matrix), np.linalg.det(matrix)
        root = np.sqrt(trace**2 / 4 - determinant)
        high, low = trace / 2 + root, trace / 2 - root
        first = (matrix - low * np.eye(2)) / (high - low)
        second = (matrix - high * np.eye(2)) / (low - high)
        start = np.array([0.8, 0.2])
        return float((start @ (np.exp(high * hours) * first + np.exp(low * hours) * second)).sum())

    def test_presence_costs_the_fall_of_the_chance_to_stand(self):
        standing = np.array([self.standing(hours) for hours in (*EDGES, END_H)])
        expected = PHI * (standing[:-1] - standing[1:])
        assert self.coefficients().sites["P"].present == pytest.approx(expected, **CLOSE)

    def test_failure_by_each_boundary_is_one_less_the_chance_to_stand(self):
        expected = [1 - self.standing(hours) for hours in EDGES]
        assert self.coefficients().sites["P"].failed_by == pytest.approx(expected, **CLOSE)


class TestARegimeInWhichTripsStop:
    STOP, BEFORE, AFTER = 0.03, 0.004, 0.05
    LEAVE = STOP + BEFORE

    def stops_and_stands(self, begins, ends, at):
        """P(trips stop between begins and ends, and the site stands at a time after that)."""
        k = self.LEAVE - self.AFTER
        stops = self.STOP * (np.exp(-k * begins) - np.exp(-k * ends)) / k
        return stops * np.exp(-self.AFTER * at)

    def presence(self):
        """c[n,t] with the integrals done by hand."""
        k = self.LEAVE
        begins, ends = EDGES[:-1], EDGES[1:]
        within = np.exp(-k * begins) - np.exp(-k * ends)
        fails_first = self.BEFORE * within / k
        stops_first = self.STOP * within / k - self.stops_and_stands(begins, ends, END_H)
        never_stopped = np.exp(-k * HORIZON_H)
        # Beyond the horizon trips may still stop before the site fails.
        stands = np.exp(-k * BEYOND_H) + self.stops_and_stands(0, BEYOND_H, BEYOND_H)
        return PHI * np.array([*(fails_first + stops_first), never_stopped * (1 - stands)])

    def test_presence_costs_failure_within_the_step_or_after_trips_stop_in_it(self):
        found = losses(with_stop(self.STOP, self.BEFORE, self.AFTER)).sites["P"].present
        assert found == pytest.approx(self.presence(), **CLOSE)

    def test_a_start_without_trips_is_paid_by_those_present_in_the_first_step(self):
        p = 0.15
        expected = (1 - p) * self.presence()
        expected[0] += p * PHI * (1 - np.exp(-self.AFTER * END_H))
        found = losses(with_stop(self.STOP, self.BEFORE, self.AFTER, p=p)).sites["P"].present
        assert found == pytest.approx(expected, **CLOSE)

    def test_a_start_without_trips_for_certain_costs_everything_at_once(self):
        found = losses(with_stop(self.STOP, self.BEFORE, self.AFTER, p=1.0))
        expected = np.zeros(STEPS + 1)
        expected[0] = PHI * (1 - np.exp(-self.AFTER * END_H))
        assert found.sites["P"].present == pytest.approx(expected, **CLOSE)
        assert not found.running.any()

    def test_failure_by_a_boundary_does_not_ask_whether_trips_run(self):
        found = losses(with_stop(self.STOP, self.BEFORE, self.AFTER, p=0.15)).sites["P"]
        stands = np.exp(-self.LEAVE * EDGES) + self.stops_and_stands(0, EDGES, EDGES)
        expected = 1 - 0.85 * stands - 0.15 * np.exp(-self.AFTER * EDGES)
        assert found.failed_by == pytest.approx(expected, **CLOSE)

    def test_trips_run_with_the_chance_that_the_regime_has_not_been_entered(self):
        found = losses(with_stop(self.STOP, self.BEFORE, self.AFTER, p=0.15)).running
        assert found == pytest.approx(0.85 * np.exp(-self.STOP * EDGES), **CLOSE)

    @pytest.mark.parametrize(("departs", "arrives"), [(0, 1), (2, 5), (0, STEPS), (6, STEPS)])
    def test_people_under_way_when_trips_stop_are_counted_from_their_arrival(
        self, departs, arrives
    ):
        p = 0.15
        found = losses(with_stop(self.STOP, self.BEFORE, self.AFTER, p=p)).sites["P"]
        at = EDGES[arrives]
        stands = (1 - p) * self.stops_and_stands(EDGES[departs], at, at)
        expected = PHI * stands * (1 - np.exp(-self.AFTER * (END_H - at)))
        assert found.after_arrival(departs, arrives) == pytest.approx(expected, **CLOSE)

    @pytest.mark.parametrize("arrives", [1, 4, STEPS])
    def test_people_under_way_at_the_start_pay_for_every_stop_before_they_arrive(self, arrives):
        p = 0.15
        found = losses(with_stop(self.STOP, self.BEFORE, self.AFTER, p=p)).sites["P"]
        at = EDGES[arrives]
        stands = (1 - p) * self.stops_and_stands(0, at, at) + p * np.exp(-self.AFTER * at)
        expected = PHI * stands * (1 - np.exp(-self.AFTER * (END_H - at)))
        assert found.before_arrival_from_start(arrives) == pytest.approx(expected, **CLOSE)


class TestChangesWithinAStep:
    """Of three hours in step 1 (hours 3 to 6), one is before hour 4 and two are after it."""

    CALM, TENSE = 0.01, 0.08

    def expected(self):
        """Presence when the rate is CALM until hour 4 and TENSE ever after."""
        hours = np.array([*EDGES, END_H])
        burden = self.CALM * np.minimum(hours, 4) + self.TENSE * np.maximum(hours - 4, 0)
        return PHI * (np.exp(-burden[:-1]) - np.exp(-burden[1:]))

    def test_another_custodian_brings_another_hazard_from_that_moment_on(self):
        named = [
            Hazard("P", "holding", Judgement.certain(per_day(rate)), custodian)
            for custodian, rate in (("north", self.CALM), ("south", self.TENSE))
        ]
        found = losses(
            security(more_hazards=named),
            custodian="north",
            changes=[change(4, "site", "P", "custodian", "south")],
        )
        assert found.sites["P"].present == pytest.approx(self.expected(), **CLOSE)

    def test_guards_who_leave_raise_the_hazard_from_that_moment_on(self):
        found = losses(
            security({"P": per_day(self.CALM)}, guard_elasticity=Judgement.certain(1.5)),
            guards=40,
            guards_needed=40,
            changes=[change(4, "site", "P", "guards", 10.0)],
        )
        assert found.sites["P"].present == pytest.approx(self.expected(), **CLOSE)

    def test_a_change_after_the_horizon_changes_nothing(self):
        found = losses(
            security({"P": per_day(self.CALM)}, guard_elasticity=Judgement.certain(1.5)),
            guards=40,
            guards_needed=40,
            changes=[change(HORIZON_H + 1, "site", "P", "guards", 10.0)],
        )
        standing = np.exp(-self.CALM * np.array([*EDGES, END_H]))
        expected = PHI * (standing[:-1] - standing[1:])
        assert found.sites["P"].present == pytest.approx(expected, **CLOSE)

    def test_under_a_stop_of_trips_too(self):
        """Numerical integration stands in for the closed form, which has ten terms."""
        stop = 0.03
        found = losses(
            security(
                {"P": per_day(self.CALM)},
                regimes={"holding": True, "collapsed": False},
                rates={("holding", "collapsed"): per_day(stop)},
                guard_elasticity=Judgement.certain(1.5),
                more_hazards=[],
            ),
            guards=40,
            guards_needed=40,
            changes=[change(4, "site", "P", "guards", 10.0)],
        )

        def burden(hour):
            return self.CALM * min(hour, 4) + self.TENSE * max(hour - 4, 0)

        def rate(hour):
            return self.CALM if hour < 4 else self.TENSE

        def density(hour):
            fails_now = rate(hour) * np.exp(-burden(hour))
            fails_later = np.exp(-burden(hour)) - np.exp(-burden(END_H))
            return np.exp(-stop * hour) * (fails_now + stop * fails_later)

        pieces = [quad(density, 3, 4)[0], quad(density, 4, 6)[0]]
        assert found.sites["P"].present[1] == pytest.approx(PHI * sum(pieces), rel=1e-9)


def test_stiff_and_tiny_rates_keep_their_digits():
    fast, slow = 1e4, 1e-12
    found = losses(security({"P": per_day(fast)})).sites["P"]
    assert found.present[0] == pytest.approx(PHI, rel=1e-12)
    assert found.present[1:] == pytest.approx(np.zeros(STEPS), abs=1e-12)
    found = losses(security({"P": per_day(slow)})).sites["P"]
    assert found.present[:-1] == pytest.approx(np.full(STEPS, PHI * slow * STEP_H), rel=1e-9)


def test_like_sites_share_one_computation_and_unlike_ones_do_not():
    scenario = small_scenario(
        sites=[
            site("A", loss_fraction=0.2),
            site("B", loss_fraction=0.2),
            site("C", loss_fraction=0.4),
            site("D", loss_fraction=0.2),
        ],
        links=[],
        fleets=[],
        groups=[],
        hazards={"A": 0.1, "B": 0.1, "C": 0.1, "D": 0.3},
    )
    found = {id: loss.present for id, loss in loss_coefficients(scenario).sites.items()}
    assert np.array_equal(found["A"], found["B"])
    assert found["C"] == pytest.approx(2 * found["A"], rel=1e-12)
    assert found["D"][0] > 2.5 * found["A"][0]
