"""Parts of a large map: fleets that share sites, and the people there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from muster.planning.model import PlanningModel, existing

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


def fleet_of_column(model: PlanningModel) -> tuple[dict[str, int], IntArray]:
    """Numbers of the fleets, and (columns,) that of trips and compartments, -1 for the others."""
    services = model.instance.services
    number = {fleet: i for i, fleet in enumerate(sorted({s.fleet for s in services}))}
    of_column = np.full(len(model.linear.cost), -1)
    for index, of_service in enumerate(model.trips):
        of_column[existing(of_service)] = number[services[index].fleet]
    for (index, _), of_service in model.compartments.items():
        of_column[existing(of_service)] = number[services[index].fleet]
    return number, of_column


class Regions:
    """Which columns belong to a fleet, and to the people at the sites that fleets serve."""

    def __init__(self, model: PlanningModel) -> None:
        services = model.instance.services
        number, self._fleet = fleet_of_column(model)
        self._fleets = list(number)
        columns = len(model.linear.cost)
        sites = {site: i for i, site in enumerate(model.instance.scenario.sites)}
        self._serves = np.zeros((len(self._fleets), len(sites)), dtype=bool)
        for service in services:
            for site in (service.origin, service.destination):
                self._serves[number[service.fleet], sites[site]] = True
        self._from, self._to = np.full(columns, -1), np.full(columns, -1)
        """(columns,) sites between which people ride, or the one at which they are; else -1."""
        stocks, links = model.instance.stocks, model.instance.scenario.links
        for (stock, link), riders in model.riders.items():
            self._from[existing(riders)] = sites[stocks[stock].site]
            self._to[existing(riders)] = sites[links[link].destination]
        for stock, present in model.present.items():
            self._from[existing(present)] = self._to[existing(present)] = sites[stocks[stock].site]
        self._counting = (self._fleet < 0) & (self._from < 0)
        """(columns,) neither trips nor people: they follow from both."""

    def around(
        self,
        candidates: BoolArray,
        people: BoolArray,
        most: tuple[int, int],
        draw: np.random.Generator,
    ) -> BoolArray:
        """Candidates of fleets near one drawn at random, and people at the sites they serve.

        Fleets are taken in the order of the sites they share with those taken before, while the
        candidates and the people's columns are at most as many as `most` says.
        """
        by_fleet = np.bincount(self._fleet[candidates], minlength=len(self._fleets))
        if not by_fleet.any():
            return candidates & people
        first = int(draw.choice(len(by_fleet), p=by_fleet / by_fleet.sum()))
        taken = np.zeros(len(by_fleet), dtype=bool)
        taken[first] = True
        near = self._near(people, self._serves[first])
        while True:
            sites = self._serves[taken].any(axis=0)
            shared = (self._serves & sites).sum(axis=1) * (by_fleet > 0) * ~taken
            nearest = int(np.argmax(shared))
            more = self._near(people, sites | self._serves[nearest])
            freed = int(by_fleet[taken].sum() + by_fleet[nearest])
            if not shared[nearest] or freed > most[0] or int(more.sum()) > most[1]:
                break
            taken[nearest], near = True, more
        of_fleets = (self._fleet >= 0) & taken[self._fleet]
        freed_all: BoolArray = (candidates & of_fleets) | near | (self._counting & people)
        return freed_all

    def _near(self, people: BoolArray, sites: BoolArray) -> BoolArray:
        """Columns of people who stay at the sites or ride between them."""
        near: BoolArray = people & (self._from >= 0) & sites[self._from] & sites[self._to]
        return near
