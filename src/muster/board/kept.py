"""What pages work out once: the map's ground, the outlook, and views of one state of the log."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fastapi import FastAPI

from muster.board.live import Live
from muster.board.views.claims import ClaimsShown, claims_shown, stated_before, stated_in
from muster.board.views.courses import Course, course_of
from muster.board.views.ground import GroundPanel, lay_out
from muster.board.views.outlook import Outlooks, outlooks
from muster.board.views.sites import SiteShown, site_shown
from muster.board.views.situation import Shown, situation_shown
from muster.custody.claims import Claim
from muster.locale.catalogues import places

T = TypeVar("T")
MINUTE = 16
"""Characters of a time up to its minute."""


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

    def situation(self) -> Shown:
        """The situation, the same within a minute while nothing is recorded."""
        live, ahead, now = self.live, self.outlooks(), self.live.now()
        with live.reading() as known:
            return self.once(
                "situation", (live.size, now[:MINUTE]),
                lambda: situation_shown(known, live.scenario, ahead, now),
            )  # fmt: skip

    def course(self) -> Course:
        """People by site and trips over time, past and future."""
        live, ahead, now = self.live, self.outlooks(), self.live.now()
        with live.reading() as known:
            return self.once(
                "course", (live.size, now[:MINUTE]),
                lambda: course_of(known, live.scenario, live.plan, ahead, now),
            )  # fmt: skip

    def site(self, site_id: str) -> SiteShown | None:
        """One site; None if nobody knows it."""
        live, ahead, course = self.live, self.outlooks(), self.course()
        with live.reading():
            return site_shown(live.desk, site_id, live.scenario, ahead, course, live.now())

    def claims(self, quantity: str) -> ClaimsShown:
        """Claims about a quantity, or all, against each other and the balance."""
        live = self.live
        with live.reading():
            return self.once(
                f"claims {quantity}", live.size,
                lambda: claims_shown(
                    self._stated(live.size), live.books(), live.scenario, live.now(), quantity
                ),
            )  # fmt: skip

    def _stated(self, size: int) -> tuple[Claim, ...]:
        """The scenario's claims, and the record's as far as it was read before, and on."""
        until, found = self.last("stated claims", (0, stated_before(self.live.scenario)))
        if until < size:
            found = (*found, *stated_in(self.live.record.log.store, until, size))
            self.keep("stated claims", (size, found))
        return found

    def ground(self, language: str) -> tuple[GroundPanel, ...]:
        """The map without people, laid out for the first plan; empty without a scenario."""
        scenario = self.live.given
        plan = self.live.versions[0].plan if self.live.versions else None
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
