"""Numbers and times as a reader reads them: in either numerals, in the operation's own zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache

from babel import Locale
from babel.dates import format_datetime

from muster.locale.choices import Choices

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
GROUP, POINT, PERCENT = "٬", "٫", "٪"
"""Separators that go with Arabic numerals (CLDR, numbering system arab)."""
REGIONS = {"ar": "ar_SY", "ckb": "ckb_IQ", "en": "en_GB"}
"""Whose names of months are used: Levantine ones in Arabic."""
DAY_H = 24


@dataclass(frozen=True, slots=True)
class Shown:
    """How one reader sees numbers and times."""

    choices: Choices
    zone: tzinfo | None

    def digits(self, text: object) -> str:
        """Any text with its digits in the reader's numerals."""
        shown = str(text)
        return shown.translate(ARABIC) if self.choices.numerals == "arab" else shown

    def number(self, value: float) -> str:
        """A whole number."""
        text = f"{round(value):,}"
        if self.choices.numerals == "arab":
            return text.replace(",", GROUP).translate(ARABIC)
        return text

    def decimal(self, value: float, places: int = 1) -> str:
        """A number with decimals."""
        text = f"{value:,.{places}f}"
        if self.choices.numerals == "arab":
            text = text.replace(",", GROUP).replace(".", POINT).translate(ARABIC)
        return text

    def percent(self, share: float) -> str:
        """A share: no more digits than matter, never 0 % for what is not."""
        value = share * 100
        if 0 < value < 0.1:
            text = "< " + self.decimal(0.1)
        else:
            text = self.decimal(value, 1 if value < 9.95 and value != round(value) else 0)
        return text + (PERCENT if self.choices.numerals == "arab" else " %")

    def time(self, at: str | datetime) -> str:
        """Day and hour, such as `21 Jan 18:00`."""
        return self._formatted(at, "d MMM HH:mm")

    def date_time(self, at: str | datetime) -> str:
        """Day with its year, and hour: for what is read later."""
        return self._formatted(at, "d MMM y HH:mm")

    def day(self, at: str | datetime) -> str:
        """Day of the week, day and month."""
        return self._formatted(at, "EEE d MMM")

    def date(self, at: str | datetime) -> str:
        """Day and month, where room is short."""
        return self._formatted(at, "d MMM")

    def hour(self, at: str | datetime) -> str:
        """Hour and minute."""
        return self._formatted(at, "HH:mm")

    def ago(self, begin: str | datetime, end: str | datetime) -> str:
        """How long from one time to another: `3 d 4 h`, `4 h 10 min`, as numbers and signs."""
        minutes = abs(int((_moment(end) - _moment(begin)).total_seconds() // 60))
        hours, rest = divmod(minutes, 60)
        days, more = divmod(hours, DAY_H)
        arabic = self.choices.language == "ar"
        d, h, m = (" ي", " س", " د") if arabic else (" d", " h", " min")
        if days:
            text = f"{days}{d} {more}{h}"
        else:
            text = f"{hours}{h} {rest:02d}{m}" if hours else f"{rest}{m}"
        return self.digits(text)

    @property
    def zone_name(self) -> str:
        """The zone in which times are shown, such as `UTC+03:00`."""
        if self.zone is None:
            return "UTC"
        offset = datetime(2000, 1, 1, tzinfo=UTC).astimezone(self.zone).isoformat()[-6:]
        return "UTC" if offset == "+00:00" else f"UTC{offset}"

    def _formatted(self, at: str | datetime, pattern: str) -> str:
        moment = _moment(at).astimezone(self.zone or UTC)
        return self.digits(format_datetime(moment, pattern, locale=_locale(self.choices.language)))


def _moment(at: str | datetime) -> datetime:
    return datetime.fromisoformat(at) if isinstance(at, str) else at


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(REGIONS[language])
