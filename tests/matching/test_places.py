import pytest

from muster.matching.places import governorate, nationality, sex


@pytest.mark.parametrize(
    ("code", "written"),
    [("SY", "SY SYR Syria Syrian سوريا سورية سوري"), ("IQ", "iq IRQ Iraq Iraqi العراق عراقي عێراق"),
     ("TR", "Turkey Türkiye تركيا تركي"), ("SA", "السعودية سعودي KSA"), ("MA", "المغرب Morocco"),
     ("EG", "Egypt مصر مصرية")],
)  # fmt: skip
def test_a_country_and_its_people_have_one_code(code, written):
    assert {nationality(word) for word in written.split()} == {code}


@pytest.mark.parametrize(
    ("code", "written"),
    [("SY-RA", ["Raqqa", "Ar Raqqah", "الرقة", "SY-RA", "al-Raqqa"]),
     ("SY-HA", ["Al-Hasakah", "الحسكة", "Hasaka"]), ("SY-DY", ["Deir ez-Zor", "دير الزور"]),
     ("IQ-AR", ["Erbil", "هەولێر", "أربيل"]), ("IQ-NI", ["Nīnawá", "نينوى", "Ninewa"])],
)  # fmt: skip
def test_a_governorate_has_one_code(code, written):
    assert {governorate(word) for word in written} == {code}


def test_what_is_not_known_stays_as_it_is_written():
    assert (nationality(" other "), governorate("g08"), sex("x")) == ("OTHER", "G08", "X")
    assert (nationality(""), governorate(""), sex("")) == ("", "", "")


def test_a_word_for_the_sex_is_one_letter():
    assert [sex(word) for word in ("Male", "ذكر", "f", "أنثى")] == ["M", "M", "F", "F"]
