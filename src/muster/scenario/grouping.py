"""Groups from a roster: people whom the planner need not tell apart.

See docs/scenario-format.md. Nothing here depends on the order of the roster's rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from muster.scenario.network import SeatKind
from muster.scenario.people import Group, KeepKind, KeepRule, Person

_KeyT = TypeVar("_KeyT", bound=Hashable)


@dataclass(frozen=True, slots=True)
class _Alike:
    """What people of one group have in common."""

    site: str
    separation_class: str
    priority: float
    seat_kind: SeatKind
    ready_at: datetime | None
    destinations: tuple[str, ...]
    """Sorted: the set of them counts."""
    priority_rule: str

    @property
    def stem(self) -> str:
        """The readable part of the group's id."""
        return f"{self.site}-{self.separation_class}-p{self.priority:g}"

    @property
    def rank(self) -> tuple[object, ...]:
        """Orders groups with the same stem; the plainest first."""
        return (
            self.site,
            self.separation_class,
            self.priority,
            tuple(SeatKind).index(self.seat_kind),
            self.ready_at is not None,
            self.ready_at.timestamp() if self.ready_at else 0.0,
            self.destinations,
            self.priority_rule,
        )


def group_people(
    people: Sequence[Person], keep: Iterable[KeepRule]
) -> tuple[dict[str, Group], tuple[Person, ...]]:
    """The groups of a roster by id, and the roster with each person's group."""
    strictest = _strictest_by_person(people, keep)
    in_order: dict[tuple[str, ...], tuple[str, ...]] = {}
    keys = []
    for person in people:
        kept = strictest.get(person.person_id, person)
        destinations = in_order.get(kept.destinations)
        if destinations is None:
            destinations = tuple(sorted(set(kept.destinations)))
            in_order[kept.destinations] = destinations
        keys.append(
            (
                person.site,
                person.separation_class,
                kept.priority,
                person.seat_kind,
                kept.ready_at,
                destinations,
                kept.priority_rule,
            )
        )
    numbers = Counter(keys)
    ids = _ids({key: _Alike(*key) for key in numbers})
    groups = {id: _group(id, _Alike(*key), numbers[key]) for key, id in ids.items()}
    roster = tuple(
        replace(person, group=ids[key]) for person, key in zip(people, keys, strict=True)
    )
    return groups, roster


def kept_together(keep: Iterable[KeepRule]) -> Iterator[frozenset[str]]:
    """Sets of people who must stay together, transitively."""
    cluster: dict[str, set[str]] = {}
    for rule in keep:
        if rule.kind is not KeepKind.TOGETHER or rule.between != "person":
            continue
        first = cluster.setdefault(rule.first, {rule.first})
        second = cluster.setdefault(rule.second, {rule.second})
        if first is not second:
            small, large = sorted((first, second), key=len)
            large |= small
            for person_id in small:
                cluster[person_id] = large
    seen: set[int] = set()
    for members in cluster.values():
        if id(members) not in seen:
            seen.add(id(members))
            yield frozenset(members)


def common_destinations(together: Sequence[Person]) -> tuple[str, ...]:
    """The destinations that all of them have, sorted."""
    return tuple(sorted(set.intersection(*(set(person.destinations) for person in together))))


def _strictest_by_person(
    people: Sequence[Person], keep: Iterable[KeepRule]
) -> Mapping[str, Person]:
    """People who are kept together, with the strictest of their priorities, times and places."""
    clusters = list(kept_together(keep))
    if not clusters:
        return {}
    by_id = {person.person_id: person for person in people}
    strictest = {}
    for members in clusters:
        together = [by_id[person_id] for person_id in sorted(members) if person_id in by_id]
        if not together:
            continue
        highest = max(person.priority for person in together)
        times = [person.ready_at for person in together if person.ready_at is not None]
        destinations = common_destinations(together)
        rule = min(person.priority_rule for person in together if person.priority == highest)
        for person in together:
            strictest[person.person_id] = replace(
                person,
                priority=highest,
                priority_rule=rule,
                ready_at=max(times, default=None),
                destinations=destinations,
            )
    return strictest


def _ids(kinds: Mapping[_KeyT, _Alike]) -> dict[_KeyT, str]:
    """An id for each: its stem, and a letter that tells those with the same stem apart."""
    ids: dict[_KeyT, str] = {}
    used: dict[str, int] = {}
    for key, each in sorted(kinds.items(), key=lambda item: item[1].rank):
        used[each.stem] = used.get(each.stem, 0) + 1
        ids[key] = f"{each.stem}-{_letters(used[each.stem])}"
    return ids


def _letters(number: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _group(id: str, alike: _Alike, people: int) -> Group:
    return Group(
        id=id,
        site=alike.site,
        people=people,
        priority=alike.priority,
        separation_class=alike.separation_class,
        destinations=alike.destinations,
        priority_rule=alike.priority_rule,
        seat_kind=alike.seat_kind,
        ready_at=alike.ready_at,
    )
