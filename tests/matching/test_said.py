"""What is said of pairs beside what is right, on rosters of other seeds than were fitted to."""

import numpy as np
import pytest
from bench.matching_names import NameType
from bench.matching_promise import calibration_error
from bench.matching_rosters import make_case
from scipy.stats import binom

from match_lists import FAMILY, GIVEN, names_of
from muster.matching import match_rosters

PEOPLE, SEED = 700, 301
TOLERANCE = 0.15
"""By how much the share right of a tenth of what is said may be beside it, chance apart: these
rosters have 50 names only, so that every name has many bearers."""


@pytest.fixture(scope="module")
def said_and_right():
    """By overlap: what was said of each pair, and whether it is right."""
    given, family = iter(names_of(GIVEN)), iter(names_of(FAMILY))
    names = [next(family) if place % 5 in (2, 4) else next(given) for place in range(50)]
    types = [NameType(arabic, latin, (2,) * len(latin)) for arabic, latin in names]
    found = {}
    for overlap in (1.0, 0.5):
        pairs = []
        for seed, kind in enumerate(("moderate", "hard"), SEED):
            case = make_case(types, kind, PEOPLE, overlap, seed)
            matches = [m for m in match_rosters(case.a, case.b).matches if m.a and m.b]
            pairs += [(m.probability, (m.a, m.b) in case.truth) for m in matches]
        found[overlap] = np.array(pairs).T
    return found


@pytest.mark.parametrize(("overlap", "error"), [(1.0, 0.015), (0.5, 0.03)])
def test_what_is_said_of_pairs_is_right_as_often(said_and_right, overlap, error):
    said, right = said_and_right[overlap]
    assert len(said) > PEOPLE
    assert calibration_error(said, right) <= error


@pytest.mark.parametrize("overlap", [1.0, 0.5])
def test_each_tenth_of_what_is_said_is_right_within_chance_and_tolerance(said_and_right, overlap):
    said, right = said_and_right[overlap]
    tenth = np.minimum((said * 10).astype(int), 9)
    for each in np.unique(tenth):
        here = tenth == each
        number, share = int(here.sum()), float(said[here].mean())
        low, high = max(share - TOLERANCE, 0), min(share + TOLERANCE, 1)
        assert binom.ppf(0.005, number, low) <= right[here].sum() <= binom.ppf(0.995, number, high)
