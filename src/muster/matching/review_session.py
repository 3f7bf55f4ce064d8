"""One reviewer at one matching: what is shown, what is decided, what is undone.

Every answer is recorded before the next row is shown, so a session can be stopped at any moment
and goes on where it was. What others decide meanwhile is taken in at each step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from muster.errors import MusterError
from muster.matching.comparison import compared
from muster.matching.decisions import Answer, Decided, Said
from muster.matching.folder import MatchingFolder
from muster.matching.review import Progress, Questions, Review, State, Task, questions_of
from muster.matching.review_events import decision, undoing
from muster.matching.roster import Roster, Row
from muster.matching.search import Found, Search
from muster.record.events import Json

Say = Callable[[str, dict[str, Json]], None]
"""Records an event of a type; durable when it returns."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Two records side by side; `other` is None where there is nobody left to show."""

    task: Task
    row: Row
    other: Row | None
    evidence: str
    place: int
    """Of the candidate among the row's, from 1; 0 of one found by search."""
    state: State
    progress: Progress


@dataclass(slots=True)
class Sitting:
    """A reviewer's sitting; rows by id, each list searched as a whole."""

    questions: Questions
    rows: dict[str, dict[str, Row]]
    """By list ("a", "b") and id."""
    by: str
    say: Say
    said: Callable[[], list[Said]]
    """Everything that was said of these lists until now."""
    skipped: list[tuple[str, str]] = field(default_factory=list)
    decided_now: int = 0
    """Decisions of this sitting, less those undone."""
    _searches: dict[str, Search] = field(default_factory=dict)
    _rosters: dict[str, Roster] = field(default_factory=dict)
    _looked_at: tuple[tuple[str, str], str] | None = None
    """A row and the one of the other list that a search has brought beside it."""
    _returned_to: tuple[str, str] | None = None
    """The row of the decision that was undone last."""

    @classmethod
    def of(
        cls,
        matching: MatchingFolder,
        lists: tuple[Roster, Roster],
        by: str,
        say: Say,
        said: Callable[[], list[Said]],
        *,
        unmatched: bool = False,
    ) -> Sitting:
        """Begin or go on; `unmatched` asks of rows on one list only, too."""
        rosters = dict(zip("ab", lists, strict=True))
        rows = {side: {row.id: row for row in each.rows} for side, each in rosters.items()}
        questions = questions_of(matching, unmatched=unmatched)
        return cls(questions, rows, by, say, said, _rosters=rosters)

    def shown(self) -> Shown | None:
        """What to look at now; None when nothing is left for this reviewer."""
        review = self.review()
        task = self._task(review)
        if task is None:
            return None
        candidate = review.next_candidate(self.by, task)
        other, evidence, place = "", "", 0
        if self._looked_at is not None and self._looked_at[0] == task.row:
            other = self._looked_at[1]
            evidence = self._evidence(task, other)
        elif candidate is not None:
            other, evidence = task.other(candidate), candidate.evidence
            place = task.candidates.index(candidate) + 1
        row = self.rows[task.side][task.id]
        beside = self.rows[_across(task.side)][other] if other else None
        return Shown(
            task, row, beside, evidence, place, review.state(task), review.progress(self.by)
        )

    def decide(self, shown: Shown, answer: Answer) -> None:
        """Record an answer to what is shown; nobody is an answer of the row alone."""
        if answer is Answer.NOBODY:
            pair = shown.task.pair("")
        elif shown.other is None:
            raise MusterError("found nobody beside the row; expected a row. Search, or say nobody")
        else:
            pair = shown.task.pair(shown.other.id)
        lists = self.questions.matching.lists
        self.say(*decision(lists, self.by, *pair, answer))
        self.decided_now += 1
        self._looked_at = self._returned_to = None
        if answer is Answer.DIFFERENT:
            self._returned_to = shown.task.row

    def undo(self) -> Decided | None:
        """Withdraw the last decision and come back to its row; None if there is none."""
        last = self.review().last_of(self.by)
        if last is None:
            return None
        self.say(*undoing(self.questions.matching.lists, self.by, last))
        self.decided_now -= 1
        rows = [("b", last.b), ("a", last.a)]
        known = {task.row for task in self.questions.tasks}
        self._returned_to = next((row for row in rows if row in known), None)
        self._looked_at = None
        return last

    def skip(self, shown: Shown) -> None:
        """Leave a row for later, without an answer."""
        self.skipped.append(shown.task.row)
        self._looked_at = self._returned_to = None

    def search(self, shown: Shown, text: str, most: int = 9) -> tuple[Found, ...]:
        """Rows of the whole other list that fit a text."""
        return self.search_list(_across(shown.task.side), text, most)

    def search_list(self, side: str, text: str, most: int = 9) -> tuple[Found, ...]:
        """Rows of one of the lists that fit a text."""
        if side not in self._searches:
            self._searches[side] = Search(self._rosters[side])
        return self._searches[side].find(text, most)

    def look_at(self, shown: Shown, other: str) -> None:
        """Bring a row of the other list beside the one that is asked about."""
        if other not in self.rows[_across(shown.task.side)]:
            raise MusterError("found a row that the other list does not have; expected one of it")
        self._looked_at = (shown.task.row, other)

    def review(self) -> Review:
        """Where the matching stands."""
        return Review.of(self.questions, self.said())

    def _task(self, review: Review) -> Task | None:
        returned = self._returned_to
        for task in self.questions.tasks:
            if task.row == returned and review.is_for(self.by, task):
                return task
        return review.next_task(self.by, self.skipped)

    def _evidence(self, task: Task, other: str) -> str:
        for each in task.candidates:
            if task.other(each) == other:
                return each.evidence
        a, b = task.pair(other)
        return compared(self.rows["a"][a], self.rows["b"][b])


def _across(side: str) -> str:
    return "b" if side == "a" else "a"
