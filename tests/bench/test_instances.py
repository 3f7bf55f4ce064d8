"""Generated instances are what they are called, and the same every time."""

from __future__ import annotations

import pytest
from bench.instances import (
    REPORTING_SEEDS,
    SIZES,
    SMALL,
    TUNING_SEEDS,
    Size,
    instance,
    national,
    reference_like,
)
from bench.means import Supply

from muster.planning.instance import compile_instance
from muster.scenario import Scenario, SiteKind, scenario_digest
from muster.scenario.ways import hindrance, reach_of

SEEDS = (TUNING_SEEDS[0], TUNING_SEEDS[-1])


def every(size: Size) -> list[Scenario]:
    return [instance(size, seed, supply) for seed in SEEDS for supply in Supply]


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_an_instance_has_the_sites_people_and_steps_of_its_size(size):
    for scenario in every(size):
        assert len(scenario.sites) == size.prisons + size.staging + size.receptions
        assert scenario.total_people == size.population.people
        assert (scenario.steps, scenario.step_h) == (size.steps, size.step_h)


def test_a_country_has_200_sites_and_100000_people_for_30_days():
    scenario = national(TUNING_SEEDS[0])
    assert len(scenario.sites) == 200
    assert scenario.total_people == 100_000
    assert scenario.horizon_h == 30 * 24
    prisons = [site for site in scenario.sites.values() if site.kind is SiteKind.PRISON]
    assert len(prisons) <= len(scenario.groups) <= 3 * len(prisons)


def test_the_reference_shape_takes_other_numbers():
    scenario = reference_like(3, people=500, prisons=4, steps=20, step_h=3)
    assert scenario.total_people == 500
    assert (scenario.steps, scenario.step_h) == (20, 3)
    assert len({group.site for group in scenario.groups.values()}) == 4


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_same_seed_gives_the_same_scenario_and_another_seed_another(size):
    first, again = instance(size, 1), instance(size, 1)
    assert scenario_digest(first) == scenario_digest(again)
    assert scenario_digest(first) != scenario_digest(instance(size, 2))


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_supply_changes_the_means_and_not_the_people_or_dangers(size):
    slack, tight, single = (instance(size, 1, supply) for supply in Supply)
    assert slack.groups == tight.groups == single.groups
    assert slack.security == tight.security == single.security
    for id, fleet in single.fleets.items():
        assert fleet.vehicles == 1
        assert 1 < tight.fleets[id].vehicles <= slack.fleets[id].vehicles
    vehicles = [sum(f.vehicles for f in each.fleets.values()) for each in (slack, tight, single)]
    assert vehicles[0] > vehicles[1] > vehicles[2]


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_every_link_can_be_served_and_every_group_has_a_way(size):
    for scenario in every(size):
        reaches = [reach_of(scenario, fleet) for fleet in scenario.fleets.values()]
        for link in scenario.links.values():
            assert any(hindrance(scenario, reach, link) is None for reach in reaches), link.id
        sources: dict[str, set[str]] = {}
        for link in scenario.links.values():
            sources.setdefault(link.destination, set()).add(link.origin)
        for group in scenario.groups.values():
            assert group.people > 0
            for destination in group.destinations:
                before = sources[destination]
                staged = set().union(*(sources.get(id, set()) for id in before))
                assert group.site in before | staged


def test_the_network_is_sparse():
    for scenario in every(SIZES["national"]):
        for site in scenario.sites.values():
            leaving = [link for link in scenario.links.values() if link.origin == site.id]
            assert len(leaving) <= (3 if site.kind is SiteKind.PRISON else 5)


def test_the_smallest_instances_have_few_enough_decisions_to_enumerate():
    for scenario in every(SMALL):
        compiled = compile_instance(scenario)
        assert len(compiled.services) <= 8
        assert len(compiled.stocks) <= 24


def test_nothing_is_reported_that_was_tuned_on():
    assert not set(TUNING_SEEDS) & set(REPORTING_SEEDS)
    assert len(TUNING_SEEDS) >= 5
    assert len(REPORTING_SEEDS) >= 5
