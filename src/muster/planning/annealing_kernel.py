"""Annealing over lists of trips, compiled: a trip more or less, another time, another place.

Vehicles and the other counters follow each move, so that every list that is held can be run.
"""

from __future__ import annotations

import numpy as np

from muster.kernel_cache import kernel
from muster.planning.search_kernel import count, evaluate, fits


@kernel(nogil=True)
def anneal(  # type: ignore[no-untyped-def]
    data, counters, space, given, service, departure, trips, rounds, hot, cold, seed, stop
):
    """Anneal a list of trips in place; returns (trips, loss) and leaves the best list found.

    `service` and `departure` have room for more trips than `trips`. `stop[0]` set by another
    thread ends the search early.
    """
    np.random.seed(seed)
    room = len(service)
    for i in range(trips):
        count(data, counters, service[i], departure[i], 1)
    loss = evaluate(data, space, service, departure, trips, given)
    best_loss, best_trips = loss, trips
    best_service, best_departure = service.copy(), departure.copy()
    old_service, old_departure = service.copy(), departure.copy()
    for step in range(rounds):
        if stop[0]:
            break
        heat = hot * (cold / hot) ** (step / rounds)
        old_trips = trips
        old_service[:trips] = service[:trips]
        old_departure[:trips] = departure[:trips]
        trips = _move(data, counters, service, departure, trips, room)
        if trips < 0:
            trips = old_trips
            continue
        new_loss = evaluate(data, space, service, departure, trips, given)
        if new_loss <= loss or np.random.random() < np.exp((loss - new_loss) / heat):
            loss = new_loss
            if loss < best_loss - 1e-9:
                best_loss, best_trips = loss, trips
                best_service[:trips] = service[:trips]
                best_departure[:trips] = departure[:trips]
            continue
        _restore(data, counters, service, departure, trips, old_service, old_departure, old_trips)
        trips = old_trips
    _restore(data, counters, service, departure, trips, best_service, best_departure, best_trips)
    return best_trips, best_loss


@kernel(nogil=True)
def _restore(data, counters, service, departure, trips, to_service, to_departure, to_trips):  # type: ignore[no-untyped-def]
    for i in range(max(trips, to_trips)):
        same = (
            i < trips
            and i < to_trips
            and service[i] == to_service[i]
            and departure[i] == to_departure[i]
        )
        if same:
            continue
        if i < trips:
            count(data, counters, service[i], departure[i], -1)
        if i < to_trips:
            count(data, counters, to_service[i], to_departure[i], 1)
            service[i] = to_service[i]
            departure[i] = to_departure[i]


@kernel(nogil=True)
def _move(data, counters, service, departure, trips, room):  # type: ignore[no-untyped-def]
    """Change the list a little; returns the new number of trips, or -1 if nothing could be done."""
    kind = np.random.random()
    if trips == 0 or (kind < 0.10 and trips < room):
        return _insert(data, counters, service, departure, trips, -1, -1)
    i = np.random.randint(trips)
    if kind < 0.15:
        return _remove(data, counters, service, departure, trips, i)
    if kind < 0.40:
        return _shift(data, counters, service, departure, trips, i)
    if kind < 0.65:
        return _replace(data, counters, service, departure, trips, i)
    if kind < 0.80:
        return _swap(data, counters, service, departure, trips, i)
    return _reflow(data, counters, service, departure, trips, i)


@kernel(nogil=True)
def _insert(data, counters, service, departure, trips, fleet, near):  # type: ignore[no-untyped-def]
    for _ in range(12):
        s = np.random.randint(len(data.fleet))
        if fleet >= 0 and data.fleet[s] != fleet:
            continue
        t = np.random.randint(data.steps + 1)
        if near >= 0:
            t = near + np.random.randint(-6, 7)
        for later in range(4):
            if fits(data, counters, s, t + later):
                service[trips], departure[trips] = s, t + later
                count(data, counters, s, t + later, 1)
                return trips + 1
    return -1


