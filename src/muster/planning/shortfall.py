"""Who cannot be placed, and why: barred, no way, not ready, no bed, or no transport in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from muster.planning.answers import MENDABLE, BedShortage, Short, Shortfall
from muster.planning.beds import Seeker, beds_to_add, left_without
from muster.planning.passage import Passage, Passages, appears_at, why_no_way
from muster.planning.plan import Plan
from muster.planning.services import find_services
from muster.scenario import Group, Scenario


class Reason(StrEnum):
    """Why people are not placed; the first that applies."""

    BARRED = "barred"
    """No destination is open to them, or only the site where they are."""
    NO_WAY = "no_way"
    """No path of usable links leads to a destination within the horizon."""
    NOT_READY = "not_ready"
    """They are ready too late for the way that there is."""
    NO_ROOM = "no_room"
    """The destinations that they could get to have no bed for them."""
    NO_TRANSPORT = "no_transport"
    """There is a way and a bed, but the plan does not bring them there within the horizon."""


@dataclass(frozen=True, slots=True)
class Prospects:
    """Who could be placed if there were beds and transport enough, and who could not."""

    seekers: tuple[Seeker, ...]
    hopeless: Mapping[str, tuple[Reason, str]]
    """By group: the reason, and what to know of it."""

    def stuck(self, scenario: Scenario) -> list[Group]:
        """The groups that stay where they are whatever is added."""
        return [scenario.groups[group] for group in self.hopeless]


def unplaced_by_group(plan: Plan) -> dict[str, int]:
    """People whom a plan leaves unplaced, by group."""
    left: dict[str, int] = {}
    for placement in plan.placements:
        if not placement.placed:
            left[placement.group] = left.get(placement.group, 0) + placement.people
    return left


def prospects(scenario: Scenario, may_be_left: Mapping[str, int] | None = None) -> Prospects:
    """Sort the groups by whether more beds and transport could place them at all.

    `may_be_left` says of how many people of a group a plan could not place; others are known to
    have a bed. Groups that arrive after the horizon are left out.
    """
    passages = Passages(scenario, find_services(scenario))
    seekers: list[Seeker] = []
    hopeless: dict[str, tuple[Reason, str]] = {}
    for group in scenario.groups.values():
        if appears_at(scenario, group) > scenario.steps:
            continue
        passage = passages.of(group)
        if passage.arrivals:
            left = group.people if may_be_left is None else may_be_left.get(group.id, 0)
            seekers.append(Seeker(group, tuple(passage.arrivals), left))
        else:
            hopeless[group.id] = _hopeless(scenario, group, passage, passages)
    return Prospects(tuple(seekers), hopeless)


def _hopeless(
    scenario: Scenario, group: Group, passage: Passage, passages: Passages
) -> tuple[Reason, str]:
    if not group.destinations:
        return Reason.BARRED, "no place is open to them"
    if passage.if_ready:
        assert group.ready_at is not None
        soonest = scenario.moment(min(passage.if_ready.values())).isoformat()
        return (
            Reason.NOT_READY,
            f"ready at {group.ready_at.isoformat()}, too late for the way within the horizon; "
            f"ready at once they could be there by {soonest}",
        )
    return Reason.NO_WAY, why_no_way(scenario, group, passages)


def find_shortfall(scenario: Scenario, plan: Plan) -> Shortfall:
    """Who is left unplaced by a plan and why, and how many beds are short, without planning again.

    The beds are exact: no plan could place more than there are beds for.
    """
    left = unplaced_by_group(plan)
    known = prospects(scenario, left)
    stuck = known.stuck(scenario)
    shorts = [
        _short(scenario, group, left[group], *reason)
        for group, reason in known.hopeless.items()
        if left.get(group)
    ]
    bedless = left_without(scenario, known.seekers, stuck)
    for seeker in known.seekers:
        group = seeker.group.id
        bed_short = bedless.get(group, 0)
        if bed_short:
            why = f"no bed among {', '.join(seeker.open_to)}"
            shorts.append(_short(scenario, group, bed_short, Reason.NO_ROOM, why))
        if left.get(group, 0) > bed_short:
            why = "a way and a bed, but no vehicle, escort or slot for them within the horizon"
            number = left[group] - bed_short
            shorts.append(_short(scenario, group, number, Reason.NO_TRANSPORT, why))
    wanted = beds_to_add(scenario, known.seekers, stuck) if bedless else {}
    hopeless = sum(each.people for each in shorts if each.group in known.hopeless)
    return Shortfall(
        unplaced=sum(left.values()),
        shorts=tuple(sorted(shorts, key=lambda each: (-each.people, each.group, each.reason))),
        beds=tuple(
            BedShortage(name, sites, people)
            for (name, sites), people in sorted(wanted.items(), key=lambda each: -each[1])
        ),
        fewest=hopeless + sum(bedless.values()),
        complete=not any(each.reason in MENDABLE for each in shorts),
    )


def _short(scenario: Scenario, group: str, people: int, reason: Reason, why: str) -> Short:
    return Short(group, scenario.groups[group].site, people, reason.value, why)
