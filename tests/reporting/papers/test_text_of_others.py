"""Names and reasons of others: shown as they are, never executed, never breaking a paper."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from muster.reporting.papers import Paper, as_pdf
from muster.reporting.papers.legible import END, ISOLATE, characters, isolated, legible
from muster.reporting.papers.paper import (
    Code,
    Column,
    Facts,
    Heading,
    Label,
    Labels,
    Lines,
    Marks,
    Prose,
    Table,
)
from paper_makers import text_of

HOSTILE = (
    '#import "@preview/evil:1.0.0": *', "#read(\"/etc/passwd\")", "*bold* _it_ `raw` $x^2$",
    "[content] ] [", "// comment /* x */", "<label> @cite ~ \\ \\u{41}", "= Heading",
    "- item + item", "#eval(\"1+1\")", "{page} of {pages}", "%(name)s %s", "a'b\"c",
)  # fmt: skip
PLACES = 7
"""How often `of` puts a text on its paper."""
EMPTY = Paper(
    "test", "Title", "", (), "en", "ltr", "latn", "made", "Page {page} of {pages}",
    "2026-01-21T06:00:00.000Z",
)  # fmt: skip


def of(*texts, direction="ltr"):
    """A paper with texts in each kind of block."""
    columns = (Column("No."), Column("Who", "1fr"), Column("Note", "20mm"))
    rows = [(str(n), Lines((text, text)), Marks((text,))) for n, text in enumerate(texts)]
    blocks = [Table(columns, rows)]
    for text in texts:
        blocks += [Heading(text), Prose(text, framed=True), Facts(((text, text),))]
    return replace(EMPTY, blocks=tuple(blocks), direction=direction,
                   language="ar" if direction == "rtl" else "en")  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_of_the_typesetter_is_shown_and_not_executed(text):
    shown = "".join(text_of(as_pdf(of(text))).split())
    assert shown.count("".join(text.split())) == PLACES


def test_markup_is_shown_on_a_label_too():
    label = Label(HOSTILE[0], Code("muster:x", "x", 18), HOSTILE[1:3], HOSTILE[3:4])
    shown = "".join(
        text_of(as_pdf(replace(EMPTY, blocks=Labels((label,), 1, 10, 200, 28)))).split()
    )
    for text in HOSTILE[:4]:
        assert "".join(text.split()) in shown


@settings(max_examples=40, deadline=None)
@drawn(st.lists(st.text(max_size=60), min_size=1, max_size=4), st.sampled_from(["ltr", "rtl"]))
def test_any_text_at_all_makes_a_paper(texts, direction):
    assert as_pdf(of(*texts, direction=direction)).startswith(b"%PDF")


@drawn(st.text())
def test_nothing_legible_is_hidden_or_lacks_a_letter(text):
    for each in legible(text).replace("\u200b", "").replace("\u200c", "").replace("\u200d", ""):
        assert ord(each) in characters()
        assert unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def test_what_would_turn_the_reading_direction_is_written_out():
    assert legible("Ali\u202ewor") == "Ali[U+202E]wor"
    assert legible("a\u0000b c\u2066") == "a[U+0000]b c[U+2066]"


def test_letters_that_the_fonts_lack_are_written_out_and_those_of_names_are_kept():
    assert legible("王") == "[U+738B]"
    for name in ("عبد الرحمن", "ڕۆژین", "Şêrko Çelik", "Ольга", "Nguyễn", "محمّد"):
        assert legible(name) == unicodedata.normalize("NFC", name)


def test_a_value_in_a_sentence_cannot_leave_its_place():
    told = isolated(f"x{END}{ISOLATE}y")
    assert told.count(ISOLATE) == told.count(END) == 1


def test_a_word_without_end_is_broken_and_loses_no_letter():
    word = "A" * 300
    assert legible(word).replace("\u200b", "") == word
    shown = "".join(text_of(as_pdf(of(word))).split())
    assert shown.count("A") == PLACES * 300
