"""A rule binds unless the legal regime does without it, or a named order switched it off."""

import pytest

from muster.operations import in_force, trips
from muster.operations.overrides import Override, set_aside
from muster.operations.rules import REGIMES, RULES, RuleError
from operation_makers import PEOPLE, at, desk, make_ready, to_planned


@pytest.fixture
def made(tmp_path):
    return desk(tmp_path / "R")


def refused(function, *given, **named):
    with pytest.raises(RuleError) as found:
        function(*given, **named)
    return {breach.rule for breach in found.value.breaches}


def off(made, rule="R15", order="O-7", authority="minister", reason="floods", **more):
    return in_force.switch_off(made, rule, order, authority, reason, "o9", at(-12), **more)


def test_a_rule_is_switched_off_only_by_a_named_order_with_a_reason(made):
    make_ready(made, health="not_ready")
    to_planned(made)
    for missing in ("order", "authority", "reason"):
        assert refused(off, made, **{missing: " "}) == {"ORDER"}
    assert refused(off, made, rule="R99") == {"ORDER"}
    assert refused(trips.approve, made, "T", "approver", at(-10)) == {"R15"}
    off(made)
    trips.approve(made, "T", "approver", at(-10))


@pytest.mark.parametrize("rule", [each.id for each in RULES.values() if each.is_hard])
def test_no_order_switches_a_hard_rule_off(made, rule):
    assert refused(off, made, rule=rule) == {"ORDER"}
    said = made.say("rule_switched_off", at(-12), rule=rule, order="O", authority="a",
                    reason="r", by="o9")  # fmt: skip
    assert in_force.is_in_force(made.situation, rule, said.occurred_at)


def test_an_order_holds_for_its_time_and_can_be_taken_back(made):
    make_ready(made, health="not_ready")
    to_planned(made)
    off(made, until=at(-11))
    assert refused(trips.approve, made, "T", "approver", at(-10)) == {"R15"}
    off(made)
    in_force.switch_on(made, "R15", "water is back", "o9", at(-11))
    assert refused(trips.approve, made, "T", "approver", at(-10)) == {"R15"}
    assert refused(in_force.switch_on, made, "R15", "again", "o9", at(-10)) == {"ORDER"}


def test_the_legal_regime_says_which_rules_bind(made):
    make_ready(made, advice=None)
    to_planned(made)
    assert refused(trips.approve, made, "T", "approver", at(-10)) == {"R13"}
    in_force.set_regime(made, "gc4", "o1", at(-12))
    assert refused(trips.approve, made, "T", "approver", at(-10)) == {"R13"}
    in_force.set_regime(made, "domestic", "o1", at(-11))
    trips.approve(made, "T", "approver", at(-10))
    assert refused(in_force.set_regime, made, "martial", "o1", at(-9)) == {"ORDER"}


def test_rules_of_human_rights_bind_everywhere_and_each_convention_where_it_is_named():
    assert RULES["R4"].regimes == REGIMES
    assert RULES["R33"].regimes == REGIMES
    assert RULES["R16"].regimes == ("gc4",)
    assert RULES["R13"].regimes == ("gc3", "gc4")


def test_duties_of_a_rule_that_is_off_are_not_started(made):
    off(made, rule="R20")
    made.say("escape", at(1), people=["p1"], to="outside:at_large", **{"from": "site:A"})
    assert {event.body["rule"] for event in made.situation.due.values()} == {"R27"}


def test_an_authority_sets_aside_only_what_may_be_set_aside(made):
    def aside(rule="R15", authority="minister", reason="war", people=PEOPLE):
        return set_aside(made, Override(rule, authority, reason, people), "o9", at(-11))

    for rule in ("R33", "CHILD", "R1", "nothing"):
        assert refused(aside, rule) == {"ORDER"}
    assert refused(aside, reason=" ") == {"ORDER"}
    assert refused(aside, authority="") == {"ORDER"}
    assert refused(aside, people=()) == {"ORDER"}
    make_ready(made, health="not_ready")
    to_planned(made)
    aside()
    trips.approve(made, "T", "approver", at(-10))
