"""Nationalities and governorates as lists write them, brought to codes of ISO 3166.

Countries come from pycountry (ISO 3166-1, with the translations of Debian's iso-codes), read by
code, name or adjective in English, French, Turkish, Arabic, Sorani or Persian; governorates of
Syria, Iraq and Turkey (ISO 3166-2) by name. What is not known stays as it is written, in capitals.
"""

from __future__ import annotations

import gettext
import unicodedata
from functools import lru_cache
from pathlib import Path

import pycountry

from muster.matching.normalise import letters, without_article

LANGUAGES = ("ar", "ckb", "fa", "fr", "tr", "de")
PROVINCES_OF = ("SY", "IQ", "TR")
ARTICLES = ("al", "el", "ar", "as", "ad", "an")

ADJECTIVES = {
    "SY": "syrian syrienne syrien suriyeli", "IQ": "iraqi irakien iraki",
    "TR": "turkish turk turkey turkiye", "EG": "egyptian misri", "TN": "tunisian tunisien",
    "JO": "jordanian", "LB": "lebanese libanais", "PS": "palestinian filistini", "YE": "yemeni",
    "SA": "saudi saudiarabian ksa", "IR": "iranian", "LY": "libyan", "DZ": "algerian algerien",
    "MA": "moroccan marocain", "SD": "sudanese", "SO": "somali", "KW": "kuwaiti", "QA": "qatari",
    "BH": "bahraini", "OM": "omani", "AE": "emirati uae", "AF": "afghan", "PK": "pakistani",
    "IN": "indian", "BD": "bangladeshi", "ID": "indonesian", "MY": "malaysian", "UZ": "uzbek",
    "TJ": "tajik", "KG": "kyrgyz kirghiz", "KZ": "kazakh", "AZ": "azerbaijani azeri",
    "RU": "russian russia russie", "UA": "ukrainian", "CN": "chinese", "FR": "french francais",
    "DE": "german", "GB": "british uk", "NL": "dutch holland", "BE": "belgian", "SE": "swedish",
    "ES": "spanish", "IT": "italian", "US": "american usa", "CA": "canadian", "AU": "australian",
    "BA": "bosnian", "XK": "kosovar kosovan kosovo", "AL": "albanian", "MV": "maldivian",
}  # fmt: skip
"""Adjectives and short names, folded, that ISO 3166 does not list."""

ARABIC_NAMES = {
    "SY": "سوريا سورية سوريه", "IQ": "العراق", "TR": "تركيا", "EG": "مصر", "TN": "تونس",
    "SA": "السعودية", "JO": "الاردن", "LB": "لبنان", "PS": "فلسطين", "RU": "روسيا", "LY": "ليبيا",
    "MA": "المغرب", "DZ": "الجزائر", "YE": "اليمن", "IR": "ايران", "AF": "افغانستان",
    "SD": "السودان", "FR": "فرنسا", "DE": "المانيا", "GB": "بريطانيا", "US": "امريكا",
}  # fmt: skip
"""Everyday Arabic names where the official one is another."""

