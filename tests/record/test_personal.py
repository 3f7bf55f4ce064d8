"""Personal fields: sealed for one person and field, found exactly, and gone with the key."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.errors import RecordError
from muster.record.personal import MasterKey, PersonalData
from record_places import Place

FIELDS = {"name": "Tareq al-Halabi", "born": "1990"}


@pytest.fixture
def data(place):
    store = place.create()
    draw = random.Random(1).randbytes
    yield PersonalData(store, MasterKey.drawn(draw), draw)
    store.close()


def seal(data, person, fields):
    with data.store.writing():
        return data.seal(person, fields)


def erase(data, person):
    with data.store.writing():
        return data.erase(person)


def test_fields_come_back_as_they_were(data):
    sealed = seal(data, "p1", FIELDS)
    assert data.unseal("p1", sealed) == FIELDS
    assert "Tareq" not in str(sealed)


def test_the_same_text_is_sealed_otherwise_each_time(data):
    assert seal(data, "p1", FIELDS)["name"]["box"] != seal(data, "p1", FIELDS)["name"]["box"]


def test_a_box_opens_for_its_person_field_and_version_only(data):
    sealed, _ = seal(data, "p1", FIELDS), seal(data, "p2", FIELDS)
    for person, moved in (
        ("p2", sealed),
        ("p1", {"born": sealed["name"]}),
        ("p1", {"name": {**sealed["name"], "v": 2}}),
        ("p1", {"name": {**sealed["name"], "box": sealed["born"]["box"]}}),
        ("p1", {"name": {"v": 1}}),
        ("p1", {"name": {**sealed["name"], "box": "%%%"}}),
    ):
        with pytest.raises(RecordError, match="does not open"):
            data.unseal(person, moved)


def test_a_person_is_found_whatever_the_case_width_and_spaces(data):
    seal(data, "p1", FIELDS)
    seal(data, "p2", FIELDS)
    seal(data, "p3", {"name": "Samir"})
    assert data.find("name", "  tareq  AL-halabi ") == ("p1", "p2")
    assert data.find("name", "\uff34areq al-Halabi") == ("p1", "p2")
    assert data.find("born", "Samir") == ()


def test_erasing_a_key_erases_the_fields_and_the_index_for_ever(data):
    sealed = seal(data, "p1", FIELDS)
    seal(data, "p2", FIELDS)
    assert erase(data, "p1")
    assert not erase(data, "p1")
    with pytest.raises(RecordError, match="erased"):
        data.unseal("p1", sealed)
    with pytest.raises(RecordError, match="erased"):
        seal(data, "p1", FIELDS)
    assert data.find("name", FIELDS["name"]) == ("p2",)
    assert not erase(data, "nobody")


def test_an_erased_key_is_in_no_file_of_the_database(tmp_path):
    store = Place(tmp_path / "r.db").create()
    draw = random.Random(1).randbytes
    data = PersonalData(store, MasterKey.drawn(draw), draw)
    seal(data, "p1", FIELDS)
    (wrapped,) = store.backend.rows("SELECT wrapped FROM person_key", {})[0]
    erase(data, "p1")
    store.backend.forget_erased()
    assert not any(wrapped in path.read_bytes() for path in tmp_path.iterdir())
    store.close()


def test_another_master_key_opens_nothing(data):
    sealed = seal(data, "p1", FIELDS)
    stranger = PersonalData(data.store, MasterKey(bytes(32), bytes(32)), data.draw)
    with pytest.raises(RecordError, match="master key"):
        stranger.unseal("p1", sealed)


def test_keys_can_be_wrapped_by_another_master_key(data):
    sealed = seal(data, "p1", FIELDS)
    with data.store.writing():
        changed = data.rewrap(MasterKey(bytes(32), data.master.index))
    assert changed.unseal("p1", sealed) == FIELDS
    assert changed.find("name", FIELDS["name"]) == ("p1",)
    with pytest.raises(RecordError, match="master key"):
        data.unseal("p1", sealed)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=30), max_size=4))
def test_any_text_comes_back(tmp_path_factory, fields):
    store = Place(tmp_path_factory.mktemp("r") / "r.db").create()
    data = PersonalData(store, MasterKey(bytes(32), bytes(32)), random.Random(1).randbytes)
    try:
        usable = {k: v for k, v in fields.items() if (k + v).isprintable()}
        assert data.unseal("p", seal(data, "p", usable)) == usable if usable else True
        for field, text in usable.items():
            assert data.find(field, text) == ("p",)
    finally:
        store.close()
