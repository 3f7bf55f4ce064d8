"""A wristband's code says who and which trip, and a misread is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.errors import MusterError
from muster.operations.wristband import Wristband, read_wristband

IDS = st.text(min_size=1, max_size=30).filter(lambda text: text.isprintable() and text.strip())


@given(IDS, IDS)
def test_a_code_is_read_as_it_was_made(person, trip):
    assert read_wristband(Wristband(person, trip).code) == Wristband(person, trip)


@given(IDS, IDS, st.data())
def test_one_character_misread_is_noticed(person, trip, data):
    code = Wristband(person, trip).code
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from("0123456789ABCXYZ-% ").filter(lambda c: c != code[place]))
    wrong = code[:place] + other + code[place + 1 :]
    if wrong.lower() == code.lower() or wrong.strip() == code:
        return
    with pytest.raises(MusterError, match="Scan"):
        read_wristband(wrong)


@pytest.mark.parametrize("text", ["", "P-1", "muster:P-1", "muster:P-1 T", "muster:P-1 T 12345678"])
def test_what_is_no_band_is_refused_without_quoting_it(text):
    with pytest.raises(MusterError) as refused:
        read_wristband(text)
    assert "P-1" not in str(refused.value)