PROVINCES = {
    "SY-DI": "damascus دمشق", "SY-RD": "rifdamascus rifdimashq ruraldamascus ريفدمشق",
    "SY-HL": "aleppo halab حلب", "SY-HM": "hama حماة", "SY-HI": "homs حمص",
    "SY-LA": "latakia lattakia اللاذقية", "SY-ID": "idlib ادلب", "SY-TA": "tartus tartous طرطوس",
    "SY-RA": "raqqa raqqah rakka الرقة",
    "SY-DY": "deirezzor deirazzor deiralzor deirezzour ديرالزور",
    "SY-HA": "hasakah hasaka hassakeh hasakeh hesice الحسكة", "SY-SU": "suwayda sweida السويداء",
    "SY-DR": "daraa dara درعا", "SY-QU": "quneitra القنيطرة", "IQ-BG": "baghdad بغداد",
    "IQ-NI": "nineveh ninawa ninewa mosul نينوى الموصل", "IQ-BA": "basra basrah البصرة",
    "IQ-AN": "anbar الانبار", "IQ-KI": "kirkuk tamim كركوك", "IQ-DI": "diyala ديالى",
    "IQ-SD": "salahaldin salahuddin saladin salahaddin صلاحالدين",
    "IQ-AR": "erbil arbil hewler اربيل هەولێر",
    "IQ-DA": "duhok dohuk dahuk دهوك دهۆك",
    "IQ-SU": "sulaymaniyah sulaimaniya slemani السليمانية سلێماني",
    "IQ-BB": "babil babylon بابل", "IQ-KA": "karbala kerbala كربلاء", "IQ-NA": "najaf النجف",
    "IQ-QA": "qadisiyah diwaniyah القادسية الديوانية", "IQ-MU": "muthanna المثنى",
    "IQ-DQ": "dhiqar thiqar ذيقار", "IQ-MA": "maysan missan ميسان", "IQ-WA": "wasit kut واسط",
}  # fmt: skip
"""Governorates of Syria and Iraq as they are written beside their names in ISO 3166-2."""

SEXES = {
    **dict.fromkeys(("m", "male", "man", "masculin", "erkek", "ذكر", "ذ", "نێر"), "M"),
    **dict.fromkeys(("f", "female", "w", "woman", "feminin", "kadin", "انثي", "مێ"), "F"),
}


@lru_cache(maxsize=20_000)
def sex(text: str) -> str:
    """M or F where a word for it is known."""
    return SEXES.get(text.strip().casefold(), SEXES.get(letters(text), _kept(text)))


@lru_cache(maxsize=20_000)
def nationality(text: str) -> str:
    """The alpha-2 code of a country or its adjective."""
    return _countries().get(_folded(text), _kept(text)) if text else ""


@lru_cache(maxsize=20_000)
def governorate(text: str) -> str:
    """The code of a governorate."""
    if not text:
        return ""
    kept = _kept(text)
    return _provinces().get(_folded(text), kept)


def _kept(text: str) -> str:
    return " ".join(text.split()).upper()


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    """The letters of a place, without spaces, marks and article."""
    words = letters(unicodedata.normalize("NFKC", text).replace("-", " "))
    if words.isascii():
        first = text.casefold().replace("-", " ").split()[:1]
        return words[2:] if first and first[0] in ARTICLES else words
    bare = without_article(words)
    return bare[:-1] + "ه" if bare.endswith("ا") else bare


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    folder = Path(pycountry.__file__).parent / "locales"
    tongues = [
        gettext.translation("iso3166-1", folder, [tongue], fallback=True) for tongue in LANGUAGES
    ]
    for country in pycountry.countries:
        code = country.alpha_2
        names = [getattr(country, kind, "") for kind in ("name", "common_name", "official_name")]
        names += [tongue.gettext(name) for tongue in tongues for name in names if name]
        for name in (code, country.alpha_3, *names):
            found.setdefault(_folded(name), code)
    for table in (ADJECTIVES, ARABIC_NAMES):
        for code, words in table.items():
            for word in words.split():
                found[_folded(word)] = code
    for name, code in list(found.items()):
        if not name.isascii() and len(name) > 2:  # the man or woman of a country: -i, -iyya
            stem = name.removesuffix("ه").removesuffix("ي").removesuffix("ا")
            for ending in ("ي", "يه"):
                found.setdefault(stem + ending, code)
    found.pop("", None)
    return found


@lru_cache(maxsize=1)
def _provinces() -> dict[str, str]:
    found: dict[str, str] = {}
    for state in PROVINCES_OF:
        for province in pycountry.subdivisions.get(country_code=state):
            found.setdefault(_folded(province.code), province.code)
            found.setdefault(_folded(province.name), province.code)
    for code, words in PROVINCES.items():
        for word in words.split():
            found[_folded(word)] = code
    found.pop("", None)
    return found
