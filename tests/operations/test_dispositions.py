"""What becomes of people: no state takes whom it did not accept, nobody leaves without an order."""

import pytest

from muster.operations import boarding, dispositions, trips
from muster.operations.disposition import allowed_destinations
from muster.operations.rules import RuleError
from operation_makers import PEOPLE, at, desk, make_ready, to_planned


@pytest.fixture
def ready(tmp_path):
    made = desk(tmp_path / "R")
    make_ready(made)
    return made


def refused(function, *given, **named):
    with pytest.raises(RuleError) as found:
        function(*given, **named)
    return {breach.rule: set(breach.people) for breach in found.value.breaches}


def accepted(made, people=PEOPLE, state="IQ", hour=-20):
    dispositions.ask(made, people, state, "o1", at(hour))
    dispositions.answer(made, people, state, accepts=True, by="o1", at=at(hour + 1))


def test_nobody_goes_to_a_state_that_did_not_accept_them(ready):
    accepted(ready, ("p1",), hour=-29)
    dispositions.ask(ready, ("p2",), "IQ", "o1", at(-29))
    dispositions.answer(ready, ("p2",), "IQ", accepts=False, by="o1", at=at(-28))
    dispositions.ask(ready, ("p3",), "IQ", "o1", at(-29))
    to_planned(ready)
    with pytest.raises(RuleError) as found:
        trips.approve(ready, "T", "approver", at(-10))
    assert {breach.rule for breach in found.value.breaches} == {"DISPOSITION"}
    assert {p for breach in found.value.breaches for p in breach.people} == {"p2", "p3"}


def test_a_state_answers_only_what_it_was_asked(ready):
    given = (ready, ("p1",), "IQ")
    assert refused(
        dispositions.answer, *given, accepts=True, by="o1", at=at(-20)
    ) == {"DISPOSITION": {"p1"}}  # fmt: skip
    accepted(ready, ("p1",))
    known = dispositions.of(ready.situation, "p1")
    assert (known.takers, known.is_open) == (("IQ",), False)


def test_destinations_follow_from_the_answers(ready):
    states = {"A": "SDF", "B": "IQ", "C": "FR"}

    def allowed():
        known = dispositions.of(ready.situation, "p1")
        return allowed_destinations(("A", "B", "C"), states, known, "SDF")

    dispositions.ask(ready, ("p1",), "FR", "o1", at(-25))
    assert allowed() == ("A",)
    accepted(ready, ("p1",))
    assert allowed() == ("A", "B")
    dispositions.refer(ready, ("p1",), "o1", at(-18), "murder of a guard")
    assert allowed() == ("A",)
    dispositions.close_court(ready, ("p1",), "o1", at(-17), "acquitted")
    assert allowed() == ("A", "B")
    dispositions.order_release(ready, ("p1",), "R-1", "court", "o1", at(-16))
    assert allowed() == ("A",)


def test_nobody_is_referred_to_a_court_in_restraints(ready):
    boarding.restrain(ready, "p1", "handcuffs", "o9", "threats", at(-20))
    assert refused(
        dispositions.refer, ready, ("p1",), "o1", at(-19), "theft"
    ) == {"R30": {"p1"}}  # fmt: skip
    boarding.free(ready, "p1", "o9", at(-18))
    dispositions.refer(ready, ("p1",), "o1", at(-17), "theft")
    assert refused(
        dispositions.close_court, ready, ("p2",), "o1", at(-16), "x"
    ) == {"DISPOSITION": {"p2"}}  # fmt: skip


def test_nobody_is_released_without_an_order_of_release_that_names_them(ready):
    assert refused(
        dispositions.release, ready, ("p1",), "O-1", "o1", at(-10)
    ) == {"R1": {"p1"}}  # fmt: skip
    assert set(refused(
        dispositions.order_release, ready, ("p1",), " ", "court", "o1", at(-10)
    )) == {"R1"}  # fmt: skip
    dispositions.order_release(ready, ("p1",), "R-1", "court", "o1", at(-9))
    assert refused(
        dispositions.release, ready, ("p1", "p2"), "R-1", "o1", at(-8)
    ) == {"R1": {"p2"}}  # fmt: skip
    dispositions.release(ready, ("p1",), "R-1", "o1", at(-8))
    ledger = ready.situation.ledger
    assert ledger.balance["outside:released"] == 1
    assert ledger.custodian("p1") is None
    assert refused(
        dispositions.release, ready, ("p1",), "R-1", "o1", at(-7)
    )["CUSTODY"] == {"p1"}  # fmt: skip


def test_nobody_is_sent_home_against_an_open_concern_or_without_acceptance(ready):
    back = dispositions.repatriate
    given = (ready, ("p1",), "IQ", "O-1", "o1", at(-5))
    assert refused(back, *given) == {"DISPOSITION": {"p1"}}
    accepted(ready, ("p1",))
    ready.say("review", at(-6), person="p1", outcome="not_ready", by="r", reason="fears")
    assert refused(back, *given) == {"R33": {"p1"}}
    ready.say("review", at(-5.5), person="p1", outcome="ready", by="r")
    dispositions.refer(ready, ("p1",), "o1", at(-5.4), "theft")
    assert refused(back, *given) == {"DISPOSITION": {"p1"}}
    dispositions.close_court(ready, ("p1",), "o1", at(-5.3), "no case")
    assert refused(back, ready, ("p1",), "IQ", "O-9", "o1", at(-5)) == {"R1": {"p1"}}
    back(*given)
    assert ready.situation.ledger.balance["outside:repatriated"] == 1


def test_nobody_of_whom_nothing_is_known_is_asked_for(ready):
    for act in (dispositions.ask, dispositions.assure):
        assert refused(act, ready, ("x",), "IQ", "o1", at(-20)) == {"DISPOSITION": {"x"}}
