"""Made-up people of real names, in families: brothers, cousins, fathers and sons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bench.matching_names import NameType

KURDISH = """
ئازاد=azad|هێمن=hemin,hêmin,hemn|سۆران=soran|دلێر=diler,dler,dilêr|کاروان=karwan|ژیان=zhyan,jiyan,zhian
شوان=shwan,şivan,shivan|بەهرۆز=behroz,bahroz,behrûz|گۆران=goran|ئاسۆ=aso|پێشەوا=peshawa,pêşewa,peshewa
چیا=chia,çiya,chiya|ڕوێدا=rweda,royda|سەردار=sardar,serdar|هەژار=hazhar,hejar|ئاکۆ=ako|بارزان=barzan
زانیار=zanyar,zaniyar|دیار=diyar,dyar|هاوڕێ=hawre,hawrê|شاخەوان=shakhawan,şaxewan|لوقمان=luqman,loqman
کەمال=kamal,kemal|ڕزگار=rizgar,rzgar|نەوزاد=nawzad,newzad|ئەحمەد=ahmed,ehmed|بابان=baban
جەلال=jalal,celal|تاڵەبان=talaban|سەڵاح=salah,selah|عومەر=omer,umer|حەسەن=hasan,hesen|ئیبراهیم=ibrahim,îbrahîm
شێرزاد=sherzad,şêrzad|گەلاوێژ=galawezh,gelawêj|دەشتی=dashti,deştî|باوەڕ=bawer,bawar|هۆشیار=hoshyar,hoşyar
"""
"""Kurdish names in Sorani script with Latin and Kurmanji spellings; written for this benchmark."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up: given, father's, grandfather's and family name, and what is said beside."""

    names: tuple[NameType, ...]
    year: int
    sex: str
    nationality: str
    governorate: int
    kurdish: bool


@dataclass(frozen=True, slots=True)
class Pool:
    """Names to draw from, each with its chance."""

    given: tuple[NameType, ...]
    chance: NDArray[np.float64]
    family: tuple[NameType, ...]


def pools(names: Sequence[NameType]) -> tuple[Pool, Pool]:
    """Names of Arab and of Kurdish people; few given names are frequent, as anywhere."""
    families = tuple(names[i] for i in range(len(names)) if i % 5 == 4 or i > 300)
    given = tuple(names[i] for i in range(min(len(names), 420)) if i % 5 != 4)
    kurdish = tuple(_kurdish())
    return _pool(given, families), _pool(kurdish, (*kurdish[::3], *families[::9]))


def _pool(given: tuple[NameType, ...], family: tuple[NameType, ...]) -> Pool:
    chance = 1 / (np.arange(len(given)) + 3.0)
    return Pool(given, chance / chance.sum(), family)


def _kurdish() -> list[NameType]:
    entries = [entry for line in KURDISH.split() for entry in line.split("|")]
    found = []
    for entry in entries:
        arabic, latin = entry.split("=")
        spellings = tuple(latin.split(","))
        found.append(NameType(arabic, spellings, tuple(range(len(spellings) + 2, 2, -1))))
    return found


def make_people(
    number: int, names: Sequence[NameType], relatives: float, random: Generator
) -> list[Person]:
    """So many people; a share of the households has several on the lists."""
    arab, kurd = pools(names)
    found: list[Person] = []
    while len(found) < number:
        is_kurdish = random.random() < 0.12
        pool = kurd if is_kurdish else arab
        family = pool.family[int(random.integers(len(pool.family)))]
        grandfather, father = _drawn(pool, random), _drawn(pool, random)
        state = _state(is_kurdish, random)
        place = int(min(random.geometric(0.15) - 1, 17))
        born = int(np.clip(random.normal(1986, 10), 1945, 2008))
        sons = 1 + int(random.random() < relatives) * int(random.integers(1, 4))
        own: list[NameType] = []
        for _ in range(sons):
            given = _drawn(pool, random)
            if given in own:
                continue
            own.append(given)
            year = int(np.clip(born + random.integers(-7, 8), 1940, 2009))
            sex = "f" if random.random() < 0.06 else "m"
            line = (given, father, grandfather, family)
            found.append(Person(line, year, sex, state, place, is_kurdish))
        if random.random() < relatives / 2:  # a father with a son, or a cousin
            line = (father, grandfather, _drawn(pool, random), family)
            if random.random() < 0.5:
                line = (_drawn(pool, random), _drawn(pool, random), grandfather, family)
            year = int(np.clip(born - random.integers(0, 28), 1935, 2009))
            found.append(Person(line, year, "m", state, place, is_kurdish))
    order = random.permutation(len(found))[:number]
    return [found[i] for i in order]


def _drawn(pool: Pool, random: Generator) -> NameType:
    return pool.given[int(random.choice(len(pool.given), p=pool.chance))]


def _state(is_kurdish: bool, random: Generator) -> str:
    states = ("SY", "IQ", "TR", "TN", "EG", "SA", "RU", "FR", "MA", "OTH")
    chance = (0.42, 0.34, 0.03, 0.04, 0.03, 0.02, 0.02, 0.02, 0.02, 0.06)
    if is_kurdish:
        chance = (0.3, 0.55, 0.1, 0, 0, 0, 0, 0, 0, 0.05)
    return str(random.choice(states, p=chance))
