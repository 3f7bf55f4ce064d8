"""Made-up people on two lists, for tests: other names and other noise than any judged roster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

GIVEN = """
طارق=tareq,tariq,tarek|نبيل=nabil,nabeel|هيثم=haitham,haytham|وسام=wisam,wissam|فراس=firas,feras
غسان=ghassan,gassan|مازن=mazen,mazin|زهير=zuhair,zoheir|منذر=munther,monzer|قصي=qusay,kusai
لؤي=louay,luay|بشار=bashar,bachar|ماهر=maher,mahir|جلال=jalal,galal|سامر=samer,samir
عصام=issam,esam|رامي=rami,ramy|باسل=basel,bassel|أيمن=ayman,aiman|ثائر=thaer,thair
حيدر=haidar,hayder|قاسم=qasem,kassem|هاشم=hashem,hachim|نزار=nizar,nezar|مروان=marwan,merwan
عدنان=adnan,adnane|غازي=ghazi,gazi|وائل=wael,wail|شادي=shadi,chadi|تيسير=taysir,taiseer
"""

FAMILY = """
الحلبي=halabi,al-halabi|الجبوري=jubouri,al jabouri|الدليمي=dulaimi,dulaymi|شاهين=shahin,chahine
النجار=najjar,al-najar|الخطيب=khatib,el khateeb|بركات=barakat,barakate|حداد=haddad,hadad
الزعبي=zoubi,al-zuabi|قباني=qabbani,kabbani|العبيدي=obaidi,al-ubaydi|درويش=darwish,darwiche
الشمري=shammari,al shamari|منصور=mansour,mansur|الطائي=taie,al-tai|سلامة=salameh,salama
عبدالكريم=abdulkarim,abd al-karim|الراوي=rawi,al-rawi|كنعان=kanaan,kenan|الأسدي=asadi,al assadi
"""

Name = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up: names with their spellings, year, nationality, governorate."""

    names: tuple[Name, ...]
    year: int
    nationality: str
    governorate: str


def names_of(text: str) -> list[Name]:
    """The names of a table above."""
    pairs = (entry.split("=") for entry in text.replace("\n", "|").split("|") if entry)
    return [(arabic, tuple(latin.split(","))) for arabic, latin in pairs]


def made_up(people: int, random: Generator) -> list[Person]:
    """People; every fifth has a brother on the list."""
    given, family = names_of(GIVEN), names_of(FAMILY)
    weight = 1 / np.arange(2, len(given) + 2)
    weight /= weight.sum()
    found: list[Person] = []
    while len(found) < people:
        own = [given[i] for i in random.choice(len(given), 4, p=weight)]
        home = family[int(random.integers(len(family)))]
        place = f"G{int(random.integers(12)):02d}"
        state = ("SY", "IQ", "TR")[int(random.choice(3, p=(0.5, 0.4, 0.1)))]
        for brother in range(2 if random.random() < 0.1 else 1):
            names = (own[3 * brother], own[1], own[2], home)
            found.append(Person(names, int(random.integers(1960, 2004)), state, place))
    return found[:people]


def sent(person: Person, random: Generator) -> list[str]:
    """A person as the sender writes: Arabic, nearly whole."""
    names = [arabic for arabic, _ in person.names]
    if random.random() < 0.1:
        names.pop(2)
    year = "" if random.random() < 0.1 else str(person.year)
    return [" ".join(names), year, "m", person.nationality, person.governorate]


def received(person: Person, random: Generator) -> list[str]:
    """A person as the receiver writes: Latin, words lost, a year off, gaps."""
    names = [str(random.choice(spellings)) for _, spellings in person.names]
    if random.random() < 0.25:
        names.pop(2)
    if random.random() < 0.05:
        spot = int(random.integers(1, len(names[0])))
        names[0] = names[0][:spot] + names[0][spot + 1 :]
    if random.random() < 0.05:
        names = [names[-1], *names[:-1]]
    year = person.year + int(random.choice([0, 1, -1, 3], p=[0.8, 0.09, 0.09, 0.02]))
    place = "" if random.random() < 0.3 else person.governorate
    said = "" if random.random() < 0.12 else str(year)
    return [" ".join(names), said, "m", person.nationality, place]


def two_lists(
    people: int, overlap: float, seed: int
) -> tuple[list[list[str]], list[list[str]], set[tuple[str, str]]]:
    """Records of two lists of so many people each, and the pairs of ids that are one person."""
    random = np.random.default_rng(seed)
    both = round(people * overlap)
    everybody = made_up(2 * people - both, random)
    order = random.permutation(len(everybody))
    a = [[f"a{i:05d}", *sent(everybody[p], random)] for i, p in enumerate(order[:people])]
    shared = [*order[:both], *order[people:]]
    numbers = random.permutation(people)
    b = [[f"b{numbers[i]:05d}", *received(everybody[p], random)] for i, p in enumerate(shared)]
    return a, b, {(f"a{i:05d}", f"b{numbers[i]:05d}") for i in range(both)}
