"""Answers beside a plan: what limits it, what is short, and how it depends on what was judged."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """What more of one resource would be worth, found by planning again with it.

    Gains are of the objective: the expected loss, unless trips have a price or the tail a weight.
    """

    kind: str
    """`vehicles`, `escorts`, `capacity`, `beds`, `embarkation`, `intake` or `air_slots`."""
    target: str
    """Id of the fleet, pool or site."""
    added: float
    unit: str
    """What `added` counts, such as vehicles, teams, beds, loading hours a day, people a day."""
    expected_loss: float
    """Of the plan found with the addition."""
    objective: float
    """Of the same plan."""
    bound: float
    """Proven: no plan with the addition has a lower objective."""
    gain: float
    """Found: by how much that plan's objective is below the reference plan's; never below 0."""
    gain_at_most: float
    """Proven: no plan with the addition is better than the reference plan by more."""
    gain_for_certain: float
    """Proven: so much of the gain no plan without the addition could have."""
    relaxed_gain: float | None
    """Estimate, no proof: the relaxation's bound without the addition minus that with it.

    None where time cut one of the two short."""
    unplaced: int
    """People whom that plan leaves unplaced."""
    tried: bool = True
    """False where there is enough for everybody without it, so that it need not be tried."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What each addition would be worth, and the plan they are measured against."""

    reference_loss: float
    """Expected loss without additions, after the same effort that each addition was given."""
    reference_objective: float
    """Objective of the same plan."""
    reference_bound: float
    """Proven: no plan without additions has a lower objective."""
    found: tuple[Limit, ...]
    """By the gain found, then by the relaxations' difference; the largest first."""
    untried: int
    """Additions that were not tried because there were too many or the work was interrupted."""


@dataclass(frozen=True, slots=True)
class Surge:
    """An addition after which fewer people, or none, are left unplaced."""

    kind: str
    """As of a `Limit`; `horizon` for more time."""
    target: str
    added: float
    unit: str
    unplaced_before: int
    unplaced_after: int
    """With this and what stands before it; for beds, as far as beds decide."""
    places: tuple[str, ...] = ()
    """For beds: the sites of which any would do as well as the target."""


MENDABLE = ("no_room", "no_transport")
"""Reasons that more beds, vehicles, escorts or hours would mend."""


@dataclass(frozen=True, slots=True)
class Short:
    """People of one group whom a plan does not place, and why."""

    group: str
    site: str
    people: int
    reason: str
    """`barred`, `no_way`, `not_ready`, `no_room` or `no_transport`."""
    explanation: str


@dataclass(frozen=True, slots=True)
class BedShortage:
    """People for whom there is no bed in any of the sites where they may go."""

    separation_class: str
    sites: tuple[str, ...]
    people: int


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Who cannot be placed and why, and what would suffice."""

    unplaced: int
    """People whom the plan leaves unplaced."""
    shorts: tuple[Short, ...]
    beds: tuple[BedShortage, ...]
    """The exact shortage of beds; as many as this must be left even with transport for all."""
    fewest: int
    """Proven: whatever the plan, at least so many are left unplaced with the means at hand."""
    surge: tuple[Surge, ...] = ()
    """The beds that are short, then what else is needed, all of it together."""
    instead: tuple[Surge, ...] = ()
    """Single additions of which any one, with the beds, would suffice; least first."""
    complete: bool = True
    """Whether the surge, with one of `instead` if there are any, places all who can be."""
    cut_short: bool = False
    """Whether the search for a surge ended before it was through."""

    @property
    def could_be_placed(self) -> int:
        """People left unplaced whom more beds or transport would place."""
        return sum(each.people for each in self.shorts if each.reason in MENDABLE)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What a judgement's range does to the plan."""

    judgement: str
    """Such as `hazard SINAA fraying` or `loss_fraction KJIR`."""
    low: float
    value: float
    high: float
    loss_at_low: float
    loss_at_high: float
    kept_loss_at_low: float
    """Expected loss at the low value of the plan made for the value used."""
    kept_loss_at_high: float
    first_day_same_at_low: bool
    first_day_same_at_high: bool
    source: str = ""
    kept_holds_at_low: bool = True
    """Whether the plan can still be carried out; where not, its loss is that of the new plan."""
    kept_holds_at_high: bool = True
    relative: bool = False
    """Whether low, value and high multiply the values used, of which there are several."""


@dataclass(frozen=True, slots=True)
class KeptRange:
    """What a judgement's range does to the plan when it is kept as it is."""

    judgement: str
    low: float
    value: float
    high: float
    kept_loss_at_low: float
    kept_loss_at_high: float
    source: str = ""
    kept_holds_at_low: bool = True
    kept_holds_at_high: bool = True
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Robustness:
    """How the plan depends on what was judged."""

    reference_loss: float
    """Expected loss at the values used, after the same effort that each end was given."""
    sensitivities: tuple[Sensitivity, ...]
    """Judgements for which it was planned again at both ends; widest range first."""
    kept_only: tuple[KeptRange, ...]
    """Judgements for which the plan was only evaluated; widest range first."""
