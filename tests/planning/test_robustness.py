"""How a plan depends on what was judged."""

from dataclasses import replace

import pytest

from builders import Ride, fleet, group, link, plan_of, reception, security, site, small_scenario
from muster.planning.judgements import End, judgements
from muster.planning.planner import PlanOptions, plan
from muster.planning.robustness import find_robustness, first_day, steady
from muster.scenario import Hazard, Judgement

OPTIONS = PlanOptions(gap=0.0, time_limit_s=10.0)


def solve(scenario, start):
    return plan(scenario, OPTIONS)


def ranged(value, low, high, source=""):
    return Judgement(value, low, high, source)


def names(scenario):
    return [judged.name for judged in judgements(scenario)]


def test_a_scenario_without_ranges_has_no_judgements():
    assert judgements(small_scenario()) == ()


def test_equal_judgements_of_like_things_are_one():
    same, other = ranged(0.5, 0.2, 0.8), ranged(0.4, 0.2, 0.8)
    scenario = small_scenario(
        sites=[
            site("P", loss_fraction=same),
            site("Q", loss_fraction=other),
            site("S", loss_fraction=same),
            reception("R"),
        ]
    )
    assert names(scenario) == ["loss_fraction P S", "loss_fraction Q"]
    high = judgements(scenario)[0].at(scenario, End.HIGH)
    assert [high.sites[each].loss_fraction.value for each in "PQSR"] == [0.8, 0.4, 0.8, 0.0]


def hazardous(*hazards):
    return small_scenario(
        sites=[site("P"), site("Q"), reception("R")],
        security=security(regimes={"holding": True, "fraying": True}, more_hazards=hazards),
    )


def test_the_hazards_of_a_site_move_together_relative_to_those_used():
    scenario = hazardous(
        Hazard("P", "holding", ranged(0.1, 0.05, 0.2, "seen")),
        Hazard("P", "fraying", ranged(0.3, 0.15, 1.0)),
        Hazard("Q", "holding", ranged(0.1, 0.1, 0.2)),
    )
    first, second = judgements(scenario)
    assert (first.name, first.low, first.value, first.high) == (
        "hazard P",
        pytest.approx(0.5),
        1.0,
        pytest.approx(3.0),
    )
    assert first.source == "times the values used; seen"
    assert (second.name, second.low, second.high) == ("hazard Q holding", 0.1, 0.2)
    low = first.at(scenario, End.LOW).security.hazards
    assert [hazard.per_day.value for hazard in low] == [0.05, 0.15, 0.1]


def test_sites_with_equal_hazards_are_one_judgement():
    scenario = hazardous(
        Hazard("P", "holding", ranged(0.1, 0.05, 0.2)),
        Hazard("Q", "holding", ranged(0.1, 0.05, 0.2)),
    )
    assert names(scenario) == ["hazard P Q holding"]


def test_every_kind_of_judgement_is_known_and_can_be_moved():
    scenario = small_scenario(
        sites=[site("P", embark_per_h=ranged(20.0, 10.0, 40.0)), reception("R")],
        links=[link("P", "R", risk=ranged(0.01, 0.0, 0.1))],
        security=security(
            {"P": 0.1},
            regimes={"holding": True, "fraying": True},
            rates={("holding", "fraying"): ranged(0.5, 0.1, 1.0)},
            guard_elasticity=ranged(1.0, 0.5, 1.5),
        ),
    )
    at_high = {each.name: each.at(scenario, End.HIGH) for each in judgements(scenario)}
    assert at_high["embark_per_h P"].sites["P"].embark_per_h.value == 40.0
    assert at_high["risk P-R"].links["P-R"].risk.value == 0.1
    assert at_high["rate holding fraying"].security.rates[0].per_day.value == 1.0
    assert at_high["guard_elasticity"].security.guard_elasticity.value == 1.5
    assert len(at_high) == 4


