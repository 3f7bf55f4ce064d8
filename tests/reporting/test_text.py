"""Text is measured before it is drawn, so that it fits where it is put."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.reporting.text import shortened, text_width, wrapped

words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), max_size=12)
sentences = st.lists(words, max_size=12).map(" ".join)


@given(sentences, st.floats(30, 400))
def test_wrapping_loses_no_word_and_keeps_to_the_width(sentence, width):
    lines = wrapped(sentence, width, 12)
    assert " ".join(lines).split() == sentence.split()
    assert all(text_width(line, 12) <= width or " " not in line for line in lines)


@given(sentences, st.floats(20, 400))
def test_shortened_text_fits_and_says_that_it_was_cut(sentence, width):
    short = shortened(sentence, width, 12)
    assert text_width(short, 12) <= width
    assert short == sentence or short.endswith("…")


def test_widths_are_those_of_the_font():
    assert text_width("Hasakah", 1000) == pytest.approx(722 + 556 * 2 + 500 * 2 + 556 * 2)
    assert text_width("Ḥasaka", 10) == text_width("Hasaka", 10)
    assert text_width("moved", 10, bold=True) > text_width("moved", 10)
