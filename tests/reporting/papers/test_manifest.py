"""The manifest: everybody once, what must be seen at a glance, and names for who may read them."""

import re
from dataclasses import replace

import pytest

from muster.custody.entries import entries_of
from muster.custody.lists import list_digest
from muster.operations import company, trips
from muster.reporting.papers import Reader, as_pdf
from muster.reporting.papers.manifest import manifest
from muster.reporting.papers.paper import Marks, Table
from muster.reporting.papers.people import kept_apart
from muster.scenario.people import KeepKind, KeepRule
from operation_makers import at, make_ready, planned, to_boarded
from paper_makers import ARABIC, LATIN, given, held, row, scanned, text_of


def planned_with(folder, rows, **more):
    kept, desk = held(folder, rows)
    people = tuple(each["person_id"] for each in rows)
    trips.plan(desk, planned(people=people, seats=300, **more), "planner", at(-20))
    return kept, desk


def listed(paper):
    """The rows of the list, by person."""
    table = next(block for block in paper.blocks if isinstance(block, Table))
    return {row[2].lines[0]: row for row in table.rows}


def readings(kept):
    return [e.event.body for e in entries_of(kept.log.store) if e.event.type == "read"]


@pytest.mark.parametrize("choices", [LATIN, ARABIC])
def test_a_manifest_of_two_hundred_has_everybody_exactly_once(tmp_path, choices):
    rows = [row(number) for number in range(200)]
    kept, desk = planned_with(tmp_path, rows)
    paper = manifest(given(kept, desk, choices, names=True), "T")
    raw = as_pdf(paper)
    kept.close()
    found = re.findall(r"P-\d{4}", text_of(raw))
    assert sorted(found) == [each["person_id"] for each in rows]
    digest = list_digest(each["person_id"] for each in rows)
    assert scanned(raw) == [f"muster:list T {digest}"]
    pages = text_of(raw).count(digest)
    assert pages >= 200 / 20  # it stands on each page


def test_names_stand_in_both_scripts_for_who_may_read_them_and_each_reading_is_recorded(tmp_path):
    kept, desk = planned_with(tmp_path, [row(1), row(2)])
    may = replace(
        given(kept, desk), reader=Reader("o7", lambda p: p == "P-0001", lambda p: False)
    )  # fmt: skip
    rows = listed(manifest(may, "T"))
    assert rows["P-0001"][2].lines == ("P-0001", "Name0001 Family", "عبد الرحمن الخطيب")
    assert rows["P-0002"][2].lines == ("P-0002",)
    assert readings(kept) == [{
        "person": "P-0001", "by": "o7", "fields": ["name", "name_arabic"],
        "reason": "manifest of trip T",
    }]  # fmt: skip
    kept.close()


def test_who_may_read_no_names_gets_none_and_nothing_is_recorded(tmp_path):
    kept, desk = planned_with(tmp_path, [row(1)])
    raw = as_pdf(manifest(given(kept, desk), "T"))
    assert "Name0001" not in text_of(raw)
    assert readings(kept) == []
    kept.close()


def test_a_person_whose_key_was_erased_is_listed_without_a_name(tmp_path):
    kept, desk = planned_with(tmp_path, [row(1)])
    with kept.log.store.writing():
        kept.personal.erase("P-0001")
    assert listed(manifest(given(kept, desk, names=True), "T"))["P-0001"][2].lines == ("P-0001",)
    kept.close()


@pytest.mark.parametrize(
    ("more", "flag"),
    [
        ({"medicine": "insulin"}, "MEDICINE"),
        ({"birth_year": "2012"}, "CHILD?"),
        ({"birth_year": "2015", "separation_class": "women_with_children"}, "CHILD"),
        ({"seat_kind": "stretcher"}, "stretcher"),
        ({"separation_class": "women"}, "women staff"),
    ],
)
def test_what_must_be_seen_at_a_glance_is_a_word_in_a_frame(tmp_path, more, flag):
    kept, desk = planned_with(tmp_path, [row(1, **more), row(2)])
    rows = listed(manifest(given(kept, desk), "T"))
    kept.close()
    assert flag in rows["P-0001"][4].words
    assert rows["P-0002"][4] == Marks(())
    assert "insulin" not in str(rows)


def test_who_must_be_apart_is_named_by_number_on_the_list(tmp_path):
    kept, desk = planned_with(tmp_path, [row(n, person_id=f"k{n}") for n in (1, 2, 3)])
    rules = (KeepRule(KeepKind.APART, "k1", "k3"), KeepRule(KeepKind.APART, "k2", "elsewhere"))
    company.keep(desk, rules, "o1", at(-19))
    made = given(kept, desk)
    assert kept_apart(made, ["k1", "k2"]) == {"k1": {"k3"}, "k2": {"elsewhere"}}
    rows = listed(manifest(made, "T"))
    kept.close()
    assert rows["k1"][4].words == ("APART FROM no. 3",)
    assert rows["k3"][4].words == ("APART FROM no. 1",)
    assert rows["k2"][4].words == ("keep-apart",)


def test_seals_and_counts_are_those_of_the_record(tmp_path):
    kept, desk = held(tmp_path, [row(1, person_id=p) for p in ("p1", "p2", "p3")])
    make_ready(desk)
    to_boarded(desk)
    shown = text_of(as_pdf(manifest(given(kept, desk), "T")))
    kept.close()
    for person in ("p1", "p2", "p3"):
        assert f"S-{person}" in shown
    assert re.search(r"boarding\s+3\s+21 Jan 2026 05:00", shown)


def test_a_trip_that_nobody_approved_says_so_and_an_empty_list_too(tmp_path):
    kept, desk = planned_with(tmp_path, [row(1)])
    assert "Nobody has approved this trip yet" in text_of(as_pdf(manifest(given(kept, desk), "T")))
    kept.close()


def test_a_list_of_nobody_is_printed_as_such(tmp_path):
    kept, desk = planned_with(tmp_path, [row(1)])
    trip = desk.situation.trips["T"]
    trip.planned = replace(trip.planned, body={**trip.planned.body, "people": ()})
    for choices in (LATIN, ARABIC):
        raw = as_pdf(manifest(given(kept, desk, choices), "T"))
        assert len(raw) > 1000
    assert "Nobody is on the list." in text_of(as_pdf(manifest(given(kept, desk), "T")))
    kept.close()
