"""Who may ride with whom: enemies apart, families together, children with somebody of their own."""

import pytest

from muster.operations import boarding, company, trips
from muster.operations.rules import RuleError
from muster.scenario.people import KeepKind, KeepRule
from operation_makers import PEOPLE, at, desk, make_ready, to_loading, to_planned


def kept(made, kind, first, second, between="person"):
    rule = KeepRule(KeepKind(kind), first, second, "told", between)
    return company.keep(made, [rule], "o1", at(-46))


def broken(function, *given):
    with pytest.raises(RuleError) as refused:
        function(*given)
    return {breach.rule: set(breach.people) for breach in refused.value.breaches}


@pytest.fixture
def ready(tmp_path):
    made = desk(tmp_path / "R", p1={"faction": "F1"}, p3={"faction": "F2"})
    make_ready(made)
    return made


def override(made, rule):
    made.say("override", at(-15), rule=rule, authority="minister", reason="war", by="o9",
             people=list(PEOPLE))  # fmt: skip


def test_who_must_be_kept_apart_shares_no_trip_and_no_override_helps(ready):
    kept(ready, "apart", "p1", "p2")
    override(ready, "APART")
    to_planned(ready)
    assert broken(trips.approve, ready, "T", "approver", at(-10)) == {"APART": {"p1", "p2"}}


def test_hostile_factions_share_no_trip(ready):
    kept(ready, "apart", "F2", "F1", "faction")
    to_planned(ready)
    assert broken(trips.approve, ready, "T", "approver", at(-10)) == {"APART": {"p1", "p3"}}


def test_enemies_whom_somebody_names_after_the_approval_do_not_board_together(ready):
    to_loading(ready)
    rule = KeepRule(KeepKind.APART, "p1", "p2")
    company.keep(ready, [rule], "o1", at(2.5))
    boarding.board(ready, "T", ("p1",), "o1", at(3))
    assert broken(boarding.board, ready, "T", ("p2",), "o1", at(3)) == {"APART": {"p1", "p2"}}
    boarding.board(ready, "T", ("p3",), "o1", at(3))


def test_who_must_be_kept_together_is_not_parted(ready):
    kept(ready, "together", "p1", "p2")
    kept(ready, "together", "p2", "p3")
    override(ready, "TOGETHER")
    to_planned(ready, people=("p1", "p2"))
    assert broken(trips.approve, ready, "T", "approver", at(-10)) == {"TOGETHER": {"p3"}}


def test_a_family_whose_others_are_elsewhere_may_go(ready):
    kept(ready, "together", "p1", "p2")
    ready.say("escape", at(-25), people=["p2"], to="outside:at_large", **{"from": "site:A"})
    to_planned(ready, people=("p1", "p3"))
    trips.approve(ready, "T", "approver", at(-10))


def test_a_family_does_not_depart_while_one_of_it_stands_at_the_gate(ready):
    kept(ready, "together", "p1", "p2")
    to_loading(ready)
    boarding.board(ready, "T", ("p1", "p3"), "o1", at(3))
    assert broken(trips.depart, ready, "T", at(6))["TOGETHER"] == {"p2"}


def test_no_child_travels_without_an_adult_of_their_own_or_a_guardian(tmp_path):
    own = {"separation_class": "women_with_children"}
    made = desk(tmp_path / "R", p1=own, p2={**own, "birth_year": 2016},
                p3={**own, "birth_year": 2018})  # fmt: skip
    make_ready(made)
    kept(made, "together", "p1", "p2")
    to_planned(made)
    assert broken(trips.approve, made, "T", "approver", at(-10)) == {"GUARDIAN": {"p3"}}
    assert broken(company.appoint_guardian, made, "p3", " ", "o1", at(-9)) == {"GUARDIAN": {"p3"}}
    company.appoint_guardian(made, "p3", "child protection officer", "o1", at(-9))
    trips.approve(made, "T", "approver", at(-8))


def test_a_rule_that_the_record_has_is_not_written_down_twice(ready):
    assert len(kept(ready, "apart", "p1", "p2")) == 1
    assert kept(ready, "apart", "p2", "p1") == ()
