"""disruptions.csv: what is read, what is refused, and that no plan becomes another for it."""

from dataclasses import replace

import pytest

from builders import small_scenario
from folders import faults_of, read_from
from muster.scenario import Disruption, DisruptionKind, load, save, scenario_digest
from muster.scenario.disruption import FORMS

SOME = (
    Disruption(DisruptionKind.CANCELLED, chance=0.1, source="weather office"),
    Disruption(DisruptionKind.CANCELLED, "P-R", chance=0.3),
    Disruption(DisruptionKind.RECEIVER_THROTTLED, "R", per_day=0.2, hours=24.0, share=0.0),
)


def test_what_is_written_reads_back(tmp_path):
    given = replace(small_scenario(), disruptions=SOME)
    save(given, tmp_path / "folder")
    assert load(tmp_path / "folder").disruptions == SOME


def test_a_plan_stays_the_plan_for_its_scenario():
    given = small_scenario()
    assert scenario_digest(replace(given, disruptions=SOME)) == scenario_digest(given)


def test_every_kind_says_what_it_is_about_and_means():
    assert set(FORMS) == set(DisruptionKind)
    for form in FORMS.values():
        assert form.table in ("sites", "links", "fleets")
        assert form.numbers
        assert form.meaning


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("cancelled,P-R,,,", "found nothing; expected a number, for cancelled has chance"),
        ("cancelled,P-R,0.1,,0.5", 'found "0.5"; expected nothing, for cancelled has chance only'),
        ("cancelled,Q-R,0.1,,", 'found "Q-R"; expected an id of links'),
        ("delayed,,1.5,2,", 'found "1.5"; expected a number from 0 to 1'),
        ("late,,0.5,,", 'column kind: found "late"'),
    ],
)
def test_a_row_that_says_what_it_cannot_is_a_fault(tmp_path, row, words):
    faults = faults_of(tmp_path, {"disruptions.csv": f"kind,target,chance,hours,share\n{row}\n"})
    assert any(words in str(fault) for fault in faults), [str(fault) for fault in faults]


def test_a_kind_and_target_occur_once(tmp_path):
    text = "kind,target,chance\ncancelled,P-R,0.1\ncancelled,P-R,0.2\n"
    (fault,) = faults_of(tmp_path, {"disruptions.csv": text})
    assert "a second time" in str(fault)


def test_the_table_is_no_unknown_file(tmp_path):
    text = "kind,target,chance\ncancelled,,0.1\n"
    given = read_from(tmp_path, {"disruptions.csv": text})
    assert given.disruptions == (Disruption(DisruptionKind.CANCELLED, chance=0.1),)
