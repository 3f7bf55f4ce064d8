"""Ids that occur once, and names of things that exist."""

import pytest

from folders import GROUPS, LINKS, PEOPLE, SITES, faults_of, read_from, said_of
from muster.scenario import Change, ChangeTarget

CHANGES = "at,target_kind,target,field,value\n"


def test_an_id_that_occurs_twice_is_a_fault(tmp_path):
    (said,) = said_of(tmp_path, {"sites.csv": SITES + "P,camp,1,2\n"})
    assert said == (
        'sites.csv, row 4, column id: found "P" a second time; expected id unlike that of row 2'
    )


def test_two_hazards_of_a_site_in_a_regime_are_a_fault(tmp_path):
    hazards = "site,regime,hazard_per_day\nP,holding,0.1\nP,holding,0.2\n"
    (fault,) = faults_of(tmp_path, {"hazards.csv": hazards})[:1]
    assert (fault.row, fault.column) == (3, "site, regime, custodian")


def test_an_unknown_site_is_a_fault_with_the_choice(tmp_path):
    (said,) = said_of(tmp_path, {"groups.csv": GROUPS.replace(",R", ",Rx;P;Q")})[:1]
    assert said == (
        'groups.csv, row 2, column destinations: found "Rx"; expected an id of sites (P, R). '
        "Did you mean R?"
    )


def test_every_unknown_item_of_a_list_is_a_fault(tmp_path):
    faults = faults_of(tmp_path, {"groups.csv": GROUPS.replace(",R", ",Rx;P;Q")})
    assert [fault.found for fault in faults] == ['"Rx"', '"Q"']


def test_the_nearest_of_many_ids_is_named(tmp_path):
    sites = SITES + "".join(f"PRISON-{n},prison,1,2\n" for n in range(10))
    links = LINKS + "X,PRISON_3,R,road,1\n"
    said = said_of(tmp_path, {"sites.csv": sites, "links.csv": links})
    assert said == [
        'links.csv, row 3, column from: found "PRISON_3"; expected an id of sites. '
        "Did you mean PRISON-3?"
    ]


def test_a_site_with_a_fault_of_its_own_is_known_all_the_same(tmp_path):
    faults = faults_of(tmp_path, {"sites.csv": SITES.replace("36.5", "north")})
    assert [fault.file for fault in faults] == ["sites.csv"]


def test_references_to_a_table_that_cannot_be_read_are_left_alone(tmp_path):
    faults = faults_of(tmp_path, {"sites.csv": b"\xff\xfe"})
    assert [fault.file for fault in faults] == ["sites.csv"]


def test_a_hazard_for_an_unknown_regime_is_a_fault(tmp_path):
    hazards = "site,regime,hazard_per_day\nP,fraying,0.1\n"
    (said,) = said_of(tmp_path, {"hazards.csv": hazards})
    assert said == (
        'hazards.csv, row 2, column regime: found "fraying"; expected a regime (holding)'
    )


def test_an_escort_pool_without_a_table_of_pools_is_a_fault(tmp_path):
    fleets = "id,base,mode,vehicles,seats,escort_pool,escorts_per_trip\nBUS,P,road,1,40,E,1\n"
    (said,) = said_of(tmp_path, {"fleets.csv": fleets})
    assert said == (
        'fleets.csv, row 2, column escort_pool: found "E"; expected an id of escorts. There is none'
    )


@pytest.mark.parametrize(
    ("cells", "kind", "value"),
    [
        ("site,P,guards,20", ChangeTarget.SITE, 20.0),
        ("site,P,capacity,", ChangeTarget.SITE, None),
        ("site,P,custodian,", ChangeTarget.SITE, ""),
        ("site,P,custodian,state", ChangeTarget.SITE, "state"),
        ("site,P,open,no", ChangeTarget.SITE, False),
        ("link,P-R,open,TRUE", ChangeTarget.LINK, True),
        ("link,P-R,trips_per_day,3", ChangeTarget.LINK, 3),
        ("fleet,BUS,vehicles,0", ChangeTarget.FLEET, 0),
    ],
)
def test_a_change_has_the_value_of_its_field(tmp_path, cells, kind, value):
    changes = CHANGES + f"2026-01-21T06:00+03:00,{cells}\n"
    (change,) = read_from(tmp_path, {"changes.csv": changes}).changes
    target, field = cells.split(",")[1:3]
    assert change == Change(change.at, kind, target, field, value)
    assert type(change.value) is type(value)


