import csv

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


def test_an_impossible_promise_is_refused(tmp_path, capsys):
    given = [str(write_roster(tmp_path / name, [])) for name in ("a.csv", "b.csv")]
    assert main(["match", *given, "--out", str(tmp_path / "out"), "--promise", "2"]) == 2
    assert "--promise" in capsys.readouterr().err
