"""Another departure for a trip that fell out, within every limit that the plan keeps; compiled."""

from __future__ import annotations

from muster.kernel_cache import kernel
from muster.planning.search_kernel import count, fits


@kernel(nogil=True, _nrt=False)
def book_again(world, state, k, after):  # type: ignore[no-untyped-def]
    """Give up the booking of trip k for the first boundary after `after` that takes it.

    Returns the boundary, or -1 where there is none. Vehicles, teams, slots, link limits, loading
    and reception are counted with every other trip as booked; room at staging sites is not.
    """
    data, runs, t = world.data, world.runs, state.boundary[k]
    s = runs.service[k]
    people = 0
    for load in range(runs.first_load[k], runs.first_load[k + 1]):
        people += int(world.orders.planned[load])
    _note(data, state, s, t, people, -1)
    for later in range(after + 1, data.steps - data.ride[s] + 1):
        if fits(data, state.counters, s, later) and _takes(data, state, s, later, people):
            _note(data, state, s, later, people, 1)
            state.boundary[k] = later
            return later
    return -1


@kernel(nogil=True, _nrt=False)
def _note(data, state, s, t, people, sign):  # type: ignore[no-untyped-def]
    count(data, state.counters, s, t, sign)
    state.embarked[data.origin[s], t] += sign * people
    state.received[data.destination[s], t + data.ride[s]] += sign * people


@kernel(nogil=True, _nrt=False)
def _takes(data, state, s, t, people):  # type: ignore[no-untyped-def]
    """Whether loading at the origin and reception at the destination take so many more."""
    origin, head, arrival = data.origin[s], data.destination[s], t + data.ride[s]
    window = data.embark_window[origin]
    for end in range(t, min(t + window, data.steps + 1)):
        begin = max(0, end - window)
        used = people
        for at in range(max(0, end - window + 1), end + 1):
            used += state.embarked[origin, at]
        if used > data.embark_sum[origin, end] - data.embark_sum[origin, begin] + 1e-9:
            return False
    if not data.intake_limits[head]:
        return True
    if not data.intake_open[head, arrival]:
        return False
    for end in range(arrival, min(arrival + data.day, data.steps + 1)):
        used = people
        for at in range(max(0, end - data.day + 1), end + 1):
            used += state.received[head, at]
        if used > data.intake_sum[head, end + data.day] - data.intake_sum[head, end] + 1e-9:
            return False
    return True