@pytest.mark.parametrize(
    ("cells", "column", "found"),
    [
        ("site,X,guards,20", "target", '"X"'),
        ("link,P,open,no", "target", '"P"'),
        ("site,P,gards,20", "field", '"gards"'),
        ("site,P,vehicles,20", "field", '"vehicles"'),
        ("site,P,capacity,many", "value", '"many"'),
        ("site,P,open,maybe", "value", '"maybe"'),
        ("site,P,open,", "value", "nothing"),
        ("fleet,BUS,vehicles,", "value", "nothing"),
        ("fleet,BUS,vehicles,-1", "value", '"-1"'),
        ("bus,BUS,vehicles,1", "target_kind", '"bus"'),
    ],
)
def test_a_change_of_what_cannot_change_is_a_fault(tmp_path, cells, column, found):
    changes = CHANGES + f"2026-01-21T06:00+03:00,{cells}\n"
    (fault,) = faults_of(tmp_path, {"changes.csv": changes})
    assert (fault.row, fault.column, fault.found) == (2, column, found)


def test_two_changes_of_one_field_at_one_time_are_a_fault(tmp_path):
    changes = CHANGES + (
        "2026-01-21T06:00+03:00,site,P,guards,20\n2026-01-21T03:00Z,site,P,guards,30\n"
    )
    (fault,) = faults_of(tmp_path, {"changes.csv": changes})
    assert (fault.row, fault.column) == (3, "at, target_kind, target, field")


def roster(keep: str, people: str = PEOPLE) -> dict[str, str | bytes | None]:
    """A roster in place of groups, with keep rules."""
    return {"groups.csv": None, "people.csv": people, "keep.csv": "kind,first,second\n" + keep}


def test_a_rule_about_an_unknown_person_is_a_fault(tmp_path):
    (said,) = said_of(tmp_path, roster("apart,A,X\n"))
    assert said == 'keep.csv, row 2, column second: found "X"; expected a person_id of people'


def test_a_rule_about_people_without_a_roster_is_a_fault(tmp_path):
    faults = faults_of(tmp_path, {"keep.csv": "kind,first,second\napart,A,B\n"})
    assert [(fault.column, fault.action) for fault in faults] == [
        ("first", "There is none"),
        ("second", "There is none"),
    ]


def test_a_rule_between_factions_needs_people_in_them(tmp_path):
    files = roster(
        "", PEOPLE.replace("destinations", "destinations,faction").replace("R\n", "R,red\n")
    )
    files["keep.csv"] = "kind,first,second,between\napart,red,blue,faction\n"
    (said,) = said_of(tmp_path, files)
    assert said == 'keep.csv, row 2, column second: found "blue"; expected a faction of people'


def test_a_pair_that_is_kept_both_ways_is_a_fault(tmp_path):
    (said,) = said_of(tmp_path, roster("apart,A,B\ntogether,B,A\n"))
    assert said == (
        'keep.csv, row 3, column kind: found "together" for a pair that row 2 keeps apart; '
        "expected one of the two"
    )


def test_a_pair_that_is_named_twice_is_a_warning(tmp_path):
    (fault,) = faults_of(tmp_path, roster("apart,A,B\napart,B,A\n"))
    assert (fault.severity, fault.row) == ("warning", 3)


def test_a_rule_about_one_person_only_is_a_fault(tmp_path):
    (fault,) = faults_of(tmp_path, roster("together,A,A\n"))
    assert (fault.column, fault.found) == ("second", '"A"')


def test_a_pair_kept_together_through_others_cannot_be_kept_apart(tmp_path):
    (said,) = said_of(tmp_path, roster("together,A,B\ntogether,B,C\napart,A,C\n"))
    assert said.startswith('keep.csv, row 4, column kind: found apart, for "A" and "C"; expected')


def test_a_thousand_unknown_people_are_a_thousand_faults(tmp_path):
    rules = "".join(f"apart,A,X{n}\n" for n in range(1000))
    assert len(faults_of(tmp_path, roster(rules))) == 1000
