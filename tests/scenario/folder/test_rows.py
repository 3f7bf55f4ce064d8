"""Columns, cells and judgements of a table."""

import pytest

from folders import FLEETS, GROUPS, LINKS, SITES, faults_of, read_from, said_of, sites_with
from muster.scenario import Judgement


def test_an_unknown_column_is_a_fault_that_names_the_nearest(tmp_path):
    sites = sites_with("capasity", "100")
    assert said_of(tmp_path, {"sites.csv": sites}) == [
        "sites.csv, row 1, column capasity: found an unknown column; "
        "expected a column of sites. Did you mean capacity?"
    ]


def test_a_missing_column_is_a_fault_once_and_not_per_row(tmp_path):
    sites = "id,kind,lat\nP,prison,36.5\nR,reception,36.9\n"
    assert said_of(tmp_path, {"sites.csv": sites}) == [
        "sites.csv, row 1, column lon: found no such column; "
        "expected one with a number from -180 to 180"
    ]


def test_a_column_that_is_there_twice_is_a_fault(tmp_path):
    assert said_of(tmp_path, {"sites.csv": sites_with("lat", "36.5", "36.9")}) == [
        "sites.csv, row 1, column lat: found the column a second time; expected each column once"
    ]


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("capacity", "1,5", "a whole number from 0 to 10,000,000. Write a point before decimals"),
        ("capacity", "1e3", "a whole number from 0 to 10,000,000. Write digits only"),
        ("capacity", "150.0", "a whole number from 0 to 10,000,000. Write digits only"),
        ("capacity", "-1", "a whole number from 0 to 10,000,000"),
        ("capacity", "9" * 5000, "a whole number from 0 to 10,000,000. Write digits only"),
        ("capacity", "99999999999", "a whole number from 0 to 10,000,000"),
        ("capacity", "٣", "a whole number from 0 to 10,000,000. Write digits only"),
        ("loss_fraction", "NaN", "a number from 0 to 1. Leave the cell blank where nothing"),
        ("loss_fraction", "-inf", "a number from 0 to 1. Leave the cell blank where nothing"),
        ("loss_fraction", "35 %", "a number from 0 to 1. Write digits only"),
        ("loss_fraction", "1e999", "a number from 0 to 1"),
        ("loss_fraction", "1.0001", "a number from 0 to 1"),
        ("window", "6-18", "hours of the day, such as 06:00-18:00"),
        ("window", "06:00-06:00", "hours of the day, such as 06:00-18:00"),
        ("window", "06:00-25:00", "hours of the day, such as 06:00-18:00"),
        ("name", "a\x1b[31mred", "text. Remove the character U+001B, which cannot be printed"),
        ("name", "x" * 10_001, "text. It has 10,001 characters; 10,000 are allowed"),
    ],
)
def test_a_cell_that_does_not_fit_its_column_is_a_fault(tmp_path, column, cell, expected):
    (fault,) = faults_of(tmp_path, {"sites.csv": sites_with(column, f'"{cell}"')})
    assert (fault.row, fault.column) == (2, column)
    assert f"{fault.expected}. {fault.action}".startswith(expected)


@pytest.mark.parametrize(
    ("cell", "action"),
    [
        ("2026-01-21T06:00", "Add the offset from UTC, such as +03:00"),
        ("2026-02-30T06:00+03:00", "There is no such time"),
        ("0026-01-21T06:00+03:00", "The year lies outside 1900 to 2200"),
        ("21.01.2026", ""),
        ("2026-01-21", ""),
        ("2026-01-21T06:00+99:00", "There is no such time"),
    ],
)
def test_a_time_needs_its_offset_and_must_exist(tmp_path, cell, action):
    groups = GROUPS.replace("destinations", "destinations,ready_at").replace("R\n", f"R,{cell}\n")
    (fault,) = faults_of(tmp_path, {"groups.csv": groups})
    assert (fault.row, fault.column) == (2, "ready_at")
    assert fault.action.startswith(action)


def test_what_was_found_is_shown_on_one_line_and_not_at_length(tmp_path):
    (fault,) = faults_of(tmp_path, {"sites.csv": sites_with("window", '"' + "a\n" * 500 + '"')})
    assert fault.found == '"' + "a\\n" * 40 + '…"'


def test_a_word_that_is_none_of_the_choices_is_a_fault_that_names_the_nearest(tmp_path):
    assert said_of(tmp_path, {"sites.csv": SITES.replace("prison", "prision")})[0].endswith(
        "airfield, hospital, reception. Did you mean prison?"
    )


def test_a_required_cell_that_is_blank_is_a_fault(tmp_path):
    assert said_of(tmp_path, {"sites.csv": SITES.replace("42.1", "")}) == [
        "sites.csv, row 3, column lon: found nothing; expected a number from -180 to 180"
    ]


