import pytest

from muster.matching.normalise import name_tokens


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
        ("السيد علي حسن", "علي حسن"),
        ("د. علي حسن", "علي حسن"),
        ("Sheikh Ali Hassan", "ali hassan"),
        ("أبو بكر", "ابوبكر"),
        ("Abu Bakr", "abubakr"),
        ("Zia-ul-Haq", "zia haq"),
        ("Abu Azad Azad Diyar", "azad diyar"),
        ("ابو ئازاد ئازاد دیار", "ئازاد دیار"),
    ],
)
def test_spellings_of_one_name_become_the_same_words(one, other):
    assert name_tokens(one) == name_tokens(other)


def test_a_kunya_that_says_another_name_is_kept():
    assert name_tokens("Abu Omar Azad Diyar") == ("abu", "omar", "azad", "diyar")


def test_a_name_without_letters_has_no_words():
    assert name_tokens("—?") == ()
