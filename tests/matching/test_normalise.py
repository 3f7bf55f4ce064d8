import pytest

from muster.matching.normalise import birth_year, name_tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد", "احمد"),
        ("علي", "على"),
        ("یاسین", "ياسين"),
        ("محـــمد", "محمد"),
        ("مُحَمَّد", "محمد"),
        ("ﻻمع", "لامع"),
        ("عبد الله", "عبدالله"),
        ("عبد الرحمن", "عبدالرحمن"),
        ("نور الدين", "نورالدين"),
        ("علي بن حسن", "علي حسن"),
        ("al-Halabi", "halabi"),
        ("el halabi", "Halabi"),
        ("Ali ibn Hassan", "ali hassan"),
        ("Abd al-Karim", "abd karim"),
        ("nur eddin", "nureddin"),
        ("Şêrko", "sherko"),
        ("Sa'id", "said"),
    ],
)
def test_spellings_of_one_name_become_the_same_words(one, other):
    assert name_tokens(one) == name_tokens(other)


@pytest.mark.parametrize(
    ("said", "year"),
    [("1990", 1990), ("١٩٩٠", 1990), ("۱۹۹۰", 1990), ("1990-05-01", 1990), ("1410", 1990),
     ("", 0), ("about", 0), ("12", 0)],
)  # fmt: skip
def test_years_are_read_in_either_kind_of_digits_and_calendar(said, year):
    assert birth_year(said) == year


def test_a_name_without_letters_has_no_words():
    assert name_tokens("—?") == ()
