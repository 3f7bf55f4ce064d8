"""The benchmark of manifests: a folder of instances beside their known optima."""

import pytest
from bench.manifests import drawn_instance, measure_folder, people_apart

from manifest_checker import broken_rules
from muster.planning.manifests import make_manifests


def test_a_folder_of_instances_is_compared_with_known_optima(tmp_path):
    (tmp_path / "a.txt").write_text("3 10\n1 4 2\n2 5\n3 6\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("2 10\n1 4\n2 5\n", encoding="utf-8")
    (tmp_path / "optima.csv").write_text("instance,optimum\na,2\n", encoding="utf-8")
    rows = list(measure_folder(tmp_path))
    assert [(row["instance"], row["bins"], row["least"], row["optimum"]) for row in rows] == [
        ("a", 2, 2, 2),
        ("b", 1, 1, None),
    ]


@pytest.mark.parametrize("seed", range(3))
def test_hundreds_of_people_kept_apart_ride_as_planned(seed):
    scenario, plan = people_apart(people=600, trips=20, pairs=2_000, seed=seed)
    lists = make_manifests(plan, scenario)
    assert broken_rules(lists, plan, scenario) == []
    assert (len(lists.riders), lists.changed_people) == (600, 0)


def test_drawn_conflicts_are_as_many_as_their_density_says():
    for density in (0.0, 0.3, 0.7):
        instance = drawn_instance(400, density, seed=1)
        share = instance.conflicts.sum() / (400 * 399)
        # the mean of two uniform numbers is at most d with chance 2d² below a half
        expected = 2 * density**2 if density <= 0.5 else 1 - 2 * (1 - density) ** 2
        assert abs(share - expected) < 0.06
