"""Who is held in a generated instance: groups by priority, class and where they may go."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.scenario import Group, SeatKind

MEN, WOMEN, MINORS = "men", "women", "unaccompanied_minors"
PRIORITIES = (8.0, 4.0, 2.0, 1.0)
PRIORITY_SHARES = (0.1, 0.25, 0.45, 0.2)
WOMENS_PRISONS, JUVENILE_PRISONS = 0.08, 0.04
"""Shares of the prisons; all others hold men, and some of them a few others."""
RESTRICTED = 0.2
"""Share of the groups that may only go to every second reception."""
LATE = 0.3
"""Share of the groups that are not ready at the start."""


@dataclass(frozen=True, slots=True)
class Population:
    """How many people are held where, and in how many groups."""

    people: int
    fewest_groups: int
    most_groups: int
    mixed: bool
    """Whether men's prisons hold a few women, minors and sick people, too."""


def draw_numbers(draw: random.Random, people: int, prisons: Sequence[str]) -> dict[str, int]:
    """People by prison: a few large prisons and many small ones, `people` in all."""
    sizes = [draw.lognormvariate(0, 0.7) for _ in prisons]
    exact = [people * size / sum(sizes) for size in sizes]
    numbers = [max(1, round(number)) for number in exact]
    numbers[numbers.index(max(numbers))] += people - sum(numbers)
    return dict(zip(prisons, numbers, strict=True))


def draw_groups(
    draw: random.Random,
    population: Population,
    numbers: dict[str, int],
    receptions: dict[str, tuple[str, ...]],
    start: datetime,
    horizon_h: float,
) -> dict[str, Group]:
    """Groups by id; `receptions` are those that can be reached from each prison."""
    groups: dict[str, Group] = {}
    for prison, people in numbers.items():
        reachable = receptions[prison]
        for index, (separation_class, seat_kind, priority, number) in enumerate(
            _parts(draw, population, people)
        ):
            restricted = len(reachable) > 1 and draw.random() < RESTRICTED
            late = draw.random() < LATE
            ready_h = 24 * draw.randint(1, max(1, int(horizon_h / 24 / 4))) if late else 0
            group = Group(
                id=f"{prison}-{index}",
                site=prison,
                people=number,
                priority=priority,
                priority_rule=f"drawn: {priority:g}",
                separation_class=separation_class,
                seat_kind=seat_kind,
                destinations=reachable[:1] if restricted else reachable,
                ready_at=start + timedelta(hours=ready_h)
                if ready_h < horizon_h / 2 and late
                else None,
            )
            groups[group.id] = group
    return groups


def _parts(
    draw: random.Random, population: Population, people: int
) -> Iterator[tuple[str, SeatKind, float, int]]:
    """(class, seat kind, priority, people) of each group of one prison."""
    kind = draw.random()
    main = WOMEN if kind < WOMENS_PRISONS else MEN
    if WOMENS_PRISONS <= kind < WOMENS_PRISONS + JUVENILE_PRISONS:
        main = MINORS
    if population.mixed and main == MEN:
        for separation_class, seat_kind, share in (
            (MINORS, SeatKind.SEATED, 0.03),
            (WOMEN, SeatKind.SEATED, 0.02),
            (MEN, SeatKind.STRETCHER, 0.01),
        ):
            number = round(people * share * 2 * draw.random())
            if number:
                people -= number
                yield separation_class, seat_kind, 4.0, number
    count = min(people, draw.randint(population.fewest_groups, population.most_groups))
    chosen = sorted(_different_priorities(draw, count), reverse=True)
    cuts = sorted(draw.sample(range(1, people), len(chosen) - 1))
    for priority, begins, ends in zip(chosen, [0, *cuts], [*cuts, people], strict=True):
        yield main, SeatKind.SEATED, priority, ends - begins


def _different_priorities(draw: random.Random, count: int) -> set[float]:
    chosen: set[float] = set()
    while len(chosen) < min(count, len(PRIORITIES)):
        chosen |= set(draw.choices(PRIORITIES, PRIORITY_SHARES))
    return chosen
