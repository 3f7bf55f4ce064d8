"""Folding a record as it grows: in place while events come in order, else from a state of the past.

A late event, or a correction, changes what everything after it meant. The fold then goes back to
the newest state that it has kept from before, and takes again what has occurred since; only what
is older than every kept state is folded from the beginning. The result is that of `situation_of`
over all events, in whatever order they came.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from muster.custody.entries import BESIDE, Entry, Placed, corrections, in_order
from muster.custody.ledger import Ledger, Running
from muster.operations.situation import Situation, ledger_of
from muster.operations.trip_state import Trip
from muster.record.events import Event
from muster.record.vocabulary import faults_of

EVERY = 2_000
"""Events between two states that are kept."""
FARTHEST = 32_000
"""Events back to which states are kept, at distances that double."""
Order = tuple[str, str, str, int]
SHARED = ("offers", "corrected", "occurred")
"""What a ledger knows of the whole record, whatever it has taken."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A state of the past."""

    situation: Situation
    taken: int
    """Events of `recent` that it has."""


@dataclass
class Folding:
    """The situation of a record, and what it takes to go back."""

    every: int = EVERY
    farthest: int = FARTHEST
    situation: Situation = field(default_factory=Situation)
    _recent: list[Placed] = field(default_factory=list)
    """What was taken since the oldest state that is kept, in that order."""
    _kept: list[_Kept] = field(default_factory=list)
    """From the oldest."""
    _corrections: list[Entry] = field(default_factory=list)
    _cited: set[str] = field(default_factory=set)
    """Event_ids that events named before they were there."""
    _last: Order = ("", "", "", 0)
    """Of the last event to occur, of those for whom that matters."""

    def begin(self, entries: Iterable[Entry]) -> Situation:
        """Fold a record from its beginning."""
        placed = in_order(entries)
        self._recent, self._kept, self._cited = [], [], set()
        self._corrections = [e.entry for e in placed if e.entry.event.type == "correction"]
        self._last = max((e.entry.order for e in placed if _has_order(e)), default=self._last)
        situation = Situation(ledger_of(placed))
        marks = set(self._marks(len(placed)))
        for number, each in enumerate(placed):
            if number in marks:
                self._keep(situation)
            if self._kept:
                self._recent.append(each)
            situation.take(each.entry.event, is_late=each.is_late)
        for each in placed:
            self._cite(each.entry.event, situation)
        self.situation = situation
        return situation

    def take(self, entries: Sequence[Entry]) -> bool:
        """Add events that came in the order in which they occurred; False, and nothing is done,
        if they did not, or take back another."""
        last = self._last
        for each in entries:
            if each.event.event_id in self._cited or each.event.type == "correction":
                return False
            if each.event.type not in BESIDE:
                if each.order < last:
                    return False
                last = each.order
        for each in entries:
            self.situation.take(each.event)
            self._recent.append(Placed(each, is_late=False))
            self._cite(each.event, self.situation)
        self._last = last
        if len(self._recent) - (self._kept[-1].taken if self._kept else 0) >= self.every:
            self._keep(self.situation)
            self._thin()
        return True

    def take_late(self, entries: Sequence[Entry]) -> Situation | None:
        """The situation with events that came late or take others back; None if no state of before
        them is kept. The situation that there was stays as it is, for whoever reads it."""
        if any(each.event.event_id in self._cited for each in entries):
            return None
        new = self._placed(entries)
        said = [each.entry for each in new if each.entry.event.type == "correction"]
        changed = corrections([*self._corrections, *said]) if said else self._corrected()
        base = self._before(self._earliest(new, changed))
        if base is None:
            return None
        situation = copied(base.situation)
        _share(situation.ledger, self.situation.ledger, new, changed)
        again = sorted([*self._recent[base.taken :], *new], key=lambda each: each.entry.order)
        self._kept = [each for each in self._kept if each.taken <= base.taken]
        self._recent = self._recent[: base.taken]
        marks = set(self._marks(len(again)))
        for number, each in enumerate(again):
            if number in marks and number:
                self._keep(situation)
            self._recent.append(each)
            situation.take(each.entry.event, is_late=each.is_late)
        self._corrections += said
        self._last = max([self._last, *(each.entry.order for each in new if _has_order(each))])
        for each in new:
            self._cite(each.entry.event, situation)
        self._thin()
        self.situation = situation
        return situation

    def _placed(self, entries: Sequence[Entry]) -> list[Placed]:
        placed, latest = [], self._last[0]
        for each in entries:
            has_order = each.event.type not in BESIDE
            placed.append(Placed(each, has_order and each.event.occurred_at < latest))
            if has_order:
                latest = max(latest, each.event.occurred_at)
        return placed

    def _corrected(self) -> Mapping[str, Event]:
        return self.situation.ledger.corrected

    def _earliest(self, new: Sequence[Placed], changed: Mapping[str, Event]) -> str:
        """When the first event occurred that is new, or means something else than before."""
        occurred, before = self.situation.ledger.occurred, self._corrected()
        ids = {name for name in changed.keys() | before.keys()
               if _id(changed.get(name)) != _id(before.get(name))}  # fmt: skip
        times = [occurred[name] for name in ids if name in occurred]
        return min([*times, *(each.entry.event.occurred_at for each in new)])

    def _before(self, at: str) -> _Kept | None:
        return next((each for each in reversed(self._kept) if each.situation.now < at), None)

    def _cite(self, event: Event, situation: Situation) -> None:
        """Remember what an event names that is not there yet."""
        self._cited.discard(event.event_id)
        named = event.body.get("event" if event.type == "correction" else "offer")
        if isinstance(named, str) and named not in situation.ledger.occurred:
            self._cited.add(named)

    def _marks(self, size: int) -> Iterator[int]:
        """Before which events of so many a state is kept: farther apart the older they are."""
        distance = self.every
        while distance <= self.farthest:
            if distance < size:
                yield size - distance
            distance *= 2

    def _keep(self, situation: Situation) -> None:
        self._kept.append(_Kept(copied(situation), len(self._recent)))

    def _thin(self) -> None:
        """Let go of states, so that those left are farther apart the older they are."""
        size, kept, wanted = len(self._recent), list[_Kept](), 0
        for each in reversed(self._kept):
            distance = size - each.taken
            if distance >= wanted and distance <= self.farthest + self.every:
                kept.append(each)
                wanted = max(3 * distance // 2, distance + self.every // 2)
        self._kept = kept[::-1]
        begin = self._kept[0].taken if self._kept else 0
        if begin:
            self._recent = self._recent[begin:]
            self._kept = [replace(each, taken=each.taken - begin) for each in self._kept]


def copied(situation: Situation) -> Situation:
    """The same, which further events may change by itself; events are shared, they never change."""
    made = _copied(situation)
    assert isinstance(made, Situation)
    return made


def _copied(value: Any) -> Any:
    copy = _COPIES.get(type(value))
    return value if copy is None else copy(value)


def _copied_dict(value: dict[Any, Any]) -> dict[Any, Any]:
    made = value.copy()  # of the same kind: a Counter, or with the same default
    some = next(iter(made.values()), None)
    if type(some) in _COPIES:
        for name, each in made.items():
            made[name] = _copied(each)
    return made


def _copied_fields(value: Any) -> Any:
    assert is_dataclass(value)
    made = object.__new__(type(value))
    for each in fields(value):
        held = getattr(value, each.name)
        is_shared = isinstance(value, Ledger) and each.name in SHARED
        setattr(made, each.name, held if is_shared else _copied(held))
    return made


_COPIES: Mapping[type, Callable[[Any], Any]] = {
    dict: _copied_dict,
    Counter: _copied_dict,
    defaultdict: _copied_dict,
    list: list.copy,
    set: set.copy,
    Situation: _copied_fields,
    Ledger: _copied_fields,
    Trip: _copied_fields,
    Running: _copied_fields,
}
"""What events change; whatever is not here never changes, or holds nothing that does."""


def _share(
    ledger: Ledger, before: Ledger, new: Iterable[Placed], corrected: Mapping[str, Event]
) -> None:
    """Tell a ledger of the past what the whole record has by now."""
    events = [each.entry.event for each in new]
    offers = {e.event_id: e for e in events if e.type == "handover_offered" and not faults_of(e)}
    ledger.offers = {**before.offers, **offers}
    ledger.corrected = corrected
    ledger.occurred = {**before.occurred, **{e.event_id: e.occurred_at for e in events}}


def _has_order(placed: Placed) -> bool:
    return placed.entry.event.type not in BESIDE


def _id(event: Event | None) -> str:
    return "" if event is None else event.event_id
