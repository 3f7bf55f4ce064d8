"""What a paper is made from, for whom, and how its reader reads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from muster.custody.personal import read_some
from muster.errors import MusterError
from muster.locale.catalogues import catalogue, places
from muster.locale.choices import Choices
from muster.locale.names import Names
from muster.locale.numbers import Shown
from muster.operations.desk import Desk
from muster.operations.situation import Situation, Trip
from muster.record.folder import Record
from muster.reporting.papers.legible import isolated, legible
from muster.reporting.papers.paper import Attached, Block, Code, Labels, Paper
from muster.scenario import Scenario


class PaperError(MusterError):
    """A paper of what the record does not know: a trip, person, site, duty or handover."""

    status = 404


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks for a paper, and of whom they may read personal fields."""

    by: str
    """Their id; it is recorded with each reading, and stands on the paper."""
    may_read: Callable[[str], bool]
    """By person_id: names and other personal fields."""
    may_read_health: Callable[[str], bool]


def without_names(by: str = "") -> Reader:
    """A reader who may read no personal field."""
    return Reader(by, lambda person: False, lambda person: False)


@dataclass(frozen=True)
class Given:
    """The folded record, and who reads it."""

    record: Record
    desk: Desk
    scenario: Scenario | None
    """For names of sites and their room; None where the record stands alone."""
    now: str
    reader: Reader
    choices: Choices

    @property
    def situation(self) -> Situation:
        return self.desk.situation

    @cached_property
    def shown(self) -> Shown:
        """Numbers and times as this reader reads them."""
        return Shown(self.choices, None if self.scenario is None else self.scenario.start.tzinfo)

    @cached_property
    def names(self) -> Names:
        """Names of places and words of the record in the reader's language."""
        return Names(self.scenario, places(self.choices.language), self.told)

    @cached_property
    def told(self) -> Callable[[str], str]:
        """A message in the reader's language."""
        return catalogue(self.choices.language).gettext

    def said(self, message: str, **values: object) -> str:
        """A message that is translated already, with values that keep their own direction."""
        return message % {name: isolated(str(value)) for name, value in values.items()}

    def time(self, at: str) -> str:
        """Day, year and hour; nothing for no time."""
        return self.shown.date_time(at) if at else ""

    def n(self, number: float) -> str:
        return self.shown.number(number)

    def site(self, site: str) -> str:
        """A site's name in the reader's language."""
        return legible(self.names.site(site))

    def site_in_both(self, site: str) -> str:
        """A site's name in both scripts, where it has two: the language of a place may be another
        than the reader's."""
        here = self.site(site)
        other = legible(self.names.other(site) or places("ar").get(here, ""))
        return f"{here} / {other}" if other else here

    def account(self, account: str) -> str:
        return legible(self.names.account(account))

    def trip(self, trip_id: str) -> Trip:
        """A trip of the record; PaperError for any other."""
        trip = self.situation.trips.get(trip_id)
        if trip is None:
            raise PaperError(f"found no trip {trip_id}; expected one that is in the record")
        return trip

    def personal(
        self, people: Iterable[str], columns: Collection[str], why: str, *, health: bool = False
    ) -> Mapping[str, Mapping[str, str]]:
        """Some personal fields of those whom the reader may read; each reading is recorded."""
        may = self.reader.may_read_health if health else self.reader.may_read
        boxes = {p: self.situation.sealed[p] for p in people if p in self.situation.sealed}
        allowed = {person: box for person, box in boxes.items() if may(person)}
        return read_some(self.record, allowed, columns, self.reader.by, why)

    def paper(
        self, name: str, title: str, subtitle: str, blocks: Iterable[Block] | Labels,
        *, above: str = "", code: Code | None = None, attached: tuple[Attached, ...] = (),
    ) -> Paper:  # fmt: skip
        """A paper of blocks, with what stands on every page."""
        _ = self.told
        made = self.said(_("Muster, from the record as of %(time)s"), time=self.time(self.now))
        if self.reader.by:
            made += self.said(_(", for %(who)s"), who=self.reader.by)
        return Paper(
            name=name, title=title, subtitle=subtitle,
            blocks=blocks if isinstance(blocks, Labels) else tuple(blocks),
            language=self.choices.language, direction=self.choices.direction,
            numerals=self.choices.numerals, made=made, page_of=_("Page {page} of {pages}"),
            made_at=self.now, above=above, code=code, attached=attached,
        )  # fmt: skip
