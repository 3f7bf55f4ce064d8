"""What can be written down and is still probably not meant."""

import pytest

from folders import (
    FLEETS,
    GROUPS,
    LINKS,
    PEOPLE,
    SETTINGS,
    SITES,
    faults_of,
    said_of,
    sites_with,
)

ESCORTED = "id,base,mode,vehicles,seats,escort_pool,escorts_per_trip\nBUS,P,road,1,40,E,2\n"


def test_a_sound_folder_has_no_fault(tmp_path):
    assert faults_of(tmp_path) == []


def test_a_fleet_that_reaches_no_link_is_a_fault(tmp_path):
    (said,) = said_of(tmp_path, {"fleets.csv": FLEETS + "JET,P,air,1,150\n"})
    assert said == (
        'fleets.csv, row 3, column base: found "P", from where no link of mode air can be reached; '
        "expected a site connected to the links that the fleet shall serve. "
        "Correct base or mode, or add the links (empty vehicles use them both ways)"
    )


def test_empty_vehicles_reach_links_against_their_direction(tmp_path):
    assert faults_of(tmp_path, {"fleets.csv": FLEETS.replace(",P,", ",R,")}) == []


def test_a_fleet_that_lists_a_link_of_another_mode_is_a_fault(tmp_path):
    links = LINKS + "FLIGHT,P,R,air,1\n"
    fleets = "id,base,mode,vehicles,seats,links\nBUS,P,road,1,40,P-R;FLIGHT\nJET,P,air,1,90,\n"
    (fault,) = faults_of(tmp_path, {"links.csv": links, "fleets.csv": fleets})
    assert (fault.row, fault.column, fault.found) == (2, "links", '"FLIGHT", a air link')


def test_a_link_without_a_fleet_of_its_mode_is_a_warning(tmp_path):
    (said,) = said_of(tmp_path, {"links.csv": LINKS + "FLIGHT,P,R,air,1\n"})
    assert said == (
        "warning: links.csv, row 3, column mode: found no fleet of its mode; "
        "expected a fleet that can serve the link. Nobody will be moved over it"
    )


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (
            {
                "scenario.toml": SETTINGS.replace(
                    "[security]", "[objective]\nride_limit_h=2\n[security]"
                )
            },
            "a ride longer than ride_limit_h allows with its rest stops",
        ),
        (
            {
                "fleets.csv": ESCORTED,
                "escorts.csv": "id,base,teams,duty_limit_h\nE,P,2,5\n",
            },
            "round trips longer than the escorts' duty_limit_h",
        ),
        (
            {"links.csv": LINKS.replace(",3", ",30")},
            "a trip that does not fit into the horizon",
        ),
    ],
)
def test_a_link_that_takes_too_long_is_a_warning(tmp_path, files, found):
    faults = faults_of(tmp_path, files)
    assert {fault.severity for fault in faults} == {"warning"}
    assert [(fault.file, fault.column) for fault in faults] == [
        ("sites.csv", "id"),
        ("groups.csv", "destinations"),
        ("links.csv", "duration_h"),
    ]
    assert faults[-1].found == found


def test_a_duty_limit_that_just_suffices_is_no_fault(tmp_path):
    escorts = "id,base,teams,duty_limit_h\nE,P,2,6\n"
    assert faults_of(tmp_path, {"fleets.csv": ESCORTED, "escorts.csv": escorts}) == []


def test_a_trip_that_needs_more_teams_than_there_are_is_a_warning(tmp_path):
    files = {"fleets.csv": ESCORTED, "escorts.csv": "id,base,teams\nE,P,1\n"}
    (fault,) = faults_of(tmp_path, files)
    assert (fault.severity, fault.column, fault.found) == ("warning", "escorts_per_trip", '"2"')


def test_teams_that_come_later_count(tmp_path):
    files = {
        "fleets.csv": ESCORTED,
        "escorts.csv": "id,base,teams\nE,P,1\n",
        "changes.csv": "at,target_kind,target,field,value\n"
        "2026-01-21T12:00+03:00,escorts,E,teams,2\n",
    }
    assert faults_of(tmp_path, files) == []


