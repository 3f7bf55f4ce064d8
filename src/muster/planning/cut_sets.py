"""Cut-set inequalities on cumulative seats: what the relaxation forgets about whole vehicles.

For people U at an origin of whom R remain after boundary t, and vehicles of C seats that have
left with Y of them until then, C · Y + R ≥ |U| with Y whole. Its mixed-integer rounding
(Nemhauser and Wolsey 1988, II.1.7) is Y + R / f ≥ ⌈|U| / C⌉ with f = |U| - C (⌈|U| / C⌉ - 1):
whoever wants the last few people away needs a whole vehicle (or a whole compartment).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from muster.planning.model import NO_COLUMN, PlanningModel, existing
from muster.planning.stocks import Stock
from muster.scenario import SeatKind

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
LEAST_VIOLATION = 1e-3
CUTS_PER_FAMILY = 12
BOUNDARIES_APART = 3


@dataclass(frozen=True, slots=True)
class Cut:
    """columns · coefficients ≥ at_least, valid for every plan."""

    columns: IntArray
    coefficients: FloatArray
    at_least: float


@dataclass(frozen=True, slots=True)
class _Family:
    """People at one origin and what can carry them: (columns by boundary, seats) each."""

    stocks: list[Stock]
    carriers: list[tuple[IntArray, float]]


def rows_of(cuts: list[Cut], columns: int) -> tuple[sparse.csr_matrix, FloatArray]:
    """Cuts as a matrix (cuts x columns) and its lower bounds."""
    lengths = [len(cut.columns) for cut in cuts]
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    matrix = sparse.csr_matrix(
        (
            np.concatenate([cut.coefficients for cut in cuts]),
            np.concatenate([cut.columns for cut in cuts]),
            indptr,
        ),
        shape=(len(cuts), columns),
    )
    return matrix, np.array([cut.at_least for cut in cuts])


class CutSets:
    """Finds violated cut-set inequalities of one model."""

    def __init__(self, model: PlanningModel) -> None:
        self._model = model
        self._families = list(_families(model))

    def violated(self, solution: FloatArray) -> list[Cut]:
        """The most violated inequalities of each family, at boundaries some way apart."""
        cuts: list[Cut] = []
        for family in self._families:
            cuts += self._violated(family, solution)
        return cuts

    def _violated(self, family: _Family, solution: FloatArray) -> list[Cut]:
        steps = self._model.instance.steps
        present = np.array([self._model.present[s.index][:steps] for s in family.stocks])
        remaining = np.where(present != NO_COLUMN, solution[np.maximum(present, 0)], 0.0)
        gone = np.array(
            [
                np.cumsum(np.where(c[:steps] != NO_COLUMN, solution[np.maximum(c[:steps], 0)], 0.0))
                for c, _ in family.carriers
            ]
        )
        people = np.array([s.people for s in family.stocks], dtype=np.float64)
        seats = np.array([seats for _, seats in family.carriers])
        first = max(s.appears for s in family.stocks)
        found: list[tuple[float, int, Cut]] = []
        for t in range(first, steps):
            order = np.argsort(remaining[:, t] / people, kind="stable")
            best = self._best(family, people[order], remaining[order, t], gone[:, t], seats)
            if best is not None:
                violation, size, coefficients, share, at_least = best
                chosen = [family.stocks[k] for k in order[:size]]
                cut = self._cut(family, chosen, t, coefficients, share, at_least)
                found.append((violation, t, cut))
        return _spread(found)

    @staticmethod
    def _best(
        family: _Family,
        people: FloatArray,
        remaining: FloatArray,
        gone: FloatArray,
        seats: FloatArray,
    ) -> tuple[float, int, FloatArray, float, float] | None:
        """Most violated over the first so many stocks and each size of vehicle."""
        best: tuple[float, int, FloatArray, float, float] | None = None
        for size in np.unique(seats):
            wanted = np.cumsum(people) / size
            whole = np.ceil(wanted - 1e-9)
            share = np.where(whole - wanted < 1e-9, 1.0, wanted - whole + 1)
            ratio = seats / size
            floor = np.floor(ratio + 1e-12)
            coefficients = floor + np.minimum((ratio - floor) / share[:, None], 1.0)
            left = whole - coefficients @ gone - np.cumsum(remaining) / (size * share)
            k = int(np.argmax(left))
            if left[k] > LEAST_VIOLATION and (best is None or left[k] > best[0]):
                best = (float(left[k]), k + 1, coefficients[k], float(size * share[k]), whole[k])
        return best

    def _cut(
        self,
        family: _Family,
        chosen: list[Stock],
        t: int,
        coefficients: FloatArray,
        share: float,
        at_least: float,
    ) -> Cut:
        columns, values = [], []
        for (carrier, _), coefficient in zip(family.carriers, coefficients, strict=True):
            gone = existing(carrier[: t + 1])
            columns.append(gone)
            values.append(np.full(len(gone), coefficient))
        columns.append(np.array([self._model.present[s.index][t] for s in chosen]))
        values.append(np.full(len(chosen), 1 / share))
        return Cut(np.concatenate(columns), np.concatenate(values), float(at_least))


def _spread(found: list[tuple[float, int, Cut]]) -> list[Cut]:
    found.sort(key=lambda entry: (-entry[0], entry[1]))
    taken: list[int] = []
    cuts: list[Cut] = []
    for _, t, cut in found:
        if all(abs(t - other) >= BOUNDARIES_APART for other in taken):
            taken.append(t)
            cuts.append(cut)
            if len(cuts) == CUTS_PER_FAMILY:
                break
    return cuts


def _families(model: PlanningModel) -> Iterator[_Family]:
    by_site: dict[str, list[Stock]] = {}
    for stock in model.instance.stocks:
        if not stock.transit and stock.people and stock.index in model.present and stock.links:
            by_site.setdefault(stock.site, []).append(stock)
    for site, stocks in by_site.items():
        services = [i for i, s in enumerate(model.instance.services) if s.origin == site]
        classes = sorted({(s.separation_class, s.seat_kind) for s in stocks})
        for name, kind in classes:
            of_class = [s for s in stocks if (s.separation_class, s.seat_kind) == (name, kind)]
            yield from _family(of_class, _class_carriers(model, services, name, kind))
        for kind in sorted({s.seat_kind for s in stocks}):
            of_kind = [s for s in stocks if s.seat_kind == kind]
            if len({s.separation_class for s in of_kind}) > 1:
                yield from _family(of_kind, _whole_carriers(model, services, kind))


def _family(stocks: list[Stock], carriers: list[tuple[IntArray, float]]) -> Iterator[_Family]:
    carriers = [carrier for carrier in carriers if carrier[1] > 0]
    if carriers:
        yield _Family(stocks, carriers)


def _class_carriers(
    model: PlanningModel, services: list[int], name: str, kind: SeatKind
) -> list[tuple[IntArray, float]]:
    carriers = []
    for index in services:
        service = model.instance.services[index]
        if (index, name) in model.compartments:
            columns = model.compartments[index, name]
            carriers.append((columns, float(service.seats.get(kind, 0))))
        elif name in model.classes[index]:
            carriers.append((model.trips[index], float(service.seats_of(kind))))
    return carriers


def _whole_carriers(
    model: PlanningModel, services: list[int], kind: SeatKind
) -> list[tuple[IntArray, float]]:
    return [(model.trips[i], float(model.instance.services[i].seats_of(kind))) for i in services]
