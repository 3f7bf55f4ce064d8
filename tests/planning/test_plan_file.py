import csv
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import Ride, group, link, plan_of, reception, site, small_scenario
from careless_plans import careless_plans
from muster.errors import OutputError, PlanFileError
from muster.planning import plan_file
from muster.planning.plan_file import plan_text, prepare_output, read_plan, write_plan
from muster.planning.plan_shape import json_schema
from strategies import scenarios

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "plan.schema.json"
SCENARIO = small_scenario()
PLAN = plan_of(SCENARIO, [Ride("P-R", 1, {"G": 30})], expected_loss=0.375, bound=0.3, gap=0.2)


def written(document, folder):
    """plan.json in a folder, of text or of a document."""
    text = document if isinstance(document, str) else json.dumps(document)
    (folder / "plan.json").write_text(text, encoding="utf-8")
    return folder


def document(**changed):
    """The default plan as JSON has it, with keys changed."""
    return {**json.loads(plan_text(PLAN)), **changed}


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_what_is_written_is_read_back_the_same(data):
    scenario = data.draw(scenarios(most_steps=6))
    plan = data.draw(careless_plans(scenario))
    with tempfile.TemporaryDirectory() as folder:
        write_plan(plan, folder, scenario)
        assert read_plan(folder) == plan
        assert read_plan(Path(folder) / "plan.json") == plan
        jsonschema.validate(json.loads((Path(folder) / "plan.json").read_text()), json_schema())


def test_the_schema_in_the_documentation_is_that_of_the_code():
    assert json.loads(SCHEMA.read_text()) == json_schema(), "run tools/write_plan_schema.py"


def test_the_figures_come_before_the_trips():
    keys = list(json.loads(plan_text(PLAN)))
    assert keys[:7] == [
        "format",
        "scenario",
        "scenario_digest",
        "expected_loss",
        "bound",
        "gap",
        "seconds",
    ]
    assert keys[-4:] == ["trips", "loads", "placements", "progress"]


def test_the_tables_say_who_goes_where_on_what(tmp_path):
    scenario = small_scenario(
        sites=[site("P"), site("S", "staging"), reception("R")],
        links=[link("P", "S"), link("S", "R", 4.0)],
        groups=[group("G"), group("W", separation_class="women", people=5)],
    )
    plan = plan_of(scenario, [Ride("P-S", 1, {"G": 30}), Ride("S-R", 2, {"G": 20, "W": 5})])
    write_plan(plan, tmp_path, scenario)
    with (tmp_path / "trips.csv").open(newline="") as stream:
        trips = list(csv.DictReader(stream))
    with (tmp_path / "loads.csv").open(newline="") as stream:
        loads = list(csv.DictReader(stream))
    assert trips[1] == {
        "trip": "T2",
        "fleet": "BUS",
        "mode": "road",
        "link": "S-R",
        "from": "S",
        "to": "R",
        "departs_at": "2026-01-21T06:00:00+03:00",
        "arrives_at": "2026-01-21T10:00:00+03:00",
        "people": "25",
        "seats": "40",
        "compartments": "men:1;women:1",
        "approved": "no",
    }
    assert [(row["trip"], row["group"], row["people"], row["to"]) for row in loads] == [
        ("T1", "G", "30", "S"),
        ("T2", "G", "20", "R"),
        ("T2", "W", "5", "R"),
    ]


def test_a_plan_replaces_the_one_before_and_leaves_nothing_else(tmp_path):
    write_plan(PLAN, tmp_path, SCENARIO)
    write_plan(plan_of(SCENARIO), tmp_path, SCENARIO)
    assert read_plan(tmp_path).trips == ()
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "loads.csv",
        "plan.json",
        "trips.csv",
    ]


def test_the_output_folder_is_made_with_its_parents(tmp_path):
    assert prepare_output(tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("name", ["out", "out/deeper"])
def test_a_file_where_the_folder_should_be_is_refused(tmp_path, name):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputError, match="found a file where the plan's folder should be"):
        prepare_output(tmp_path / name)
    assert (tmp_path / "out").read_text() == "mine"


