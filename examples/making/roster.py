"""A synthetic roster of 7,000 people for the reference example, and who must be kept how.

No row is a person: ids are shuffled numbers, and every attribute is drawn from the composition.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from examples.making import composition as given
from examples.making.composition import Level

SEED = 20260121

NEIGHBOURS = ("SYR", "IRQ")
"""Nationals whom the land reception takes, too."""
ANYWHERE_IN_IRAQ = "KARKH;NINV"
ONE_PRISON = "KARKH"

# When people are ready, and why. Few distinct times: the lists are worked off in batches.
AT_ONCE = ""
TWO_LISTS_AGREE = "2026-01-23T00:00:00+03:00"
CONSULAR_NOTICE = "2026-01-24T00:00:00+03:00"
FILE_REVIEWED = "2026-01-25T00:00:00+03:00"
FIT_TO_TRAVEL = "2026-01-27T00:00:00+03:00"
IDENTITY_SETTLED = "2026-01-29T00:00:00+03:00"


@dataclass(frozen=True, slots=True)
class Held:
    """One person of the roster, before ids are given."""

    site: str
    nationality: str
    level: Level
    separation_class: str = "men"
    seat_kind: str = "seated"
    destinations: str = ONE_PRISON
    ready_at: str = AT_ONCE
    sex: str = "m"
    birth_year: int = 0
    faction: str = ""
    family: int = 0
    """Number of the family; 0 for none."""


def make_tables(seed: int = SEED) -> dict[str, list[dict[str, object]]]:
    """`people` and `keep` of the example."""
    draw = random.Random(seed)
    roster = list(_everybody(draw))
    draw.shuffle(roster)
    ids = [f"P-{number:05d}" for number in range(1, len(roster) + 1)]
    people = [_row(id, held) for id, held in zip(ids, roster, strict=True)]
    return {"people": people, "keep": list(_keep_rules(ids, roster, draw))}


def _row(id: str, held: Held) -> dict[str, object]:
    return {
        "person_id": id,
        "site": held.site,
        "priority": held.level.priority,
        "priority_rule": held.level.rule,
        "separation_class": held.separation_class,
        "seat_kind": held.seat_kind,
        "destinations": held.destinations,
        "ready_at": held.ready_at,
        "sex": held.sex,
        "birth_year": held.birth_year,
        "nationality": "" if held.nationality == "other" else held.nationality,
        "faction": held.faction,
    }


def _everybody(draw: random.Random) -> Iterator[Held]:
    nationalities = _nationalities(sum(given.PEOPLE_AT.values()), draw)
    barred = _taken_for_the_barred(nationalities)
    for site, number in given.PEOPLE_AT.items():
        special = list(_special_people(site, nationalities, barred, draw))
        men = [_man(site, nationalities.pop(), draw) for _ in range(number - len(special))]
        yield from special
        yield from _with_factions(site, _with_open_identity(site, men))


def _nationalities(number: int, draw: random.Random) -> list[str]:
    """As many nationalities as people, in the proportions of those who were transferred."""
    total = sum(given.TRANSFERRED.values())
    exact = {name: number * count / total for name, count in given.TRANSFERRED.items()}
    counts = {name: int(share) for name, share in exact.items()}
    by_remainder = sorted(exact, key=lambda name: counts[name] - exact[name])
    for name in by_remainder[: number - sum(counts.values())]:
        counts[name] += 1
    nationalities = [name for name, count in counts.items() for _ in range(count)]
    draw.shuffle(nationalities)
    return nationalities


def _taken_for_the_barred(nationalities: list[str]) -> list[str]:
    """Take out of the list as many nationals as are barred from transfer."""
    number = sum(given.BARRED_AT.values())
    taken = [name for name in nationalities if name in given.BARRED_NATIONALITIES][:number]
    for name in taken:
        nationalities.remove(name)
    return taken


def _special_people(
    site: str, nationalities: list[str], barred: list[str], draw: random.Random
) -> Iterator[Held]:
    """Everybody but the men who need nothing special."""
    for _ in range(given.MINORS_AT.get(site, 0)):
        yield Held(
            site,
            nationalities.pop(),
            given.CHILD,
            "unaccompanied_minors",
            ready_at=CONSULAR_NOTICE,
            birth_year=draw.randint(2009, 2013),
        )
    for _ in range(given.WOMEN_AT.get(site, 0)):
        yield Held(
            site,
            nationalities.pop(),
            given.ORDINARY,
            "women",
            ready_at=TWO_LISTS_AGREE,
            sex="f",
            birth_year=draw.randint(1970, 2006),
        )
    for family in range(1, given.FAMILIES_AT.get(site, 0) + 1):
        yield from _family(site, family, nationalities, draw)
    for seat_kind, people_at in (
        ("stretcher", given.STRETCHER_AT),
        ("wheelchair", given.WHEELCHAIR_AT),
    ):
        for number in range(people_at.get(site, 0)):
            yield Held(
                site,
                nationalities.pop(),
                given.CARE,
                seat_kind=seat_kind,
                ready_at=FIT_TO_TRAVEL if seat_kind == "stretcher" and number % 2 else AT_ONCE,
                birth_year=draw.randint(1955, 2005),
            )
    for _ in range(given.BARRED_AT.get(site, 0)):
        year = draw.randint(1965, 2005)
        yield Held(site, barred.pop(), given.ORDINARY, destinations="", birth_year=year)


def _family(
    site: str, family: int, nationalities: list[str], draw: random.Random
) -> Iterator[Held]:
    mother = Held(
        site,
        nationalities.pop(),
        given.FAMILY,
        "women_with_children",
        ready_at=TWO_LISTS_AGREE,
        sex="f",
        birth_year=draw.randint(1980, 2003),
        family=family,
    )
    yield mother
    for _ in range(1 + family % 4):
        _take(mother.nationality, nationalities)
        yield replace(mother, sex=draw.choice("fm"), birth_year=draw.randint(2012, 2024))


def _take(nationality: str, nationalities: list[str]) -> None:
    """One entry fewer: this nationality if it is left, else any."""
    nationalities.remove(nationality if nationality in nationalities else nationalities[-1])


def _man(site: str, nationality: str, draw: random.Random) -> Held:
    level = draw.choices(given.MEN, [level.share for level in given.MEN])[0]
    neighbour = nationality in NEIGHBOURS
    destinations = ANYWHERE_IN_IRAQ if neighbour else ONE_PRISON
    if site == "AQTAN":
        ready_at = FILE_REVIEWED
        if nationality == "SYR" and level in (given.ORDINARY, given.NO_CASE):
            destinations = f"AQTAN;{ANYWHERE_IN_IRAQ}"
    elif level is given.LEADING or (level is given.DANGEROUS and neighbour):
        ready_at = AT_ONCE
    else:
        ready_at = TWO_LISTS_AGREE if neighbour else CONSULAR_NOTICE
    return Held(
        site,
        nationality,
        level,
        destinations=destinations,
        ready_at=ready_at,
        birth_year=draw.randint(1960, 2007),
    )


def _with_open_identity(site: str, men: Sequence[Held]) -> list[Held]:
    """The first so many ordinary men of a site wait until it is settled who they are."""
    waiting = given.IDENTITY_OPEN_AT.get(site, 0)
    result = []
    for man in men:
        if waiting and man.level is given.ORDINARY:
            waiting -= 1
            result.append(replace(man, ready_at=IDENTITY_SETTLED, destinations=ONE_PRISON))
        else:
            result.append(man)
    return result


def _with_factions(site: str, men: Sequence[Held]) -> Iterator[Held]:
    names = [
        name
        for (place, name), number in given.FACTIONS_AT.items()
        if place == site
        for _ in range(number)
    ]
    for man, name in zip(men, names, strict=False):
        yield replace(man, faction=name)
    yield from men[len(names) :]


def _keep_rules(
    ids: Sequence[str], roster: Sequence[Held], draw: random.Random
) -> Iterator[dict[str, object]]:
    yield _rule("apart", "F1", "F2", "rival factions", "faction")
    families: dict[tuple[str, int], list[str]] = {}
    for id, held in zip(ids, roster, strict=True):
        if held.family:
            families.setdefault((held.site, held.family), []).append(id)
    for members in families.values():
        for other in members[1:]:
            yield _rule("together", members[0], other, "mother and children")
    men = [
        (id, held)
        for id, held in zip(ids, roster, strict=True)
        if held.separation_class == "men" and held.seat_kind == "seated" and held.destinations
    ]
    siblings = set()
    for first, second in _siblings(men, draw):
        siblings |= {first, second}
        yield _rule("together", first, second, "brothers")
    yield from _witnesses([one for one in men if one[0] not in siblings], draw)


def _siblings(men: Sequence[tuple[str, Held]], draw: random.Random) -> Iterator[tuple[str, str]]:
    alike: dict[tuple[object, ...], list[str]] = {}
    for id, held in men:
        key = held.site, held.level, held.destinations, held.ready_at, held.faction
        alike.setdefault(key, []).append(id)
    large = sorted((key for key in alike if len(alike[key]) >= 20), key=str)
    for number in range(given.SIBLING_PAIRS):
        among = alike[large[number % len(large)]]
        yield among.pop(draw.randrange(len(among))), among.pop(draw.randrange(len(among)))
    leading = _first_alike(alike, given.LEADING)
    ordinary = _first_alike(alike, given.ORDINARY)
    for _ in range(given.UNLIKE_SIBLING_PAIRS):
        yield leading.pop(), ordinary.pop()


def _first_alike(alike: Mapping[tuple[object, ...], list[str]], level: Level) -> list[str]:
    """Men of the largest prison with a level who may go anywhere in Iraq, of no faction."""
    return next(
        members
        for (site, of_level, destinations, ready_at, faction), members in sorted(
            alike.items(), key=str
        )
        if (site, of_level, destinations, faction) == ("SINAA", level, ANYWHERE_IN_IRAQ, "")
        and ready_at != IDENTITY_SETTLED
    )


def _witnesses(men: Sequence[tuple[str, Held]], draw: random.Random) -> Iterator[dict[str, object]]:
    """Pairs of one site, each pair once."""
    at: dict[str, list[str]] = {}
    for id, held in men:
        at.setdefault(held.site, []).append(id)
    sites, numbers = list(at), [len(members) for members in at.values()]
    pairs: set[tuple[str, str]] = set()
    while len(pairs) < given.WITNESS_PAIRS:
        members = at[draw.choices(sites, numbers)[0]]
        first, second = sorted((draw.choice(members), draw.choice(members)))
        if first != second:
            pairs.add((first, second))
    for first, second in sorted(pairs):
        yield _rule("apart", first, second, "witness in a case against the other")


def _rule(
    kind: str, first: str, second: str, reason: str, between: str = "person"
) -> dict[str, object]:
    return {"kind": kind, "first": first, "second": second, "reason": reason, "between": between}
