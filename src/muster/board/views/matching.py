"""The pages of a matching: what is open, and two records side by side for one reviewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from muster.board.kept import Kept
from muster.errors import RecordError
from muster.matching.decisions import Said
from muster.matching.folder import SETTINGS, MatchingFolder, is_matching, read_lists, read_matching
from muster.matching.review import Questions, Review, questions_of
from muster.matching.review_events import Followed, last_reading, said_in
from muster.matching.review_record import matchings_of
from muster.matching.review_report import Report, report_of
from muster.matching.review_session import Say, Shown, Sitting
from muster.matching.search import Found
from muster.operations.desk import hours_before
from muster.record.events import Json

READING_H = 12
"""Hours for which a reason given for reading names holds."""


@dataclass(slots=True)
class Opened:
    """A matching that was read, and its lists once somebody needed the names."""

    matching: MatchingFolder
    questions: Questions
    sitting: Sitting | None = None
    reports: dict[int, Report] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MatchingLine:
    """A matching by its name, and how far it is."""

    name: str
    a: str
    b: str
    report: Report


class Matchings:
    """The matchings of one board; call inside `live.reading` or `live.writing`."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._record = kept.live.record
        self._followed = kept.once("matching events", "", lambda: Followed(self._record.log.store))

    def lines(self) -> tuple[MatchingLine, ...]:
        """Every matching that is there."""
        found = []
        for name, folder in matchings_of(self._record.folder).items():
            if is_matching(folder):
                found.append(MatchingLine(name, *self.files(name), self.report(name)))
        return tuple(found)

    def has(self, name: str) -> bool:
        """Whether there is a matching of a name."""
        folder = matchings_of(self._record.folder).get(name)
        return folder is not None and is_matching(folder)

    def report(self, name: str) -> Report:
        """What of a matching is decided, by whom, and what is open."""
        opened = self._of(name)
        said = self._said(opened.matching)
        if len(said) not in opened.reports:
            opened.reports = {len(said): report_of(Review.of(opened.questions, said))}
        return opened.reports[len(said)]

    def may_see_names(self, name: str, by: str, now: str) -> bool:
        """Whether a reviewer has said lately why they read the names."""
        lists = self._of(name).matching.lists
        return last_reading(self._followed.entries(), lists, by) > hours_before(now, READING_H)

    def lists(self, name: str) -> str:
        """What events call the two lists."""
        return self._of(name).matching.lists

    def sitting(self, name: str, by: str, say: Say) -> Sitting:
        """A reviewer's sitting; MatchingFolderError if the lists are not there any more."""
        opened = self._of(name)
        if opened.sitting is None:
            lists = read_lists(opened.matching)
            opened.sitting = Sitting.of(opened.matching, lists, "", say, list)
        return replace(
            opened.sitting, by=by, say=say, said=lambda: self._said(opened.matching), skipped=[]
        )

    def review(self, name: str) -> Review:
        """Where a matching stands."""
        opened = self._of(name)
        return Review.of(opened.questions, self._said(opened.matching))

    def expect_rows(self, name: str, *given: str) -> None:
        """RecordError for a row that neither list has, the sender's given first."""
        known = self._of(name).questions.ids
        for row, ids in zip(given, known, strict=True):
            if row not in ids:
                raise RecordError("found a row that the list does not have; expected one of it")

    def search(self, name: str, side: str, text: str) -> tuple[Found, ...]:
        """Rows of one of the lists that fit a text."""
        return self.sitting(name, "", _say_nothing).search_list(side, text)

    def shown(self, name: str, by: str, row: str, look: str, passed: Sequence[str]) -> Shown | None:
        """What a reviewer looks at now; `look` is beside `row`, if that is the row now."""
        sitting = self.sitting(name, by, _say_nothing)
        sitting.skipped = [(side, each) for each in passed for side in "ab"]
        shown = sitting.shown()
        if shown is not None and look and shown.task.id == row:
            sitting.look_at(shown, look)
            shown = sitting.shown()
        return shown

    def files(self, name: str) -> tuple[str, str]:
        """The names of the two lists' files."""
        given = self._of(name).matching
        return Path(given.a.file).name, Path(given.b.file).name

    def _said(self, matching: MatchingFolder) -> list[Said]:
        return said_in(self._followed.entries(), matching.lists)

    def _of(self, name: str) -> Opened:
        return self._opened(name, matchings_of(self._record.folder)[name])

    def _opened(self, name: str, folder: Path) -> Opened:
        state = (folder / SETTINGS).stat().st_mtime_ns
        return self._kept.once(f"matching {name}", state, lambda: _open(folder))


def _say_nothing(kind: str, body: dict[str, Json]) -> None:
    """For whoever only looks."""
    raise AssertionError(f"{kind} was to be recorded by somebody who only looks")


def _open(folder: Path) -> Opened:
    matching = read_matching(folder)
    return Opened(matching, questions_of(matching))
