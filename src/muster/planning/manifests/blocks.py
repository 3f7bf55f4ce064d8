"""Blocks: people who ride together, and which blocks must not meet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muster.scenario import KeepKind, Person, Scenario
from muster.scenario.grouping import kept_together

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """People at one site who must be kept together; most blocks are one person."""

    people: tuple[Person, ...]
    needs: tuple[tuple[str, int], ...]
    """(group, people of it), sorted."""
    held: bool
    """Whether somebody in it is not ready, so that nobody of it rides."""

    @property
    def rank(self) -> tuple[float, str]:
        """By the written rule: the highest priority of its people first, then by id."""
        return (-max(person.priority for person in self.people), self.people[0].person_id)


@dataclass(frozen=True, slots=True)
class Blocks:
    """All blocks of a roster, with the enemies of each as numbers of blocks."""

    blocks: tuple[Block, ...]
    enemies: tuple[IntArray, ...]
    divided: tuple[tuple[str, ...], ...]


def make_blocks(scenario: Scenario, unready: Collection[str]) -> Blocks:
    """Blocks in the order of their rank.

    People who must be kept together but start at several sites make a block at each of them.
    """
    by_id = {person.person_id: person for person in scenario.people}
    parts: list[tuple[Person, ...]] = []
    divided: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for members in kept_together(scenario.keep):
        together = [by_id[id] for id in sorted(members) if id in by_id]
        sites = sorted({person.site for person in together})
        parts += [tuple(each for each in together if each.site == site) for site in sites]
        seen.update(person.person_id for person in together)
        if len(sites) > 1:
            divided.append(tuple(person.person_id for person in together))
    parts += [(person,) for person in scenario.people if person.person_id not in seen]
    blocks = sorted((_block(part, unready) for part in parts), key=lambda block: block.rank)
    return Blocks(tuple(blocks), _enemies(scenario, blocks), tuple(sorted(divided)))


def _block(people: tuple[Person, ...], unready: Collection[str]) -> Block:
    needs: dict[str, int] = {}
    for person in people:
        needs[person.group] = needs.get(person.group, 0) + 1
    held = any(person.person_id in unready for person in people)
    return Block(people, tuple(sorted(needs.items())), held)


def _enemies(scenario: Scenario, blocks: list[Block]) -> tuple[IntArray, ...]:
    number = {
        person.person_id: index for index, block in enumerate(blocks) for person in block.people
    }
    factions: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        for faction in {person.faction for person in block.people if person.faction}:
            factions.setdefault(faction, []).append(index)
    found: list[set[int]] = [set() for _ in blocks]
    for rule in scenario.keep:
        if rule.kind is not KeepKind.APART:
            continue
        of_faction = rule.between == "faction"
        firsts = factions.get(rule.first, []) if of_faction else _known(number, rule.first)
        seconds = factions.get(rule.second, []) if of_faction else _known(number, rule.second)
        for first in firsts:
            found[first].update(seconds)
        for second in seconds:
            found[second].update(firsts)
    for index, each in enumerate(found):
        each.discard(index)
    return tuple(np.array(sorted(each), dtype=np.int64) for each in found)


def _known(number: Mapping[str, int], person_id: str) -> list[int]:
    return [number[person_id]] if person_id in number else []
