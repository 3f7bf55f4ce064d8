"""Real names for made-up people: the half of the open pairs that no judged model was trained on.

A name type is an Arabic form with the Latin spellings seen for it. Which half a type falls into
is decided by a hash of its folded Arabic form, so that all spellings of a name stay together.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from muster.matching.normalise import letters

ARAB_LETTERS = set("عحصضظذق")
"""Letters that foreign names written in Arabic hardly use."""

COMMON = """
امير كريم نبيل سامي رامي ياسين يونس سليمان ابراهيم اسماعيل ادريس هاني هادي وليد وسام نادر
ناجي مالك ماهر مازن مروان منير موسى سالم سمير سلمان سلام سليم رشيد رياض زيد زياد زهير داود
دليل جمال جميل جلال جابر بشير بدر بلال بسام انور اياد ايمن اكرم اسامه امين انس اشرف لؤي
كمال كامل كاظم فؤاد فهد فادي فارس فراس نور نوري نصر ناصر هشام هيثم وائل يوسف ياسر يزيد
شريف شادي شاكر رائد تيسير توفيق تامر جواد جهاد مهدي مؤيد نزار نواف بكر بكري دلال ليلى منى
مريم امل امال سناء رنا ريم
"""
"""Arab names without such letters."""

TRANSLATED = {"الرابع", "الخامس", "السابع", "الصغير", "قشتاله", "قبرص", "سيبيريا"}
"""Words of the pairs that are translated rather than spelt."""

WRONG = 0.6
"""Least likeness of consonants between the two spellings; less is another person's name."""

ROMAN = dict(
    zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويءپچژڤگ", "-bttjhkddrzsssdtz-gfkklmnhwy-pjzvk", strict=True)
)
"""A Latin consonant for each Arabic letter, roughly; "-" for none."""

ALIKE = str.maketrans("gcqxvpeiouawy", "jkkkbb-------")


@dataclass(frozen=True, slots=True)
class NameType:
    """A name: its Arabic form as written, its Latin spellings and how often each was seen."""

    arabic: str
    latin: tuple[str, ...]
    uses: tuple[int, ...]


def is_for_training(arabic: str) -> bool:
    """Which half an Arabic form belongs to."""
    return crc32(letters(arabic).removeprefix("ال").encode()) % 2 == 0


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file of pairs."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def write_training_half(path: Path, out: Path) -> None:
    """Write the half that a judged model may be trained on."""
    rows = [row for row in read_rows(path) if is_for_training(row["arabic"])]
    with out.open("w", encoding="utf-8", newline="") as lines:
        lines.write("arabic\tlatin\tcount\tsource\n")
        lines.writelines("\t".join(row.values()) + "\n" for row in rows)


def judged_names(path: Path) -> list[NameType]:
    """Name types of Arab people in the other half, most used first."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for row in read_rows(path):
        if is_for_training(row["arabic"]):
            continue
        folded = letters(row["arabic"])
        seen[folded][row["latin"]] += int(row["count"])
        written[folded][row["arabic"]] += int(row["count"])
    found = []
    for folded, spellings in seen.items():
        if (
            len(folded) < 3
            or folded in TRANSLATED
            or not (ARAB_LETTERS & set(folded) or folded in COMMON.split())
        ):
            continue
        good = {x: n for x, n in spellings.items() if len(x) > 2 and _is_alike(folded, x)}
        good = {latin: n for latin, n in good.items() if n * 100 >= sum(good.values())}
        if sum(good.values()) >= 2:
            arabic = max(sorted(written[folded]), key=lambda form: written[folded][form])
            ranked = sorted(good.items(), key=lambda pair: (-pair[1], pair[0]))
            found.append(NameType(arabic, *zip(*ranked, strict=True)))
    return sorted(found, key=lambda name: (-sum(name.uses), name.arabic))


def _is_alike(arabic: str, latin: str) -> bool:
    """Whether the consonants of two spellings are near enough to be one name."""
    one = "".join(ROMAN.get(c, "-") for c in arabic)
    other = letters(latin)
    for cluster, letter in (("sh", "s"), ("th", "t"), ("dh", "d"), ("kh", "k"), ("gh", "g")):
        other = other.replace(cluster, letter)
    bones = [[c for c in text.translate(ALIKE) if c not in "-h"] for text in (one, other)]
    short, long = sorted(bones, key=len)
    if not long:
        return True
    left = Counter(long) - Counter(short)
    right = Counter(short) - Counter(long)
    return 1 - (left.total() + right.total()) / (len(long) + len(short)) >= WRONG
