"""Numbers, times and plurals as each reader reads them."""

from datetime import timedelta, timezone

import pytest

from muster.locale.catalogues import catalogue
from muster.locale.choices import Choices
from muster.locale.numbers import Shown

ZONE = timezone(timedelta(hours=3))
LATIN = Shown(Choices("en", "latn"), ZONE)
ARABIC = Shown(Choices("ar", "arab"), ZONE)


def test_numbers_are_shown_in_the_numerals_chosen():
    assert LATIN.number(12345) == "12,345"
    assert ARABIC.number(12345) == "١٢٬٣٤٥"
    assert ARABIC.decimal(2.5) == "٢٫٥"
    assert ARABIC.digits("T0049") == "T٠٠٤٩"


def test_numerals_and_language_are_chosen_apart():
    assert Shown(Choices("ar", "latn"), ZONE).number(7000) == "7,000"
    assert Shown(Choices("en", "arab"), ZONE).number(7000) == "٧٬٠٠٠"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.0004, "< 0.1 %"), (0.038, "3.8 %"), (0.04, "4 %"), (1, "100 %")],
)
def test_a_share_is_never_nothing_unless_it_is(share, text):
    assert LATIN.percent(share) == text


def test_times_are_the_operations_own():
    assert LATIN.time("2026-01-23T11:00:00.000Z") == "23 Jan 14:00"
    assert ARABIC.time("2026-01-23T11:00:00.000Z") == "٢٣ كانون الثاني ١٤:٠٠"
    assert LATIN.zone_name == "UTC+03:00"


@pytest.mark.parametrize(
    ("minutes", "text"), [(5, "5 min"), (65, "1 h 05 min"), (49 * 60, "2 d 1 h")]
)
def test_how_long_it_was_is_told_shortly(minutes, text):
    hours, rest = divmod(minutes, 60)
    day, hour = divmod(hours, 24)
    end = f"2026-01-{21 + day:02d}T{hour:02d}:{rest:02d}:00.000Z"
    assert LATIN.ago("2026-01-21T00:00:00.000Z", end) == text


@pytest.mark.parametrize(
    ("number", "form"), [(0, "لا أحد"), (1, "شخص واحد"), (2, "شخصان"), (5, "%(num)s أشخاص"),
                         (11, "%(num)s شخصًا"), (100, "%(num)s شخص"), (103, "%(num)s أشخاص")]
)  # fmt: skip
def test_arabic_has_six_plurals(number, form):
    assert catalogue("ar").ngettext("%(num)s person", "%(num)s people", number) == form
