"""What `muster match` leaves for reviewers, and what is said when it is not there any more."""

import csv

import pytest

from match_lists import two_lists
from muster.cli import main
from muster.matching import Decision, match_rosters, read_roster, roster
from muster.matching.folder import MatchingFolderError, read_lists, read_matching
from roster_files import write_roster


@pytest.fixture(scope="module")
def matched(tmp_path_factory):
    place = tmp_path_factory.mktemp("matching")
    a, b, truth = two_lists(150, 0.8, 3)
    files = [write_roster(place / "a.csv", a), write_roster(place / "b.csv", b)]
    assert main(["match", *map(str, files), "--out", str(place / "out")]) == 0
    return place, files, truth


def test_the_folder_holds_what_was_found(matched):
    place, (a, b), _ = matched
    matching = match_rosters(read_roster(a), read_roster(b))
    kept = read_matching(place / "out")
    assert [(m.a, m.b, m.decision) for m in kept.matches] == [
        (m.a, m.b, m.decision) for m in matching.matches
    ]
    assert kept.candidates == matching.candidates
    assert [each.rows for each in (kept.a, kept.b)] == [150, 150]
    assert read_lists(kept) == (matching.a, matching.b)


def test_most_open_rows_have_their_true_row_among_the_candidates(matched):
    place, _, truth = matched
    kept = read_matching(place / "out")
    decided = {m.b for m in kept.matches if m.decision is Decision.DECIDED}
    wanted = {pair for pair in truth if pair[1] not in decided}
    shown = {(each.a, each.b) for each in kept.candidates}
    assert len(wanted & shown) >= 0.9 * len(wanted)


def test_no_name_is_in_what_reviewers_go_on_from(matched):
    place, (a, b), _ = matched
    words = {word for path in (a, b) for row in read_roster(path).rows for word in row.tokens}
    for name in ("matching.toml", "candidates.csv"):
        with (place / "out" / name).open(encoding="utf-8", newline="") as lines:
            said = {word for line in csv.reader(lines) for part in line for word in part.split()}
        assert not said & words


def test_lists_given_the_other_way_round_keep_the_same_candidates():
    a, b, _ = two_lists(80, 0.8, 4)
    there = match_rosters(roster("a", a), roster("b", b)).candidates
    back = match_rosters(roster("b", b), roster("a", a)).candidates
    assert {(c.a, c.b, c.log_odds) for c in there} == {(c.b, c.a, c.log_odds) for c in back}


def test_lists_that_changed_or_are_gone_are_named_both_at_once(tmp_path):
    a, b, _ = two_lists(20, 1.0, 3)
    files = [write_roster(tmp_path / "a.csv", a), write_roster(tmp_path / "b.csv", b)]
    main(["match", *map(str, files), "--out", str(tmp_path / "out")])
    files[0].unlink()
    write_roster(files[1], b[1:])
    with pytest.raises(MatchingFolderError) as refused:
        read_lists(read_matching(tmp_path / "out"))
    assert "a.csv: found no list" in str(refused.value)
    assert "b.csv: found another list" in str(refused.value)


def test_a_folder_without_a_matching_says_how_to_make_one(tmp_path):
    with pytest.raises(MatchingFolderError, match=r"muster match A\.csv B\.csv --out"):
        read_matching(tmp_path)
    (tmp_path / "matching.toml").write_text("promise = 'high'\n")
    with pytest.raises(MatchingFolderError, match="found no matching that can be read"):
        read_matching(tmp_path)
