"""Improving a plan window by window, two of them side by side."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from muster.planning.loading import Fractions, Loading, load_in_fractions
from muster.planning.model import decisions
from muster.planning.neighbourhood import Neighbourhood, Window

FloatArray = npt.NDArray[np.float64]
ALONE = 4
"""Windows that are solved one by one, beside the bound."""
BATCH = 4
"""Windows that are solved from the same plan after these, two at a time."""
BESIDE = 2
"""Windows that are solved at the same time."""
GAIN = 1e-7
"""Objectives that differ by less are the same."""


@dataclass
class WindowSearch:
    """Searches from a plan on, with people in fractions between windows.

    What comes out depends on the plan and the seed alone, not on which window is done first.
    """

    near: Neighbourhood
    objective: float
    values: FloatArray
    """(columns,) of the best solution so far."""

    def step(
        self,
        pool: Executor,
        time_limit_s: Callable[[], float],
        wait: Callable[[Future[Any]], None],
    ) -> Fractions | None:
        """Solve the next windows and keep what they gain, together if that fits; else None."""
        windows: list[Window] = []
        for _ in range(1 if self.near.windows < ALONE else BATCH):
            windows.append(self.near.next_window(self.values, windows))
        running = [pool.submit(self.near.solve, w, self.values, time_limit_s()) for w in windows]
        for each in running:
            wait(each)
        gained: list[tuple[float, Window, FloatArray]] = []
        for window, each in zip(windows, running, strict=True):
            found = each.result()
            self.near.learn(window, found, self.objective)
            if found is not None and found.objective < self.objective - GAIN:
                gained.append((found.objective, window, found.values))
        gained.sort(key=lambda entry: entry[0])
        if not gained:
            return None
        together = gained[0][2].copy()
        for _, window, values in gained[1:]:
            together[window.free] = values[window.free]
        limit = time_limit_s()
        return self._kept(together, limit) or self._kept(gained[0][2], limit)

    def restart(self, loading: Loading) -> None:
        """Go on from another plan, if it is better."""
        if loading.objective < self.objective:
            self.objective, self.values = loading.objective, loading.values

    def _kept(self, values: FloatArray, time_limit_s: float) -> Fractions | None:
        """The best people for the trips of a solution, if they are better than what is there."""
        model = self.near.model
        trips, compartments = decisions(model, values)
        found = load_in_fractions(model, trips, compartments, time_limit_s=max(time_limit_s, 1.0))
        if found is None or found.objective >= self.objective - GAIN:
            return None
        self.objective, self.values = found.objective, found.values
        return found
