"""Make the manifests of a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from muster.errors import PlanFileError
from muster.planning.manifests.blocks import Block, Blocks, IntArray, make_blocks
from muster.planning.manifests.fewest_changes import fewest_changes
from muster.planning.manifests.forced_changes import forced_changes
from muster.planning.manifests.manifest import Change, Manifests, Rider
from muster.planning.manifests.placing import NOWHERE, Places, place
from muster.planning.manifests.seating import seat
from muster.planning.manifests.ways import Ways, ways_of
from muster.planning.plan import Plan
from muster.scenario import Scenario


def make_manifests(
    plan: Plan,
    scenario: Scenario,
    *,
    unready: Collection[str] = (),
    prior: Manifests | None = None,
    seconds: float = 10.0,
    seed: int = 0,
) -> Manifests:
    """Named lists for each trip of a plan.

    `unready` are the ids of people whose readiness failed: they stay, with those kept together
    with them, and others of their groups take their seats. With `prior` lists whoever was on one
    stays on it. `seconds` are for proving the fewest changes where the numbers cannot be honoured.
    Raises PlanFileError for a scenario without a roster or a plan with more aboard than there are.
    """
    if not scenario.people:
        raise PlanFileError(
            f"scenario {scenario.name!r}: found groups without a roster; expected people.csv, for "
            "a manifest names people"
        )
    unknown = sorted(set(unready) - {person.person_id for person in scenario.people})
    if unknown:
        raise PlanFileError(
            f"unready: found {', '.join(unknown[:5])}; expected ids of people on the roster"
        )
    ways = ways_of(scenario, plan)
    blocks = make_blocks(scenario, unready)
    places = place(blocks, ways, _prior_ways(prior, blocks, ways), seed)
    least = 0
    if (places.way == NOWHERE).any() or any(places.held):
        found = fewest_changes(scenario, blocks, ways, seconds) if prior is None else None
        least = max(forced_changes(blocks, ways), found.least if found else 0)
        _settle(places, scenario, blocks, ways)
        if (
            found
            and found.way is not None
            and _changed(blocks, ways, found.way) < _changed(blocks, ways, places.way)
        ):
            places.way = found.way
    if prior is None:
        _by_the_written_rule(blocks, places.way)
    return _lists(plan, scenario, blocks, ways, places.way, least)


def _prior_ways(prior: Manifests | None, blocks: Blocks, ways: Ways) -> Sequence[int]:
    if prior is None:
        return [NOWHERE] * len(blocks.blocks)
    ridden: dict[str, tuple[str, ...]] = {}
    for rider in prior.riders:
        ridden[rider.person_id] = (*ridden.get(rider.person_id, ()), rider.trip)
    place_of = {tuple(sorted(way)): number for number, way in enumerate(ways.ways)}
    return [
        place_of.get(tuple(sorted(ridden.get(block.people[0].person_id, ()))), NOWHERE)
        for block in blocks.blocks
    ]


def _settle(places: Places, scenario: Scenario, blocks: Blocks, ways: Ways) -> None:
    """Put whoever is nowhere on any open way with free seats and no enemy, or let them stay."""
    left = dict(ways.seats)
    for index, block in enumerate(blocks.blocks):
        for room, people in _rooms(scenario, block, ways.ways[max(int(places.way[index]), 0)]):
            left[room] = left.get(room, 0) - people
    number = {group: at for at, group in enumerate(ways.groups)}
    for index in np.flatnonzero(places.way == NOWHERE).tolist():
        block = blocks.blocks[index]
        chosen = 0
        for way in range(1, len(ways.ways)):
            rooms = _rooms(scenario, block, ways.ways[way])
            if (
                places.hostile[index, way] == 0
                and all(ways.open[number[group], way] for group, _ in block.needs)
                and all(left.get(room, 0) >= people for room, people in rooms)
            ):
                chosen = way
                for room, people in rooms:
                    left[room] -= people
                break
        places.put(index, chosen)


def _rooms(
    scenario: Scenario, block: Block, way: tuple[str, ...]
) -> list[tuple[tuple[str, str, str], int]]:
    needs: Counter[tuple[str, str, str]] = Counter()
    for group, people in block.needs:
        given = scenario.groups[group]
        for trip in way:
            needs[trip, given.separation_class, given.seat_kind.value] += people
    return list(needs.items())


def _numbers(blocks: Blocks, ways: Ways, way: IntArray) -> IntArray:
    index = {group: number for number, group in enumerate(ways.groups)}
    numbers = np.zeros_like(ways.planned)
    for at, block in zip(way, blocks.blocks, strict=True):
        for group, people in block.needs:
            numbers[index[group], at] += people
    return numbers


def _changed(blocks: Blocks, ways: Ways, way: IntArray) -> int:
    return int(np.maximum(_numbers(blocks, ways, way) - ways.planned, 0).sum())


def _by_the_written_rule(blocks: Blocks, way: IntArray) -> None:
    """Who is told apart by nothing else goes in the order of the rule: the highest goes first."""
    alike: dict[tuple[tuple[str, int], ...], list[int]] = {}
    for index, block in enumerate(blocks.blocks):
        if not blocks.enemies[index].size and not block.held:
            alike.setdefault(block.needs, []).append(index)
    for each in alike.values():  # blocks stand in the order of their rank
        way[each] = sorted(way[each], key=lambda at: (at == 0, at))


def _lists(
    plan: Plan, scenario: Scenario, blocks: Blocks, ways: Ways, way: IntArray, least: int
) -> Manifests:
    aboard: dict[str, list[Block]] = {trip.id: [] for trip in plan.trips}
    staying: list[str] = []
    for at, block in zip(way, blocks.blocks, strict=True):
        for trip in ways.ways[at]:
            aboard[trip].append(block)
        if at == 0:
            staying += [person.person_id for person in block.people]
    riders: list[Rider] = []
    for trip_ in plan.trips:
        seated = seat(
            trip_, scenario.fleets[trip_.fleet], (block.people for block in aboard[trip_.id])
        )
        riders += [
            Rider(
                trip=trip_.id,
                order=order,
                person_id=person.person_id,
                group=person.group,
                separation_class=person.separation_class,
                compartment=compartment,
                seat_kind=person.seat_kind.value,
                nationality=person.nationality,
            )
            for order, (compartment, person) in enumerate(seated, start=1)
        ]
    return Manifests(
        riders=tuple(riders),
        staying=tuple(sorted(staying)),
        changes=_changes(plan, riders),
        changed_people=_changed(blocks, ways, way),
        least_changed=least,
        divided=blocks.divided,
    )


def _changes(plan: Plan, riders: Sequence[Rider]) -> tuple[Change, ...]:
    listed = Counter((rider.trip, rider.group) for rider in riders)
    planned = Counter[tuple[str, str]]()
    for load in plan.loads:
        planned[load.trip, load.group] += load.people
    return tuple(
        Change(*key, planned=planned[key], listed=listed[key])
        for key in sorted(planned.keys() | listed.keys())
        if planned[key] != listed[key]
    )
