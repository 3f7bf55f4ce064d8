import csv

import numpy as np
import pytest

from match_lists import FAMILY, GIVEN, names_of, two_lists
from muster.cli import main
from muster.errors import MusterError
from muster.matching import match_rosters, roster
from muster.matching.channel import encoded, likelihoods, read_channel
from muster.matching.training import adapt, confirmed_pairs, read_confirmed, read_pairs, train
from roster_files import write_roster

TABLE = "arabic\tlatin\tcount\tsource\n"


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("pairs") / "pairs.tsv"
    pairs = [(a, x) for a, latin in names_of(GIVEN) + names_of(FAMILY) for x in latin]
    path.write_text(TABLE + "".join(f"{a}\t{x}\t3\tx\n" for a, x in pairs), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def own(table):
    model = table.parent / "own.npz"
    train(read_pairs(table), model)
    return model


def chance(model, arabic, latin):
    channel = read_channel("arabic", "latin", model)
    words = encoded([arabic], "arabic"), encoded([latin], "latin")
    return float(likelihoods(channel, *words, 0, 1)[0, 0])


def test_a_model_of_ones_own_matches_people(own):
    a, b, truth = two_lists(120, 1.0, 5)
    found = match_rosters(roster("a", a), roster("b", b), model=own)
    pairs = {(m.a, m.b) for m in found.matches if m.a and m.b}
    assert len(pairs & truth) >= 0.9 * len(truth)


def test_a_confirmed_spelling_becomes_likelier(table, own, tmp_path):
    a = roster("a", [[f"a{i}", "قصي الحلبي", "", "", "", ""] for i in range(30)])
    b = roster("b", [[f"b{i}", "guzay halabi", "", "", "", ""] for i in range(30)])
    confirmed = confirmed_pairs(a, b, [(f"a{i}", f"b{i}") for i in range(30)])
    train({**read_pairs(table), **confirmed}, tmp_path / "after.npz")
    assert chance(tmp_path / "after.npz", "قصي", "guzay") > 10 * chance(own, "قصي", "guzay")


def test_what_muster_ships_learns_from_confirmed_pairs_alone(tmp_path):
    a = roster("a", [[f"a{i}", "قصي الحلبي", "", "", "", ""] for i in range(30)])
    b = roster("b", [[f"b{i}", "guzay halabi", "", "", "", ""] for i in range(30)])
    confirmed = confirmed_pairs(a, b, [(f"a{i}", f"b{i}") for i in range(30)])
    adapt(confirmed, tmp_path / "after.npz")
    assert chance(tmp_path / "after.npz", "قصي", "guzay") > 10 * chance(None, "قصي", "guzay")
    for arabic, latin in (("طارق", "tareq"), ("هيثم", "haitham"), ("قاسم", "qasem")):
        before, after = (chance(m, arabic, latin) for m in (None, tmp_path / "after.npz"))
        assert 0.5 * before < after < 2 * before


def test_a_user_matches_confirms_learns_and_matches_again(tmp_path, capsys):
    a, b, truth = two_lists(60, 1.0, 5)
    files = [str(write_roster(tmp_path / f"{n}.csv", rows)) for n, rows in (("a", a), ("b", b))]
    own, out = str(tmp_path / "own.npz"), str(tmp_path / "out")
    assert main(["match", *files, "--out", out]) == 0
    assert main(["match", "report", out]) == 0
    learn = ["match", "learn", "--confirmed", f"{out}/reviewed.csv", "--out", own]
    assert main([*learn, "--a", files[0], "--b", files[1]]) == 0
    assert "pairs of words" in capsys.readouterr().out
    assert main(["match", *files, "--model", own, "--out", out]) == 0
    with (tmp_path / "out" / "matches.csv").open(encoding="utf-8", newline="") as lines:
        found = {(row["a"], row["b"]) for row in csv.DictReader(lines)}
    assert len(found & truth) >= 0.9 * len(truth)


def test_nothing_to_learn_from_is_refused_in_words(tmp_path, capsys):
    own = str(tmp_path / "own.npz")
    assert main(["match", "learn", "--out", own]) == 2
    assert "give --confirmed, PAIRS.tsv, or both" in capsys.readouterr().err
    (tmp_path / "none.csv").write_text("a,b\n", encoding="utf-8")
    files = [str(write_roster(tmp_path / f"{n}.csv", [])) for n in "ab"]
    learn = ["match", "learn", "--confirmed", str(tmp_path / "none.csv"), "--out", own]
    assert main([*learn, "--a", files[0], "--b", files[1]]) == 2
    assert "expected one at least" in capsys.readouterr().err
    assert not (tmp_path / "own.npz").exists()


def test_only_pairs_that_are_decided_or_confirmed_are_learned_from(tmp_path):
    path = tmp_path / "reviewed.csv"
    rows = "x,y,decided\nv,w,confirmed\nx,z,clerk\nw,,unmatched\nu,t,unclear\n"
    path.write_text(f"a,b,decision\n{rows}", encoding="utf-8")
    assert read_confirmed(path) == [("x", "y"), ("v", "w")]


def test_what_is_no_table_of_pairs_is_refused_in_words(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("one\ttwo\n", encoding="utf-8")
    with pytest.raises(MusterError, match="found no column arabic, count, latin"):
        read_pairs(path)
    with pytest.raises(MusterError, match="cannot be read"):
        read_pairs(tmp_path / "nowhere.tsv")


def test_learned_chances_are_chances(own):
    rows = read_channel("arabic", "latin", own).table.sum(axis=2)
    assert np.all((rows > 0.8) & (rows < 1.2))
