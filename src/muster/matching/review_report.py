"""What of a matching is decided, by whom, and what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from muster.matching.review import Review, Row, State
from muster.matching.reviewed import Reviewed, reviewed


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A row that waits for somebody; what was said of it the next is not to see."""

    side: str
    id: str
    state: State


@dataclass(frozen=True, slots=True)
class Report:
    """Counts, the result itself, and the rows that are open; ids only."""

    results: Mapping[str, int]
    """Pairs and rows by what they rest on."""
    reviewers: Mapping[str, int]
    """Decisions of each that stand."""
    states: Mapping[str, int]
    """Rows for a reviewer by how far they have come."""
    open_rows: tuple[OpenRow, ...]
    rows: tuple[Reviewed, ...]


def report_of(review: Review) -> Report:
    """The report of a review."""
    rows = reviewed(review.questions.matching, review.judged)
    states: dict[Row, State] = {task.row: review.state(task) for task in review.questions.tasks}
    counted = Counter(state.value for state in states.values())
    return Report(
        Counter(each.result.value for each in rows),
        {by: len(view.answers) for by, view in sorted(review.views.items()) if view.answers},
        {state.value: counted[state.value] for state in State},
        tuple(OpenRow(*row, state) for row, state in states.items() if state is not State.SETTLED),
        rows,
    )
