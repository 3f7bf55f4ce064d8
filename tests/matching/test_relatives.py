"""Brothers, fathers and sons share most of a name, and are not one person."""

import numpy as np
import pytest

from match_lists import FAMILY, GIVEN, names_of
from muster.matching import Decision, match_rosters, roster

PEOPLE = 300


def write(names, script):
    return " ".join(arabic if script else latin[0] for arabic, latin in names)


@pytest.fixture(scope="module")
def brothers():
    """Everybody of the receiver's list has a brother, not himself, on the sender's."""
    random = np.random.default_rng(3)
    given, family = names_of(GIVEN), names_of(FAMILY)
    a, b = [], []
    for i in range(PEOPLE):
        one, other, father, grandfather = (given[k] for k in random.choice(len(given), 4, False))
        line = (father, grandfather, family[int(random.integers(len(family)))])
        year = int(random.integers(1965, 2000))
        beside = ["m", "SY", f"G{int(random.integers(12)):02d}"]
        a.append([f"a{i:03d}", write((one, *line), True), str(year), *beside])
        b.append([f"b{i:03d}", write((other, *line), False), str(year + 3), *beside])
    return match_rosters(roster("a", a), roster("b", b))


def test_a_brother_on_the_other_list_is_not_decided_to_be_the_man(brothers):
    decided = [m for m in brothers.matches if m.decision is Decision.DECIDED]
    assert len(decided) <= 0.002 * PEOPLE


def test_few_brothers_are_even_shown_as_one_person(brothers):
    shown = [m for m in brothers.matches if m.a and m.b and m.probability >= 0.5]
    assert len(shown) <= 0.1 * PEOPLE
