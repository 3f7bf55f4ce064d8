"""What being somewhere costs, by integrating the master equations of the regimes.

Notation as in docs/planning-model.md, section Loss. For one site, with hazard λ(i, τ) in regime
i and generator Q, the functions integrated are

    v(i, τ)   P(site fails between τ and the evaluation end | regime i, site standing at τ)
              -v' = λ (1 - v) + Q v,                            v(end) = 0
    h(i, τ)   chance that a failure is charged to the step of τ | trips run, site standing
              -h' = λ (1 - h) + Q [h where trips run, v elsewhere],  h(end of the step) = 0
    a(i, τ)   P(regime i, trips run until τ, site standing)
              a' = (a Q where trips run) - λ a
    s(i, τ)   P(regime i, trips have stopped, site standing)
              s' = s Q + (a Q where trips do not run) - λ s

backwards for v and h, forwards for a and s, with a tight tolerance and the hazards constant
between integration limits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.integrate import solve_ivp

from muster.scenario import Scenario
from muster.verification.danger import Danger, read_danger

FloatArray = npt.NDArray[np.float64]

RELATIVE_TOLERANCE = 1e-11
ABSOLUTE_TOLERANCE = 1e-15

STIFF = 5_000.0
"""Expected events in an interval from which on an explicit method would take too many steps."""

STIFF_TOLERANCE = 1e-9
"""Relative tolerance of the implicit method that is used for those."""

Ride = tuple[str, int, int]
"""Destination, boundary of departure, boundary of arrival."""


@dataclass(frozen=True)
class Losses:
    """Chances of loss per person, already multiplied by the loss fractions."""

    staying: FloatArray
    """c[n, t], (sites, steps + 1) in the order of the scenario's sites."""
    running: FloatArray
    """P(D after t) for each boundary t."""
    before_arrival: FloatArray
    """What people who appear at n at boundary t pay before, (sites, steps + 1).

    Column 0 is what those pay who would have departed at boundary 0.
    """
    stranded: Mapping[Ride, float]
    """Second term of e[a, t], for the rides asked for."""


def losses(scenario: Scenario, rides: Collection[Ride]) -> Losses:
    """Integrate the regimes and every site's failure over the horizon and beyond it."""
    danger = read_danger(scenario)
    later, charged = _backwards(danger)
    course = _forwards(danger, scenario, rides, later)
    fraction = np.array([site.loss_fraction.value for site in scenario.sites.values()])[:, None]
    at_end = np.einsum("ni,ni->n", course.running[-1, :-1], later[-1])
    in_steps = np.einsum("tni,tni->nt", course.running[:-1, :-1], charged)
    stopped = np.einsum("tni,tni->nt", course.stopped, later)
    staying = np.hstack([in_steps, at_end[:, None]])
    staying[:, 0] += stopped[:, 0]
    position = {site: index for index, site in enumerate(scenario.sites)}
    return Losses(
        staying=fraction * staying,
        running=course.running[:, -1].sum(axis=1),
        before_arrival=fraction * stopped,
        stranded={
            ride: float(fraction[position[ride[0]], 0]) * chance
            for ride, chance in course.stranded.items()
        },
    )


def _backwards(danger: Danger) -> tuple[FloatArray, FloatArray]:
    """v at each boundary, (steps + 1, sites, regimes), and h at the start of each step."""
    steps, (sites, regimes) = danger.steps, danger.beyond.shape
    later = np.zeros((steps + 1, sites, regimes))
    charged = np.zeros((steps, sites, regimes))
    runs = danger.trips_run
    both = np.zeros((2, sites, regimes))

    def flow(values: FloatArray, hazard: FloatArray) -> FloatArray:
        v, h = values
        seen = np.where(runs, h, v)
        return np.stack(
            [
                hazard * (1 - v) + v @ danger.generator.T,
                np.where(runs, hazard * (1 - h) + seen @ danger.generator.T, 0.0),
            ]
        )

    later[steps] = _integrate(flow, both, danger.beyond, danger.beyond_h, danger.fastest)[0]
    both[0] = later[steps]
    for step in reversed(range(steps)):
        both[1] = 0
        for hours, hazard in reversed(danger.pieces[step]):
            both = _integrate(flow, both, hazard, hours, danger.fastest)
        later[step], charged[step] = both
    return later, charged


