"""A trip's departure where things go wrong: whether it can, and who is on board; compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

from muster.rehearsal.booking_kernel import book_again
from muster.rehearsal.queue_kernel import ARRIVAL, DEPARTURE, is_out, note, push
from muster.rehearsal.random_kernel import exponential, uniforms
from muster.rehearsal.state import ATTACKED, COUNTED, HELD_UP, LONG_RIDES, LOSS, LOST

SOURCE_RUN = 3 << 24
SOURCE_DELAY = 4 << 24
SOURCE_RIDE = 5 << 24
SOURCE_ENTRY = 6 << 24
SOURCE_THROTTLE = 7 << 24
SOURCE_AIR = 8 << 24
SOURCE_VEHICLES = 9 << 24
AT_A_BOUNDARY = 1_024
"""Draws of a link for each boundary; trips that are booked again have the upper half."""
GO, STAY, WAIT = 0, 1, 2


@njit(nogil=True, _nrt=False, inline="always")
def depart(world, state, k, hour, seed, future, out):  # type: ignore[no-untyped-def]
    """Let trip k depart, late, again or not at all."""
    runs, off = world.runs, world.disturbances
    link = runs.link[k]
    draw = state.boundary[k] * AT_A_BOUNDARY + runs.ordinal[k]
    if state.asked[k] > 1:
        half = AT_A_BOUNDARY // 2
        draw = state.boundary[k] * AT_A_BOUNDARY + half + k % half
    if state.asked[k] == 0:
        state.asked[k] = 1
        if off.delayed[link] > 0.0:
            chance, late = uniforms(seed, future, SOURCE_DELAY + link, draw)
            if chance < off.delayed[link]:
                push(state.queue, hour + exponential(late) * off.delayed_h[link], DEPARTURE, k)
                return
    answer = GO
    if _is_held_up(world, state, k, hour, draw, seed, future):
        answer = STAY
    elif off.wait_for_vehicles:
        answer = _vehicle(world, state, k, hour, seed, future)
    if answer == GO:
        _leave(world, state, k, hour, draw, seed, future)
        out.ran[k] += 1
        out.late_h[k] += hour - runs.hour[k]
    elif answer == STAY:
        note(state.log, hour, HELD_UP, k, 0.0, 0.0)
    if answer == STAY and world.repair:
        state.asked[k] = 2
        t = book_again(world, state, k, np.int64(hour / world.nature.step_h + 1e-9))
        if t >= 0:
            push(state.queue, t * world.nature.step_h, DEPARTURE, k)


@njit(nogil=True, _nrt=False, inline="always")
def _is_held_up(world, state, k, hour, draw, seed, future):  # type: ignore[no-untyped-def]
    """Whether something keeps the trip from departing, its vehicle aside."""
    runs, off = world.runs, world.disturbances
    origin, head, link = runs.origin[k], runs.destination[k], runs.link[k]
    if state.closed_h[origin] > hour or state.closed_h[head] > hour:
        return True
    if off.cancelled[link] > 0.0:
        chance, _ = uniforms(seed, future, SOURCE_RUN + link, draw)
        if chance < off.cancelled[link]:
            return True
    if is_out(
        state.throttled,
        head,
        off.throttle_rate[head],
        off.throttle_h[head],
        hour,
        seed,
        future,
        SOURCE_THROTTLE,
    ):
        entry, _ = uniforms(seed, future, SOURCE_ENTRY + link, draw)
        if entry >= off.throttle_share[head]:
            return True
    return runs.by_air[k] and (
        _is_grounded(world, state, origin, hour, seed, future)
        or _is_grounded(world, state, head, hour, seed, future)
    )


@njit(nogil=True, _nrt=False, inline="always")
def _is_grounded(world, state, n, hour, seed, future):  # type: ignore[no-untyped-def]
    off = world.disturbances
    return is_out(state.grounded, n, off.air_rate[n], off.air_h[n], hour, seed, future, SOURCE_AIR)


@njit(nogil=True, _nrt=False, inline="always")
def _vehicle(world, state, k, hour, seed, future):  # type: ignore[no-untyped-def]
    """Whether a vehicle is there; puts the departure off where one will come back."""
    runs, off = world.runs, world.disturbances
    fleet = runs.fleet[k]
    vehicles = runs.vehicles[fleet, np.int64(hour / world.nature.step_h)]
    for v in range(runs.first_vehicle[fleet], runs.first_vehicle[fleet] + vehicles):
        if is_out(
            state.broken,
            v,
            off.vehicle_rate[fleet],
            off.vehicle_h[fleet],
            hour,
            seed,
            future,
            SOURCE_VEHICLES,
        ):
            vehicles -= 1
    if vehicles <= 0:
        return STAY
    busy, earliest = 0, np.inf
    for j in range(runs.fleet.shape[0]):
        if runs.fleet[j] == fleet and state.returns[j] > hour + 1e-9:
            busy += 1
            earliest = min(earliest, state.returns[j])
    if busy < vehicles:
        return GO
    push(state.queue, earliest + runs.lead_h[k], DEPARTURE, k)
    return WAIT


@njit(nogil=True, _nrt=False, inline="always")
def _leave(world, state, k, hour, draw, seed, future):  # type: ignore[no-untyped-def]
    """Board, pay the risks of the way, and be under way."""
    runs, off, orders = world.runs, world.disturbances, world.orders
    link, origin = runs.link[k], runs.origin[k]
    boarding = (1.0 - off.not_boarding[origin]) * _loadable(world, state, k, hour)
    attacked = 0.0
    if off.attack[link] > 0.0:
        _, chance = uniforms(seed, future, SOURCE_RUN + link, draw)
        if chance < off.attack[link]:
            attacked = off.attack_share[link]
    on_board = 0.0
    for load in range(runs.first_load[k], runs.first_load[k + 1]):
        stock, planned = orders.origin[load], orders.planned[load]
        kept = (1.0 - orders.risk[load]) * (1.0 - attacked)
        nominal = min(planned, state.nominal[stock])
        share = nominal / state.nominal[stock] if state.nominal[stock] > 0.0 else 0.0
        moved = _move(state, stock, share * boarding)
        state.riding[load] = moved * kept
        state.riding_nominal[load] = nominal * boarding
        _pay(state, orders.weight[stock], moved, moved * (1.0 - kept), orders.risk[load], nominal)
        on_board += moved
        if world.repair:
            on_board += _fill(world, state, load, planned * boarding - moved, hour, kept)
    state.boarded[origin, np.int64(hour / world.nature.step_h)] += on_board
    if attacked > 0.0:
        note(state.log, hour, ATTACKED, k, on_board * attacked, on_board)
    slow = 0.0
    if off.slow[link] > 0.0:
        chance, lasts = uniforms(seed, future, SOURCE_RIDE + link, draw)
        if chance < off.slow[link]:
            slow = exponential(lasts) * off.slow_h[link]
    if runs.way_h[k] + slow > runs.limit_h[k] + 1e-9:
        state.sums[LONG_RIDES] += 1.0
    state.returns[k] = hour + runs.tail_h[k] + slow
    push(state.queue, hour + runs.ride_h[k] + slow, ARRIVAL, k)


@njit(nogil=True, _nrt=False, inline="always")
def _move(state, stock, share):  # type: ignore[no-untyped-def]
    """Take a share of a stock's people off it; returns how many of them are not lost."""
    moved = state.people[stock] * share
    state.people[stock] -= moved
    state.nominal[stock] -= state.nominal[stock] * share
    return moved


