"""Bin packing with conflicts: packings keep the rules, bounds are never above the optimum."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.errors import ImpossibleValueError
from muster.planning.manifests.packing import pack
from muster.planning.manifests.packing_bound import least_bins
from muster.planning.manifests.packing_instance import PackingInstance, parse_instance


def instance_of(capacity, weights, pairs=()):
    conflicts = np.zeros((len(weights), len(weights)), dtype=bool)
    for one, two in pairs:
        conflicts[one, two] = conflicts[two, one] = True
    return PackingInstance(capacity, np.array(weights, dtype=np.int64), conflicts)


def optimum(instance):
    """By trying every packing, the first item of a new bin opening the next one."""
    number = len(instance.weights)
    best = number

    def extend(item, bins):
        nonlocal best
        if len(bins) >= best:
            return
        if item == number:
            best = len(bins)
            return
        for place in [*bins, None]:
            if place is None:
                extend(item + 1, [*bins, [item]])
            elif (
                sum(int(instance.weights[each]) for each in place) + int(instance.weights[item])
                <= instance.capacity
                and not instance.conflicts[item, place].any()
            ):
                place.append(item)
                extend(item + 1, bins)
                place.pop()

    extend(0, [])
    return best


@st.composite
def instances(draw):
    capacity = draw(st.integers(1, 12))
    weights = draw(st.lists(st.integers(1, capacity), min_size=1, max_size=8))
    index = st.integers(0, len(weights) - 1)
    pairs = draw(st.lists(st.tuples(index, index), max_size=14))
    return instance_of(capacity, weights, [(a, b) for a, b in pairs if a != b])


@given(instances())
@settings(max_examples=200, deadline=None)
def test_the_optimum_lies_between_the_bound_and_the_packing(instance):
    best = optimum(instance)
    found = pack(instance, rounds=30)
    assert least_bins(instance) == found.least <= best <= found.bins


@given(instances())
@settings(max_examples=200, deadline=None)
def test_no_bin_is_overloaded_or_holds_a_conflict(instance):
    found = pack(instance, rounds=10)
    for number in range(found.bins):
        within = np.flatnonzero(found.bin_of == number)
        assert len(within) > 0
        assert instance.weights[within].sum() <= instance.capacity
        assert not instance.conflicts[np.ix_(within, within)].any()


def test_people_none_of_whom_may_meet_need_a_vehicle_each():
    pairs = [(a, b) for a in range(4) for b in range(a)]
    found = pack(instance_of(10, [1] * 5, pairs))
    assert (found.bins, found.least) == (4, 4)


def test_a_light_packing_is_found_by_moving_what_first_fit_places_badly():
    found = pack(instance_of(10, [6, 5, 5, 4, 4, 3, 3]))
    assert (found.bins, found.proven) == (3, True)


def test_no_items_need_no_bins():
    assert pack(instance_of(5, [])).bins == 0


def test_an_instance_is_read_with_conflicts_said_once_or_twice():
    instance = parse_instance("3 10\n1 4 2\n2 5 1 3\n3 6\n", "small.txt")
    assert instance.capacity == 10
    assert instance.weights.tolist() == [4, 5, 6]
    assert np.argwhere(instance.conflicts).tolist() == [[0, 1], [1, 0], [1, 2], [2, 1]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: expected the number of items"),
        ("2 10\n1 4\n", "found 1 items; expected 2"),
        ("1 10\n1 four\n", "expected whole numbers"),
        ("1 10\n1 4 2\n", "line 2: expected conflicts with other items from 1 to 1"),
        ("1 10\n1 11\n", "expected 0 to the capacity"),
        ("1 10\n2 4\n", "line 2: expected item 1"),
    ],
)
def test_a_wrong_instance_is_refused_with_its_place(text, said):
    with pytest.raises(ImpossibleValueError, match=said):
        parse_instance(text, "wrong.txt")
