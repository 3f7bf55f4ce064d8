"""Review of a matching: which rows are asked about, of whom, and how far it has come.

A row is asked about until as many reviewers as it needs agree. Two are needed where the scores do
not tell well, and where somebody contradicts what the scores have decided; the second sees nothing
of what the first said. Where two disagree a third is asked, and it stays open until then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from muster.matching.candidates import Candidate
from muster.matching.decisions import (
    Answer,
    Decided,
    Judged,
    Said,
    Standing,
    Undone,
    View,
    judged,
    views,
)
from muster.matching.folder import MatchingFolder
from muster.matching.match import Decision, Match

HARD_BELOW = 0.9
"""Probability of a pair below which two reviewers are needed."""

HARD_MARGIN = 3.0
"""Nats to the next candidate of either row below which two are (findings: a margin of 3 nats
keeps the decided pairs right)."""

Row = tuple[str, str]
"""Which list ("a" or "b"), and the id."""


@dataclass(frozen=True, slots=True)
class Task:
    """A row of which somebody is asked who it is on the other list."""

    side: str
    id: str
    candidates: tuple[Candidate, ...]
    """The likeliest first; none where only a search can help."""

    @property
    def row(self) -> Row:
        """Which list, and the id."""
        return self.side, self.id

    def other(self, candidate: Candidate) -> str:
        """The candidate's row on the other list."""
        return candidate.a if self.side == "b" else candidate.b

    def pair(self, other: str) -> tuple[str, str]:
        """This row and another, the sender's first."""
        return (self.id, other) if self.side == "a" else (other, self.id)


class State(StrEnum):
    """How far a row has come."""

    OPEN = "open"
    SECOND = "waits for a second reviewer"
    THIRD = "waits for a third reviewer"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows are where, and how many are left for one reviewer."""

    rows: int
    settled: int
    second: int
    third: int
    left: int


@dataclass(frozen=True, slots=True)
class Questions:
    """What a matching asks: its tasks, and how many reviewers each pair needs."""

    matching: MatchingFolder
    tasks: tuple[Task, ...]
    _likely: Mapping[tuple[str, str], float]
    _best: Mapping[Row, tuple[float, float]]
    """By row: log odds of its best candidate and of the next."""
    _decided: Mapping[Row, str]
    ids: tuple[frozenset[str], frozenset[str]]
    """Of both lists, and the empty one."""

    def knows(self, said: Said) -> bool:
        """Whether what was said is of rows of these lists."""
        if isinstance(said, Undone):
            return True
        return said.a in self.ids[0] and said.b in self.ids[1]

    def needed(self, a: str, b: str) -> int:
        """How many reviewers have to agree on a pair, or (one empty) that a row is nobody."""
        rows = _rows(a, b)
        partners = [self._decided[row] for row in rows if row in self._decided]
        if partners:
            is_as_decided = bool(a and b) and all(p in (a, b) for p in partners)
            return 1 if is_as_decided and len(partners) == 2 else 2
        if not (a and b):
            return 2 if max(self._best.get(row, NONE)[0] for row in rows) > 0 else 1
        likely = self._likely.get((a, b), 0.0)
        is_clear = all(self._margin(row) >= HARD_MARGIN for row in rows)
        return 1 if likely >= HARD_BELOW and is_clear else 2

    def _margin(self, row: Row) -> float:
        best, following = self._best.get(row, NONE)
        return best - following if best > following else 0.0


NONE = (float("-inf"), float("-inf"))


def questions_of(matching: MatchingFolder, *, unmatched: bool = False) -> Questions:
    """The rows for a clerk, the likeliest pairs first; then, if wished, those matched to nobody."""
    candidates: dict[Row, list[Candidate]] = defaultdict(list)
    for each in sorted(matching.candidates, key=lambda c: (-c.log_odds, c.a, c.b)):
        candidates["a", each.a].append(each)
        candidates["b", each.b].append(each)
    decided = {
        row: other
        for m in matching.matches
        if m.decision is Decision.DECIDED
        for row, other in ((("a", m.a), m.b), (("b", m.b), m.a))
    }
    asked = dict.fromkeys(_asked(matching.matches, decided))
    if unmatched:
        left = [
            ("a", m.a) if m.a else ("b", m.b)
            for m in matching.matches
            if m.decision is Decision.UNMATCHED
        ]
        left.sort(
            key=lambda row: (
                -max((c.log_odds for c in candidates.get(row, ())), default=-99.0),
                row,
            )
        )
        asked |= dict.fromkeys(left)
    tasks = tuple(Task(side, row, tuple(candidates.get((side, row), ()))) for side, row in asked)
    likely = {(m.a, m.b): m.probability for m in matching.matches if m.a and m.b}
    best = {row: _two_best(found) for row, found in candidates.items()}
    ids = (
        frozenset(m.a for m in matching.matches) | {""},
        frozenset(m.b for m in matching.matches) | {""},
    )
    return Questions(matching, tasks, likely, best, decided, ids)


def _asked(matches: Iterable[Match], decided: Mapping[Row, str]) -> Iterable[Row]:
    """The row of each pair for a clerk that is asked about: the receiver's, if it can be."""
    seen: set[Row] = set()
    for m in sorted(matches, key=lambda m: (-m.probability, m.a, m.b)):
        if m.decision is Decision.CLERK:
            focus = ("b", m.b)
            if focus in decided or focus in seen:
                focus = ("a", m.a)
            seen.add(focus)
            yield focus


