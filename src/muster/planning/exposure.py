"""What a plan is exposed to in sampled futures: in one future its loss is linear in the plan.

If a site fails before trips stop, those present in that step are lost (with its loss fraction);
if it stands when trips stop and fails later, those who were present in the step in which trips
stopped, and those who were then under way to it and arrived before the failure. Links' risk is
taken in expectation. The mean over all futures is the expected loss of docs/planning-model.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from muster.planning.futures import Futures
from muster.planning.instance import Instance
from muster.planning.plan import Load, Trip

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
NO_TERM = -1


@dataclass(frozen=True, slots=True)
class Term:
    """Weighted people whom a failure of a site meets."""

    site: str
    step: int
    """The step in which they are present, or in which trips stop while they are under way."""
    last_arrival: int | None = None
    """Of people under way: the last boundary at which they arrive before the failure."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """Losses by future: matrix · (weighted people of each term) + constant.

    Futures that cost the same whatever the plan are one row, with their number.
    """

    terms: tuple[Term, ...]
    matrix: sparse.csr_matrix
    """(rows, terms) loss fractions."""
    constant: FloatArray
    """(rows,) weighted loss that no plan can change."""
    number: IntArray
    """(rows,) futures of each row."""

    @property
    def futures(self) -> int:
        """Number of futures."""
        return int(self.number.sum())


def find_exposure(instance: Instance, futures: Futures) -> Exposure:
    """The terms that each future's loss is made of."""
    sites = [id for id in instance.scenario.sites if id in futures.failures]
    constant = np.zeros(len(futures.stopped))
    met: list[IntArray] = []
    for id in sites:
        failed = futures.failures[id]
        met += [_present(instance, futures.stopped, failed)]
        met += [_under_way(instance, id, futures.stopped, failed)]
        constant += _settled(instance, id, futures.stopped, failed)
    table = np.column_stack([constant, *met])
    rows, number = np.unique(table, axis=0, return_counts=True)
    return _gathered(instance, sites, rows, number.astype(np.int64))


