"""Guards over a change of authority: strength against need, who stays, hours unguarded."""

import pytest

from muster.operations import guards, handover, incidents
from muster.operations.rules import RuleError
from operation_makers import PEOPLE, at, desk


def test_the_roster_shows_the_shifts_before_and_after_a_handover_and_who_stays(tmp_path):
    made = desk(tmp_path / "R")
    guards.post(made, "A", "day", 40, 60, "SDF", "o1", at(1))
    told = incidents.Report("guards leaving", "site:A", text="the shift did not come")
    incidents.report(made, told, "o1", at(3))
    handed = handover.SiteHandover(
        "A", "SDF", "IQ", 3, frozenset(PEOPLE), guards_present=30, guards_needed=60,
        guards=("g2", "g1"),
    )  # fmt: skip
    handover.hand_over_site(made, handed, "a", "b", at(5.5))
    guards.post(made, "A", "night", 70, 60, "IQ", "o2", at(9), guards=("g1",), before="SDF")
    shifts = guards.shifts(made.situation, "A")
    assert [(s.shift, s.custodian, s.present, s.short, s.staying) for s in shifts] == [
        ("day", "SDF", 40, 20, 0), ("handover", "IQ", 30, 30, 2), ("night", "IQ", 70, 0, 1),
    ]  # fmt: skip
    stay = guards.staying(made.situation, "A")
    assert [(s.guard, s.before, s.after) for s in stay] == [
        ("g1", "SDF", "IQ"), ("g2", "SDF", "IQ"),
    ]  # fmt: skip
    assert [gap.hours for gap in guards.unguarded(made.situation, "A")] == [2.5]


def test_a_shift_of_nobody_leaves_the_site_unguarded_until_somebody_comes(tmp_path):
    made = desk(tmp_path / "R")
    guards.post(made, "A", "night", 0, 60, "SDF", "o1", at(1))
    guards.post(made, "A", "late night", 0, 60, "SDF", "o1", at(2))
    made.say("welfare", at(4), people=["p1"], kind="water", by="o1")
    (gap,) = guards.unguarded(made.situation, "A")
    assert (gap.hours, gap.is_over) == (3.0, False)
    guards.post(made, "A", "day", 10, 60, "SDF", "o1", at(5))
    assert guards.unguarded_h(made, "A") == 4.0


@pytest.mark.parametrize("wrong", [{"guards": ("g1", "g2")}, {"guards": ("g1",), "before": " "}])
def test_who_stays_is_present_and_served_somebody_before(tmp_path, wrong):
    made = desk(tmp_path / "R")
    with pytest.raises(RuleError):
        guards.post(made, "A", "day", 1, 5, "IQ", "o1", at(1), **{"before": "SDF", **wrong})
