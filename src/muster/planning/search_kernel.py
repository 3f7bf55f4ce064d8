"""What a list of trips is worth, compiled for the search over such lists.

Trips are kept as two arrays, service and departure boundary; vehicles, escorts, slots and link
limits are counted as trips come and go, so every list that the search holds can be run. People
are loaded by weight; the exact loading (planning/loading.py) improves on that afterwards.
"""

from __future__ import annotations

import numpy as np

from muster.kernel_cache import kernel
from muster.planning.dispatch import STRANDED_LOSS
from muster.planning.limits_in_steps import UNLIMITED


@kernel(nogil=True)
def fits(data, counters, s, t):  # type: ignore[no-untyped-def]
    """Whether a trip of service s at boundary t keeps vehicles, teams, slots and link limits."""
    if t < 0 or t > data.steps or not data.may_depart[s, t]:
        return False
    fleet, pool = data.fleet[s], data.pool[s]
    for step in range(t - data.lead[s], min(t + data.tail[s], data.steps)):
        if counters.vehicles[fleet, step] >= data.vehicles[fleet, step]:
            return False
    if pool >= 0:
        for step in range(t - data.lead[s], min(t + data.escort_tail[s], data.steps)):
            if counters.teams[pool, step] + data.teams[s] > data.pool_teams[pool, step]:
                return False
    if data.by_air[s]:
        arrival = t + data.ride[s]
        for side in range(2):
            site = data.origin[s] if side == 0 else data.destination[s]
            at = t if side == 0 else arrival
            if data.slots[site, data.steps] < UNLIMITED and not _rolls(
                counters.landed[site], data.slots[site], at, data.day, data.steps
            ):
                return False
    link = data.link_limit[s]
    return link < 0 or _rolls(
        counters.departed[link], data.trips_per_day[link], t, data.day, data.steps
    )


@kernel(nogil=True)
def _rolls(used, limit, at, day, last):  # type: ignore[no-untyped-def]
    total = 1
    for t in range(max(0, at - day + 1), at):
        total += used[t]
    for end in range(at, min(at + day, last + 1)):
        total += used[end]
        if total > limit[end]:
            return False
        if end - day + 1 >= 0:
            total -= used[end - day + 1]
    return True


@kernel(nogil=True)
def count(data, counters, s, t, sign):  # type: ignore[no-untyped-def]
    """Add (sign 1) or take away (-1) one trip."""
    fleet, pool = data.fleet[s], data.pool[s]
    for step in range(t - data.lead[s], min(t + data.tail[s], data.steps)):
        counters.vehicles[fleet, step] += sign
    if pool >= 0:
        for step in range(t - data.lead[s], min(t + data.escort_tail[s], data.steps)):
            counters.teams[pool, step] += sign * data.teams[s]
    if data.by_air[s]:
        counters.landed[data.origin[s], t] += sign
        counters.landed[data.destination[s], t + data.ride[s]] += sign
    if data.link_limit[s] >= 0:
        counters.departed[data.link_limit[s], t] += sign


@kernel(nogil=True, _nrt=False)
def _allowed(data, space, s, t):  # type: ignore[no-untyped-def]
    """People whom loading, reception and room let ride with service s at boundary t."""
    origin, head = data.origin[s], data.destination[s]
    arrival = t + data.ride[s]
    most = float(UNLIMITED)
    window = data.embark_window[origin]
    if window > 0:
        used = 0
        for at in range(max(0, t - window + 1), t):
            used += space.embarked[origin, at]
        for end in range(t, min(t + window, data.steps + 1)):
            used += space.embarked[origin, end]
            begin = end - window
            allowed = data.embark_sum[origin, end] - data.embark_sum[origin, max(0, begin)]
            most = min(most, allowed - used)
            if begin + 1 >= 0:
                used -= space.embarked[origin, begin + 1]
    if data.intake_limits[head]:
        if not data.intake_open[head, arrival]:
            return 0
        used = 0
        for at in range(max(0, arrival - data.day + 1), arrival):
            used += space.received[head, at]
        for end in range(arrival, min(arrival + data.day, data.steps + 1)):
            used += space.received[head, end]
            allowed = data.intake_sum[head, end + data.day] - data.intake_sum[head, end]
            most = min(most, allowed - used)
            if end - data.day + 1 >= 0:
                used -= space.received[head, end - data.day + 1]
    if data.room[head, arrival] < UNLIMITED:
        going = space.leaving[head, arrival + 1] - space.leaving[head, t + 1]
        most = min(most, float(data.room[head, arrival] - space.held[head] + going))
    return int(np.floor(most + 1e-9))


@kernel(nogil=True, _nrt=False)
def _announce(space, t, stock, number):  # type: ignore[no-untyped-def]
    arrival = space.arrivals[0]
    space.arrival_stock[arrival], space.arrival_people[arrival] = stock, number
    space.following[arrival] = space.first[t]
    space.first[t] = arrival
    space.arrivals[0] = arrival + 1


