"""Pieces shared out to other workers and to this one: each done once, told in order."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, get_ident

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.record.sharing import HELD, shared_out


@given(st.integers(0, 200), st.integers(1, 3))
def test_each_piece_is_done_once_and_told_in_order(pieces, others):
    done = []

    def double(piece):
        done.append(piece)
        return 2 * piece

    with ThreadPoolExecutor(others) as pool:
        told = list(
            shared_out(range(pieces), double, lambda piece: pool.submit(double, piece), others)
        )
    assert told == [2 * piece for piece in range(pieces)]
    assert sorted(done) == list(range(pieces))


def test_without_others_everything_is_done_here():
    assert list(shared_out([3, 1, 2], str, None, 0)) == ["3", "1", "2"]


def test_this_process_works_on_while_another_is_slow_but_keeps_no_more_than_it_may():
    here, begun, slow = get_ident(), [], Event()

    def number(piece):
        if get_ident() != here:
            slow.wait()
        else:
            begun.append(piece)
            if len(begun) == HELD - 2:  # with the two that the other one has
                slow.set()
        return piece

    with ThreadPoolExecutor(1) as pool:
        shared = shared_out(range(500), number, lambda piece: pool.submit(number, piece), 1)
        assert next(shared) == 0
        assert (begun[0], len(begun)) == (2, HELD - 2)
        assert list(shared) == list(range(1, 500))


def test_what_fails_elsewhere_fails_here():
    def fail(piece):
        raise ValueError(piece)

    with ThreadPoolExecutor(1) as pool, pytest.raises(ValueError, match="0"):
        list(shared_out(range(3), str, lambda piece: pool.submit(fail, piece), 1))
