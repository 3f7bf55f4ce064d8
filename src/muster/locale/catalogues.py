"""Translations from their catalogues (gettext's .po), read once: nothing compiled to grow stale."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from gettext import NullTranslations
from importlib import resources

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

MESSAGES, PLACES = "muster.po", "places.po"
READ_BY = {"ckb": "ar"}
"""By language: another one in the same script."""


class Translations(NullTranslations):
    """Messages of one language; a message without a translation stays English."""

    def __init__(self, messages: Mapping[str, str], plurals: Mapping[str, tuple[str, ...]],
                 form: str) -> None:  # fmt: skip
        super().__init__()
        self.messages, self.plurals = messages, plurals
        self.form = _PluralForm(form)

    def gettext(self, message: str) -> str:
        return self.messages.get(message, message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        forms = self.plurals.get(one)
        if forms is None:
            return one if n == 1 else many
        return forms[min(self.form(n), len(forms) - 1)]

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)

    def npgettext(self, context: str, one: str, many: str, n: int) -> str:
        return self.ngettext(one, many, n)


@cache
def catalogue(language: str) -> Translations:
    """The messages of a language."""
    messages: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    for each in _messages(language):
        said = _said(each)
        if not all(said):
            continue
        if isinstance(each.id, str):
            messages[each.id] = said[0]
        else:
            plurals[each.id[0]] = said
    return Translations(messages, plurals, language)


@cache
def places(language: str) -> Mapping[str, str]:
    """Names of places in a language, by their name in Latin script; where it has none yet, in one
    that its readers can read."""
    read = read_catalogue(language, PLACES) or read_catalogue(READ_BY.get(language, ""), PLACES)
    return {} if read is None else {str(m.id): str(m.string) for m in read if m.id and m.string}


@cache
def share_translated(language: str) -> float:
    """Share of a language's messages that have a translation, 0 to 1."""
    asked = _messages(language)
    done = [each for each in asked if all(_said(each)) and not each.fuzzy]
    return len(done) / len(asked) if asked else 0.0


def _messages(language: str) -> list[Message]:
    read = read_catalogue(language)
    return [] if read is None else [each for each in read if each.id]


def _said(each: Message) -> tuple[str, ...]:
    """What a message says in the language, in each of its plural forms; empty where missing."""
    if isinstance(each.string, str):
        return (each.string,)
    return tuple(each.string or ("",))


def read_catalogue(language: str, name: str = MESSAGES) -> Catalog | None:
    """A catalogue as Babel reads it; None for a language that has none."""
    file = resources.files("muster.locale").joinpath(language, "LC_MESSAGES", name)
    if not file.is_file():
        return None
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


class _PluralForm:
    """Which plural form a number takes (CLDR plural rules, as gettext's catalogues number them)."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, n: int) -> int:
        if self.language != "ar":
            return int(n != 1)
        if n in (0, 1, 2):
            return n
        if 3 <= n % 100 <= 10:
            return 3
        return 4 if n % 100 <= 2 else 5
