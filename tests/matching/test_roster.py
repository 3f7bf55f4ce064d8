import pytest

from muster.matching import RosterError, read_roster


def written(folder, data):
    path = folder / "list.csv"
    path.write_bytes(data)
    return path


def test_a_list_with_id_and_name_only_is_read(tmp_path):
    found = read_roster(written(tmp_path, "id,name\nx,طارق الحلبي\n".encode()))
    assert [(row.id, row.year, row.side) for row in found.rows] == [("x", 0, ("", "", ""))]
    assert found.script == "arabic"


def test_every_fault_is_named_and_nobody_is(tmp_path):
    path = written(tmp_path, b"id,name\nx,tareq\nx,nabil\n,mazen\n")
    with pytest.raises(RosterError) as refused:
        read_roster(path)
    said = str(refused.value)
    assert "row 3" in said
    assert "row 4" in said
    assert not any(name in said for name in ("tareq", "nabil", "mazen"))


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"id,name\nx,\xff\xfe\n", "not UTF-8"), (b"number,who\n", "no column id and no column name"),
     (b"", "no column id")],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_words(tmp_path, data, expected):
    with pytest.raises(RosterError, match=expected):
        read_roster(written(tmp_path, data))
