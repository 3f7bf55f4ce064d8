"""What reviewers decided of rows of two lists, what of it stands, and where they disagree.

Nothing is final: a later decision of the same reviewer supersedes an earlier one, an undoing takes
it away again, and what was superseded stands once more. Each reviewer's own view is one to one. A
pair is confirmed or refused by as many reviewers as it needs, and by more than say otherwise: so
no row is ever confirmed with two others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class Answer(StrEnum):
    """What a reviewer says of two rows, or of one."""

    SAME = "same"
    DIFFERENT = "different"
    UNCLEAR = "unclear"
    NOBODY = "nobody"
    """The row is on no row of the other list."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision; of NOBODY one of the rows is empty."""

    event: str
    by: str
    at: str
    a: str
    b: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Undone:
    """A reviewer takes back a decision of their own; another's it leaves alone."""

    event: str
    by: str
    decision: str


Said: TypeAlias = Decided | Undone
Pair: TypeAlias = tuple[str, str]
"""A row of either list by id; an empty one stands for nobody."""


@dataclass(slots=True)
class View:
    """What one reviewer says now: at most one partner for each row."""

    answers: dict[Pair, Decided] = field(default_factory=dict)
    partner_of_a: dict[str, str] = field(default_factory=dict)
    """The other row, or nobody (empty)."""
    partner_of_b: dict[str, str] = field(default_factory=dict)
    order: list[Decided] = field(default_factory=list)
    """Decisions that were not undone, the last to be made last."""

    def take(self, said: Decided) -> None:
        """Add a decision; what it contradicts of this reviewer's own stands no more."""
        self.order.append(said)
        if said.answer in (Answer.SAME, Answer.NOBODY):
            if said.a:
                self._drop((said.a, self.partner_of_a.get(said.a)))
            if said.b:
                self._drop((self.partner_of_b.get(said.b), said.b))
        self._drop((said.a, said.b))
        self.answers[said.a, said.b] = said
        if said.answer in (Answer.SAME, Answer.NOBODY):
            if said.a:
                self.partner_of_a[said.a] = said.b
            if said.b:
                self.partner_of_b[said.b] = said.a

    def _drop(self, pair: tuple[str | None, str | None]) -> None:
        a, b = pair
        if a is None or b is None or self.answers.pop((a, b), None) is None:
            return
        if a and self.partner_of_a.get(a) == b:
            del self.partner_of_a[a]
        if b and self.partner_of_b.get(b) == a:
            del self.partner_of_b[b]

    def says(self, a: str, b: str) -> Answer | None:
        """What this reviewer says of a pair, in so many words or by naming another partner."""
        said = self.answers.get((a, b))
        if said is not None:
            return said.answer
        others = ((self.partner_of_a, a), (self.partner_of_b, b))
        return Answer.DIFFERENT if any(row and row in known for known, row in others) else None


def views(said: Iterable[Said]) -> dict[str, View]:
    """Each reviewer's view, from everything that was said in the order of the record."""
    listed = list(said)
    made = {each.event: each.by for each in listed if isinstance(each, Decided)}
    undone = {
        each.decision
        for each in listed
        if isinstance(each, Undone) and made.get(each.decision) == each.by
    }
    found: dict[str, View] = {}
    for each in listed:
        view = found.setdefault(each.by, View())
        if isinstance(each, Decided) and each.event not in undone:
            view.take(each)
    return found


class Standing(StrEnum):
    """What became of a pair, or of a row that is said to be nobody."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    """Those who looked cannot say."""
    SECOND = "waits for a second reviewer"
    DISAGREED = "waits for a third reviewer"
    """Reviewers disagree, and stay so until one more settles it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair that somebody said something of, and what stands."""

    a: str
    b: str
    """Empty where the other row is said to be nobody."""
    standing: Standing
    by: tuple[str, ...]
    """Who said something of it, in the order of the alphabet."""
    at: str
    """When the last of them did."""


def judged(
    by_reviewer: Mapping[str, View], needed: Callable[[str, str], int]
) -> tuple[Judged, ...]:
    """Every pair that was decided on in so many words, by a and b.

    `needed` says how many reviewers a pair takes.
    """
    pairs = {pair for view in by_reviewer.values() for pair in view.answers}
    return tuple(_judged(pair, by_reviewer, needed(*pair)) for pair in sorted(pairs))


def _judged(pair: Pair, by_reviewer: Mapping[str, View], needed: int) -> Judged:
    own = Answer.NOBODY if "" in pair else Answer.SAME
    answers = {who: said for who, view in by_reviewer.items() if (said := view.says(*pair))}
    number = len(answers)
    agree = sum(said is own for said in answers.values())
    unclear = sum(said is Answer.UNCLEAR for said in answers.values())
    standing = Standing.SECOND if number < needed or number < 2 else Standing.DISAGREED
    for votes, settled in (
        (agree, Standing.CONFIRMED),
        (number - agree - unclear, Standing.REFUSED),
        (unclear, Standing.UNCLEAR),
    ):
        if votes >= needed and 2 * votes > number:
            standing = settled
    spoken = [view.answers[pair].at for view in by_reviewer.values() if pair in view.answers]
    return Judged(*pair, standing, tuple(sorted(answers)), max(spoken))
