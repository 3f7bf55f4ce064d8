"""Effects and valuables: itemised and signed for, limited only as the conventions allow."""

import pytest

from muster.operations import effects, in_force
from muster.operations.duties import open_duties
from muster.operations.rules import RuleError
from operation_makers import at, desk


@pytest.fixture
def made(tmp_path):
    return desk(tmp_path / "R")


def refused(function, *given, **named):
    with pytest.raises(RuleError) as found:
        function(*given, **named)
    return [breach.rule for breach in found.value.breaches]


def test_property_is_itemised_sealed_and_signed_by_two(made):
    take = effects.take_in
    assert refused(take, made, "p1", [" "], [], "", "o1", "o1", at(1)) == ["R24"] * 4
    assert refused(take, made, "p1", ["watch"], ["S-1"], "Q-1", "o1", "", at(1)) == ["R24"]
    event = take(made, "p1", ["watch", "ring"], ["S-1"], "Q-1", "o1", "o2", at(1))
    assert (event.body["items"], event.body["receipt"]) == (["watch", "ring"], "Q-1")
    assert (event.body["by"], event.body["witness"]) == ("o1", "o2")


@pytest.mark.parametrize(
    ("regime", "limit_g", "weight_g", "is_allowed"),
    [
        ("gc4", None, 60_000, True),
        ("gc4", 25_000, 25_000, True),
        ("gc4", 20_000, 10_000, False),  # never limited below 25 kg
        ("gc4", 30_000, 31_000, False),
        ("gc3", 20_000, 20_000, True),  # what a person can carry
        ("gc3", 30_000, 10_000, False),  # 25 kg at most
        ("gc3", 25_000, 25_001, False),
        ("domestic", 10_000, 60_000, True),  # the conventions do not bind there
    ],
)
def test_effects_are_limited_as_the_legal_regime_allows(
    made, regime, limit_g, weight_g, is_allowed
):
    in_force.set_regime(made, regime, "o1", at(0))
    given = (made, "p1", ["S-1"], weight_g, "o1", at(1))
    if is_allowed:
        sent = effects.send_along(*given, limit_g=limit_g)
        assert sent[0].body["weight_g"] == weight_g
    else:
        assert set(refused(effects.send_along, *given, limit_g=limit_g)) == {"R14"}


def test_what_stays_behind_is_owed_to_the_person(made):
    given = (made, "p1", ["S-1"], 25_000, "o1", at(1))
    assert refused(effects.send_along, *given, left=["books"]) == ["R14"]
    effects.send_along(*given, limit_g=25_000, left=["books"])
    (duty,) = open_duties(made.situation)
    assert (duty.body["duty"], duty.body["rule"]) == ("forward property", "R14")
    assert duty.body["people"] == ["p1"]
