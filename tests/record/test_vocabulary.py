"""The words of the record: what each must say, and that unknown ones are kept."""

from pathlib import Path

import pytest

from muster.record.dictionary import dictionary
from muster.record.vocabulary import CHECKS, TYPES, Kind, faults_of, is_known
from record_makers import Device

EXAMPLES = {
    Kind.PERSON: "p-1",
    Kind.PEOPLE: ["p-1", "p-2"],
    Kind.ACCOUNT: "site:camp",
    Kind.SITE: "camp",
    Kind.ORGANISATION: "north",
    Kind.OFFICER: "o-1",
    Kind.TRIP: "t-1",
    Kind.EVENT: "019bdf3a-0000-7000-8000-000000000000",
    Kind.DIGEST: "ab" * 32,
    Kind.COUNT: 3,
    Kind.TIME: "2026-01-21T06:00:00.000Z",
    Kind.DATE: "2026-01-28",
    Kind.TEXT: "as ordered",
    Kind.YES_NO: True,
    Kind.SEALED: {"name": {"v": 1, "nonce": "AA", "box": "AA"}},
    Kind.TEXTS: ["a"],
}
WRONG = {
    Kind.PEOPLE: ["p-1", "p-1"],
    Kind.ACCOUNT: "outside:heaven",
    Kind.EVENT: "1",
    Kind.DIGEST: "AB" * 32,
    Kind.COUNT: -1,
    Kind.TIME: "yesterday",
    Kind.DATE: "28 January",
    Kind.YES_NO: 1,
    Kind.SEALED: {"name": "Ahmed"},
    Kind.TEXTS: "a",
}


def body_of(type_):
    return {
        field.name: field.choices[0] if field.choices else EXAMPLES[field.kind]
        for field in type_.fields
    }


@pytest.mark.parametrize("name", sorted(TYPES))
def test_an_event_that_says_everything_has_no_fault(name):
    assert faults_of(Device().says(name, **body_of(TYPES[name])).event) == ()


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_missing_field_is_named(name):
    required = {field.name for field in TYPES[name].fields if field.required}
    found = faults_of(Device().says(name).event)
    assert len(found) == len(required)
    assert all(any(f"`{field}`" in fault for fault in found) for field in required)


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_wrong_field_is_named_and_not_quoted(name):
    body = {field.name: WRONG.get(field.kind, "") for field in TYPES[name].fields}
    found = faults_of(Device().says(name, **body).event)
    assert len(found) == len(TYPES[name].fields)
    assert "Ahmed" not in " ".join(found)


def test_a_field_that_is_not_known_is_a_fault_of_a_known_type_only():
    assert len(faults_of(Device().says("device_closed", events=1, colour="red").event)) == 1
    assert faults_of(Device().says("teleportation", colour="red").event) == ()
    assert faults_of(Device().says("device_closed", version=2, colour="red").event) == ()
    assert not is_known(Device().says("device_closed", version=2).event)


def test_moves_name_people_and_both_accounts():
    moving = [each for each in TYPES.values() if each.moves]
    assert len(moving) >= 10
    for each in moving:
        assert {"people", "from", "to"} <= {field.name for field in each.fields}


def test_every_kind_has_a_check_and_words_for_it():
    assert set(CHECKS) == set(Kind)
    assert all(check(EXAMPLES[kind]) and words for kind, (check, words) in CHECKS.items())


def test_the_page_of_events_is_as_the_code_has_it():
    page = Path(__file__).parents[2] / "docs" / "events.md"
    assert page.read_text(encoding="utf-8") == dictionary(), "run make docs"
