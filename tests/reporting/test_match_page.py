"""The page of a matching: what is to be looked at first, whole in itself, names never markup."""

import re

import pytest

from match_lists import two_lists
from muster.matching import Decision, match_rosters, roster
from muster.matching.three_way import Chain, Fate, ThreeWay
from muster.reporting.match_page import match_page

PEOPLE = 120


@pytest.fixture(scope="module")
def matching():
    a, b, _ = two_lists(PEOPLE, 0.8, 3)
    b += [["b90000", *b[0][1:]]]
    return match_rosters(roster("sent", a), roster("received", b))


def sections(page):
    """By heading the ids in the rows of its table, in their order."""
    found = {}
    for part in page.split("<h2 ")[1:]:
        heading = re.search(r">(.*?): [\d,]+</h2>", part).group(1)
        lines = re.findall(r"<tr>(<td.*?)</tr>", part, re.DOTALL)
        found[heading] = [re.findall(r'<div class="i"><bdi>(.*?)</bdi>', line) for line in lines]
    return found


def test_each_row_stands_under_what_is_to_be_done_with_it(matching):
    found = sections(match_page(matching))
    assert next(iter(found)) == "For a clerk"
    assert list(found)[-1] == "Decided"
    decided = {(m.a, m.b) for m in matching.matches if m.decision is Decision.DECIDED}
    assert {tuple(ids) for ids in found["Decided"]} == decided
    alone = [m for m in matching.matches if m.decision is Decision.UNMATCHED]
    assert [ids[0] for ids in found["On sent only"]] == [m.a for m in alone if m.a]
    assert [ids[0] for ids in found["On received only"]] == [m.b for m in alone if m.b]


def test_rows_that_may_be_one_person_twice_stand_side_by_side(matching):
    found = sections(match_page(matching))
    assert ["b90000"] in [ids[1:] for ids in found["Perhaps twice on received"]]


def test_pairs_of_one_row_stand_together(matching):
    rows = [ids[1] for ids in sections(match_page(matching))["For a clerk"]]
    begins = [row for at, row in enumerate(rows) if at == 0 or rows[at - 1] != row]
    assert len(begins) == len(set(rows))


def test_the_page_loads_nothing_and_obeys_no_name():
    row = ["1", '<script>"x"</script>', "1990", "m", "<b>", ""]
    page = match_page(match_rosters(roster("<a>", [row]), roster("b", [row])))
    assert page.count("<script>") == 1
    assert "<b>1" not in page.replace("<b>1</b>", "")
    assert "&lt;script&gt;&quot;x&quot;" in page
    assert "http" not in page
    assert "src=" not in page


def test_lists_of_other_people_are_said_to_be_so():
    a, _, _ = two_lists(60, 1.0, 1)
    _, b, _ = two_lists(60, 1.0, 99)
    assert "lists of the same movement?" in match_page(
        match_rosters(roster("a", a), roster("b", b))
    )


def test_what_became_of_each_person_over_three_lists_comes_first(matching):
    a, b = matching.a.rows, matching.b.rows
    carried = roster("manifest", [["c1", "tareq", "", "", "", ""], ["c2", "nabil", "", "", "", ""]])
    chains = (
        Chain(a[0].id, "c1", b[0].id, Fate.SWAPPED, False, b[1].id),
        Chain(a[1].id, "c2", "", Fate.NOT_RECEIVED, False),
        Chain("", "", b[2].id, Fate.NEVER_SENT, False),
        Chain(a[2].id, "c2", b[3].id, Fate.ARRIVED, True),
    )
    told = ThreeWay(chains, (3, 2, 3), {"sent": (), "carried": (), "received": ()})
    page = match_page(matching, told, carried)
    found = sections(page)
    assert list(found)[:4] == ["Swapped", "Not received", "Never sent", "For a clerk"]
    assert found["Swapped"] == [[a[0].id, "c1", b[0].id, b[1].id]]
    assert found["Not received"] == [[a[1].id, "c2"]]
    assert "As many were received as were sent, and not the same people." in page