@kernel(nogil=True)
def _remove(data, counters, service, departure, trips, i):  # type: ignore[no-untyped-def]
    count(data, counters, service[i], departure[i], -1)
    service[i], departure[i] = service[trips - 1], departure[trips - 1]
    return trips - 1


@kernel(nogil=True)
def _shift(data, counters, service, departure, trips, i):  # type: ignore[no-untyped-def]
    s, t = service[i], departure[i]
    by = np.random.randint(1, 5)
    if np.random.random() < 0.5:
        by = -by
    count(data, counters, s, t, -1)
    if fits(data, counters, s, t + by):
        departure[i] = t + by
        count(data, counters, s, t + by, 1)
        return trips
    count(data, counters, s, t, 1)
    return -1


@kernel(nogil=True)
def _replace(data, counters, service, departure, trips, i):  # type: ignore[no-untyped-def]
    """Another service in the place of a trip, near its time or anywhere."""
    s, t = service[i], departure[i]
    count(data, counters, s, t, -1)
    near = t if np.random.random() < 0.8 else -1
    fleet = data.fleet[s] if np.random.random() < 0.9 else -1
    service[i], departure[i] = service[trips - 1], departure[trips - 1]
    after = _insert(data, counters, service, departure, trips - 1, fleet, near)
    if after < 0:
        service[trips - 1], departure[trips - 1] = service[i], departure[i]
        service[i], departure[i] = s, t
        count(data, counters, s, t, 1)
        return -1
    return after


@kernel(nogil=True)
def _swap(data, counters, service, departure, trips, i):  # type: ignore[no-untyped-def]
    """Two trips of one fleet change places in time."""
    for _ in range(8):
        j = np.random.randint(trips)
        if service[j] == service[i] or data.fleet[service[j]] != data.fleet[service[i]]:
            continue
        si, ti, sj, tj = service[i], departure[i], service[j], departure[j]
        count(data, counters, si, ti, -1)
        count(data, counters, sj, tj, -1)
        for slack in range(3):
            if fits(data, counters, sj, ti + slack):
                count(data, counters, sj, ti + slack, 1)
                for other in range(3):
                    if fits(data, counters, si, tj + other):
                        count(data, counters, si, tj + other, 1)
                        service[i], departure[i] = sj, ti + slack
                        service[j], departure[j] = si, tj + other
                        return trips
                count(data, counters, sj, ti + slack, -1)
        count(data, counters, si, ti, 1)
        count(data, counters, sj, tj, 1)
        return -1
    return -1


@kernel(nogil=True)
def _reflow(data, counters, service, departure, trips, i):  # type: ignore[no-untyped-def]
    """Give a trip another service or time and let its fleet's later trips follow."""
    fleet, begin = data.fleet[service[i]], departure[i]
    span = np.random.randint(8, 49)
    chosen = np.empty(trips, dtype=np.int64)
    found = 0
    for j in range(trips):
        if data.fleet[service[j]] == fleet and begin <= departure[j] < begin + span:
            chosen[found] = j
            found += 1
    by = np.random.randint(-3, 4)
    chosen = chosen[:found]
    chosen = chosen[np.argsort(departure[chosen], kind="mergesort")]
    for j in chosen:
        count(data, counters, service[j], departure[j], -1)
    if np.random.random() < 0.5:
        for _ in range(8):
            s = np.random.randint(len(data.fleet))
            if data.fleet[s] == fleet:
                service[i] = s
                break
    dropped = 0
    for j in chosen:
        s, placed = service[j], False
        for later in range(7):
            t = departure[j] + by + later
            if fits(data, counters, s, t):
                departure[j] = t
                count(data, counters, s, t, 1)
                placed = True
                break
        if not placed:
            departure[j] = -1
            dropped += 1
    if dropped:
        kept = 0
        for j in range(trips):
            if departure[j] >= 0:
                service[kept], departure[kept] = service[j], departure[j]
                kept += 1
        return kept
    return trips