def _two_best(candidates: list[Candidate]) -> tuple[float, float]:
    odds = sorted((each.log_odds for each in candidates), reverse=True)[:2]
    return (odds[0], odds[1] if len(odds) > 1 else float("-inf"))


@dataclass(frozen=True, slots=True)
class Review:
    """Where a matching stands after everything that was said."""

    questions: Questions
    views: Mapping[str, View]
    judged: tuple[Judged, ...]
    _settled: frozenset[Row]
    _answered: Mapping[str, frozenset[Row]]
    """By reviewer: rows of which they said who it is, that it is nobody, or that it is unclear."""

    @classmethod
    def of(cls, questions: Questions, said: Iterable[Said]) -> Review:
        """Fold what was said, in the order of the record; rows of no list are left out."""
        found = views(each for each in said if questions.knows(each))
        stands = judged(found, questions.needed)
        closing = (Standing.CONFIRMED, Standing.UNCLEAR)
        settled = frozenset(
            row for each in stands if each.standing in closing for row in _rows(each.a, each.b)
        )
        answered = {by: frozenset(_answered_in(view)) for by, view in found.items()}
        return cls(questions, found, stands, settled, answered)

    def state(self, task: Task) -> State:
        """How far a row has come."""
        if task.row in self._settled:
            return State.SETTLED
        answers = sum(task.row in rows for rows in self._answered.values())
        return (State.OPEN, State.SECOND, State.THIRD)[min(answers, 2)]

    def is_for(self, by: str, task: Task) -> bool:
        """Whether a reviewer is still to say something of a row."""
        has_answered = task.row in self._answered.get(by, ())
        return not has_answered and self.state(task) is not State.SETTLED

    def next_task(self, by: str, skipped: Iterable[Row] = ()) -> Task | None:
        """The next row for a reviewer; what they skipped comes last."""
        later = set(skipped)
        left = [task for task in self.questions.tasks if self.is_for(by, task)]
        left.sort(key=lambda task: task.row in later)
        return left[0] if left else None

    def next_candidate(self, by: str, task: Task) -> Candidate | None:
        """The likeliest candidate of a row that a reviewer has said nothing of."""
        view = self.views.get(by)
        for each in task.candidates:
            if view is None or view.says(each.a, each.b) is None:
                return each
        return None

    def last_of(self, by: str) -> Decided | None:
        """The last decision of a reviewer that stands to be undone."""
        view = self.views.get(by)
        return view.order[-1] if view is not None and view.order else None

    def progress(self, by: str) -> Progress:
        """How far it has come, and what is left for a reviewer."""
        tasks = self.questions.tasks
        states = [self.state(task) for task in tasks]
        return Progress(
            rows=len(tasks),
            settled=states.count(State.SETTLED),
            second=states.count(State.SECOND),
            third=states.count(State.THIRD),
            left=sum(self.is_for(by, task) for task in tasks),
        )


def _rows(a: str, b: str) -> list[Row]:
    return [row for row in (("a", a), ("b", b)) if row[1]]


def _answered_in(view: View) -> Iterable[Row]:
    for row in view.partner_of_a:
        yield "a", row
    for row in view.partner_of_b:
        yield "b", row
    for said in view.answers.values():
        if said.answer is Answer.UNCLEAR:
            yield from _rows(said.a, said.b)