@kernel(nogil=True, _nrt=False)
def _load(data, space, s, t, given):  # type: ignore[no-untyped-def]
    """Load one trip by weight, fill `given` (compartments by class), return the change of loss."""
    allowed = _allowed(data, space, s, t)
    classes = data.rider_start.shape[1] - 1
    head, origin, arrival = data.destination[s], data.origin[s], t + data.ride[s]
    given[:] = 0
    if allowed <= 0:
        return 0.0
    for entry in range(data.rider_start[s, 0], data.rider_start[s, classes]):
        stock = data.rider_stock[entry]
        space.left[stock] = space.people[stock] if data.ready[stock] <= t else 0
        if arrival >= data.steps and data.stranded[data.rider_head[entry]]:
            space.left[stock] = 0
    change_each = data.ride_cost[s, t] + data.remaining[head, arrival] - data.remaining[origin, t]
    change = 0.0
    seats, next_weight, next_people = space.seats, space.next_weight, space.next_people
    next_weight[:] = -1.0
    for _ in range(data.compartments[s]):
        best = -1
        for c in range(classes):
            if next_weight[c] < 0 or next_people[c] > allowed:
                _next_load(data, space, s, c, allowed)
            if next_weight[c] > 0 and (best < 0 or next_weight[c] > next_weight[best]):
                best = c
        if best < 0:
            break
        given[best] += 1
        next_weight[best] = -1.0
        for kind in range(len(seats)):
            seats[kind] = data.seats[s, kind]
        most = min(allowed, data.beds[head, best] - space.held_class[head, best])
        for entry in range(data.rider_start[s, best], data.rider_start[s, best + 1]):
            if most <= 0:
                break
            stock = data.rider_stock[entry]
            number = min(space.left[stock], seats[data.kind[stock]], most)
            if number > 0:
                seats[data.kind[stock]] -= number
                most -= number
                allowed -= number
                space.left[stock] -= number
                space.people[stock] -= number
                _announce(space, arrival, data.rider_head[entry], number)
                space.embarked[origin, t] += number
                space.received[head, arrival] += number
                space.held[origin] -= number
                space.there[origin] -= number
                space.held[head] += number
                space.held_class[origin, best] -= number
                space.held_class[head, best] += number
                change += data.weight[stock] * number * change_each
    return change


@kernel(nogil=True, _nrt=False)
def _next_load(data, space, s, c, allowed):  # type: ignore[no-untyped-def]
    """Weight and number of the people who would fill one more compartment of class c."""
    head, seats = data.destination[s], space.seats
    for kind in range(len(seats)):
        seats[kind] = data.seats[s, kind]
    most = min(allowed, data.beds[head, c] - space.held_class[head, c])
    weight, people = 0.0, 0
    for entry in range(data.rider_start[s, c], data.rider_start[s, c + 1]):
        if most <= 0:
            break
        stock = data.rider_stock[entry]
        number = min(space.left[stock], seats[data.kind[stock]], most)
        if number > 0:
            seats[data.kind[stock]] -= number
            most -= number
            people += number
            weight += number * (data.weight[stock] + 1e-6)
    space.next_weight[c], space.next_people[c] = weight, people


@kernel(nogil=True, _nrt=False)
def _count_leaving(data, space, service, departure, trips):  # type: ignore[no-untyped-def]
    """Cumulate the seats of trips that leave each site with limited room."""
    for n in data.limited:
        for t in range(data.steps + 2):
            space.leaving[n, t] = 0
    for i in range(trips):
        space.leaving[data.origin[service[i]], departure[i] + 1] += data.vehicle_seats[service[i]]
    for n in data.limited:
        for t in range(data.steps + 1):
            space.leaving[n, t + 1] += space.leaving[n, t]


@kernel(nogil=True, _nrt=False)
def evaluate(data, space, service, departure, trips, given):  # type: ignore[no-untyped-def]
    """Expected loss of a list of trips, people loaded by weight.

    `given` (trips, classes) receives the compartments given to each class.
    """
    space.people[:] = 0
    space.first[:] = -1
    space.arrivals[0] = 0
    space.embarked[:, :] = 0
    space.received[:, :] = 0
    for n in range(len(data.held)):
        space.held[n] = data.held[n]
        space.there[n] = 0
        for c in range(data.held_class.shape[1]):
            space.held_class[n, c] = data.held_class[n, c]
    for k in range(len(data.people)):
        if data.people[k] > 0 and data.appears[k] <= data.steps:
            if data.appears[k] == 0:
                space.people[k] = data.people[k]
                space.there[data.site[k]] += data.people[k]
            else:
                _announce(space, data.appears[k], k, data.people[k])
    space.starts[:] = 0
    for i in range(trips):
        space.starts[departure[i] + 1] += 1
    for t in range(data.steps + 1):
        space.starts[t + 1] += space.starts[t]
    for i in range(trips):
        t = departure[i]
        space.order[space.starts[t]] = i
        space.starts[t] += 1
    _count_leaving(data, space, service, departure, trips)
    loss = data.base_loss
    position = 0
    for t in range(data.steps + 1):
        arrival = space.first[t]
        while arrival >= 0:
            stock, number = space.arrival_stock[arrival], space.arrival_people[arrival]
            space.people[stock] += number
            space.there[data.site[stock]] += number
            arrival = space.following[arrival]
        while position < trips and departure[space.order[position]] == t:
            i = space.order[position]
            loss += _load(data, space, service[i], t, given[i]) + data.trip_price
            position += 1
        for n in data.limited:
            over = space.there[n] - data.room[n, t]
            if over > 0:
                loss += over * data.crowding_price
    for k in range(len(data.people)):
        if data.stranded[k] and space.people[k] > 0:
            loss += STRANDED_LOSS * data.weight[k] * space.people[k] + 1e-3 * space.people[k]
    return loss
