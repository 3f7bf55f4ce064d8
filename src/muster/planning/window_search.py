"""Improving a plan window by window, two of them side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from muster.planning.neighbourhood import Neighbourhood, Window
from muster.planning.window import Solved

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
    ) -> bool:
        """Solve the next windows and keep what they gain, together where that fits."""
        windows: list[Window] = []
        for _ in range(1 if self.near.windows < ALONE else BATCH):
            windows.append(self.near.next_window(self.values, windows))
        running = [pool.submit(self.near.solve, w, self.values, time_limit_s()) for w in windows]
        for each in running:
            wait(each)
        before, gained = self.objective, list[Solved]()
        for window, each in zip(windows, running, strict=True):
            found = each.result()
            self.near.learn(window, found, before)
            if found is not None and found.objective < before - GAIN:
                gained.append(found)
        self._keep(sorted(gained, key=lambda found: found.objective))
        return self.objective < before

    def adopt(self, objective: float, values: FloatArray) -> None:
        """Go on from another solution, if it is better."""
        if objective < self.objective:
            self.objective, self.values = objective, values

    def _keep(self, gained: Sequence[Solved]) -> None:
        """What windows change, added up as long as every rule holds."""
        linear, before = self.near.model.linear, self.values
        for found in gained:
            changed = found.values - before
            together = self.values + changed
            if self.values is before or linear.allows(together):
                self.values = together
                self.objective += float(linear.cost @ changed)