def _present(instance: Instance, stopped: FloatArray, failed: FloatArray) -> IntArray:
    """(N,) step in which people are met at a site, or NO_TERM."""
    step_h, steps = instance.scenario.step_h, instance.steps
    stops = stopped < steps * step_h
    step = np.full(len(failed), NO_TERM)
    at_once = np.isfinite(failed) & ~(stops & (failed > stopped))
    step[at_once] = np.minimum(failed[at_once] // step_h, steps)
    later = np.isfinite(failed) & stops & (failed > stopped) & (stopped > 0)
    step[later] = stopped[later] // step_h
    return step


def _under_way(instance: Instance, site: str, stopped: FloatArray, failed: FloatArray) -> IntArray:
    """(N,) step in which trips stop · (T + 1) + last arrival before the failure, or NO_TERM."""
    step_h, steps = instance.scenario.step_h, instance.steps
    longest = max((s.ride for s in instance.services if s.destination == site), default=0)
    code = np.full(len(failed), NO_TERM)
    later = np.flatnonzero(
        np.isfinite(failed) & (stopped < steps * step_h) & (failed > stopped) & (stopped > 0)
    )
    step = (stopped[later] // step_h).astype(np.int64)
    last = np.minimum(failed[later] // step_h, np.minimum(step + longest, steps)).astype(np.int64)
    some = last > step
    code[later[some]] = step[some] * (steps + 1) + last[some]
    return code


def _settled(instance: Instance, site: str, stopped: FloatArray, failed: FloatArray) -> FloatArray:
    """(N,) weighted loss of people whom no plan reaches before trips stop."""
    step_h = instance.scenario.step_h
    loss = np.zeros(len(failed))
    for stock in instance.stocks:
        if stock.transit or stock.site != site or stock.appears > instance.steps:
            continue
        before = stopped <= stock.appears * step_h
        lost = before & (failed > stock.appears * step_h) & np.isfinite(failed)
        loss[lost] += stock.weight * stock.people
    return instance.scenario.sites[site].loss_fraction.value * loss


def _gathered(
    instance: Instance, sites: Sequence[str], rows: FloatArray, number: IntArray
) -> Exposure:
    """Terms and matrix of a table of [constant, step present, code under way, …] by site."""
    terms: list[Term] = []
    entries: list[tuple[IntArray, IntArray, FloatArray]] = []
    for index, site in enumerate(sites):
        fraction = instance.scenario.sites[site].loss_fraction.value
        for under_way in (False, True):
            codes = rows[:, 1 + 2 * index + under_way].astype(np.int64)
            used = np.flatnonzero(codes != NO_TERM)
            distinct, which = np.unique(codes[used], return_inverse=True)
            entries.append((used, len(terms) + which, np.full(len(used), fraction)))
            for code in (int(each) for each in distinct):
                step, last = divmod(code, instance.steps + 1) if under_way else (code, None)
                terms.append(Term(site, step, last))
    row, column, value = (
        np.concatenate([np.zeros(0, dtype=kind), *(entry[part] for entry in entries)])
        for part, kind in enumerate((np.int64, np.int64, np.float64))
    )
    matrix = sparse.csr_matrix((value, (row, column)), shape=(len(rows), len(terms)))
    return Exposure(tuple(terms), matrix, rows[:, 0], number)


def losses_of_plan(
    instance: Instance, exposure: Exposure, trips: Sequence[Trip], loads: Sequence[Load]
) -> FloatArray:
    """(rows,) weighted loss of a plan in each row's futures."""
    rides = _rides(instance, trips, loads)
    present = _presence(instance, rides)
    met = [
        present[term.site][term.step]
        if term.last_arrival is None
        else sum(
            ride.weight
            for ride in rides
            if ride.destination == term.site
            and ride.departure <= term.step < ride.arrival <= term.last_arrival
        )
        for term in exposure.terms
    ]
    risk = sum(ride.weight * ride.risk for ride in rides)
    losses: FloatArray = exposure.matrix @ np.array(met, dtype=np.float64) + exposure.constant
    return losses + risk


@dataclass(frozen=True, slots=True)
class _Ride:
    """Weighted people of one group on one trip."""

    origin: str
    destination: str
    departure: int
    arrival: int
    weight: float
    risk: float
    """Chance that the link costs them, trips running."""


def _rides(instance: Instance, trips: Sequence[Trip], loads: Sequence[Load]) -> list[_Ride]:
    by_id = {trip.id: trip for trip in trips}
    rides = []
    for load in loads:
        trip = by_id[load.trip]
        link = instance.scenario.links[trip.link]
        rides.append(
            _Ride(
                link.origin,
                link.destination,
                trip.step,
                trip.step + instance.services_on[link.id][0].ride,
                instance.scenario.groups[load.group].priority * load.people,
                link.risk.value * float(instance.losses.running[trip.step]),
            )
        )
    return rides


def _presence(instance: Instance, rides: Sequence[_Ride]) -> Mapping[str, FloatArray]:
    """(T + 1,) weighted people present at each site in each step."""
    present = {site: np.zeros(instance.steps + 1) for site in instance.scenario.sites}
    for stock in instance.stocks:
        if not stock.transit:
            present[stock.site][stock.appears :] += stock.weight * stock.people
    for ride in rides:
        present[ride.origin][ride.departure :] -= ride.weight
        present[ride.destination][ride.arrival :] += ride.weight
    return present


def conditional_value_at_risk(losses: FloatArray, number: IntArray, level: float) -> float:
    """Mean of the worst (1 - level) of futures: CVaR (Rockafellar and Uryasev 2000)."""
    order = np.argsort(-losses, kind="stable")
    worst = (1 - level) * float(number.sum())
    until = np.minimum(np.cumsum(number[order]), worst)
    taken = np.diff(until, prepend=0.0)
    return float(losses[order] @ taken / worst)
