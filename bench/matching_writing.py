"""How a clerk of the one side or the other writes a person down, with slips and habits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from bench.matching_names import NameType
from bench.matching_people import Person


@dataclass(frozen=True, slots=True)
class Care:
    """Shares of rows (or of words) that a list spoils in each way."""

    grandfather_lost: float
    word_lost: float
    given_lost: float
    added: float
    turned: float
    swapped: float
    slip: float
    misread: float
    kunya: float
    nisba: float
    odd_spelling: float
    """How far rare spellings are used: 0 only by their frequency, 1 all alike."""
    other_source: float
    """Rows spelt by the habits of another language."""
    year_missing: float
    year_wrong: float
    place_missing: float
    place_wrong: float
    state_missing: float
    state_wrong: float


SENDER = {
    "moderate": Care(0.10, 0.03, 0.0, 0.01, 0.01, 0.005, 0.008, 0.006, 0.01, 0.03, 0, 0,
                     0.10, 0.05, 0.02, 0.02, 0.01, 0.01),
    "hard": Care(0.22, 0.06, 0.005, 0.02, 0.03, 0.01, 0.02, 0.015, 0.02, 0.06, 0, 0,
                 0.25, 0.08, 0.05, 0.04, 0.03, 0.02),
}  # fmt: skip
RECEIVER = {
    "moderate": Care(0.25, 0.05, 0.004, 0.04, 0.04, 0.02, 0.03, 0.01, 0.01, 0.02, 0.15, 0.04,
                     0.15, 0.22, 0.40, 0.04, 0.10, 0.02),
    "hard": Care(0.40, 0.10, 0.015, 0.06, 0.07, 0.03, 0.06, 0.03, 0.03, 0.04, 0.5, 0.12,
                 0.40, 0.34, 0.58, 0.08, 0.10, 0.04),
}  # fmt: skip

DOTS = [set(group) for group in ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "عغ", "فق")]
YEARS_OFF, YEAR_SHARES = (1, -1, 2, -2, 3, -4, 10), (0.36, 0.34, 0.08, 0.08, 0.05, 0.04, 0.05)
LATIN_MISREAD = (
    ("rn", "m"),
    ("m", "rn"),
    ("l", "i"),
    ("i", "l"),
    ("h", "b"),
    ("u", "v"),
    ("cl", "d"),
    ("e", "c"),
    ("a", "o"),
    ("n", "ri"),
    ("w", "vv"),
    ("g", "q"),
)
KEYS = "qwertyuiop", "asdfghjkl", "zxcvbnm"
TONGUES = {
    "french": (("sh", "ch"), ("w", "ou"), ("j", "dj"), ("oo", "ou"), ("ee", "i"), ("u", "ou")),
    "german": (("sh", "sch"), ("kh", "ch"), ("w", "u"), ("z", "s"), ("y", "j")),
    "turkish": (("sh", "ş"), ("kh", "h"), ("j", "c"), ("w", "v"), ("q", "k"), ("th", "t")),
    "kurmanji": (("sh", "ş"), ("kh", "x"), ("j", "c"), ("oo", "û"), ("ou", "û"), ("ee", "î")),
    "persian": (("w", "v"), ("th", "s"), ("dh", "z"), ("ai", "ei"), ("u", "o")),
    "strict": (("ou", "u"), ("oo", "u"), ("ee", "i"), ("e", "i"), ("o", "u"), ("c", "k")),
}  # fmt: skip
STATES = {
    "SY": ("Syria", "SYR", "سوريا", "Syrian"), "IQ": ("Iraq", "IRQ", "العراق", "Iraqi"),
    "TR": ("Turkey", "TUR", "تركيا"), "TN": ("Tunisia", "TUN", "تونس"),
    "EG": ("Egypt", "EGY", "مصر"),
    "SA": ("Saudi Arabia", "SAU", "السعودية"), "RU": ("Russia", "RUS", "روسيا"),
    "FR": ("France", "FRA", "فرنسا"), "MA": ("Morocco", "MAR", "المغرب"),
}  # fmt: skip
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
CITIES = ("الحلبي", "الشامي", "العراقي", "الموصلي", "البغدادي", "التونسي", "المصري", "الأنصاري")
CITIES_LATIN = (
    "halabi",
    "al-shami",
    "al iraqi",
    "almosuli",
    "al-baghdadi",
    "tunisi",
    "el masri",
    "ansari",
)


def write_arabic(person: Person, care: Care, random: Generator, formats: bool) -> list[str]:
    """A row in Arabic or Sorani script: name, birth year, sex, nationality, governorate."""
    kept = _kept(person.names, care, random)
    words = [_arabic_word(name.arabic, care, random) for name in kept]
    if random.random() < 0.04 and len(words) > 1:
        words.insert(1, "بن")
    if random.random() < care.kunya:
        words[0] = "ابو " + words[int(random.integers(len(words)))]
    if random.random() < care.nisba:
        words.append(str(random.choice(CITIES)))
    if random.random() < 0.01:
        words.insert(0, str(random.choice(["السيد", "الحاج", "الشيخ", "د."])))
    text = " ".join(_ordered(words, care, random))
    if random.random() < 0.02:
        text = "\u202b" + text + "\u202c"
    return [text, *_beside(person, care, random, formats, eastern=0.3 if formats else 0.0)]


def write_latin(person: Person, care: Care, random: Generator, formats: bool) -> list[str]:
    """A row in Latin letters, in the habits of some clerk."""
    tongue = str(random.choice(list(TONGUES))) if random.random() < care.other_source else ""
    kept = _kept(person.names, care, random)
    words = [_latin_word(name, care, tongue, random) for name in kept]
    if random.random() < 0.05 and len(words) > 1:
        words.insert(1, str(random.choice(["bin", "ben", "ibn"])))
    if random.random() < care.kunya:
        words[0] = str(random.choice(["abu ", "abou "])) + words[int(random.integers(len(words)))]
    if random.random() < care.nisba:
        words.append(str(random.choice(CITIES_LATIN)))
    text = " ".join(_ordered(words, care, random))
    return [_cased(text, random), *_beside(person, care, random, formats, eastern=0.0)]


def _kept(names: tuple[NameType, ...], care: Care, random: Generator) -> list[NameType]:
    lost = (care.given_lost, care.word_lost, care.grandfather_lost, care.word_lost)
    kept = [name for name, share in zip(names, lost, strict=True) if random.random() >= share]
    kept = kept if len(kept) > 1 else list(names[:2])
    if random.random() < care.added:
        kept.insert(int(random.integers(1, len(kept) + 1)), names[int(random.integers(1, 3))])
    return kept


def _ordered(words: list[str], care: Care, random: Generator) -> list[str]:
    if random.random() < care.turned:
        return [words[-1], *words[:-1]]
    if random.random() < care.swapped and len(words) > 2:
        at = int(random.integers(len(words) - 1))
        words[at], words[at + 1] = words[at + 1], words[at]
    return words


def _arabic_word(word: str, care: Care, random: Generator) -> str:
    if random.random() < 0.35:
        word = word.translate(str.maketrans("أإآ", "ااا"))
    if random.random() < 0.2:
        word = word.replace("ي", "ى") if word.endswith("ي") else word
    if random.random() < 0.2 and word.endswith("ة"):
        word = word[:-1] + "ه"
    if random.random() < 0.06:
        word = word.replace("ي", "ی").replace("ك", "ک")
    if random.random() < 0.01 and len(word) > 3:
        word = word[:2] + "ــ" + word[2:]
    if word.startswith("عبدال") and random.random() < 0.5:
        word = "عبد " + word[3:]
    if random.random() < care.misread:
        at = int(random.integers(len(word)))
        for group in DOTS:
            if word[at] in group:
                other = str(random.choice(sorted(group - {word[at]})))
                word = word[:at] + other + word[at + 1 :]
                break
    return _slipped(word, care.slip, "ابتحدرسعفقكلمنهوي", random)


def _latin_word(name: NameType, care: Care, tongue: str, random: Generator) -> str:
    weight = np.array(name.uses, float) ** (1 - care.odd_spelling)
    word = str(random.choice(name.latin, p=weight / weight.sum()))
    for old, new in TONGUES.get(tongue, ()):
        if random.random() < 0.8:
            word = word.replace(old, new)
    if name.arabic.startswith("ال") and len(name.arabic) > 4:
        bare = word.removeprefix("al").lstrip("- ")
        word = str(random.choice(["al-", "al ", "el-", "el ", "", "al"])) + (bare or word)
    if random.random() < care.misread:
        at = [pair for pair in LATIN_MISREAD if pair[0] in word]
        if at:
            old, new = at[int(random.integers(len(at)))]
            word = word.replace(old, new, 1)
    return _slipped(word, care.slip, "", random)


def _slipped(word: str, share: float, letters: str, random: Generator) -> str:
    if random.random() >= share or len(word) < 3:
        return word
    at = int(random.integers(1, len(word) - 1))
    kind = int(random.integers(4))
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    near = letters
    for row in KEYS:
        if not letters and word[at] in row:
            place = row.index(word[at])
            near = row[max(place - 1, 0) : place + 2].replace(word[at], "")
    return word[:at] + str(random.choice(list(near or "aeiou"))) + word[at + 1 :]


def _cased(text: str, random: Generator) -> str:
    kind = random.random()
    return text.upper() if kind < 0.1 else text.title() if kind < 0.5 else text


def _beside(
    person: Person, care: Care, random: Generator, formats: bool, eastern: float
) -> list[str]:
    year, sex, state, place = person.year, person.sex, person.nationality, person.governorate
    if random.random() < care.year_wrong:
        year += int(random.choice(YEARS_OFF, p=YEAR_SHARES))
    said = "" if random.random() < care.year_missing else str(year)
    if said and formats and random.random() < 0.3:
        said = _date(year, random)
    if random.random() < eastern:
        said = said.translate(EASTERN)
    if random.random() < care.state_wrong:
        state = str(random.choice(["SY", "IQ", "TR"]))
    if formats and random.random() < 0.3:
        state = str(random.choice(STATES.get(state, (state,))))
    if random.random() < care.state_missing:
        state = ""
    if random.random() < care.place_wrong:
        place = int(random.integers(18))
    where = "" if random.random() < care.place_missing else f"G{place:02d}"
    sex = "" if random.random() < 0.03 else "m" if random.random() < 0.005 else sex
    return [said, sex, state, where]


def _date(year: int, random: Generator) -> str:
    month, day = int(random.integers(1, 13)), int(random.integers(1, 29))
    kinds = (
        f"{year}-{month:02d}-{day:02d}", f"{day:02d}/{month:02d}/{year}", f"ca. {year}",
        f"~{year}", f"{round((year - 621.5774) / 0.970224)} هـ", f"{day}.{month}.{year}",
    )  # fmt: skip
    return str(random.choice(kinds))