def test_windows_that_no_step_falls_into_are_a_warning(tmp_path):
    (fault,) = faults_of(tmp_path, {"sites.csv": sites_with("window", "01:00-02:30")})
    assert (fault.file, fault.column, fault.severity) == ("links.csv", "window", "warning")


def test_people_without_a_way_to_their_destinations_are_a_warning(tmp_path):
    files = {
        "sites.csv": SITES + "Q,prison,1,2\n",
        "groups.csv": GROUPS + "H,Q,1200,1,men,R\n",
    }
    assert said_of(tmp_path, files) == [
        "warning: groups.csv, row 3, column destinations: found no way from Q to R (seated); "
        "expected links there that some fleet with such seats can serve. "
        "1,200 will stay where they are"
    ]


def test_people_whose_kind_of_seat_no_fleet_has_are_a_warning(tmp_path):
    groups = GROUPS.replace("destinations", "destinations,seat_kind").replace(
        "R\n", "R,stretcher\n"
    )
    (fault,) = faults_of(tmp_path, {"groups.csv": groups})
    assert fault.found == "no way from P to R (stretcher)"


def test_people_with_no_destination_are_a_warning(tmp_path):
    faults = faults_of(tmp_path, {"groups.csv": GROUPS.replace(",R", ",")})
    assert [(fault.severity, fault.found) for fault in faults] == [
        ("warning", '"R", a reception that nobody may go to'),
        ("warning", "no destination"),
    ]


def test_people_who_may_stay_need_no_way(tmp_path):
    files = {
        "sites.csv": SITES + "Q,prison,1,2\n",
        "groups.csv": GROUPS + "H,Q,1200,1,men,Q\n",
    }
    assert faults_of(tmp_path, files) == []


def test_nobody_passes_through_a_reception_that_is_not_theirs(tmp_path):
    files = {
        "sites.csv": SITES + "S,reception,1,2\n",
        "links.csv": LINKS + "R-S,R,S,road,3\n",
        "groups.csv": GROUPS + "H,P,5,1,men,S\n",
    }
    (fault,) = faults_of(tmp_path, files)
    assert (fault.row, fault.found) == (3, "no way from P to S (seated)")


def test_people_like_one_another_are_one_warning(tmp_path):
    files = {
        "groups.csv": None,
        "people.csv": PEOPLE.replace("B,P,1,men,R", "B,P,1,men,").replace(
            "C,P,1,men,R", "C,P,1,men,"
        ),
    }
    (fault,) = faults_of(tmp_path, files)
    assert (fault.file, fault.row) == ("people.csv", 3)
    assert fault.found == "no destination for 2 people like this one"


def test_a_site_that_nobody_can_use_is_a_warning(tmp_path):
    (fault,) = faults_of(tmp_path, {"sites.csv": SITES + "S,staging,1,2\n"})
    assert (fault.row, fault.found) == (4, '"S", where nobody is and no vehicle gets to')


def test_more_people_than_room_is_a_warning(tmp_path):
    (said,) = said_of(tmp_path, {"sites.csv": sites_with("capacity,occupied", "35,6")})
    assert said == (
        "warning: sites.csv, row 2, column capacity: "
        "found 35 for 36 people with the 6 already there; "
        "expected room for those who are there. Nobody can be brought there"
    )


def test_more_people_than_beds_is_a_warning(tmp_path):
    beds = "site,separation_class,beds\nP,men,29\nR,men,1\n"
    (fault,) = faults_of(tmp_path, {"beds.csv": beds})
    assert (fault.severity, fault.row, fault.found) == ("warning", 2, "29 for 30 men")


def together(people: str) -> dict[str, str | bytes | None]:
    """A roster in which A and B are kept together."""
    return {
        "groups.csv": None,
        "people.csv": people,
        "keep.csv": "kind,first,second\ntogether,A,B\n",
    }


def test_people_kept_together_at_different_sites_are_a_warning(tmp_path):
    people = PEOPLE.replace("B,P,1,men,R", "B,R,1,men,R")
    (fault,) = faults_of(tmp_path, together(people))
    assert (fault.severity, fault.file, fault.found) == ("warning", "keep.csv", "people at P, R")


