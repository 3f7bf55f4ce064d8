"""Parts of a large map: fleets that share sites, and the people there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from muster.planning.model import NO_COLUMN, PlanningModel

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


class Regions:
    """Which columns belong to a fleet, and to the people at the sites that fleets serve."""

    def __init__(self, model: PlanningModel) -> None:
        self._columns = len(model.linear.cost)
        services = model.instance.services
        self._fleets = sorted({s.fleet for s in services})
        number = {fleet: i for i, fleet in enumerate(self._fleets)}
        self._fleet = np.full(self._columns, -1)
        """(columns,) fleet of trips and compartments, -1 for the others."""
        for index, columns in enumerate(model.trips):
            self._fleet[columns[columns != NO_COLUMN]] = number[services[index].fleet]
        for (index, _), columns in model.compartments.items():
            self._fleet[columns[columns != NO_COLUMN]] = number[services[index].fleet]
        self._counting = self._fleet < 0
        """(columns,) neither trips nor people: they follow from both."""
        for columns in [*model.riders.values(), *model.present.values()]:
            self._counting[columns[columns != NO_COLUMN]] = False
        self._served = [
            {site for s in services if s.fleet == fleet for site in (s.origin, s.destination)}
            for fleet in self._fleets
        ]
        self._model = model

    def around(self, candidates: BoolArray, most: int, draw: np.random.Generator) -> BoolArray:
        """Candidates of fleets near one drawn at random, `most` at most, with their people.

        Fleets are taken in the order of the sites they share with those taken before.
        """
        by_fleet = np.bincount(self._fleet[candidates], minlength=len(self._fleets))
        able = np.flatnonzero(by_fleet)
        taken = [int(draw.choice(able, p=by_fleet[able] / by_fleet[able].sum()))]
        sites = set(self._served[taken[0]])
        freed = int(by_fleet[taken[0]])
        while True:
            shared = [
                len(sites & served) if i not in taken and by_fleet[i] else 0
                for i, served in enumerate(self._served)
            ]
            nearest = int(np.argmax(shared))
            if not shared[nearest] or freed + by_fleet[nearest] > most:
                break
            taken.append(nearest)
            sites |= self._served[nearest]
            freed += int(by_fleet[nearest])
        settled = self._model.linear.integer & ~candidates
        return (np.isin(self._fleet, taken) & ~settled) | self._people(sites)

    def _people(self, sites: set[str]) -> BoolArray:
        """Riders between the sites, people present at them, and what counts people anywhere."""
        model, people = self._model, self._counting.copy()
        stocks, links = model.instance.stocks, model.instance.scenario.links
        for (index, link), columns in model.riders.items():
            if stocks[index].site in sites and links[link].destination in sites:
                people[columns[columns != NO_COLUMN]] = True
        for index, columns in model.present.items():
            if stocks[index].site in sites:
                people[columns[columns != NO_COLUMN]] = True
        return people
