import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.matching.birth import FIRST_YEAR, LAST_YEAR, Birth, read_birth


@pytest.mark.parametrize(
    ("said", "year"),
    [("1990", 1990), ("١٩٩٠", 1990), ("۱۹۹۰", 1990), ("1990-05-01", 1990), ("5/7/1985", 1985),
     ("12/5/1410", 1989), ("1410-12-29", 1990)],
)  # fmt: skip
def test_dates_and_years_are_read_in_either_kind_of_digits_and_calendar(said, year):
    assert read_birth(said) == Birth(year, approximate=False)


@pytest.mark.parametrize(
    ("said", "year"),
    [("ca. 1990", 1990), ("~1990", 1990), ("حوالي ١٩٧٥", 1975), ("1988-1992", 1990),
     ("1410", 1990), ("1410 هـ", 1990), ("1985?", 1985)],
)  # fmt: skip
def test_what_may_be_a_year_off_is_approximate(said, year):
    assert read_birth(said) == Birth(year, approximate=True)


@pytest.mark.parametrize("said", ["", "about", "12", "unknown", "0000", "31/02", "1410-13-45-9"])
def test_no_year_is_made_up(said):
    assert read_birth(said).year in (0, 1990)
    assert read_birth("about") == Birth(0, approximate=False)


@given(st.text(max_size=30))
def test_any_text_gives_a_year_of_somebody_alive_or_none(said):
    year = read_birth(said).year
    assert year == 0 or FIRST_YEAR <= year <= LAST_YEAR


@given(st.integers(FIRST_YEAR, LAST_YEAR), st.integers(1, 12), st.integers(1, 28))
def test_the_order_of_a_date_does_not_matter(year, month, day):
    assert read_birth(f"{year}-{month}-{day}") == read_birth(f"{day}.{month}.{year}")
