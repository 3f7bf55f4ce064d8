import csv
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from match_lists import two_lists
from muster.cli import main
from roster_files import write_roster


def test_two_lists_give_a_table_and_a_page(tmp_path, capsys):
    a, b, truth = two_lists(60, 1.0, 1)
    given = [str(write_roster(tmp_path / "a.csv", a)), str(write_roster(tmp_path / "b.csv", b))]
    assert main(["match", *given, "--out", str(tmp_path / "out")]) == 0
    with (tmp_path / "out" / "matches.csv").open(encoding="utf-8", newline="") as lines:
        found = list(csv.DictReader(lines))
    assert list(found[0]) == ["a", "b", "probability", "decision", "evidence"]
    assert len({(row["a"], row["b"]) for row in found} & truth) >= 50
    page = (tmp_path / "out" / "matches.html").read_text(encoding="utf-8")
    assert "http" not in page
    assert "For a clerk" in page
    assert "60 rows against 60" in capsys.readouterr().out


def test_a_list_that_cannot_be_read_leaves_nothing_behind(tmp_path, capsys):
    (tmp_path / "a.csv").write_bytes(b"id,name\nx,\xff\n")
    given = [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    assert main(["match", *given, "--out", str(tmp_path / "out")]) == 2
    assert "not UTF-8" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_every_fault_of_whatever_was_given_is_told_at_once(tmp_path, capsys):
    (tmp_path / "a.csv").write_bytes(b"id,name\nx,\xff\nx,tareq\n")
    (tmp_path / "c.csv").write_text("number,name\n1,nabil\n", encoding="utf-8")
    lists = [str(tmp_path / name) for name in ("a.csv", "b.csv")]
    out = str(tmp_path / "a.csv" / "out")
    more = ["--out", out, "--promise", "2", "--json"]
    more += ["--carried", str(tmp_path / "c.csv"), "--model", str(tmp_path / "c.csv")]
    assert main(["match", *lists, *more]) == 2
    told = capsys.readouterr()
    faults = [(f["file"], f["row"], f["column"]) for f in json.loads(told.out)["error"]["faults"]]
    assert faults == [
        (lists[0], 2, None), (lists[0], 3, "id"), (lists[1], None, None),
        (str(tmp_path / "c.csv"), 1, "id"), (out, None, None), ("--promise", None, None),
        (str(tmp_path / "c.csv"), None, None),
    ]  # fmt: skip
    assert not any(name in told.out + told.err for name in ("tareq", "nabil"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "c.csv"]


def test_a_place_that_cannot_be_written_to_leaves_what_was_there(tmp_path, capsys):
    given = [str(write_roster(tmp_path / name, [])) for name in ("a.csv", "b.csv")]
    out = tmp_path / "out"
    (out / "candidates.csv").mkdir(parents=True)
    (out / "matches.csv").write_text("as before", encoding="utf-8")
    assert main(["match", *given, "--out", str(out)]) == 2
    assert "candidates.csv: found a folder" in capsys.readouterr().err
    assert (out / "matches.csv").read_text(encoding="utf-8") == "as before"
    assert sorted(path.name for path in out.iterdir()) == ["candidates.csv", "matches.csv"]


def test_what_an_earlier_matching_left_does_not_stay_beside_another(tmp_path):
    a, b, _ = two_lists(12, 1.0, 1)
    given = [str(write_roster(tmp_path / "a.csv", a)), str(write_roster(tmp_path / "b.csv", b))]
    out = tmp_path / "out"
    assert main(["match", *given, "--out", str(out), "--carried", given[1]]) == 0
    assert main(["match", "report", str(out)]) == 0
    left = {"chains.csv", "reviewed.csv"}
    assert {path.name for path in out.iterdir()} >= left
    assert main(["match", *given, "--out", str(out)]) == 0
    assert not {path.name for path in out.iterdir()} & left


NAMES = st.one_of(
    st.sampled_from(["طارق الحلبي", "tareq halabi", "\u202bنبيل\u202c nabil", "", "١٢", "عبد"]),
    st.text(max_size=12),
)
YEARS = st.sampled_from(["", "1990", "١٩٩٠", "1400/13/40", "ca. 1980", "9999-1926", "²"])
LISTS = st.lists(st.tuples(NAMES, YEARS, NAMES, NAMES, NAMES), max_size=6)
BYTES = st.binary(max_size=30)


@settings(max_examples=30, deadline=None)
@given(LISTS, LISTS, st.tuples(BYTES, BYTES), st.booleans())
def test_whatever_lists_are_given_they_are_matched_or_refused(
    tmp_path_factory, a, b, tails, are_whole
):
    place = tmp_path_factory.mktemp("lists")
    given = []
    for side, rows, tail in zip("ab", (a, b), tails, strict=True):
        clean = [[f"{side}{i}", *(cell.replace("\0", "") for cell in row)]
                 for i, row in enumerate(rows)]  # fmt: skip
        path = write_roster(place / f"{side}.csv", clean)
        if not are_whole:
            path.write_bytes(path.read_bytes() + tail)
        given.append(str(path))
    out = place / "out"
    code = main(["match", *given, "--out", str(out)])
    assert code in ((0,) if are_whole else (0, 2))
    assert out.exists() is (code == 0)
    if are_whole:
        with (out / "matches.csv").open(encoding="utf-8", newline="") as lines:
            found = list(csv.DictReader(lines))
        assert {row["a"] for row in found} - {""} == {f"a{i}" for i in range(len(a))}
        assert {row["b"] for row in found} - {""} == {f"b{i}" for i in range(len(b))}


def test_an_impossible_promise_is_refused(tmp_path, capsys):
    given = [str(write_roster(tmp_path / name, [])) for name in ("a.csv", "b.csv")]
    assert main(["match", *given, "--out", str(tmp_path / "out"), "--promise", "2"]) == 2
    assert "--promise" in capsys.readouterr().err
