"""What is still to come in a future, by hour: a binary heap in arrays, and outages, compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from muster.kernel_cache import kernel
from muster.rehearsal.random_kernel import exponential, uniforms

FAILURE, APPEARANCE, ARRIVAL, DEPARTURE = 0, 1, 2, 3
"""Kinds of event; at one hour they happen in this sequence."""


class Queue(NamedTuple):
    """Events to come; the first is the earliest, by hour, kind and subject."""

    hour: npt.NDArray[np.float64]
    kind: npt.NDArray[np.int64]
    subject: npt.NDArray[np.int64]
    size: npt.NDArray[np.int64]
    """(1,)."""


def new_queue(room: int) -> Queue:
    """Room for so many events at a time."""
    return Queue(
        np.zeros(room),
        np.zeros(room, dtype=np.int64),
        np.zeros(room, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
    )


@kernel(nogil=True, _nrt=False)
def _before(queue, i, j):  # type: ignore[no-untyped-def]
    if queue.hour[i] != queue.hour[j]:
        return queue.hour[i] < queue.hour[j]
    if queue.kind[i] != queue.kind[j]:
        return queue.kind[i] < queue.kind[j]
    return queue.subject[i] < queue.subject[j]


@kernel(nogil=True, _nrt=False)
def _swap(queue, i, j):  # type: ignore[no-untyped-def]
    queue.hour[i], queue.hour[j] = queue.hour[j], queue.hour[i]
    queue.kind[i], queue.kind[j] = queue.kind[j], queue.kind[i]
    queue.subject[i], queue.subject[j] = queue.subject[j], queue.subject[i]


@kernel(nogil=True, _nrt=False)
def push(queue, hour, kind, subject):  # type: ignore[no-untyped-def]
    """Let something happen at an hour."""
    at = queue.size[0]
    queue.hour[at], queue.kind[at], queue.subject[at] = hour, kind, subject
    queue.size[0] = at + 1
    while at > 0 and _before(queue, at, (at - 1) // 2):
        _swap(queue, at, (at - 1) // 2)
        at = (at - 1) // 2


@kernel(nogil=True, _nrt=False)
def pop(queue):  # type: ignore[no-untyped-def]
    """Take the earliest event off: hour, kind, subject."""
    hour, kind, subject = queue.hour[0], queue.kind[0], queue.subject[0]
    size = queue.size[0] - 1
    queue.size[0] = size
    _swap(queue, 0, size)
    at = 0
    while True:
        least = at
        for child in (2 * at + 1, 2 * at + 2):
            if child < size and _before(queue, child, least):
                least = child
        if least == at:
            return hour, kind, subject
        _swap(queue, at, least)
        at = least


@njit(nogil=True, _nrt=False, inline="always")
def note(log, hour, kind, subject, people, present):  # type: ignore[no-untyped-def]
    """Write down what happened, if there is room."""
    at = log.size[0]
    if at < log.hour.shape[0]:
        log.hour[at], log.kind[at], log.subject[at] = hour, kind, subject
        log.people[at], log.present[at] = people, present
        log.size[0] = at + 1


class Outages(NamedTuple):
    """Things that are out of use now and then; each has the outage that is under way or next."""

    begins: npt.NDArray[np.float64]
    ends: npt.NDArray[np.float64]
    number: npt.NDArray[np.int64]


def new_outages(things: int) -> Outages:
    """Outages of so many things."""
    return Outages(np.zeros(things), np.zeros(things), np.zeros(things, dtype=np.int64))


@kernel(nogil=True)
def forget(outages):  # type: ignore[no-untyped-def]
    """A new future: nothing has been out of use yet."""
    outages.begins[:] = -1.0
    outages.ends[:] = 0.0
    outages.number[:] = 0


@kernel(nogil=True, _nrt=False)
def is_out(outages, thing, rate, mean_h, hour, seed, future, source):  # type: ignore[no-untyped-def]
    """Whether a thing is out of use at an hour; hours asked for must not go back.

    It is in use for exponential times of that rate, then out for exponential times of that mean.
    """
    if rate <= 0.0:
        return False
    while outages.ends[thing] <= hour:
        wait, lasts = uniforms(seed, future, source + thing, outages.number[thing])
        outages.begins[thing] = outages.ends[thing] + exponential(wait) / rate
        outages.ends[thing] = outages.begins[thing] + exponential(lasts) * mean_h
        outages.number[thing] += 1
    return outages.begins[thing] <= hour
