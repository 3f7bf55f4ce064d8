"""What a plan comes to: how many are moved, how many are not, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from muster.planning.plan import Plan
from muster.planning.shortfall import Reason, find_shortfall
from muster.reporting.presence import appears
from muster.reporting.wording import day_and_hour, people
from muster.scenario import Scenario

REASONS: Mapping[Reason, str] = {
    Reason.BARRED: "no place open to them",
    Reason.NO_WAY: "no way there",
    Reason.NOT_READY: "not ready in time",
    Reason.NO_ROOM: "no room",
    Reason.NO_TRANSPORT: "no transport in time",
}
"""Why people are unplaced, after their number."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """People by what the plan does for them: moved, staying and unplaced sum to `people`."""

    people: int
    moved: int
    """Placed at a site other than where they started."""
    staying: int
    """At the end where they started, and allowed to be."""
    unplaced: int
    reasons: Mapping[Reason, int]
    """Unplaced people by reason, each of them once; reasons that nobody has are left out."""
    proven: bool
    """Whether no plan could place more than this one does, with the means there are."""
    outside: int
    """People who arrive only after the horizon."""
    last_arrival: datetime | None

    @property
    def to_move(self) -> int:
        """People who have to leave, or do."""
        return self.moved + self.unplaced


def outcome(scenario: Scenario, plan: Plan) -> Outcome:
    """Count what becomes of everybody."""
    moved = staying = 0
    for placement in plan.placements:
        if placement.placed and placement.site == scenario.groups[placement.group].site:
            staying += placement.people
        elif placement.placed:
            moved += placement.people
    shortfall = find_shortfall(scenario, plan)
    reasons = {
        reason: sum(short.people for short in shortfall.shorts if short.reason == reason)
        for reason in Reason
    }
    outside = sum(
        group.people
        for group in scenario.groups.values()
        if appears(scenario, group) > scenario.steps
    )
    return Outcome(
        people=plan.people,
        moved=moved,
        staying=staying,
        unplaced=shortfall.unplaced,
        reasons={reason: number for reason, number in reasons.items() if number},
        proven=shortfall.unplaced == shortfall.fewest,
        outside=outside,
        last_arrival=max((trip.arrives_at for trip in plan.trips), default=None),
    )


def headline(scenario: Scenario, plan: Plan) -> str:
    """The plan's outcome in one sentence, for titles.

    People are said to be impossible to place only where that is proven.
    """
    result = outcome(scenario, plan)
    if not result.to_move:
        return "Nobody has to be moved"
    fate = "cannot be placed" if result.proven else "left unplaced"
    if not result.moved:
        return f"Nobody is moved: {people(result.unplaced)} {fate}"
    when = f" by {day_and_hour(scenario, result.last_arrival)}" if result.last_arrival else ""
    if not result.unplaced:
        whom = "The one person" if result.moved == 1 else f"All {result.moved:,}"
        return f"{whom} moved{when}"
    return f"{result.moved:,} of {result.to_move:,} moved{when}; {result.unplaced:,} {fate}"


def reasons_in_words(result: Outcome) -> str:
    """Why people are unplaced, or nothing where nobody is."""
    return "; ".join(f"{number:,} {REASONS[reason]}" for reason, number in result.reasons.items())
