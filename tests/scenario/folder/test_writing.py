"""A scenario that is written reads back as itself, or is not written at all."""

import dataclasses
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import builders
from folders import folder_with
from muster.errors import ImpossibleValueError, OutputError
from muster.scenario import (
    Claim,
    DayWindow,
    Judgement,
    KeepKind,
    KeepRule,
    Observation,
    Person,
    Scenario,
    SeatKind,
    inspect,
    load,
    save,
    scenario_digest,
)
from muster.scenario.grouping import group_people
from strategies import scenarios

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=12
).map(str.strip)
IDS = WORDS.filter(lambda word: word and ";" not in word)
HOURS = st.none() | st.integers(-100, 100).map(builders.hour)


def written_and_read(scenario: Scenario) -> Scenario:
    """The scenario after a trip through a folder."""
    with TemporaryDirectory() as folder:
        save(scenario, Path(folder) / "scenario")
        return load(Path(folder) / "scenario")


@settings(max_examples=60)
@given(scenarios())
def test_what_is_written_reads_back_equal(scenario):
    read = written_and_read(scenario)
    assert read == scenario
    assert scenario_digest(read) == scenario_digest(scenario)


@st.composite
def rosters(draw):
    """A scenario with a roster, keep rules and texts of any letters."""
    ids = draw(st.lists(IDS, min_size=2, max_size=8, unique=True))
    people = [
        Person(
            id,
            draw(st.sampled_from("PR")),
            draw(st.sampled_from((0.1, 1.0, 1e6, 1 / 3))),
            draw(st.sampled_from(("men", "women"))),
            draw(st.sampled_from(((), ("R",), ("R", "P"), ("P", "R")))),
            draw(WORDS),
            draw(st.sampled_from(SeatKind)),
            draw(HOURS),
            draw(WORDS),
            draw(st.none() | st.integers(1900, 2026)),
            draw(WORDS),
            draw(WORDS),
        )
        for id in ids
    ]
    rules = [
        KeepRule(KeepKind.TOGETHER, first, second, draw(WORDS))
        for first, second in pairwise(ids)
        if draw(st.booleans())
    ]
    groups, roster = group_people(people, rules)
    return builders.small_scenario(
        name=draw(WORDS.filter(bool)),
        description=draw(WORDS),
        groups=list(groups.values()),
        people=roster,
        keep=tuple(rules),
    )


@settings(max_examples=60)
@given(rosters())
def test_a_roster_reads_back_equal(scenario):
    assert written_and_read(scenario) == scenario


def test_every_table_and_setting_reads_back_equal():
    scenario = builders.small_scenario(
        sites=[
            builders.site(
                "P",
                custodian='the "north", command;\nsecond line',
                loss_fraction=Judgement(0.3, 0.1, 0.5, "staff"),
                embark_per_h=Judgement.certain(12.5, "drill"),
                beds={"men": 40, "women": 0},
                window=DayWindow(builders.START.time(), builders.hour(6).time()),
                guards=3.5,
                guards_needed=4,
            ),
            builders.reception("R", intake_per_day=0.0, capacity=0),
        ],
        changes=(builders.change(3, "site", "P", "custodian", "x, y"),),
        security=builders.security(
            {"P": 0.1},
            regimes={"hold ing": True, "lost": False},
            rates={("hold ing", "lost"): 0.1},
            initial={"hold ing": 0.7, "lost": 0.3},
            guard_elasticity=Judgement.certain(1.0, "assumed"),
            prior_shape=0.5,
            use_observations=True,
            observations=(
                Observation("P", "lost", builders.hour(-24), builders.hour(-1.5), 2, "log"),
            ),
        ),
        claims=(Claim("held", "all", -3, "about", "ministry", date(2026, 1, 28), "2026-01"),),
        description='two\nlines "quoted" \\ and a tab\t.',
        legal_regime="gc4",
        separation_classes=("men", "women", "others"),
    )
    assert written_and_read(scenario) == scenario


def test_a_folder_is_written_into_an_empty_one(tmp_path):
    save(builders.small_scenario(), tmp_path)
    assert load(tmp_path) == builders.small_scenario()


def test_missing_folders_above_are_made(tmp_path):
    save(builders.small_scenario(), tmp_path / "a" / "b")
    assert load(tmp_path / "a" / "b") == builders.small_scenario()


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="is not empty"):
        save(builders.small_scenario(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_replacing_leaves_other_files_and_removes_old_tables(tmp_path):
    folder_with(tmp_path, {"beds.csv": "site,separation_class,beds\n", "README.md": "mine"})
    save(builders.small_scenario(), tmp_path, replace=True)
    assert load(tmp_path) == builders.small_scenario()
    names = {path.name for path in tmp_path.iterdir()}
    assert "README.md" in names
    assert "beds.csv" not in names


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError, match="is a file"):
        save(builders.small_scenario(), tmp_path / "taken")


def test_a_place_that_cannot_be_written_to_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written to"):
        save(builders.small_scenario(), tmp_path / "file" / "below")
    with pytest.raises(OutputError, match="NUL"):
        save(builders.small_scenario(), f"{tmp_path}/a\0b")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " spaces around "}, "in name"),
        ({"name": "half a \ud800 character"}, "half a character"),
        ({"description": "bell \x07"}, "U\\+0007"),
        ({"steps": 30_000}, "up to 20,000"),
        ({"legal_regime": "none"}, "one of gc3, gc4, domestic"),
        ({"sites": {}}, "sites.csv: found no rows"),
        ({"groups": {}}, "groups.csv: found no rows"),
    ],
)
def test_what_a_folder_cannot_say_is_refused_and_nothing_is_written(tmp_path, changed, said):
    scenario = dataclasses.replace(builders.small_scenario(), **changed)
    with pytest.raises(ImpossibleValueError, match=said):
        save(scenario, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_groups_that_are_not_those_of_the_people_are_refused(tmp_path):
    person = Person("A", "P", 1.0, "men", ("R",), group="G")
    scenario = builders.small_scenario(people=(person,))
    with pytest.raises(ImpossibleValueError, match="groups that are not those of its people"):
        save(scenario, tmp_path / "new")


def test_a_written_folder_has_no_errors(tmp_path):
    save(builders.small_scenario(), tmp_path / "new")
    assert inspect(tmp_path / "new")[1] == ()
