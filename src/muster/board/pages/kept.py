"""What pages work out once: the map's ground, the outlook, and views of one state of the log."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fastapi import FastAPI

from muster.board.live import Live
from muster.board.views.ground import GroundPanel, lay_out
from muster.board.views.outlook import Outlooks, outlooks
from muster.locale.catalogues import places

T = TypeVar("T")


@dataclass
class Kept:
    """Of one board; safe to use from several threads."""

    live: Live
    _values: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def once(self, name: str, state: object, make: Callable[[], T]) -> T:
        """The value made for a state, made anew only when the state is another."""
        with self._lock:
            known = self._values.get(name)
            if known is None or known[0] != state:
                known = (state, make())
                self._values[name] = known
            value: T = known[1]
            return value

    def last(self, name: str, first: T) -> T:
        """What was kept under a name, or what it begins with."""
        with self._lock:
            value: T = self._values.get(name, (None, first))[1]
            return value

    def keep(self, name: str, value: object) -> None:
        """Keep something under a name."""
        with self._lock:
            self._values[name] = (None, value)

    def outlooks(self) -> Outlooks | None:
        """How likely each site is to fail; None without a scenario."""
        scenario = self.live.scenario
        if scenario is None:
            return None
        return self.once("outlooks", id(scenario), lambda: outlooks(scenario))

    def ground(self, language: str) -> tuple[GroundPanel, ...]:
        """The map without people; empty without a scenario."""
        scenario, plan = self.live.scenario, self.live.plan
        if scenario is None:
            return ()
        names = places(language)

        def name_of(site: str) -> str:
            own = scenario.sites[site].name or site
            return names.get(own, own)

        return self.once(
            f"ground {language}", (id(scenario), id(plan)), lambda: lay_out(scenario, plan, name_of)
        )


def kept_of(app: FastAPI) -> Kept:
    """What the board's pages keep; made at the first page."""
    kept: Kept | None = getattr(app.state, "kept", None)
    if kept is None:
        kept = app.state.kept = Kept(app.state.live)
    return kept