def test_a_folder_where_a_file_should_be_is_refused(tmp_path):
    (tmp_path / "trips.csv").mkdir()
    with pytest.raises(OutputError, match="found a folder of that name"):
        prepare_output(tmp_path)


def test_a_folder_without_permission_is_refused(tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(plan_file.tempfile, "TemporaryFile", refuse)
    with pytest.raises(OutputError, match="Permission denied"):
        prepare_output(tmp_path)


def test_nothing_is_left_half_written_when_the_disk_is_full(tmp_path, monkeypatch):
    write_plan(plan_of(SCENARIO), tmp_path, SCENARIO)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    synchronised = []

    def full(descriptor):
        synchronised.append(descriptor)
        if len(synchronised) == 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(plan_file.os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_plan(PLAN, tmp_path, SCENARIO)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_every_fault_of_a_plan_file_is_listed_at_once(tmp_path):
    faulty = document(bound="high", unplaced=-1, stopped_by="luck", colour="red")
    del faulty["gap"]
    faulty["trips"][0]["departs_at"] = "2026-01-21T06:00:00"
    faulty["trips"][0]["people"] = True
    faulty["loads"][0]["people"] = 0
    with pytest.raises(PlanFileError) as caught:
        read_plan(written(faulty, tmp_path))
    message = str(caught.value)
    assert message.splitlines() == [
        f"{tmp_path / 'plan.json'}: {fault}"
        for fault in (
            "gap: found nothing; expected a value",
            "colour: found a key that is not known; expected none but those of the schema",
            "bound: found 'high'; expected a number",
            "trips[0].departs_at: found '2026-01-21T06:00:00'; "
            "expected a time such as 2026-01-21T06:00:00+03:00",
            "trips[0].people: found True; expected a whole number",
            "loads[0].people: found 0; expected 1 or more",
            "unplaced: found -1; expected 0 or more",
            "stopped_by: found 'luck'; expected one of gap, time, interrupted, proven, exhausted, "
            "effort",
        )
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "found no JSON"),
        ("{", "found no JSON"),
        ("[]", "found no object at the top"),
        ("[" * 100_000, "nested too deep"),
        ('{"format": 1, "format": 1}', "'format' stands twice"),
        ('{"format": NaN}', "NaN is no number"),
        ('{"format": 3}', "found format 3; expected 2 or 1"),
        ("{}", "found format null; expected 2 or 1"),
        ('{"format": true}', "found format true; expected 2 or 1"),
        ('{"format": 1, "given_up": 0}', "found given_up in format 1"),
        ('{"format": ' + "9" * 5000 + "}", "found no JSON"),
    ],
)
def test_what_is_no_plan_is_refused_with_the_reason(tmp_path, text, reason):
    with pytest.raises(PlanFileError, match=reason):
        read_plan(written(text, tmp_path))


def test_a_plan_of_format_1_is_read_without_the_prices_that_it_does_not_state(tmp_path):
    old = {**document(), "format": 1}
    for key in ("trip_price", "change_price", "given_up"):
        del old[key]
    assert read_plan(written(old, tmp_path)) == PLAN


def test_a_plan_carries_the_prices_it_was_made_with(tmp_path):
    priced = replace(PLAN, trip_price=0.5, change_price=2.0, given_up=1)
    write_plan(priced, tmp_path, SCENARIO)
    assert read_plan(tmp_path) == priced


def test_a_missing_plan_and_a_folder_without_one_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "none.json"):
        with pytest.raises(PlanFileError, match=r"found nothing; expected a plan\.json"):
            read_plan(path)


def test_bytes_that_are_not_text_are_refused(tmp_path):
    (tmp_path / "plan.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PlanFileError, match="not UTF-8"):
        read_plan(tmp_path)


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: not x.is_integer())
    | st.text(max_size=5),
    lambda each: (
        st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=5), each, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(key=st.sampled_from(sorted(document())), value=JSON_VALUES)
def test_a_file_is_read_exactly_if_it_fits_the_schema(key, value):
    changed = document(**{key: value})
    with tempfile.TemporaryDirectory() as folder:
        try:
            read_plan(written(changed, Path(folder)))
            was_read = True
        except PlanFileError:
            was_read = False
    assert was_read == jsonschema.Draft202012Validator(json_schema()).is_valid(changed)
