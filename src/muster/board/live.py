"""The operation as it is now: scenario, plan and the folded record, kept current with each event.

The record is folded once, when the board starts; every event after that is added to the fold.
There is one writer: everything that is recorded goes through `writing`, one after the other, by
the same functions of operations as on the command line. What other processes append is taken in
by `catch_up`, which the server calls now and then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from muster.board.settings import PLAN, SCENARIO, Settings
from muster.board.turns import Turns
from muster.custody.books import Books
from muster.errors import MusterError
from muster.operations.desk import Desk
from muster.operations.facts import facts_of, people_of
from muster.operations.opening import facts_in
from muster.operations.plan_versions import Version, first_version, next_version
from muster.operations.settings import Settings as Rules
from muster.operations.situation import Situation
from muster.planning.plan import Plan
from muster.planning.plan_file import PLAN_FILE, read_plan
from muster.record.events import moment
from muster.record.folder import Record, open_record
from muster.scenario import Scenario, inspect

Heard = Callable[[int, int], None]
"""Told of the log's size before and after it has grown."""
Alone = Callable[[str], AbstractContextManager[None]]
"""Keeps out whoever wants to do the same at another server."""
WRITING = "writing"


@dataclass
class Live:
    """One operation; safe to use from several threads."""

    record: Record
    desk: Desk
    given: Scenario | None
    """As the operation began; None where the record stands alone."""
    versions: list[Version]
    """The plans that are or were under way, the one under way last; empty without a plan."""
    clock: Callable[[], datetime]
    alone: Alone = field(default=lambda what: nullcontext())
    listeners: list[Heard] = field(default_factory=list)
    turns: Turns = field(default_factory=Turns)
    behind_since: str | None = None
    """Since when the situation lacks what was recorded late, which is being folded: as of then is
    what pages show."""
    _size: int = 0
    _books: tuple[int, Books] | None = None

    def now(self) -> str:
        """The time of the operation, as events have it."""
        return moment(self.clock())

    @property
    def version(self) -> Version | None:
        """The plan under way; None without one."""
        return self.versions[-1] if self.versions else None

    @property
    def scenario(self) -> Scenario | None:
        """The operation's, with what adopted plans took for granted."""
        return self.given if self.version is None else self.version.operation

    @property
    def plan(self) -> Plan | None:
        """All trips of the plan under way, with those before it that had begun."""
        return None if self.version is None else self.version.whole

    @property
    def size(self) -> int:
        """Events of the log that are in the fold: the version of everything shown."""
        return self._size

    @contextmanager
    def reading(self) -> Iterator[Situation]:
        """The situation, which nobody changes meanwhile; take out what you need and be quick."""
        with self.turns.floor(), self._still(is_still=True):
            yield self.desk.situation

    @contextmanager
    def writing(self) -> Iterator[Desk]:
        """The desk, for one writer at a time; what was said is durable when this ends.

        What other servers have recorded is in the situation by which the rules are asked.
        """
        with self.turns.turn(self.alone(WRITING)) as is_new, self._still(is_still=False):
            if not is_new:
                yield self.desk
                return
            self._follow()
            try:
                yield self.desk
            finally:
                self._follow()

    def catch_up(self) -> None:
        """Take in what other processes have appended."""
        with self.turns.turn(nullcontext()), self._still(is_still=False):
            self._follow()

    def books(self) -> Books:
        """The same record as balances at any past time; inside `reading`."""
        with self.turns.floor():
            if self._books is None or self._books[0] != self._size:
                self._books = (self._size, Books.of(self.desk.situation.ledger))
            return self._books[1]

    def close(self) -> None:
        """Let go of the record."""
        with self.turns.floor():
            self.record.close()

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Fold without the floor: whoever reads meanwhile sees the situation that there was."""
        self.behind_since = self.behind_since or self.now()
        with self._still(is_still=True), self.turns.apart():
            yield
        self.behind_since = None

    @contextmanager
    def _still(self, *, is_still: bool) -> Iterator[None]:
        before, self.desk.is_still = self.desk.is_still, is_still
        try:
            yield
        finally:
            self.desk.is_still = before

    def _follow(self) -> None:
        before = self._size
        self.desk.catch_up()
        self._size = self.desk.taken
        if self._size != before:
            self._take_plans()
            for heard in self.listeners:
                heard(before, self._size)

    def _take_plans(self) -> None:
        """Read the plans that were adopted since, and forget one whose adoption was corrected."""
        if not self.versions:
            return
        said = self.desk.situation.adopted
        known = [None if each.event is None else each.event.event_id for each in self.versions[1:]]
        same = 0
        while same < min(len(said), len(known)) and said[same].event_id == known[same]:
            same += 1
        made = self.versions[: same + 1]
        for event in said[same:]:
            made.append(next_version(self.record.folder, made[-1], event))
        self.versions = made


def open_live(settings: Settings, alone: Alone) -> Live:
    """Open the operation of a folder and fold its record."""
    record = open_record(settings.folder, settings.now, settings.draw)
    try:
        scenario, versions = _scenario(settings), []
        if scenario is not None and (settings.folder / PLAN / PLAN_FILE).exists():
            first = settings.folder / PLAN
            versions = [first_version(first, scenario, read_plan(first))]
        known = {} if scenario is None else dict(facts_of(people_of(scenario)))
        known.update(facts_in(record))
        desk = Desk(record.recorder, known, Rules(call=settings.call))
    except BaseException:
        record.close()
        raise
    clock = settings.now
    if settings.is_demo and desk.situation.now:
        clock = going_on_from(desk.situation.now, settings.now)
    live = Live(record, desk, scenario, versions, clock, alone)
    desk.apart = live.apart
    live.catch_up()
    return live


def going_on_from(text: str, now: Callable[[], datetime]) -> Callable[[], datetime]:
    """A clock that stands at a time now, and goes on from there."""
    begun, begin = now(), datetime.fromisoformat(text)

    def clock() -> datetime:
        passed: timedelta = now() - begun
        return begin + passed

    return clock


def _scenario(settings: Settings) -> Scenario | None:
    folder = settings.folder / SCENARIO
    if not folder.is_dir():
        return None
    scenario, faults = inspect(folder)
    if scenario is None:
        raise MusterError(
            f"{folder}: found a scenario with {len(faults)} faults; expected none. "
            f"Run muster check {folder}"
        )
    return scenario