def test_people_kept_together_without_a_common_destination_are_a_warning(tmp_path):
    people = PEOPLE.replace("B,P,1,men,R", "B,P,1,men,P")
    faults = faults_of(tmp_path, together(people))
    assert [fault.found for fault in faults] == [
        "no destination for 2 people like this one",
        "2 people who have no destination in common",
    ]


@pytest.mark.parametrize("column", ["ready_at", "arrives_at"])
def test_people_who_come_after_the_horizon_are_a_warning(tmp_path, column):
    groups = GROUPS.replace("destinations", f"destinations,{column}")
    groups = groups.replace("R\n", "R,2026-01-22T01:00:00+03:00\n")
    (fault,) = faults_of(tmp_path, {"groups.csv": groups})
    assert (fault.severity, fault.column) == ("warning", column)


def test_a_change_after_the_horizon_is_a_warning(tmp_path):
    changes = (
        "at,target_kind,target,field,value\n"
        "2026-01-21T23:00+03:00,site,P,open,no\n"
        "2026-01-22T00:00+03:00,site,P,open,yes\n"
    )
    (fault,) = faults_of(tmp_path, {"changes.csv": changes})
    assert (fault.severity, fault.row, fault.column) == ("warning", 3, "at")


def test_a_custodian_that_a_site_never_has_is_a_warning(tmp_path):
    files = {
        "sites.csv": sites_with("custodian,loss_fraction", "north,0.5"),
        "hazards.csv": "site,regime,custodian,hazard_per_day\n"
        "P,holding,north,0.1\nP,holding,south,0.2\nP,holding,nroth,0.2\n",
        "changes.csv": "at,target_kind,target,field,value\n"
        "2026-01-21T06:00+03:00,site,P,custodian,south\n",
    }
    (fault,) = faults_of(tmp_path, files)
    assert (fault.row, fault.found, fault.action) == (4, '"nroth"', "Did you mean north?")


def test_a_hazard_where_nobody_would_be_lost_is_a_warning(tmp_path):
    hazards = "site,regime,hazard_per_day\nP,holding,0.1\n"
    (fault,) = faults_of(tmp_path, {"hazards.csv": hazards})
    assert (fault.file, fault.row, fault.column) == ("sites.csv", 2, "loss_fraction")


def test_observations_that_are_wanted_and_not_there_are_a_warning(tmp_path):
    settings = SETTINGS.replace("[security]", "[security]\nuse_observations = true")
    (fault,) = faults_of(tmp_path, {"scenario.toml": settings})
    assert (fault.severity, fault.column) == ("warning", "security.use_observations")


@pytest.mark.parametrize("table", ["sites", "groups"])
def test_nobody_and_nowhere_are_faults(tmp_path, table):
    heading = {"sites": SITES, "groups": GROUPS}[table].split("\n")[0]
    faults = faults_of(tmp_path, {f"{table}.csv": heading + "\n"})
    assert ("error", "no rows") in [(fault.severity, fault.found) for fault in faults]


def test_no_links_and_no_fleets_are_warnings(tmp_path):
    files = {"links.csv": LINKS.split("\n")[0] + "\n", "fleets.csv": FLEETS.split("\n")[0] + "\n"}
    faults = faults_of(tmp_path, files)
    assert {fault.severity for fault in faults} == {"warning"}
    assert {fault.file for fault in faults} >= {"links.csv", "fleets.csv"}


def test_a_look_is_left_out_where_a_part_it_needs_is_unsound(tmp_path):
    files = {"links.csv": LINKS.replace("road", "raod")}
    assert [fault.column for fault in faults_of(tmp_path, files)] == ["mode"]


def test_sound_parts_are_looked_at_beside_unsound_ones(tmp_path):
    files = {
        "scenario.toml": SETTINGS.replace("step_h = 3", "step_h = -3"),
        "fleets.csv": FLEETS + "JET,P,air,1,150\n",
        "sites.csv": sites_with("capacity", "10"),
    }
    assert [(fault.file, fault.severity) for fault in faults_of(tmp_path, files)] == [
        ("scenario.toml", "error"),
        ("sites.csv", "warning"),
        ("fleets.csv", "error"),
    ]