def test_spaces_around_a_cell_mean_nothing(tmp_path):
    sites = SITES.replace(",", " , ").replace("P", "\u00a0P")
    assert list(read_from(tmp_path, {"sites.csv": sites}).sites) == ["P", "R"]


def test_blank_cells_and_missing_columns_stand_for_the_defaults(tmp_path):
    site = read_from(tmp_path, {"sites.csv": sites_with("capacity,window", ",")}).sites["P"]
    assert (site.name, site.capacity, site.window, site.occupied) == ("P", None, None, 0)
    assert site.loss_fraction == Judgement.certain(0.0)


def test_a_judgement_without_a_range_is_certain(tmp_path):
    sites = sites_with("loss_fraction,loss_fraction_source", "0.3,staff")
    scenario = read_from(tmp_path, {"sites.csv": sites})
    assert scenario.sites["P"].loss_fraction == Judgement(0.3, 0.3, 0.3, "staff")


def test_a_judgement_keeps_its_range(tmp_path):
    sites = sites_with("loss_fraction,loss_fraction_low,loss_fraction_high", "0.3,0.1,0.6")
    scenario = read_from(tmp_path, {"sites.csv": sites})
    assert scenario.sites["P"].loss_fraction == Judgement(0.3, 0.1, 0.6)


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ("0.3,0.4,0.6", "loss_fraction_low", 'found "0.4"; expected at most the value, 0.3'),
        ("0.3,0.1,0.2", "loss_fraction_high", 'found "0.2"; expected at least the value, 0.3'),
        (",0.1,", "loss_fraction_low", 'found "0.1" but no loss_fraction; expected'),
    ],
)
def test_a_value_outside_its_own_range_is_a_fault(tmp_path, cells, column, said):
    sites = sites_with("loss_fraction,loss_fraction_low,loss_fraction_high", cells)
    (text,) = said_of(tmp_path, {"sites.csv": sites})
    assert text.startswith(f"sites.csv, row 2, column {column}: {said}")


def test_a_source_without_a_value_is_a_warning(tmp_path):
    sites = sites_with("loss_fraction,loss_fraction_source", ",staff")
    (fault,) = faults_of(tmp_path, {"sites.csv": sites})
    assert (fault.severity, fault.column) == ("warning", "loss_fraction_source")


def test_a_window_may_pass_midnight_and_end_at_24_00(tmp_path):
    links = LINKS.replace("duration_h", "duration_h,window").replace(",3", ",3,18:00-24:00")
    window = read_from(tmp_path, {"links.csv": links}).links["P-R"].window
    assert str(window) == "18:00-00:00"


def test_a_link_from_a_site_to_itself_is_a_fault(tmp_path):
    (said,) = said_of(tmp_path, {"links.csv": LINKS.replace("P,R", "P,P")})
    assert said == (
        'links.csv, row 2, column to: found "P"; expected another site than the one in column from'
    )


def test_seats_that_do_not_divide_among_the_compartments_are_a_fault(tmp_path):
    fleets = FLEETS.replace("seats", "seats,compartments").replace(",40", ",40,3")
    (fault,) = faults_of(tmp_path, {"fleets.csv": fleets})
    assert (fault.column, fault.found) == ("seats", '"40" in 3 compartments')


def test_escorts_without_a_pool_are_a_fault(tmp_path):
    fleets = FLEETS.replace("seats", "seats,escorts_per_trip").replace(",40", ",40,2")
    (said,) = said_of(tmp_path, {"fleets.csv": fleets})
    assert said == (
        "fleets.csv, row 2, column escort_pool: found nothing; "
        "expected the escort pool that the 2 teams per trip come from"
    )


def test_an_incident_that_ends_before_it_begins_is_a_fault(tmp_path):
    incidents = (
        "site,regime,from,until,failures\n"
        "P,holding,2026-01-02T00:00+03:00,2026-01-01T00:00+03:00,0\n"
    )
    (fault,) = faults_of(tmp_path, {"incidents.csv": incidents})
    assert (fault.row, fault.column) == (2, "until")


def test_every_fault_of_a_folder_is_reported_at_once(tmp_path):
    faults = faults_of(
        tmp_path,
        {
            "sites.csv": SITES.replace("36.5", "x").replace("42.1", "y"),
            "links.csv": LINKS.replace("road", "raod").replace(",3", ",0"),
            "groups.csv": GROUPS.replace("30", "-30").replace("men", "mne"),
            "fleets.csv": None,
        },
    )
    assert [(fault.file, fault.row, fault.column) for fault in faults] == [
        ("sites.csv", 2, "lat"),
        ("sites.csv", 3, "lon"),
        ("groups.csv", 2, "people"),
        ("groups.csv", 2, "separation_class"),
        ("links.csv", 2, "mode"),
        ("links.csv", 2, "duration_h"),
        ("fleets.csv", None, None),
    ]
