"""One future, played from decision to decision by the same kernel as fixed plans are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

import numpy as np
import numpy.typing as npt

from muster.rehearsal.course import course_of
from muster.rehearsal.departure_kernel import SOURCE_AIR, SOURCE_THROTTLE, SOURCE_VEHICLES
from muster.rehearsal.disrupted_kernel import begin, play_until
from muster.rehearsal.happenings import Happening, in_order, noted, regimes_of
from muster.rehearsal.outcomes import Outcomes, room_for
from muster.rehearsal.queue_kernel import (
    APPEARANCE,
    ARRIVAL,
    DEPARTURE,
    FAILURE,
    Outages,
    is_out,
    push,
)
from muster.rehearsal.state import State, new_log, new_state
from muster.rehearsal.stepwise.ground import Ground, Run, world_of
from muster.rehearsal.stepwise.standing import Coming, Out, OutOfUse, Standing

FloatArray = npt.NDArray[np.float64]
PART = 0.05
"""A person of whom less than this is left, on average, is not reckoned with."""
SOON = 1e-9


class Future:
    """What has happened so far, and what is decided to happen."""

    def __init__(
        self, ground: Ground, seed: int, number: int, runs: Sequence[Run], *, notes: bool = False
    ) -> None:
        self._ground, self._seed, self._number, self._notes = ground, seed, number, notes
        self._course = course_of(ground.nature, seed, number)
        self._now, self._stopped = 0.0, self._course.next_stop(0.0, ground.nature)
        self._failed = np.zeros(len(ground.sites), dtype=np.int64)
        self._emptied = np.zeros_like(self._failed)
        self._told: list[Happening] = []
        self._runs = tuple(runs)
        self._world = world_of(ground, runs)
        self._state = self._with_log(new_state(self._world), len(runs))
        self._out = room_for(1, len(ground.sites), len(runs))
        begin(self._world, self._state, seed, number)

    @property
    def _boundary(self) -> int:
        return round(self._now / self._ground.step_h)

    def advance(self, boundary: int) -> None:
        """Let everything happen that does before a boundary."""
        self._now = boundary * self._ground.step_h
        self._play(self._now)

    def standing(self) -> Standing:
        """How things stand."""
        ground, state = self._ground, self._state
        regime = ground.regimes[self._course.regime_at(self._now)]
        left = _whole(state.people)
        out, at_hand = self._trips(left)
        return Standing(
            boundary=self._boundary,
            regime=regime,
            people=tuple(left),
            coming=tuple(self._coming(out)),
            out=tuple(each for _, each in out),
            at_hand=tuple(self._runs[k] for k in at_hand),
            out_of_use=self._out_of_use(),
        )

    def adopt(self, runs: Sequence[Run]) -> None:
        """Replace all trips whose vehicles are still at their bases."""
        self._gather()
        old, state = self._world, self._state
        kept = [k for k, _ in self._trips(_whole(state.people))[0]]
        place = {k: index for index, k in enumerate(kept)}
        listed = (*(self._runs[k] for k in kept), *runs)
        world = world_of(self._ground, listed)
        fresh = new_state(world)
        loads = [load for k in kept for load in range(*old.runs.first_load[k : k + 2])]
        number = len(loads)
        fresh.riding[:number] = state.riding[loads]
        fresh.riding_nominal[:number] = _whole(state.riding[loads])
        fresh.nominal[:] = _whole(state.people)
        fresh.returns[:], fresh.boundary[:] = -1.0, world.runs.boundary
        fresh.returns[: len(kept)] = state.returns[kept]
        fresh.asked[: len(kept)] = state.asked[kept]
        for kind in (FAILURE, APPEARANCE):
            for subject, hour in self._events(kind).items():
                push(fresh.queue, hour, kind, subject)
        for kind in (ARRIVAL, DEPARTURE):
            for k, hour in self._events(kind).items():
                if k in place:
                    push(fresh.queue, hour, kind, place[k])
        for index, run in enumerate(runs, len(kept)):
            push(fresh.queue, run.boundary * self._ground.step_h, DEPARTURE, index)
        same = {name: getattr(state, name) for name in _LASTING}
        self._runs, self._world = listed, world
        self._state = self._with_log(fresh._replace(**same), len(listed))
        self._out = room_for(1, len(self._ground.sites), len(listed))
        self._stopped = self._course.next_stop(self._now, self._ground.nature)

    def finish(self, out: Outcomes, at: int) -> None:
        """Let the rest happen, and enter what became of it as one of the outcomes."""
        self._play(np.inf)
        self._gather()
        for name in ("loss", "counted", "lost", "placed", "waiting", "last_arrival_h"):
            getattr(out, name)[at] = getattr(self._out, name)[0]
        out.long_rides[at] = self._out.long_rides[0]
        out.stopped_h[at] = self._course.next_stop(0.0, self._ground.nature)
        out.failed[:] += self._failed
        out.emptied[:] += self._emptied

    def happenings(self) -> tuple[Happening, ...]:
        """Everything of note, once it is finished."""
        return in_order([*regimes_of(self._ground.scenario, self._course), *self._told])

    def _play(self, until: float) -> None:
        play_until(
            self._world, self._state, until, self._stopped, self._seed, self._number, 0, self._out
        )

    def _gather(self) -> None:
        """Keep what was counted and noted under the trips as they were listed."""
        self._failed += self._out.failed
        self._emptied += self._out.emptied
        names = [run.id for run in self._runs]
        self._told += noted(self._state.log, list(self._ground.sites), names)

    def _with_log(self, state: State, trips: int) -> State:
        room = len(self._ground.sites) + 5 * trips if self._notes else 0
        return state._replace(log=new_log(room))

    def _events(self, kind: int) -> dict[int, float]:
        """Hour of each event to come of a kind, by its subject."""
        queue = self._state.queue
        size = int(queue.size[0])
        mine = np.flatnonzero(queue.kind[:size] == kind)
        return {int(queue.subject[at]): float(queue.hour[at]) for at in mine}

    def _trips(self, left: list[int]) -> tuple[list[tuple[int, Out]], list[int]]:
        """Trips that cannot be called back, with those of the last day; and the rest to come.

        Who is about to board is taken off `left`, the people of each stock.
        """
        ground, state, now = self._ground, self._state, self._now
        due, arriving = self._events(DEPARTURE), self._events(ARRIVAL)
        out: list[tuple[int, Out]] = []
        at_hand: list[int] = []
        for k, run in enumerate(self._runs):
            tail_h = run.service.tail * ground.step_h
            rest_h = run.service.escort_tail * ground.step_h - tail_h
            back = float(state.returns[k])
            if back >= 0.0:
                recent = (run.boundary + run.service.ride) * ground.step_h > now - 24.0 - SOON
                if recent or k in arriving or max(back, back + rest_h) > now + SOON:
                    loads = slice(*self._world.runs.first_load[k : k + 2])
                    riders = tuple(_whole(state.riding[loads]))
                    out.append((k, Out(run, riders, back, back + rest_h, has_left=True)))
            elif k in due and self._stopped > now:
                if state.asked[k] or due[k] - run.service.lead * ground.step_h < now - SOON:
                    back = due[k] + tail_h
                    riders = tuple(_boarding(run, left))
                    out.append((k, Out(run, riders, back, back + rest_h, has_left=False)))
                else:
                    at_hand.append(k)
        return out, at_hand

    def _coming(self, out: list[tuple[int, Out]]) -> Iterator[Coming]:
        due, arriving = self._events(DEPARTURE), self._events(ARRIVAL)
        for k, each in out:
            if each.has_left and k not in arriving:
                continue
            ride_h = each.run.service.ride * self._ground.step_h
            hour = arriving[k] if each.has_left else due[k] + ride_h
            for load, riders in zip(each.run.loads, each.riders, strict=True):
                if riders:
                    yield Coming(load.destination, riders, hour)

    def _out_of_use(self) -> OutOfUse:
        """What failed, closed, broke or left by now."""
        ground, state, off, now = self._ground, self._state, self._ground.disturbances, self._now
        sites = list(ground.sites.items())

        def out(outages: Outages, rate: FloatArray, hours: FloatArray, source: int) -> set[int]:
            given = self._seed, self._number, source
            return {
                int(thing)
                for thing in np.flatnonzero(rate)
                if is_out(outages, thing, rate[thing], hours[thing], now, *given)
            }

        throttled = out(state.throttled, off.throttle_rate, off.throttle_h, SOURCE_THROTTLE)
        grounded = out(state.grounded, off.air_rate, off.air_h, SOURCE_AIR)
        return OutOfUse(
            failed=tuple(id for id, n in sites if state.failed[n] < now),
            weakened=tuple(id for id, n in sites if state.weak_h[n] <= now),
            closed=tuple(
                (id, np.inf if np.isinf(state.closed_h[n]) else now + float(off.resecured_h[n]))
                for id, n in sites
                if state.closed_h[n] > now
            ),
            throttled=tuple(
                (id, now + float(off.throttle_h[n])) for id, n in sites if n in throttled
            ),
            grounded=tuple((id, now + float(off.air_h[n])) for id, n in sites if n in grounded),
            slow=tuple(
                (id, float(state.loading[n]))
                for id, n in sites
                if state.loading[n] < 1.0 and state.boarded[n].any()
            ),
            broken=tuple(self._broken()),
        )

    def _broken(self) -> Iterator[tuple[str, int, float]]:
        off, runs = self._ground.disturbances, self._world.runs
        given = self._now, self._seed, self._number, SOURCE_VEHICLES
        for id, fleet in self._ground.fleets.items():
            rate, hours = off.vehicle_rate[fleet], off.vehicle_h[fleet]
            first = int(runs.first_vehicle[fleet])
            numbers = range(first, first + int(runs.vehicles[fleet, self._boundary]))
            lost = sum(is_out(self._state.broken, v, rate, hours, *given) for v in numbers)
            if lost:
                yield id, lost, self._now + float(hours)


def _whole(people: FloatArray) -> list[int]:
    """People in whole numbers: who is left in part is reckoned with, but for a small part."""
    return [max(0, ceil(number - PART)) for number in people]


def _boarding(run: Run, left: list[int]) -> Iterator[int]:
    """How many there are to board each load of a trip; they are taken off those left."""
    for load in run.loads:
        riders = min(load.planned, left[load.origin])
        left[load.origin] -= riders
        yield riders


_LASTING = (
    "people",
    "failed",
    "left",
    "piece",
    "weak_h",
    "closed_h",
    "loading",
    "boarded",
    "throttled",
    "grounded",
    "broken",
    "sums",
)
"""What of a state does not depend on the trips."""
