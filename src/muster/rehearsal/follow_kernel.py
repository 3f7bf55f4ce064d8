"""A plan followed through futures in which only sites fail and trips stop, compiled.

Until a site fails or trips stop, a plan runs as it was written, the same in every future. Those
states are worked out once (`undisturbed`); each future begins with the one in which its first
event finds the plan, and is carried out order by order from there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from muster.kernel_cache import kernel
from muster.rehearsal.course_kernel import draw_course
from muster.rehearsal.orders import APPEAR, ARRIVE, Orders

FloatArray = npt.NDArray[np.float64]
NOBODY = 1e-9
"""People; fewer are what rounding leaves."""
LEFT = 0.5
"""People; a place with fewer is empty. Shares of people are lost or stay, not whole ones."""
LOSS, LOST, COUNTED, LAST_ARRIVAL = 0, 1, 2, 3
SUMS = 4


class Undisturbed(NamedTuple):
    """Row b + 1 is the plan after the orders of boundary b; row 0 is before any."""

    people: FloatArray
    """(T + 2, P) by stock."""
    riding: FloatArray
    """(T + 2, L) by load."""
    sums: FloatArray
    """(T + 2, 4) loss, people lost, loss as counted by the planner, hour of the last arrival."""
    counted: FloatArray
    """(T + 2, S) weighted people at each site, nobody lost on the way."""


def undisturbed(orders: Orders, steps: int, sites: int) -> Undisturbed:
    """The states of a plan while nothing happens."""
    rows = steps + 2
    states = Undisturbed(
        np.zeros((rows, len(orders.site))),
        np.zeros((rows, len(orders.origin))),
        np.zeros((rows, SUMS)),
        np.zeros((rows, sites)),
    )
    for boundary in range(steps + 1):
        row = boundary + 1
        for states_over_time in states:
            states_over_time[row] = states_over_time[boundary]
        _carry_out(
            orders,
            int(orders.first_order[boundary]),
            int(orders.first_order[row]),
            np.inf,
            *(over_time[row] for over_time in states),
        )
    return states


@kernel(nogil=True)
def _carry_out(orders, begin, end, stopped, people, riding, sums, counted):  # type: ignore[no-untyped-def]
    """Carry out the orders from `begin` to before `end`; nobody departs once trips stopped."""
    for o in range(begin, end):
        subject = orders.subject[o]
        if orders.kind[o] == APPEAR:
            people[subject] += orders.people[o]
            counted[orders.site[subject]] += orders.people[o] * orders.weight[subject]
        elif orders.kind[o] == ARRIVE:
            if riding[subject] >= 0.0:
                _arrive(orders, subject, orders.hour[o], people, riding, sums, counted)
        elif orders.hour[o] < stopped:
            stock = orders.origin[subject]
            weight, planned = orders.weight[stock], orders.planned[subject]
            moved = people[stock] * orders.share[subject]
            lost = moved * orders.risk[subject]
            people[stock] -= moved
            counted[orders.site[stock]] -= planned * weight
            riding[subject] = moved - lost
            sums[LOSS] += lost * weight
            sums[LOST] += lost
            sums[COUNTED] += planned * orders.risk[subject] * weight
        else:
            riding[subject] = -1.0


@kernel(nogil=True)
def _arrive(orders, load, hour, people, riding, sums, counted):  # type: ignore[no-untyped-def]
    stock = orders.destination[load]
    people[stock] += riding[load]
    counted[orders.site[stock]] += orders.planned[load] * orders.weight[stock]
    if riding[load] > NOBODY:
        sums[LAST_ARRIVAL] = hour
    riding[load] = 0.0


@kernel(nogil=True)
def _fail(nature, orders, n, people, sums, counted):  # type: ignore[no-untyped-def]
    """The loss fraction of those at a site is lost."""
    fraction = nature.fraction[n]
    sums[COUNTED] += fraction * counted[n]
    for stock in range(orders.first_stock[n], orders.first_stock[n + 1]):
        lost = fraction * people[stock]
        people[stock] -= lost
        sums[LOST] += lost
        sums[LOSS] += lost * orders.weight[stock]


@kernel(nogil=True)
def waiting(orders, n, people):  # type: ignore[no-untyped-def]
    """People at a site who may not end there and have somewhere to go."""
    number = 0.0
    for stock in range(orders.first_stock[n], orders.first_stock[n + 1]):
        if orders.waits[stock]:
            number += people[stock]
    return number


@kernel(nogil=True)
def in_order(failed, order):  # type: ignore[no-untyped-def]
    """Put the sites that fail in the order in which they do; returns their number."""
    number = 0
    for n in range(failed.shape[0]):
        if failed[n] < np.inf:
            place = number
            while place > 0 and failed[order[place - 1]] > failed[n]:
                order[place] = order[place - 1]
                place -= 1
            order[place] = n
            number += 1
    return number


@kernel(nogil=True)
def follow(nature, orders, states, seed, first, out):  # type: ignore[no-untyped-def]
    """Run the plan through as many futures as `out` has room for, from the one numbered `first`."""
    sites, orders_in_all = nature.fraction.shape[0], orders.kind.shape[0]
    failed, left, weak_h = np.empty(sites), np.empty(sites), np.empty(sites)
    piece, order = np.empty(sites, dtype=np.int64), np.empty(sites, dtype=np.int64)
    people, riding = np.empty(orders.site.shape[0]), np.empty(orders.origin.shape[0])
    sums, counted = np.empty(SUMS), np.empty(sites)
    horizon_h = nature.step_h * nature.steps
    for i in range(out.loss.shape[0]):
        stopped = draw_course(nature, seed, first + i, failed, left, piece, weak_h)
        failures = in_order(failed, order)
        until = stopped
        if failures and failed[order[0]] < until:
            until = failed[order[0]]
        row = nature.steps + 1
        if until < horizon_h:
            row = np.int64(until / nature.step_h) + 1 if until > 0.0 else 0
        people[:] = states.people[row]
        riding[:] = states.riding[row]
        sums[:] = states.sums[row]
        counted[:] = states.counted[row]
        o, placed_known = orders.first_order[row], False
        for f in range(failures):
            n = order[f]
            end = o
            while end < orders_in_all and orders.hour[end] <= failed[n]:
                end += 1
            _carry_out(orders, o, end, stopped, people, riding, sums, counted)
            o = end
            if failed[n] > horizon_h and not placed_known:
                _tell(orders, people, sums, i, out)
                placed_known = True
            if waiting(orders, n, people) < LEFT:
                out.emptied[n] += 1
            out.failed[n] += 1
            _fail(nature, orders, n, people, sums, counted)
        _carry_out(orders, o, orders_in_all, stopped, people, riding, sums, counted)
        if not placed_known:
            _tell(orders, people, sums, i, out)
        for n in range(sites):
            if failed[n] == np.inf and waiting(orders, n, people) < LEFT:
                out.emptied[n] += 1
        out.loss[i], out.lost[i], out.counted[i] = sums[LOSS], sums[LOST], sums[COUNTED]
        out.stopped_h[i] = stopped


@kernel(nogil=True)
def _tell(orders, people, sums, i, out):  # type: ignore[no-untyped-def]
    """What the end of the horizon finds."""
    placed, wait = 0.0, 0.0
    for stock in range(people.shape[0]):
        if orders.waits[stock]:
            wait += people[stock]
        elif orders.ends[stock]:
            placed += people[stock]
    out.placed[i], out.waiting[i] = placed, wait
    out.last_arrival_h[i] = sums[LAST_ARRIVAL]
