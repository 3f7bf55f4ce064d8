"""Futures with everything that may go wrong, event by event, compiled.

A trip takes the share of its stock that the plan's number is of all whom the plan has there, so
that the lost are missing from every later trip alike. People whose trip does not run stay where
they are, and those who stay behind are there for trips to come.

After a change in one of the kernels that are compiled into this one, remove what Numba keeps in
__pycache__ (the tests do): it looks at the date of this file alone.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from muster.kernel_cache import kernel
from muster.rehearsal.course_kernel import draw_course
from muster.rehearsal.departure_kernel import depart
from muster.rehearsal.follow_kernel import LEFT, NOBODY, waiting
from muster.rehearsal.orders import APPEAR
from muster.rehearsal.queue_kernel import (
    APPEARANCE,
    ARRIVAL,
    DEPARTURE,
    FAILURE,
    forget,
    note,
    pop,
    push,
)
from muster.rehearsal.random_kernel import exponential, uniforms
from muster.rehearsal.state import COUNTED, FAILED, LAST_ARRIVAL, LONG_RIDES, LOSS, LOST, TOLD

SOURCE_LOADING = 10 << 24
SOURCE_AFTERMATH = 11 << 24
SOURCE_RECAPTURE = 12 << 24
AFTER = 1e-6
"""Hours after a boundary at which everything that happens there has happened."""


@kernel(nogil=True)
def run_disrupted(world, state, seed, first, out):  # type: ignore[no-untyped-def]
    """Run the plan through as many futures as `out` has room for, from the one numbered `first`."""
    for i in range(out.loss.shape[0]):
        stopped = begin(world, state, seed, first + i)
        play_until(world, state, np.inf, stopped, seed, first + i, i, out)


@kernel(nogil=True)
def run_watched(world, state, seed, first, out, waits):  # type: ignore[no-untyped-def]
    """The same, with the people who wait at each boundary: `waits` is (futures, T + 1)."""
    for i in range(out.loss.shape[0]):
        stopped = begin(world, state, seed, first + i)
        for t in range(waits.shape[1]):
            hour = t * world.nature.step_h + AFTER
            play_until(world, state, hour, stopped, seed, first + i, i, out)
            waits[i, t] = waiting_anywhere(world.orders, state.people)
        play_until(world, state, np.inf, stopped, seed, first + i, i, out)


@kernel(nogil=True)
def begin(world, state, seed, future):  # type: ignore[no-untyped-def]
    """Begin a future: draw its course and let nothing have happened; returns when trips stop."""
    stopped = draw_course(
        world.nature, seed, future, state.failed, state.left, state.piece, state.weak_h
    )
    _begin(world, state, seed, future)
    return stopped


@kernel(nogil=True, _nrt=False)
def play_until(world, state, until, stopped, seed, future, i, out):  # type: ignore[no-untyped-def]
    """Event by event, those before an hour within the horizon, or (inf) all that are to come.

    World and state are some hundred arrays, which take longer to hand over than most events take
    to happen: what an event calls is compiled into this function.
    """
    orders, told = world.orders, state.sums[TOLD] > 0.0
    horizon_h = world.nature.step_h * world.nature.steps
    while state.queue.size[0] > 0 and state.queue.hour[0] < until:
        hour, kind, subject = pop(state.queue)
        if hour > horizon_h and not told:
            _tell(orders, state, i, out)
            told, state.sums[TOLD] = True, 1.0
        if kind == FAILURE:
            if waiting(orders, subject, state.people) < LEFT:
                out.emptied[subject] += 1
            out.failed[subject] += 1
            _fail(world, state, subject, hour, seed, future)
        elif kind == APPEARANCE:
            state.people[orders.subject[subject]] += orders.people[subject]
            state.nominal[orders.subject[subject]] += orders.people[subject]
        elif kind == ARRIVAL:
            _arrive(world, state, subject, hour)
        elif hour < stopped and hour <= horizon_h:
            depart(world, state, subject, hour, seed, future, out)
    if until < np.inf:
        return
    if not told:
        _tell(orders, state, i, out)
    for n in range(state.failed.shape[0]):
        if state.failed[n] == np.inf and waiting(orders, n, state.people) < LEFT:
            out.emptied[n] += 1
    sums = state.sums
    out.loss[i], out.lost[i], out.counted[i] = sums[LOSS], sums[LOST], sums[COUNTED]
    out.last_arrival_h[i], out.long_rides[i] = sums[LAST_ARRIVAL], sums[LONG_RIDES]
    out.stopped_h[i] = stopped


@kernel(nogil=True)
def _begin(world, state, seed, future):  # type: ignore[no-untyped-def]
    """Nothing has happened yet, and everything planned is to come."""
    orders, runs, off = world.orders, world.runs, world.disturbances
    for each in (state.people, state.nominal, state.riding, state.riding_nominal, state.sums):
        each[:] = 0.0
    state.spare[:], state.spare_nominal[:] = 0.0, 0.0
    state.returns[:], state.closed_h[:], state.loading[:] = -1.0, -1.0, 1.0
    state.asked[:], state.boundary[:] = 0, runs.boundary
    for outages in (state.throttled, state.grounded, state.broken):
        forget(outages)
    for n in range(state.failed.shape[0]):
        if off.loading_chance[n] > 0.0:
            chance, _ = uniforms(seed, future, SOURCE_LOADING + n, 0)
            if chance < off.loading_chance[n]:
                state.loading[n] = off.loading_share[n]
            state.boarded[n, :] = 0.0
        if state.failed[n] < np.inf:
            push(state.queue, state.failed[n], FAILURE, n)
    for o in range(orders.kind.shape[0]):
        if orders.kind[o] == APPEAR:
            push(state.queue, orders.hour[o], APPEARANCE, o)
    for k in range(runs.hour.shape[0]):
        push(state.queue, runs.hour[k], DEPARTURE, k)
    if world.repair:
        state.counters.vehicles[:] = world.booked.vehicles
        state.counters.teams[:] = world.booked.teams
        state.counters.landed[:] = world.booked.landed
        state.counters.departed[:] = world.booked.departed
        state.embarked[:], state.received[:] = world.embarked, world.received


@kernel(nogil=True, _nrt=False)
def waiting_anywhere(orders, people):  # type: ignore[no-untyped-def]
    """People at any site who may not end there and have somewhere to go."""
    number = 0.0
    for stock in range(people.shape[0]):
        if orders.waits[stock]:
            number += people[stock]
    return number


@njit(nogil=True, _nrt=False, inline="always")
def _arrive(world, state, k, hour):  # type: ignore[no-untyped-def]
    """Everybody on board is there."""
    runs, orders = world.runs, world.orders
    for load in range(runs.first_load[k], runs.first_load[k + 1]):
        head = orders.destination[load]
        state.people[head] += state.riding[load]
        state.nominal[head] += state.riding_nominal[load]
        if state.riding[load] > NOBODY:
            state.sums[LAST_ARRIVAL] = hour
        if world.repair:
            for e in range(runs.first_spare[load], runs.first_spare[load + 1]):
                state.people[runs.spare_to[e]] += state.spare[e]
                state.nominal[runs.spare_to[e]] += state.spare_nominal[e]
                if state.spare[e] > NOBODY:
                    state.sums[LAST_ARRIVAL] = hour


@njit(nogil=True, _nrt=False, inline="always")
def _fail(world, state, n, hour, seed, future):  # type: ignore[no-untyped-def]
    """A breakout: people are lost, some for a while, and the site may be closed."""
    nature, off, orders = world.nature, world.disturbances, world.orders
    fraction, back = nature.fraction[n], 0.0
    if off.lost_for_good[n] > 0.0 or off.resecured_h[n] > 0.0:
        chance, lasts = uniforms(seed, future, SOURCE_AFTERMATH + n, 0)
        if chance < off.lost_for_good[n]:
            fraction, state.closed_h[n] = 1.0, np.inf
        else:
            state.closed_h[n] = hour + exponential(lasts) * off.resecured_h[n]
    if off.recapture_share[n] > 0.0:
        wait, _ = uniforms(seed, future, SOURCE_RECAPTURE + n, 0)
        if hour + exponential(wait) * off.recapture_h[n] <= nature.end_h:
            back = off.recapture_share[n]
    all_lost, present = 0.0, 0.0
    for stock in range(orders.first_stock[n], orders.first_stock[n + 1]):
        lost = fraction * state.people[stock]
        all_lost, present = all_lost + lost, present + state.people[stock]
        state.people[stock] -= lost
        state.sums[LOST] += lost * (1.0 - back)
        state.sums[LOSS] += lost * (1.0 - back) * orders.weight[stock]
        state.sums[COUNTED] += fraction * state.nominal[stock] * (1.0 - back) * orders.weight[stock]
    note(state.log, hour, FAILED, n, all_lost, present)


@njit(nogil=True, _nrt=False, inline="always")
def _tell(orders, state, i, out):  # type: ignore[no-untyped-def]
    """What the end of the horizon finds."""
    placed, wait = 0.0, 0.0
    for stock in range(state.people.shape[0]):
        if orders.waits[stock]:
            wait += state.people[stock]
        elif orders.ends[stock]:
            placed += state.people[stock]
    out.placed[i], out.waiting[i] = placed, wait
