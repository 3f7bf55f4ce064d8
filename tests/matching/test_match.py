import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from match_lists import two_lists
from muster.matching import Decision, Matching, match_rosters, roster

PEOPLE = 700


def matched(people: int, overlap: float, seed: int) -> tuple[Matching, set[tuple[str, str]]]:
    a, b, truth = two_lists(people, overlap, seed)
    return match_rosters(roster("a", a), roster("b", b)), truth


def pairs(matching: Matching, *decisions: Decision) -> set[tuple[str, str]]:
    wanted = decisions or (Decision.DECIDED, Decision.CLERK)
    return {(m.a, m.b) for m in matching.matches if m.a and m.b and m.decision in wanted}


@pytest.mark.parametrize("overlap", [1.0, 0.5, 0.1])
def test_decided_pairs_keep_the_promise_at_any_overlap(overlap):
    wrong = decided = 0
    for seed in (1, 2):
        matching, truth = matched(PEOPLE, overlap, seed)
        found = pairs(matching, Decision.DECIDED)
        wrong += len(found - truth)
        decided += len(found)
    assert wrong <= binom.ppf(0.99, decided, 0.005)


def test_next_to_nobody_is_decided_where_the_lists_have_nobody_in_common():
    decided = sum(len(pairs(matched(PEOPLE, 0.0, seed)[0], Decision.DECIDED)) for seed in (1, 2, 3))
    assert decided <= 0.002 * 3 * PEOPLE


def test_most_people_on_both_lists_are_found():
    matching, truth = matched(PEOPLE, 1.0, 1)
    found = pairs(matching)
    assert 2 * len(found & truth) / (len(found) + len(truth)) >= 0.95


def test_many_are_decided_where_the_lists_overlap_fully():
    matching, truth = matched(PEOPLE, 1.0, 1)
    assert len(pairs(matching, Decision.DECIDED) & truth) >= 0.6 * len(truth)


def test_probabilities_are_near_the_share_that_is_right():
    said, right = [], []
    for overlap, seed in ((1.0, 4), (0.5, 5)):
        matching, truth = matched(PEOPLE, overlap, seed)
        for m in matching.matches:
            if m.a and m.b:
                said.append(m.probability)
                right.append((m.a, m.b) in truth)
    chance, truly = np.array(said), np.array(right)
    high = chance > 0.95
    assert truly[high].mean() >= chance[high].mean() - 0.01
    assert abs(truly.mean() - chance.mean()) <= 0.12


@settings(max_examples=3, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(shuffler):
    a, b, _ = two_lists(80, 0.8, 6)
    before = match_rosters(roster("a", a), roster("b", b)).matches
    shuffler.shuffle(a)
    shuffler.shuffle(b)
    assert match_rosters(roster("a", a), roster("b", b)).matches == before


def test_lists_given_the_other_way_round_give_the_same_pairs():
    a, b, _ = two_lists(100, 0.7, 8)
    there = match_rosters(roster("a", a), roster("b", b))
    back = match_rosters(roster("b", b), roster("a", a))
    assert pairs(there) == {(y, x) for x, y in pairs(back)}


@pytest.mark.parametrize(("of_a", "of_b"), [(0, 0), (0, 5), (5, 0), (1, 1), (1, 5)])
def test_short_lists_are_answered_row_by_row(of_a, of_b):
    a, b, _ = two_lists(5, 1.0, 3)
    matching = match_rosters(roster("a", a[:of_a]), roster("b", b[:of_b]))
    assert {m.a for m in matching.matches if m.a} == {row[0] for row in a[:of_a]}
    assert {m.b for m in matching.matches if m.b} == {row[0] for row in b[:of_b]}
    assert not pairs(matching, Decision.DECIDED)


def test_people_of_one_name_are_left_to_a_clerk():
    a = [[f"a{i}", "محمد علي حسن", "", "m", "SY", ""] for i in range(300)]
    b = [[f"b{i}", "mohamed ali hassan", "", "m", "SY", ""] for i in range(300)]
    assert not pairs(match_rosters(roster("a", a), roster("b", b)), Decision.DECIDED)


def test_rows_that_are_all_alike_are_left_to_a_clerk():
    a = [[f"a{i}", "محمد علي حسن", "1990", "m", "SY", ""] for i in range(40)]
    b = [[f"b{i}", "mohamed ali hassan", "1990", "m", "SY", ""] for i in range(50)]
    found = match_rosters(roster("a", a), roster("b", b))
    assert not pairs(found, Decision.DECIDED)
    assert len(pairs(found, Decision.CLERK)) == 40
    assert {m.b for m in found.matches} >= {row[0] for row in b}


def test_people_of_whom_each_stands_ten_times_on_both_lists_are_shown_to_a_clerk():
    a, b, truth = two_lists(30, 1.0, 1)
    many_a, many_b = ([[f"{row[0]}-{k}", *row[1:]] for row in rows for k in range(10)]
                      for rows in (a, b))  # fmt: skip
    found = match_rosters(roster("a", many_a), roster("b", many_b))
    people = {(x.split("-")[0], y.split("-")[0]) for x, y in pairs(found)}
    assert len(people & truth) >= 0.9 * len(truth)
    for twice in (found.duplicates_a, found.duplicates_b):
        assert len({row for pair in twice for row in pair}) >= 150


def test_names_without_letters_do_no_harm():
    a = [["a1", "طارق الحلبي", "1990"], ["a2", "???", ""], ["a3", "", ""]]
    b = [["b1", "tareq halabi", "1990"], ["b2", "12", ""]]
    a, b = ([[*row, "m", "SY", ""] for row in rows] for rows in (a, b))
    found = match_rosters(roster("a", a), roster("b", b))
    assert pairs(found) <= {("a1", "b1")}
    assert {m.b for m in found.matches} >= {"b1", "b2"}


MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\ufeff\u0640"


def test_direction_marks_and_tatweel_anywhere_in_a_name_change_nothing():
    random = np.random.default_rng(1)

    def marked(name):
        return "".join(
            c + (str(random.choice(list(MARKS))) if random.random() < 0.4 else "") for c in name
        )

    a, b, _ = two_lists(120, 0.8, 1)
    strewn = ([[row[0], marked(row[1]), *row[2:]] for row in rows] for rows in (a, b))
    rosters = [roster(label, rows) for label, rows in zip("ab", strewn, strict=True)]
    assert match_rosters(*rosters).matches == match_rosters(roster("a", a), roster("b", b)).matches


def test_one_core_and_two_give_the_same_matches(monkeypatch):
    a, b, _ = two_lists(200, 0.8, 12)
    found = []
    for cores in (1, 2):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        found.append(match_rosters(roster("a", a), roster("b", b)))
    assert found[0].matches == found[1].matches
    assert found[0].candidates == found[1].candidates


def test_the_evidence_names_no_name():
    matching, _ = matched(100, 1.0, 9)
    said = " ".join(m.evidence for m in matching.matches)
    assert "given name" in said
    assert not any(token in said.split() for row in matching.b.rows for token in row.tokens)
