"""Bring the catalogues up to date: every message of pages and papers, in every language.

Messages that are new stay without a translation, which a test finds; those that nothing shows any
more are dropped.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from muster.locale.terms import RULE_TEXTS, TERMS

MUSTER = Path(__file__).parents[1] / "src" / "muster"
BOARD = MUSTER / "board"
LANGUAGES = ("ar", "ckb")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "told": None, "N_": None}
OPTIONS = {"trimmed": "false", "newstyle_gettext": "true"}
WIDTH = 100
HEADING = """\
# What pages and papers say, by tools/write_catalogues.py; translations are added by hand."""


def messages() -> Iterator[str | tuple[str, ...]]:
    """Everything that templates, pages, papers and terms can show."""
    for file in sorted((BOARD / "templates").glob("*.html")):
        yield from _extracted("jinja2", file)
    code = [*(BOARD / "pages").glob("*.py"), MUSTER / "locale" / "names.py"]
    for file in sorted([*code, *(MUSTER / "reporting" / "papers").glob("*.py")]):
        yield from _extracted("python", file)
    yield from TERMS.values()
    yield from RULE_TEXTS.values()


def _extracted(method: str, file: Path) -> Iterator[str | tuple[str, ...]]:
    stream = io.BytesIO(file.read_bytes())
    for _, message, _, _ in extract(method, stream, KEYWORDS, (), OPTIONS):
        yield message if isinstance(message, str) else tuple(message)


def catalogue(language: str) -> Catalog:
    """The language's catalogue with every message, and the translations that it has."""
    made = Catalog(
        locale=language, project="Muster", version="1", charset="utf-8", fuzzy=False,
        header_comment=HEADING, msgid_bugs_address="", last_translator="", language_team=language,
    )  # fmt: skip
    made.creation_date = made.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    for message in dict.fromkeys(messages()):
        made.add(message)
    file = path_of(language)
    if file.exists():
        with file.open("rb") as stream:
            known = read_po(stream, locale=language)
        for each in made:
            before = known.get(each.id) if each.id else None
            if before is not None:
                each.string = before.string
    return made


def path_of(language: str) -> Path:
    """Where a language's catalogue is."""
    return MUSTER / "locale" / language / "LC_MESSAGES" / "muster.po"


def main() -> None:
    """Write all catalogues."""
    for language in LANGUAGES:
        file = path_of(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        out = io.BytesIO()
        write_po(out, catalogue(language), width=WIDTH, sort_output=True, omit_header=False)
        file.write_bytes(out.getvalue())


if __name__ == "__main__":
    main()
