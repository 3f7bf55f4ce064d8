"""A desk: where officers say what happens, and the record takes it if the rules allow.

Every function of operations asks the situation, refuses with every breach at once, or says events
through the desk, which are durable on return. The situation is kept up to date with each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from muster.custody.entries import Entry
from muster.errors import RecordError
from muster.operations.duties import LookedAt, arising
from muster.operations.facts import Facts
from muster.operations.folding import Folding
from muster.operations.in_force import is_in_force
from muster.operations.rules import Breach, RuleError
from muster.operations.settings import Settings
from muster.operations.situation import Situation
from muster.record.events import Event, Json, moment, read_stored
from muster.record.outcomes import Status
from muster.record.recorder import Recorder, Statement

READ_AT_ONCE = 1_000
"""Events that are read together while others may read, too."""


@dataclass
class Desk:
    """One recorder at work, with the situation and what is known of the people."""

    recorder: Recorder
    facts: Mapping[str, Facts]
    """By person_id: what the gates need to know of each."""
    settings: Settings = field(default_factory=Settings)
    apart: Callable[[], AbstractContextManager[object]] = nullcontext
    """Around what takes long and changes nothing that others read."""
    is_still: bool = False
    """Whether somebody reads, or folds apart: the situation is then left as it is."""
    looked_at: LookedAt = field(default_factory=LookedAt)
    """The events whose duties were looked for."""
    situation: Situation = field(init=False)
    _folding: Folding = field(default_factory=Folding)
    _taken: int = 0
    """Events of the log that the situation has."""
    _ids: Iterator[str] | None = None

    def __post_init__(self) -> None:
        self.catch_up()

    @property
    def taken(self) -> int:
        """Events of the log that the situation has."""
        return self._taken

    def catch_up(self) -> Situation:
        """The situation with everything that anybody has recorded since.

        What comes in the order in which it happened is added; for anything late, and any
        correction, the fold goes back, and those who read keep the situation that there was until
        the new one is there.
        """
        if self.is_still:
            return self.situation
        size = self.recorder.log.store.size()
        if self._taken and size == self._taken:
            return self.situation
        new = self._read(self._taken, size) if self._taken else []
        if not new or not self._folding.take(new):
            with self.apart():
                found = self._folding.take_late(new) if new else None
            self.situation = self._begin(size) if found is None else found
        self._taken = size
        return self.situation

    def _begin(self, size: int) -> Situation:
        entries: list[Entry] = []
        for begin in range(0, size, READ_AT_ONCE):
            rows = list(self.recorder.log.store.entries(begin, min(begin + READ_AT_ONCE, size)))
            with self.apart():
                entries += [Entry(row.seq, read_stored(row.raw), row.received_at) for row in rows]
        with self.apart():
            return self._folding.begin(entries)

    def _read(self, begin: int, end: int) -> list[Entry]:
        rows = self.recorder.log.store.entries(begin, end)
        return [Entry(row.seq, read_stored(row.raw), row.received_at) for row in rows]

    def refuse(self, breaches: Iterable[Breach], at: datetime) -> None:
        """Raise RuleError with the breaches of every rule that is in force, if there is any."""
        when = moment(at)
        binding = [each for each in breaches if is_in_force(self.situation, each.rule, when)]
        if binding:
            raise RuleError(tuple(binding))

    def say(self, type: str, when: datetime, /, **body: Json) -> Event:
        """Record one event, with the duties that it starts; returns it."""
        return self.say_all([(type, body)], when)[0]

    def say_all(
        self, said: Sequence[tuple[str, Mapping[str, Json]]], at: datetime
    ) -> tuple[Event, ...]:
        """Record several events of one time together, with the duties that they start (R3)."""
        if not said:
            return ()
        when = moment(at)
        events = self._append([Statement(kind, body, when, self._next_id()) for kind, body in said])
        duties = [
            duty.statement(when)
            for event in events
            for duty in arising(event, self.situation, self.facts, self.settings)
        ]
        if duties:
            self._append(duties)
        return events

    @contextmanager
    def named(self, ids: Iterator[str]) -> Iterator[None]:
        """Whatever is said inside gets these event_ids, in their order, so that it can be found
        again; the duties that it starts get ids of their own."""
        self._ids = ids
        try:
            yield
        finally:
            self._ids = None

    def _next_id(self) -> str | None:
        return None if self._ids is None else next(self._ids)

    def note_refusal(self, refused: RuleError, what: str, by: str, when: datetime) -> Event:
        """Record that the rules refused something: whoever reads the record sees it."""
        people = sorted({person for breach in refused.breaches for person in breach.people})
        rules = sorted({breach.rule for breach in refused.breaches})
        body: dict[str, Json] = {"what": what, "rules": rules, "by": by}
        if people:
            body["people"] = people
        return self.say("refusal", when, **body)

    def _append(self, statements: Sequence[Statement]) -> tuple[Event, ...]:
        store = self.recorder.log.store
        appended = self.recorder.say(statements)
        refused = [each for each in appended.outcomes if each.status is not Status.ADDED]
        if refused:
            raise RecordError(f"found the event {refused[0].status}: {refused[0].reason}")
        self.catch_up()
        places = [each.seq for each in appended.outcomes if each.seq is not None]
        rows = store.entries(places[0], places[-1] + 1)
        return tuple(read_stored(row.raw) for row in rows)


def hours_before(text: str, hours: float) -> str:
    """A time some hours before another, as events have times."""
    return moment(datetime.fromisoformat(text) - timedelta(hours=hours))
