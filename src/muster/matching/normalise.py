"""Names as they are written, brought to one form.

Arabic, Sorani, Kurmanji and Latin names become tuples of tokens of one script: Arabic letters
with their variants folded, or the letters a to z. Nothing is transliterated here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ARABIC_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءپچژڤگە"
"""The Arabic and Sorani letters that are told apart."""

LATIN_LETTERS = "abcdefghijklmnopqrstuvwxyz"

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیئېےێ", "ي"),
        **dict.fromkeys("ةہۃ", "ه"),
        **dict.fromkeys("ؤۆۋ", "و"),
        "ڵ": "ل",
        "ڕ": "ر",
        "ک": "ك",
        "ھ": "ه",
        "ۀ": "ه",
        "ڪ": "ك",
    }
)
"""Letter variants that lists confuse: hamza carriers, final ya and ta marbuta, Persian forms."""

_LATIN_EXTRA = str.maketrans(
    {
        "ş": "sh",
        "ç": "ch",
        "š": "sh",
        "č": "ch",
        "ğ": "gh",
        "ı": "i",
        "ß": "ss",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
    }
)
_BEARER = re.compile(r"\bئ(?=[اەێۆو])")
"""The Sorani bearer of a vowel that begins a word, itself silent."""
_NOT_A_LETTER = re.compile(rf"[^{ARABIC_LETTERS}{LATIN_LETTERS}]+")
_ARTICLE_LATIN = {"al", "el", "ul", "as", "ash", "ar", "ad", "an", "at", "az", "il"}
_CHILD_OF = {"ibn", "bin", "ben", "bn", "bint", "binti", "ould", "بن", "ابن", "بنت", "كوري", "زاده"}
_FATHER_OF = {"abu", "abou", "abo", "ابو"}
_HONORIFICS = {
    *("mr", "mrs", "ms", "dr", "eng", "prof", "sheikh", "shaikh", "shaykh", "cheikh", "mullah"),
    *("haj", "hajj", "haji", "hajji", "hadj", "ustadh", "capt", "col", "gen", "lt", "maj", "sgt"),
    *("السيد", "السيده", "الدكتور", "الشيخ", "الحاج", "الحاجه", "المهندس", "الاستاذ", "الملا"),
    *("العميد", "العقيد", "المقدم", "الرائد", "النقيب", "الملازم", "الرقيب", "د", "م", "ا"),
}
_DIN = {"din", "deen", "dine", "eddin", "eddine", "aldin", "aldeen", "uddin", "addin", "uldin"}
_SERVANT_LATIN = re.compile(
    r"^abd(?:[aeuoi]?l|[aeuo](?=([rsdntz])\1)|[aeuo]?[rsdntz](?=[rsdntz]))([a-z]{3,})$"
)
_LETTERS_OF_GOD = re.compile(r"^[aeiou]?ll?ah$")


def is_arabic(text: str) -> bool:
    """Whether most letters of a text are Arabic (or Sorani) rather than Latin."""
    arabic = sum("\u0600" <= c <= "\u06ff" or "\ufb50" <= c <= "\ufeff" for c in text)
    return arabic * 2 > sum(c.isalpha() for c in text)


@lru_cache(maxsize=400_000)
def name_tokens(name: str) -> tuple[str, ...]:
    """The tokens of a full name, at most eight; articles, ibn and honorifics taken away.

    A name left with nothing gives the empty tuple.
    """
    text = unicodedata.normalize("NFKC", name)
    tokens = _arabic_tokens(text) if is_arabic(text) else _latin_tokens(text)
    return _without_told_twice(tokens)[:8]


def _without_told_twice(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The tokens without a kunya whose name the rest says again: Abu Azad, Azad Diyar."""
    is_told = len(tokens) > 2 and tokens[0] in _FATHER_OF and tokens[1] in tokens[2:]
    return tokens[2:] if is_told else tokens


def letters(text: str) -> str:
    """The letters of one word of either script, folded, all else taken away."""
    text = unicodedata.normalize("NFKC", text)
    if is_arabic(text):
        text = _BEARER.sub("", unicodedata.normalize("NFC", text)).translate(_FOLDED)
    else:
        text = unicodedata.normalize("NFD", text.casefold().translate(_LATIN_EXTRA))
        text = "".join(c for c in text if not unicodedata.combining(c))
    return _NOT_A_LETTER.sub("", text)


def _arabic_tokens(text: str) -> tuple[str, ...]:
    words = [letters(word) for word in re.split(r"[\s\-_.,;/،]+", text)]
    tokens: list[str] = []
    for word in words:
        if not word or word in _CHILD_OF or (word in _HONORIFICS and len(words) > 2):
            continue
        if (word == "الله" and tokens) or (word == "الدين" and tokens):
            tokens[-1] += word
        elif word.startswith("عبدال") and len(word) > 6 and word != "عبدالله":
            tokens += ["عبد", word[3:]]
        elif word.startswith("ابو") and len(word) > 5:
            tokens += ["ابو", word[3:]]
        else:
            tokens.append(word)
    return tuple(tokens)


def _latin_tokens(text: str) -> tuple[str, ...]:
    text = re.sub(r"['’ʼ`ʿʾʻ]", "", text)
    words = [letters(word) for word in re.split(r"[\s\-_.,;/]+", text)]
    words = [word for word in words if word]
    tokens: list[str] = []
    for word in words:
        if word in _CHILD_OF or word in _ARTICLE_LATIN:
            continue
        if word in _HONORIFICS and len(words) > 2:
            continue
        servant = _SERVANT_LATIN.match(word)
        if tokens and (word in _DIN or (_LETTERS_OF_GOD.match(word) and tokens[-1][:3] == "abd")):
            tokens[-1] += word
        elif servant and servant.group(2) not in ("lah", "llah", "alla", "ulla", "allah", "ullah"):
            tokens += ["abdul", servant.group(2)]
        elif re.match(r"^abu[b-df-hj-np-tv-z]", word) and len(word) > 6:
            tokens += ["abu", word[3:]]
        else:
            tokens.append(word)
    return tuple(tokens)


def without_article(word: str) -> str:
    """An Arabic word without its al-, where enough is left to be a name."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word