def rivals(danger_of_q):
    """One bus and two prisons; which goes first depends on how dangerous Q is."""
    return small_scenario(
        sites=[site("P"), site("Q"), reception("R")],
        links=[link("P", "R"), link("Q", "R")],
        groups=[group("p", "P", 40), group("q", "Q", 40)],
        fleets=[fleet(base="R")],
        security=security({"P": 0.2}, more_hazards=[Hazard("Q", "holding", danger_of_q)]),
    )


def test_the_first_day_changes_where_another_prison_becomes_the_more_dangerous():
    scenario = rivals(ranged(0.1, 0.05, 0.9))
    found = find_robustness(scenario, plan(scenario, OPTIONS), solve)
    (each,) = found.sensitivities
    assert each.judgement == "hazard Q holding"
    assert (each.first_day_same_at_low, each.first_day_same_at_high) == (True, False)
    assert each.loss_at_low < found.reference_loss < each.loss_at_high < each.kept_loss_at_high
    assert each.loss_at_low == pytest.approx(each.kept_loss_at_low)
    assert steady(found.sensitivities) == 0


def test_the_first_day_stays_where_the_order_of_danger_does():
    scenario = rivals(ranged(0.1, 0.05, 0.15))
    found = find_robustness(scenario, plan(scenario, OPTIONS), solve)
    (each,) = found.sensitivities
    assert each.first_day_same_at_low
    assert each.first_day_same_at_high
    assert each.loss_at_high == pytest.approx(each.kept_loss_at_high)
    assert steady(found.sensitivities) == 1


def test_another_first_day_that_is_hardly_better_is_no_change():
    scenario = rivals(ranged(0.1, 0.05, 0.15))
    made = plan(scenario, OPTIONS)

    def otherwise(other, start):
        return replace(solve(other, start), trips=())

    (each,) = find_robustness(scenario, made, otherwise).sensitivities
    assert each.first_day_same_at_low
    assert each.first_day_same_at_high


def test_a_slow_gate_breaks_the_plan_and_is_planned_for_anew():
    scenario = small_scenario(
        sites=[site("P", embark_per_h=ranged(10.0, 5.0, 20.0)), reception("R")],
        fleets=[fleet(seats=30)],
    )
    made = plan(scenario, OPTIONS)
    (each,) = find_robustness(scenario, made, solve).sensitivities
    assert not each.kept_holds_at_low
    assert each.kept_holds_at_high
    assert each.loss_at_low == each.kept_loss_at_low > each.loss_at_high
    assert not each.first_day_same_at_low


def wide():
    return small_scenario(
        sites=[site("P", loss_fraction=ranged(0.5, 0.4, 0.6)), reception("R")],
        security=security(more_hazards=[Hazard("P", "holding", ranged(0.1, 0.01, 0.9))]),
        groups=[group(people=80)],
    )


def test_only_what_matters_most_to_the_plan_is_planned_again():
    scenario = wide()
    made = plan(scenario, OPTIONS)
    told = []
    found = find_robustness(scenario, made, solve, most=1, tried=lambda *each: told.append(each))
    assert [each.judgement for each in found.sensitivities] == ["hazard P holding"]
    (rest,) = found.kept_only
    assert rest.judgement == "loss_fraction P"
    assert rest.kept_loss_at_low == pytest.approx(made.expected_loss * 0.8)
    assert rest.kept_loss_at_high == pytest.approx(made.expected_loss * 1.2)
    assert told == [("hazard P holding", 0, 1)]


def test_an_interruption_keeps_what_was_found():
    scenario = wide()
    calls = []

    def stopped(other, start):
        calls.append(other)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return solve(other, start)

    found = find_robustness(scenario, plan(scenario, OPTIONS), stopped)
    assert [each.judgement for each in found.sensitivities] == ["hazard P holding"]
    assert [each.judgement for each in found.kept_only] == ["loss_fraction P"]


def test_the_first_day_is_what_departs_within_24_hours_of_the_start():
    scenario = small_scenario(steps=12)
    rides = [Ride("P-R", at, {"G": 10}) for at in (0, 7, 8)]
    assert first_day(scenario, plan_of(scenario, rides)) == {
        ("BUS", "P-R", 0): 1,
        ("BUS", "P-R", 7): 1,
    }
