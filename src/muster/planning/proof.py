"""The bound beside the search: relaxation and cuts, the root of branch and bound, branching."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

import numpy as np
import numpy.typing as npt

from muster.planning.allowance import Allowance
from muster.planning.relaxation import CUT_ROUNDS, Relaxation

FloatArray = npt.NDArray[np.float64]
ROOT_SHARE = 0.2
"""Share of the time limit for the root of branch and bound: its first half gains nearly all."""
SEARCH_SHARE = 0.7
"""Share of the time limit after which a large model's blocks gain more than its search."""
SMALL_MODEL = 500
"""Whole-number columns up to which the plain model is given to HiGHS before anything else."""
SMALL_SHARE = 0.25
"""Share of the time limit that it has for that."""
SMALL_NODES = 2_000
"""Nodes that it has for that."""


@dataclass
class Proof:
    """Raises the bound step by step, in a thread of its own."""

    relaxation: Relaxation
    allowance: Allowance
    incumbent: Callable[[], FloatArray | None]
    """Values of the best plan so far."""
    done: Callable[[], bool]
    """Whether the plan is good enough, or nothing may be spent any more."""
    note: Callable[[str], None]
    """Told what method was at work after each step."""
    relaxed: Event = field(default_factory=Event)
    """Set once the relaxation is solved."""
    idle: Event = field(default_factory=Event)
    """Set by the search once it gains nothing any more."""

    @property
    def is_small(self) -> bool:
        """Whether the plain model is branched on before anything else."""
        return int(self.relaxation.model.linear.integer.sum()) <= SMALL_MODEL

    @property
    def is_found(self) -> bool:
        """Whether branching has found the best plan there is, as it soon has on small models."""
        return self.relaxation.proven and self.relaxation.found is not None

    def branch_at_once(self) -> None:
        """A small model is solved before anything else could begin."""
        self._give_incumbent()
        limit = self.allowance.at_most(SMALL_SHARE * self.allowance.time_limit_s)
        self.relaxation.solve(limit, SMALL_NODES)
        self.note("branching")

    def run(self) -> None:
        """Raise the bound, round by round, until nothing more can be had or time is up.

        Branching waits until the search has nothing better to do with the processor.
        """
        relaxation = self.relaxation
        try:
            while relaxation.rounds < CUT_ROUNDS and not relaxation.finished and not self.done():
                relaxation.strengthen(self.allowance.left_s())
                self.note("relaxation")
                if relaxation.is_large:
                    self.relaxed.set()
        finally:
            self.relaxed.set()
        if not self.is_small and not relaxation.is_large and not self.done():
            self._give_incumbent()
            root = self.allowance.at_most(ROOT_SHARE * self.allowance.time_limit_s)
            relaxation.strengthen_root(min(root, self.allowance.left_s()))
            self.note("relaxation")
        if not self.is_small and self.allowance.timed:
            self._wait_for_search()
        while self.allowance.timed and not relaxation.finished and not self.done():
            self._give_incumbent()
            relaxation.strengthen(self.allowance.left_s())
            self.note("branching")

    def _wait_for_search(self) -> None:
        """Until the search gains nothing more; on a large map it always gains something."""
        latest = None
        if self.relaxation.is_large:
            share = SEARCH_SHARE * self.allowance.time_limit_s
            latest = max(share - self.allowance.seconds(), 0.0)
        self.idle.wait(latest)

    def _give_incumbent(self) -> None:
        values = self.incumbent()
        if values is not None:
            self.relaxation.incumbent = values
