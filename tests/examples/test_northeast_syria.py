"""The reference example holds the facts it says it holds."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from examples.making.roster import SEED, make_tables
from examples.making.tables import table_text

from muster.scenario import (
    ChangeTarget,
    KeepKind,
    Regime,
    SeatKind,
    SiteKind,
    inspect,
    load,
)
from muster.scenario.timeline import timeline

FOLDER = Path(__file__).parents[2] / "examples" / "northeast-syria-2026"


@pytest.fixture(scope="module")
def scenario():
    return load(FOLDER)


def test_the_check_finds_nothing_but_people_to_whom_nowhere_is_open(scenario):
    faults = inspect(FOLDER)[1]
    assert {(fault.severity, fault.file, fault.column) for fault in faults} == {
        ("warning", "people.csv", "destinations")
    }
    barred = [group for group in scenario.groups.values() if not group.destinations]
    assert len(faults) == len(barred)
    assert sum(group.people for group in barred) == 120


def test_another_seed_gives_other_people_in_the_same_numbers():
    other = make_tables(SEED + 1)["people"]
    assert table_text(other).encode() != (FOLDER / "people.csv").read_bytes()
    assert len(other) == 7_000
    assert Counter(row["separation_class"] for row in other)["unaccompanied_minors"] == 157


def test_fourteen_days_run_in_steps_of_three_hours_from_21_january(scenario):
    assert scenario.start == datetime.fromisoformat("2026-01-21T00:00:00+03:00")
    assert (scenario.step_h, scenario.steps) == (3, 112)


def test_7000_people_are_held_within_the_reported_ranges(scenario):
    held = Counter(person.site for person in scenario.people)
    assert held.total() == scenario.total_people == 7_000
    assert 4_000 <= held["SINAA"] <= 5_000
    assert held["SINAA"] + held["HASC"] + held["ALAYA"] > 5_000
    assert 81 <= held["SHAD"] <= 1_500
    aqtan = scenario.sites["AQTAN"]
    assert held["AQTAN"] + aqtan.occupied == aqtan.capacity == 2_000


def test_157_are_under_18_and_none_of_them_is_at_aqtan(scenario):
    minors = [p for p in scenario.people if p.separation_class == "unaccompanied_minors"]
    assert len(minors) == 157
    assert all(person.birth_year >= 2009 for person in minors)
    assert "AQTAN" not in {person.site for person in minors}
    men = [p for p in scenario.people if p.separation_class == "men"]
    assert max(person.birth_year for person in men) <= 2007


def test_there_are_few_enough_groups_to_plan_with(scenario):
    assert 60 <= len(scenario.groups) <= 150


def test_reception_slows_down_from_26_to_30_january(scenario):
    karkh = scenario.sites["KARKH"]
    intake = timeline(scenario, ChangeTarget.SITE, "KARKH", "intake_per_day", karkh.intake_per_day)

    def on(day):
        return intake.at(scenario.hours_until(datetime.fromisoformat(f"{day}T12:00:00+03:00")))

    slow = [on(f"2026-01-{day}") for day in (26, 27, 28, 29, 30)]
    assert len(set(slow)) == 1
    assert slow[0] < on("2026-01-25") <= on("2026-01-31")
    assert slow[0] >= scenario.fleets["C17"].seats[SeatKind.SEATED]


def test_aqtan_changes_custodian_on_23_january_and_its_hazard_falls(scenario):
    (change,) = [c for c in scenario.changes if (c.target, c.field) == ("AQTAN", "custodian")]
    assert (change.at.date().isoformat(), change.value) == ("2026-01-23", "SYG")
    hazard = {
        (h.regime, h.custodian): h.per_day.value
        for h in scenario.security.hazards
        if h.site == "AQTAN"
    }
    for regime in scenario.security.regimes:
        assert hazard[regime.name, "SYG"] < hazard[regime.name, "SDF"]


def test_a_c17_has_150_seats_and_trips_stop_only_in_collapse(scenario):
    assert scenario.fleets["C17"].seats[SeatKind.SEATED] == 150
    assert scenario.security.regimes == (
        Regime("holding"),
        Regime("fraying"),
        Regime("collapsed", trips=False),
    )


def test_guards_only_ever_leave_the_outgoing_force(scenario):
    for change in scenario.changes:
        if change.field == "guards" and change.target != "AQTAN":
            site = scenario.sites[change.target]
            assert site.custodian == "SDF"
            assert change.value < site.guards


def test_no_reported_number_is_missing_or_settled(scenario):
    def values(quantity, scope):
        return {c.value for c in scenario.claims if (c.quantity, c.scope) == (quantity, scope)}

    assert len(scenario.claims) == 65
    assert values("escaped", "SHAD") == {120, 200, 1_500}
    assert values("under 18", "transferred") == {0, 157}
    assert {5_703, 5_704, 5_640, 5_064} <= values("transferred", "all")


def test_families_and_brothers_stay_at_one_site_in_one_class(scenario):
    person = {each.person_id: each for each in scenario.people}
    together = [r for r in scenario.keep if r.kind is KeepKind.TOGETHER]
    assert len(together) == 124 + 50
    for rule in together:
        first, second = person[rule.first], person[rule.second]
        assert first.site == second.site
        assert first.separation_class == second.separation_class


def test_some_people_are_kept_apart_and_so_are_two_factions(scenario):
    apart = [rule for rule in scenario.keep if rule.kind is KeepKind.APART]
    assert Counter(rule.between for rule in apart) == {"person": 1_600, "faction": 1}
    factions = Counter(person.faction for person in scenario.people if person.faction)
    assert factions == {"F1": 170, "F2": 140}


def test_somebody_may_stay_where_custody_was_handed_over_in_place(scenario):
    staying = [g for g in scenario.groups.values() if g.site in g.destinations]
    assert {group.site for group in staying} == {"AQTAN"}
    assert {group.priority for group in staying} == {1, 2}


def test_no_camp_is_emptied(scenario):
    assert SiteKind.CAMP not in {site.kind for site in scenario.sites.values()}
