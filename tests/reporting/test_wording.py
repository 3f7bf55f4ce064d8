"""Numbers and times read as a briefing reads them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import START, group, hour, site, small_scenario
from muster.reporting import wording


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0 %"),
        (0.00004, "< 0.1 %"),
        (0.0123, "1.2 %"),
        (0.5, "50 %"),
        (0.9996, "> 99.9 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_is_never_rounded_to_certainty(share, words):
    assert wording.percent(share) == words


@given(st.floats(0, 1e6))
def test_a_loss_is_read_back_within_half_a_unit_of_its_last_digit(number):
    shown = float(wording.loss(number).replace(",", ""))
    assert shown == pytest.approx(number, abs=0.5 if number >= 9.5 else 0.05)


@given(st.floats(1e-6, 1e6))
def test_a_quantity_keeps_three_digits_and_no_exponent(number):
    shown = wording.quantity(number)
    assert "e" not in shown
    assert float(shown.replace(",", "")) == pytest.approx(number, rel=0.006)


def test_thousands_are_separated_and_one_is_one():
    assert wording.people(6610) == "6,610 people"
    assert wording.people(1) == "1 person"
    assert wording.plural(1200, "trip") == "1,200 trips"


def test_times_are_in_the_scenarios_own_offset():
    scenario = small_scenario()
    assert wording.day_and_hour(scenario, hour(30)) == "22 Jan 06:00"
    assert wording.day_and_hour(scenario, hour(30).astimezone(tz=None)) == "22 Jan 06:00"
    assert wording.offset(scenario) == "UTC+03:00"
    assert START.utcoffset() == timedelta(hours=3)


def test_judgements_name_sites_and_keep_the_words_of_the_trade():
    scenario = small_scenario(sites=[site("P", name="al-Sina'a"), site("R")])
    said = wording.judgement_in_words(scenario, "hazard P fraying")
    assert said == "hazard of al-Sina'a, fraying"
    said = wording.judgement_in_words(scenario, "hazard P R")
    assert said == "hazard of al-Sina'a and site R"
    said = wording.judgement_in_words(scenario, "loss_fraction P R P")
    assert said == "loss fraction of al-Sina'a, site R and 1 more"
    said = wording.judgement_in_words(scenario, "risk P-R")
    assert said == "risk of al-Sina'a → site R"
    said = wording.judgement_in_words(scenario, "rate holding fraying")
    assert said == "rate of change from holding to fraying"


def test_a_loss_is_called_weighted_only_where_priorities_differ():
    assert "weighted" not in wording.loss_unit(small_scenario())
    weighted = small_scenario(groups=[group(priority=3)])
    assert wording.loss_unit(weighted).endswith("weighted by priority")


def test_lists_end_in_and():
    assert wording.listed(["a"]) == "a"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.listed(["a", "b", "c", "d"], 2) == "a, b and 2 more"
