"""One number for everything that a scenario says."""

from dataclasses import replace
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import builders
from folders import GROUPS, SITES, read_from
from muster.scenario import (
    Judgement,
    KeepKind,
    KeepRule,
    Objective,
    Person,
    Scenario,
    SeatKind,
    scenario_digest,
)
from strategies import scenarios

SMALL = builders.small_scenario()


def shuffled(scenario: Scenario, random) -> Scenario:
    """The same scenario with everything in another order."""

    def mapping(things):
        return {key: things[key] for key in random.sample(list(things), len(things))}

    def sequence(things):
        return tuple(random.sample(things, len(things)))

    security = scenario.security
    return replace(
        scenario,
        sites=mapping(scenario.sites),
        groups={
            id: replace(group, destinations=sequence(group.destinations))
            for id, group in mapping(scenario.groups).items()
        },
        links=mapping(scenario.links),
        fleets={
            id: replace(fleet, links=sequence(fleet.links))
            for id, fleet in mapping(scenario.fleets).items()
        },
        changes=sequence(scenario.changes),
        security=replace(
            security,
            regimes=sequence(security.regimes),
            rates=sequence(security.rates),
            hazards=sequence(security.hazards),
            initial=mapping(security.initial),
        ),
        separation_classes=sequence(scenario.separation_classes),
    )


@settings(max_examples=50)
@given(scenarios(), st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_any_order(scenario, random):
    assert scenario_digest(shuffled(scenario, random)) == scenario_digest(scenario)


def test_the_digest_is_64_hexadecimal_digits():
    digest = scenario_digest(SMALL)
    assert len(digest) == 64
    assert int(digest, 16) > 0


@pytest.mark.parametrize(
    "same",
    [
        replace(SMALL, step_h=3),
        replace(SMALL, sites={"P": SMALL.sites["P"], "R": replace(SMALL.sites["R"], occupied=0)}),
        replace(
            SMALL,
            fleets={"BUS": builders.fleet(seats=40, stretchers=0)},
        ),
        replace(
            SMALL,
            fleets={
                "BUS": replace(
                    SMALL.fleets["BUS"], seats={SeatKind.SEATED: 40, SeatKind.STRETCHER: 0}
                )
            },
        ),
    ],
)
def test_how_a_value_is_spelt_does_not_count(same):
    assert scenario_digest(same) == scenario_digest(SMALL)


def test_the_offset_of_a_time_does_not_count_except_that_of_the_start():
    ready = builders.hour(6)
    here = builders.small_scenario(groups=[builders.group(ready_at=ready)])
    there = builders.small_scenario(groups=[builders.group(ready_at=ready.astimezone(UTC))])
    assert scenario_digest(here) == scenario_digest(there)
    start = SMALL.start.astimezone(timezone(timedelta(hours=4)))
    assert scenario_digest(replace(SMALL, start=start)) != scenario_digest(SMALL)


@pytest.mark.parametrize(
    "changed",
    [
        replace(SMALL, name="other"),
        replace(SMALL, steps=9),
        replace(SMALL, objective=Objective(beyond_h=1.0)),
        builders.small_scenario(sites=[builders.site("P", capacity=30), builders.reception("R")]),
        builders.small_scenario(groups=[builders.group(people=31)]),
        builders.small_scenario(groups=[builders.group(destinations=("R", "P"))]),
        builders.small_scenario(links=[builders.link("P", "R", risk=Judgement(0.0, 0.0, 0.1))]),
        builders.small_scenario(fleets=[builders.fleet(vehicles=2)]),
        builders.small_scenario(hazards={"P": 0.2}),
        builders.small_scenario(changes=[builders.change(1, "site", "P", "open", False)]),
        builders.small_scenario(changes=[builders.change(1, "site", "P", "open", True)]),
        builders.small_scenario(keep=(KeepRule(KeepKind.APART, "a", "b"),)),
        builders.small_scenario(people=(Person("a", "P", 1.0, "men", ("R",)),)),
        builders.small_scenario(separation_classes=("men",)),
    ],
)
def test_a_change_of_anything_changes_the_digest(changed):
    assert scenario_digest(changed) != scenario_digest(SMALL)


def test_the_order_of_rows_does_not_count(tmp_path):
    groups = GROUPS + "H,P,5,1,women,R\n"
    head, first, second = groups.splitlines()
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = read_from(tmp_path / "a", {"groups.csv": groups})
    other = read_from(
        tmp_path / "b",
        {"groups.csv": f"{head}\n{second}\n{first}\n", "sites.csv": SITES.replace("36.5", "36.50")},
    )
    assert scenario_digest(one) == scenario_digest(other)
