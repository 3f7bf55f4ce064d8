"""Chains: the first link, the last, and everything between."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from muster.record.devices import Break, chain_faults
from muster.record.events import sign
from record_makers import Device


def chain(length, seed=0):
    device = Device(seed)
    return device, [device.says(kind="water") for _ in range(length)]


def kinds(events):
    return [(fault.kind, fault.n) for fault in chain_faults(events)]


@given(st.integers(0, 20), st.integers(0, 5))
def test_whole_chains_in_any_order_and_twice_over_have_no_fault(length, seed):
    _, one = chain(length)
    _, other = chain(3, seed=1)
    events = [*one, *other, *one]
    random.Random(seed).shuffle(events)
    assert chain_faults(events) == ()


@given(st.integers(2, 15), st.data())
def test_each_missing_event_is_a_gap_unless_it_was_the_last(length, data):
    _, events = chain(length)
    missing = data.draw(st.integers(0, length - 2))
    assert kinds(events[:missing] + events[missing + 1 :]) == [(Break.GAP, missing)]


def test_the_end_of_a_chain_is_missed_only_once_it_is_closed():
    device, events = chain(4)
    closing = device.says("device_closed", events=5)
    assert kinds(events[:3]) == []
    assert kinds([*events, closing]) == []
    assert kinds([*events[:3], closing]) == [(Break.GAP, 3)]


def test_what_comes_after_closing_is_a_fault():
    device, events = chain(2)
    events += [device.says("device_closed", events=3), device.says(kind="water")]
    assert kinds(events) == [(Break.AFTER_CLOSING, 2)]


def test_a_closing_event_that_miscounts_is_a_fault():
    device, events = chain(2)
    assert kinds([*events, device.says("device_closed", events=2)]) == [(Break.CUT_OFF, 2)]


def test_two_events_of_one_number_are_a_fork_and_the_next_links_to_one_of_them():
    device, events = chain(3)
    other = sign(replace(events[1].event, salt="0" * 32), device.key)
    assert kinds([*events, other]) == [(Break.FORK, 1)]
    assert kinds([events[0], other, events[2]]) == [(Break.BROKEN_LINK, 2)]


def test_the_first_and_the_last_link_are_looked_at():
    # ElectionGuard's Python missed both for years
    device, events = chain(4)
    first = sign(replace(events[0].event, salt="0" * 32), device.key)
    last = sign(replace(events[3].event, prev="1" * 64), device.key)
    assert kinds([first, *events[1:]]) == [(Break.BROKEN_LINK, 1)]
    assert kinds([*events[:3], last]) == [(Break.BROKEN_LINK, 3)]
