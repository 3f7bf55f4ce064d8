"""Which pairs are taken, one to one, and which of them are decided or shown to a clerk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from muster.matching.assignment import assign, marginals
from muster.matching.calibration import Calibration, said_probability
from muster.matching.channel import Channel
from muster.matching.duplicates import Duplicates
from muster.matching.roster import Roster
from muster.matching.scoring import (
    Data,
    Pairs,
    Parameters,
    fitting_odds,
    learn,
    log_odds,
    prepare,
    probabilities,
)

CLERK_MARGIN = 6.0
"""Nats below even odds down to which pairs are looked at; what they are worth says calibration."""

RELATIVE_MARGIN = 10.0
"""Nats below even odds, relatives weighed, down to which a pair that fits is looked at."""

LEAST_LIKELY = 0.45
"""Probability from which a pair is shown to a clerk: F1 is best there at any overlap."""

SURELY_THERE = 0.85
"""Chance of being on the other list at all from which a row is shown, whichever row it is there."""

LEFT_OVER = 1.8
"""Nats by which two rows of a list are likelier one person where the other list has nobody else for
one of them: so many brought what was said nearest to what was right on made-up rosters."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Candidate pairs of two rosters with their odds, and those assigned one to one."""

    data: Data
    pairs: Pairs
    parameters: Parameters
    odds: NDArray[np.float64]
    """Log odds of each pair under one to one."""
    alone: NDArray[np.float64]
    """Log odds of each pair against nobody, before one to one."""
    fitting: NDArray[np.float64]
    """By how much each pair fits better than the least that is looked at."""
    assigned: NDArray[np.int64]
    """The pairs (their places) of the best assignment."""
    n: int
    m: int
    """Rows of the sender and of the receiver."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The assigned pairs that are shown: their places, probabilities, and whether decided."""

    pairs: NDArray[np.int64]
    probability: NDArray[np.float64]
    decided: NDArray[np.bool_]

    @property
    def decided_pairs(self) -> NDArray[np.int64]:
        """The pairs that need no clerk."""
        return self.pairs[self.decided]


def weigh_up(channel: Channel, a: Roster, b: Roster) -> Weighed:
    """Learn from two rosters, weigh their candidate pairs and assign them one to one."""
    n, m = len(a.rows), len(b.rows)
    data, pairs, parameters = learn(prepare(channel, a, b))
    chance = np.clip(probabilities(data, pairs, parameters), 1e-300, 1 - 1e-16)
    odds = np.log(chance) - np.log1p(-chance)
    alone = log_odds(pairs, parameters, n, m)
    fitting = fitting_odds(pairs, parameters, n) + CLERK_MARGIN
    fitting[alone < -RELATIVE_MARGIN] = -np.inf
    assigned = assign(pairs.rows, pairs.columns, fitting, n, m)
    return Weighed(data, pairs, parameters, odds, alone, fitting, assigned, n, m)


def choose(
    weighed: Weighed, calibration: Calibration, twice_a: Duplicates, twice_b: Duplicates
) -> Choice:
    """Of the assigned pairs those above the promise's threshold, and those a clerk is shown."""
    assigned = weighed.assigned
    odds = weighed.odds[assigned]
    among = among_fitting(weighed, twice_a, twice_b)
    probability = said_probability(odds, among, calibration.strangers)
    decided = odds >= calibration.threshold
    chance = 1 / (1 + np.exp(-weighed.odds))
    there = [
        np.bincount(of, chance)[of[assigned]] for of in (weighed.pairs.rows, weighed.pairs.columns)
    ]
    is_there = np.maximum(*there) >= SURELY_THERE
    shown = decided | (probability >= LEAST_LIKELY) | is_there
    return Choice(assigned[shown], probability[shown], decided[shown])


def among_fitting(
    weighed: Weighed, twice_a: Duplicates, twice_b: Duplicates
) -> NDArray[np.float64]:
    """Probability of each assigned pair among all that fit.

    Of a person who stands several times on a list the rows are taken together: it does not matter
    which of them it is.
    """
    pairs, n, m = weighed.pairs, weighed.n, weighed.m
    fits = marginals(pairs.rows, pairs.columns, weighed.fitting, n, m)
    together = [
        _summed(fits, rows.astype(np.int64) * 2 * len(person) + person[columns])
        for person, rows, columns in (
            (_people(twice_b, m), pairs.rows, pairs.columns),
            (_people(twice_a, n), pairs.columns, pairs.rows),
        )
    ]
    return np.asarray(np.maximum(*together)[weighed.assigned])


def _people(twice: Duplicates, rows: int) -> NDArray[np.int64]:
    """A number for each row of a list, the same for three or more rows of one person.

    Of two rows each has its half, which is enough to be shown.
    """
    sure = twice.odds > 0
    links = coo_array((twice.odds[sure], (twice.first[sure], twice.second[sure])), (rows, rows))
    number, person = connected_components(links, directed=False)
    few = np.bincount(person, minlength=number)[person] < 3
    return np.where(few, number + np.arange(rows), person)


def _summed(values: NDArray[np.float64], of: NDArray[np.int64]) -> NDArray[np.float64]:
    """For each value the sum of all that are of the same thing."""
    _, thing = np.unique(of, return_inverse=True)
    return np.asarray(np.bincount(thing, values)[thing])


def second_rows(
    weighed: Weighed, choice: Choice, twice_a: Duplicates, twice_b: Duplicates
) -> dict[int, float]:
    """Pairs of a row left over whose like on the same list is matched: one person listed twice.

    With each the probability that the two rows are one person and the match of the one is right.
    """
    pairs = weighed.pairs
    chosen = zip(choice.pairs.tolist(), choice.probability.tolist(), strict=True)
    row_of = {int(pairs.columns[p]): (int(pairs.rows[p]), likely) for p, likely in chosen}
    column_of = {row: (column, likely) for column, (row, likely) in row_of.items()}
    wanted: dict[tuple[int, int], float] = {}
    for twice, taken, is_a in ((twice_a, column_of, True), (twice_b, row_of, False)):
        chance = 1 / (1 + np.exp(-np.clip(twice.odds + LEFT_OVER, -30, 30)))
        good = chance >= LEAST_LIKELY
        for one, other, one_person in zip(
            twice.first[good].tolist(), twice.second[good].tolist(), chance[good], strict=True
        ):
            for matched, left in ((one, other), (other, one)):
                if matched in taken and left not in taken:
                    across, likely = taken[matched]
                    pair = (left, across) if is_a else (across, left)
                    wanted[pair] = max(wanted.get(pair, 0.0), float(one_person) * likely)
    likely_pairs = np.flatnonzero(weighed.fitting > 0).tolist()
    place = {(int(pairs.rows[p]), int(pairs.columns[p])): p for p in likely_pairs}
    return {
        place[pair]: likely
        for pair, likely in sorted(wanted.items())
        if pair in place and likely >= LEAST_LIKELY
    }