@njit(nogil=True, _nrt=False, inline="always")
def _pay(state, weight, moved, lost, risk, nominal):  # type: ignore[no-untyped-def]
    state.sums[LOSS] += lost * weight
    state.sums[LOST] += lost
    state.sums[COUNTED] += nominal * risk * weight


@njit(nogil=True, _nrt=False, inline="always")
def _fill(world, state, load, places, hour, kept):  # type: ignore[no-untyped-def]
    """Give free places of a load to people like those who are missing; returns how many ride."""
    runs, orders, taken = world.runs, world.orders, 0.0
    for e in range(runs.first_spare[load], runs.first_spare[load + 1]):
        stock = runs.spare_from[e]
        here = state.people[stock]
        if places - taken <= 1e-9:
            break
        if here <= 1e-9 or runs.spare_ready_h[e] > hour + 1e-9:
            continue
        share = min(1.0, (places - taken) / here)
        state.spare_nominal[e] = state.nominal[stock] * share
        moved = _move(state, stock, share)
        state.spare[e] = moved * kept
        _pay(state, orders.weight[stock], moved, moved * (1.0 - kept), 0.0, 0.0)
        taken += moved
    return taken


@njit(nogil=True, _nrt=False, inline="always")
def _loadable(world, state, k, hour):  # type: ignore[no-untyped-def]
    """Share of those due to board whom slow loading lets board."""
    runs = world.runs
    n = runs.origin[k]
    window = runs.embark_window[n]
    if state.loading[n] >= 1.0 or window == 0:
        return 1.0
    due = 0.0
    for load in range(runs.first_load[k], runs.first_load[k + 1]):
        due += min(world.orders.planned[load], state.people[world.orders.origin[load]])
    t = np.int64(hour / world.nature.step_h)
    allowed = runs.embark_sum[n, t] - runs.embark_sum[n, max(0, t - window)]
    used = 0.0
    for at in range(max(0, t - window + 1), t + 1):
        used += state.boarded[n, at]
    most = max(0.0, allowed * state.loading[n] - used)
    return min(1.0, most / due) if due > 0.0 else 1.0