@dataclass(frozen=True)
class _Course:
    running: FloatArray
    """a, (steps + 1, sites + 1, regimes); the last row is a place that never fails."""
    stopped: FloatArray
    """s, (steps + 1, sites, regimes)."""
    stranded: dict[Ride, float]
    """P(t < D <= arrival, destination standing at the arrival and failing later), by ride."""


def _forwards(
    danger: Danger, scenario: Scenario, rides: Collection[Ride], later: FloatArray
) -> _Course:
    """Rows of a and s: one a site, one that never fails, one for each ride under way."""
    steps, (sites, regimes) = danger.steps, danger.beyond.shape
    position = {site: index for index, site in enumerate(scenario.sites)}
    departing, arriving = defaultdict(list), defaultdict(list)
    for ride in rides:
        departing[ride[1]].append(ride)
        arriving[ride[2]].append(ride)
    running = np.zeros((steps + 1, sites + 1, regimes))
    stopped = np.zeros((steps + 1, sites + 1, regimes))
    running[0] = danger.initial * danger.trips_run
    stopped[0] = danger.initial * ~danger.trips_run
    stranded: dict[Ride, float] = {}
    under_way: dict[Ride, FloatArray] = {}
    for boundary in range(steps + 1):
        for ride in arriving[boundary]:
            stranded[ride] = float(under_way.pop(ride)[1] @ later[boundary, position[ride[0]]])
        for ride in departing[boundary]:
            begun = running[boundary, position[ride[0]]]
            under_way[ride] = np.stack([begun, np.zeros(regimes)])
        if boundary < steps:
            rows = np.stack([running[boundary], stopped[boundary]], axis=1)
            rows = np.concatenate([rows, *(each[None] for each in under_way.values())])
            places = [*range(sites + 1), *(position[ride[0]] for ride in under_way)]
            rows = _pass_step(rows, places, danger, boundary)
            running[boundary + 1], stopped[boundary + 1] = rows[: sites + 1].transpose(1, 0, 2)
            under_way = dict(zip(under_way, rows[sites + 1 :], strict=True))
    return _Course(running, stopped[:, :sites], stranded)


def _pass_step(rows: FloatArray, places: list[int], danger: Danger, step: int) -> FloatArray:
    """(a, s) of each row, (rows, 2, regimes), at the end of a step; each row is at a place."""
    runs = danger.trips_run

    def flow(values: FloatArray, hazard: FloatArray) -> FloatArray:
        a, s = values[:, 0], values[:, 1]
        onward = a @ danger.generator
        trips_run = np.where(runs, onward, 0.0) - hazard * a
        have_stopped = s @ danger.generator + np.where(runs, 0.0, onward) - hazard * s
        return np.stack([trips_run, have_stopped], axis=1)

    for hours, hazard in danger.pieces[step]:
        safe = np.zeros((1, hazard.shape[1]))
        at_places = np.concatenate([hazard, safe])[places]
        rows = _integrate(flow, rows, at_places, hours, danger.fastest)
    return rows


def _integrate(
    flow: Callable[[FloatArray, FloatArray], FloatArray],
    values: FloatArray,
    hazard: FloatArray,
    hours: float,
    fastest: float,
) -> FloatArray:
    """The values after so many hours of d values / d hours = flow(values, hazard).

    `fastest` is the highest rate per hour at which any regime is left.
    """
    if hours <= 0:
        return values
    shape = values.shape
    is_stiff = (float(hazard.max()) + fastest) * hours > STIFF
    solution = solve_ivp(
        lambda _, flat: flow(flat.reshape(shape), hazard).ravel(),
        (0.0, hours),
        values.ravel(),
        method="Radau" if is_stiff else "DOP853",
        first_step=None if is_stiff else hours,
        rtol=STIFF_TOLERANCE if is_stiff else RELATIVE_TOLERANCE,
        atol=ABSOLUTE_TOLERANCE,
        t_eval=(hours,),
    )
    if not solution.success:
        raise ArithmeticError(f"the regimes could not be integrated: {solution.message}")
    return np.asarray(solution.y[:, -1], dtype=np.float64).reshape(shape)
