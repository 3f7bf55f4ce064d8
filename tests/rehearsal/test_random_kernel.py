"""Random numbers of the rehearsal: those of Philox4x32-10, and the laws made from them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.rehearsal.random_kernel import exponential, logarithm, philox, uniforms

PUBLISHED = [  # Random123 1.14, kat_vectors: counter, key, words
    ("00000000 00000000 00000000 00000000", "00000000 00000000",
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
]  # fmt: skip


def words(text):
    return [np.uint64(int(word, 16)) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "expected"), PUBLISHED)
def test_the_words_are_the_published_ones(counter, key, expected):
    assert [int(w) for w in philox(*words(counter), *words(key))] == [
        int(w) for w in words(expected)
    ]


@given(st.floats(min_value=2.0**-53, max_value=1.0))
def test_the_logarithm_is_right_to_the_last_place_or_two(value):
    assert logarithm(value) == pytest.approx(math.log(value), rel=4e-16, abs=1e-300)


def test_each_future_source_and_draw_has_numbers_of_its_own():
    seen = {
        uniforms(seed, future, source, draw)
        for seed in (0, 1, 2**40)
        for future in (0, 1, 4_711, 2**33)
        for source in (0, 1, 2**24)
        for draw in (0, 1)
    }
    assert len(seen) == 3 * 4 * 3 * 2


def test_a_future_is_the_same_on_any_machine():
    first, second = uniforms(20260121, 4_711, 3, 0)
    assert (first.hex(), second.hex()) == FUTURE_4711


FUTURE_4711 = ("0x1.0db46869e5001p-1", "0x1.0523cdff5d47cp-3")


def test_uniform_numbers_are_uniform_and_waiting_times_exponential():
    drawn = np.array([uniforms(7, future, 0, 0) for future in range(50_000)])
    for column in drawn.T:
        shares = np.histogram(column, 20, (0, 1))[0] / len(column)
        assert np.abs(shares - 0.05).max() < 0.005
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 0.02
    waits = np.array([exponential(value) for value in drawn[:, 0]])
    assert waits.mean() == pytest.approx(1.0, abs=0.02)
    assert waits.var() == pytest.approx(1.0, abs=0.05)
