"""Every rule that operations enforce: a test tries to break it through the public interface."""

import pytest

from muster.operations import boarding, guards, handover, in_force, incidents, trips
from muster.operations.duties import open_duties, overdue
from muster.operations.rules import RULES, RuleError
from muster.operations.situation import State
from muster.record.events import moment
from operation_makers import (
    LOADING,
    PEOPLE,
    at,
    desk,
    make_ready,
    planned,
    settle,
    to_approved,
    to_arrived,
    to_boarded,
    to_handed_over,
    to_loading,
    to_planned,
)


@pytest.fixture
def made(tmp_path):
    return desk(tmp_path / "R")


@pytest.fixture
def ready(made):
    make_ready(made)
    return made


def broken(function, *given, **named) -> set[str]:
    """The rules that something is refused by; nothing is recorded then."""
    made = given[0]
    size = made.recorder.log.store.size()
    with pytest.raises(RuleError) as refused:
        function(*given, **named)
    assert made.recorder.log.store.size() == size
    return {breach.rule for breach in refused.value.breaches}


def override(made, rule, **more):
    made.say("override", at(-15), rule=rule, authority="minister", reason="war", by="o9", **more)


def test_a_trip_runs_from_plan_to_close(ready):
    to_handed_over(ready)
    settle(ready)
    trips.close(ready, "T", "o1", at(10))
    trip, ledger = ready.situation.trips["T"], ready.situation.ledger
    assert trip.state is State.CLOSED
    assert ledger.balance["site:B"] == 3
    assert {ledger.custodian(p) for p in PEOPLE} == {"IQ"}
    assert not [each for each in ledger.discrepancies if each.is_open]


def test_nobody_is_moved_without_an_order_that_names_them(made):
    make_ready(made, order=False)
    to_planned(made)
    assert broken(trips.approve, made, "T", "approver", at(-10)) == {"R1"}
    override(made, "R1", people=list(PEOPLE))
    assert broken(trips.approve, made, "T", "approver", at(-10)) == {"R1"}


def test_an_order_that_has_expired_moves_nobody(made):
    make_ready(made, valid_until=moment(at(-12)))
    to_planned(made)
    assert broken(trips.approve, made, "T", "approver", at(-10)) == {"R1"}


def test_nobody_of_unknown_identity_boards(made):
    make_ready(made, identity="not_ready")
    to_planned(made)
    assert broken(trips.approve, made, "T", "approver", at(-10)) == {"R2"}
    override(made, "R2", people=list(PEOPLE))
    trips.approve(made, "T", "approver", at(-10))


def test_nobody_boards_who_is_on_no_roster(tmp_path):
    made = desk(tmp_path / "R", (*PEOPLE, "p4"))
    make_ready(made, (*PEOPLE, "p4"))
    del made.facts["p4"]
    to_planned(made, people=(*PEOPLE, "p4"))
    assert broken(trips.approve, made, "T", "approver", at(-10)) == {"R2"}


def test_nobody_boards_who_was_not_told_in_time(made):
    make_ready(made, told_at=at(-5))
    to_planned(made, departs=at(6))
    assert broken(trips.approve, made, "T", "approver", at(-4)) == {"R13"}
    override(made, "R13", trip="T")
    trips.approve(made, "T", "approver", at(-3))


def test_nobody_unfit_boards_and_fitness_expires(made):
    make_ready(made, until=moment(at(9)))
    to_planned(made, expected=at(10))
    assert broken(trips.approve, made, "T", "approver", at(-10)) == {"R15"}
    override(made, "R15", people=["p1", "p2"])
    with pytest.raises(RuleError) as refused:
        trips.approve(made, "T", "approver", at(-10))
    assert [breach.people for breach in refused.value.breaches] == [("p3",)]


def test_who_falls_ill_after_the_approval_does_not_board(ready):
    to_loading(ready)
    ready.say("health", at(2.5), person="p2", outcome="not_ready", by="n1")
    assert broken(boarding.board, ready, "T", PEOPLE, "o1", at(3)) == {"R15"}
    boarding.board(ready, "T", ("p1", "p3"), "o1", at(3))


def test_nobody_is_handed_over_whose_review_is_open_and_no_override_helps(made):
    make_ready(made, review="not_ready")
    to_planned(made)
    override(made, "R33", people=list(PEOPLE))
    override(made, "R33", trip="T")
    assert broken(trips.approve, made, "T", "approver", at(-10)) == {"R33"}


def test_nobody_is_reviewed_by_who_planned_the_trip(made):
    make_ready(made, by="planner")
    to_planned(made)
    assert broken(trips.approve, made, "T", "approver", at(-10)) == {"R33"}


def test_a_concern_raised_after_the_approval_stops_departure(ready):
    to_boarded(ready)
    ready.say("review", at(5.5), person="p1", outcome="not_ready", by="reviewer", reason="fears")
    assert broken(trips.depart, ready, "T", at(6)) == {"R33"}


def test_no_review_is_asked_for_where_the_authority_stays(made):
    make_ready(made, review=None)
    to_planned(made, receiving="SDF")
    trips.approve(made, "T", "approver", at(-10))


def test_no_minor_travels_among_adults_and_no_override_helps(tmp_path):
    made = desk(tmp_path / "R", p2={"birth_year": 2008})
    make_ready(made)
    to_planned(made)
    override(made, "CHILD", people=["p2"])
    assert broken(trips.approve, made, "T", "approver", at(-10)) == {"CHILD"}


def test_classes_that_are_kept_apart_do_not_share_a_trip(tmp_path):
    made = desk(tmp_path / "R", p2={"separation_class": "women"})
    make_ready(made)
    to_planned(made)
    assert broken(trips.approve, made, "T", "approver", at(-10)) == {"SEPARATION"}


def test_a_trip_needs_its_risk_and_the_persons_interests_written_down(made):
    wrong = planned(risk=" ", interests="")
    assert broken(trips.plan, made, wrong, "planner", at(-20)) == {"R16", "R18"}


def test_nobody_approves_what_they_planned(ready):
    to_planned(ready)
    assert broken(trips.approve, ready, "T", "planner", at(-10)) == {"FOUR-EYES"}


def test_nobody_boards_beyond_the_seats(ready):
    to_planned(ready, seats=2)
    assert broken(trips.approve, ready, "T", "approver", at(-10)) == {"R31"}


def test_a_smaller_vehicle_does_not_take_the_trip(ready):
    to_approved(ready)
    given = (ready, "T", "bus 2", "C-2", 2, "broken down", "o1", at(1))
    assert broken(trips.change_vehicle, *given) == {"R31"}
    trips.change_vehicle(ready, "T", "bus 2", "C-2", 3, "broken down", "o1", at(1))
    assert ready.situation.trips["T"].seats == 3


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"certificate": ""}, {"R29"}),
        ({"call": False}, {"R31"}),
        ({"escorts": 0}, {"R31", "R32"}),
    ],
)
def test_no_vehicle_is_loaded_without_certificate_call_and_escort(ready, changes, rules):
    to_approved(ready)
    given = {name: getattr(LOADING, name) for name in LOADING.__slots__}
    loading = trips.Loading(**{**given, **changes})
    assert broken(trips.begin_loading, ready, "T", loading, "o1", at(2)) == rules


def test_women_are_escorted_by_women_and_who_needs_care_by_health_staff(tmp_path):
    own = {"separation_class": "women", "seat_kind": "stretcher"}
    made = desk(tmp_path / "R", **dict.fromkeys(PEOPLE, own))
    make_ready(made)
    to_approved(made)
    loading = trips.Loading("bus", "C", 1, 0, 0, 12, True)
    with pytest.raises(RuleError) as refused:
        trips.begin_loading(made, "T", loading, "o1", at(2))
    assert [breach.rule for breach in refused.value.breaches] == ["R32", "R32"]
    override(made, "R32", trip="T")
    trips.begin_loading(made, "T", loading, "o1", at(2))


def test_provisions_last_for_the_ride(ready):
    to_approved(ready)
    loading = trips.Loading("bus", "C", 2, 1, 1, 7, True)
    assert broken(trips.begin_loading, ready, "T", loading, "o1", at(2)) == {"R17"}


def test_nobody_boards_who_is_not_listed_or_not_there(ready):
    to_loading(ready, people=("p1", "p2"))
    assert broken(boarding.board, ready, "T", ("p3",), "o1", at(3)) == {"R12"}
    boarding.board(ready, "T", ("p1",), "o1", at(3))
    assert broken(boarding.board, ready, "T", ("p1",), "o1", at(3)) == {"R12"}
    assert broken(boarding.board, ready, "T", ("p2", "p2"), "o1", at(3)) == {"R12"}


def test_a_trip_does_not_depart_while_count_and_list_differ(ready):
    to_loading(ready)
    boarding.board(ready, "T", PEOPLE, "o1", at(3))
    handover.offer(ready, "T", "o1", at(4))
    handover.accept(ready, "T", PEOPLE, "o2", at(4.5))
    assert broken(trips.depart, ready, "T", at(6)) == {"R12"}
    _, agrees = boarding.count(ready, "trip:T", "boarding", 2, "o2", at(5))
    assert not agrees
    assert broken(trips.depart, ready, "T", at(6)) == {"R12"}
    boarding.count(ready, "trip:T", "boarding", 3, "o2", at(5.5))
    trips.depart(ready, "T", at(6))


def test_a_trip_departs_only_with_people_whom_the_escort_accepted(ready):
    to_loading(ready)
    boarding.board(ready, "T", PEOPLE, "o1", at(3))
    boarding.count(ready, "trip:T", "boarding", 3, "o2", at(5))
    assert broken(trips.depart, ready, "T", at(6)) == {"CUSTODY"}


def test_custody_is_passed_by_its_holder_to_whom_it_was_offered(ready):
    to_loading(ready)
    assert broken(handover.offer, ready, "T", "o1", at(3)) == {"R12"}
    boarding.board(ready, "T", PEOPLE, "o1", at(3))
    assert broken(handover.accept, ready, "T", PEOPLE, "o2", at(4)) == {"CUSTODY"}
    handover.offer(ready, "T", "o1", at(4))
    assert broken(handover.accept, ready, "T", PEOPLE[:2], "o2", at(4)) == {"CUSTODY"}
    handover.accept(ready, "T", PEOPLE, "o2", at(4.1))
    assert broken(handover.accept, ready, "T", PEOPLE, "o2", at(4.2)) == {"CUSTODY"}
    assert broken(handover.offer, ready, "T", "o1", at(4.3)) == {"CUSTODY"}


def test_nobody_is_accepted_unexamined(ready):
    to_arrived(ready)
    handover.offer(ready, "T", "o2", at(9.2))
    handover.examine(ready, {"p1": (True, False), "p2": (False, False)}, "o3", at(9.3))
    assert broken(handover.accept, ready, "T", PEOPLE, "o3", at(9.4)) == {"R4"}
    handover.accept(ready, "T", ("p1", "p2"), "o3", at(9.4), {"p3": "not on our list"})
    ledger = ready.situation.ledger
    assert [ledger.custodian(p) for p in PEOPLE] == ["IQ", "IQ", "US"]


def test_who_was_left_out_is_taken_later_or_goes_back(ready):
    test_nobody_is_accepted_unexamined(ready)
    boarding.alight(ready, "T", ("p1", "p2"), "o3", at(9.5))
    assert broken(trips.close, ready, "T", "o1", at(10)) >= {"R12"}
    handover.offer(ready, "T", "o2", at(11))
    handover.examine(ready, {"p3": (False, False)}, "o3", at(11))
    handover.accept(ready, "T", ("p3",), "o3", at(11.5))
    assert ready.situation.ledger.custodian("p3") == "IQ"


def test_a_refused_trip_goes_back_with_its_people_in_the_escorts_custody(ready):
    to_arrived(ready)
    handover.offer(ready, "T", "o2", at(9.2))
    handover.refuse_handover(ready, "T", "full", "o3", at(9.5))
    trips.turn_back(ready, "T", at(14), "refused at the gate", "o2", at(10))
    trips.arrive(ready, "T", "A", at(13))
    handover.offer(ready, "T", "o2", at(13.1))
    handover.examine(ready, dict.fromkeys(PEOPLE, (False, False)), "o1", at(13.2))
    handover.accept(ready, "T", PEOPLE, "o1", at(13.3))
    boarding.alight(ready, "T", PEOPLE, "o1", at(13.4))
    ledger = ready.situation.ledger
    assert {ledger.custodian(p) for p in PEOPLE} == {"SDF"}
    assert ledger.balance["site:A"] == 3
    assert not [each for each in ledger.discrepancies if each.is_open]


def test_a_trip_whose_seals_do_not_match_is_not_closed(ready):
    to_handed_over(ready)
    settle(ready, PEOPLE[1:])
    ready.say("medical", at(9.7), person="p1", kind="file acknowledged", by="n1")
    ready.say("property", at(9.7), person="p1", action="received", seals=["S-9"], by="o3")
    assert broken(trips.close, ready, "T", "o1", at(10)) == {"R5"}
    ready.say("override", at(10), rule="R5", authority="ministry", reason="torn", by="o9", trip="T")
    trips.close(ready, "T", "o1", at(11))


def test_a_trip_is_not_closed_before_files_are_acknowledged(ready):
    to_handed_over(ready)
    ready.say_all(
        [("property", {"person": p, "action": "received", "seals": [f"S-{p}"], "by": "o3"})
         for p in PEOPLE], at(9.7),
    )  # fmt: skip
    assert broken(trips.close, ready, "T", "o1", at(10)) == {"R35"}


def test_medicines_that_were_sent_along_are_acknowledged_by_their_seals(ready):
    to_loading(ready)
    boarding.board(ready, "T", PEOPLE, "o1", at(3))
    along = {"p1": handover.Sealed(medicines=("M-1",), file="E-1")}
    handover.offer(ready, "T", "o1", at(4), along)
    handover.accept(ready, "T", PEOPLE, "o2", at(4.5))
    boarding.count(ready, "trip:T", "boarding", 3, "o2", at(5))
    trips.depart(ready, "T", at(6))
    trips.arrive(ready, "T", "B", at(9))
    handover.offer(ready, "T", "o2", at(9.2))
    handover.examine(ready, dict.fromkeys(PEOPLE, (False, False)), "o3", at(9.3))
    handover.accept(ready, "T", PEOPLE, "o3", at(9.4))
    boarding.alight(ready, "T", PEOPLE, "o3", at(9.5))
    ready.say_all(
        [("property", {"person": "p1", "action": "received", "seals": [], "by": "o3"})]
        + [("medical", {"person": p, "kind": "file acknowledged", "by": "n1"}) for p in PEOPLE],
        at(9.7),
    )
    assert broken(trips.close, ready, "T", "o1", at(10)) == {"R35"}
    ready.say("medical", at(9.8), person="p1", kind="file acknowledged", seals=["M-1", "E-1"],
              by="n1")  # fmt: skip
    trips.close(ready, "T", "o1", at(10))


def test_a_count_on_arrival_that_differs_stops_the_handover_until_one_agrees(ready):
    to_arrived(ready)
    boarding.count(ready, "trip:T", "alighting", 2, "o2", at(9.1))
    assert broken(handover.offer, ready, "T", "o2", at(9.2)) == {"R12"}
    boarding.count(ready, "trip:T", "alighting", 3, "o2", at(9.3))
    handover.offer(ready, "T", "o2", at(9.4))


def test_injuries_that_nobody_recorded_at_the_departure_open_an_incident(ready):
    to_arrived(ready)
    told = handover.examine(ready, {"p1": (True, False), "p2": (False, True)}, "o3", at(9.3))
    assert [(e.type, e.body.get("kind")) for e in told] == [
        ("examination", None), ("examination", None), ("incident", "injury"),
    ]  # fmt: skip
    assert told[-1].body["people"] == ["p1"]
    assert ("R27", "independent report") in rules_due(ready)
    again = handover.examine(ready, {"p1": (True, False)}, "o3", at(9.4))
    assert [event.type for event in again] == ["examination"]


def test_restraints_need_an_authoriser_and_a_reason_and_some_are_never_allowed(ready):
    assert broken(boarding.restrain, ready, "p1", "handcuffs", "", "", at(3)) == {"R30"}
    assert broken(boarding.restrain, ready, "p1", "Stun belt", "o9", "unruly", at(3)) == {"R31"}
    ready.say("health", at(1), person="p2", outcome="not_ready", by="n1", reason="labour")
    assert broken(boarding.restrain, ready, "p2", "handcuffs", "o9", "unruly", at(3)) == {"R30"}
    boarding.restrain(ready, "p1", "handcuffs", "o9", "unruly", at(3))
    assert set(ready.situation.restraints) == {"p1"}
    boarding.free(ready, "p1", "o9", at(4))
    assert broken(boarding.free, ready, "p1", "o9", at(5)) == {"R30"}


def test_steps_of_a_trip_come_in_their_order(ready):
    assert broken(trips.approve, ready, "T", "approver", at(-10)) == {"STATE"}
    to_planned(ready)
    assert broken(trips.plan, ready, planned(), "planner", at(-20)) >= {"STATE"}
    assert broken(trips.begin_loading, ready, "T", LOADING, "o1", at(2)) == {"STATE"}
    assert broken(boarding.board, ready, "T", PEOPLE, "o1", at(3)) == {"STATE"}
    assert broken(trips.depart, ready, "T", at(3)) == {"STATE"}
    assert broken(trips.arrive, ready, "T", "B", at(3)) == {"STATE"}
    assert broken(trips.close, ready, "T", "o1", at(3)) == {"STATE"}
    trips.cancel(ready, "T", "sandstorm", "o1", at(-9))
    assert broken(trips.approve, ready, "T", "approver", at(-8)) == {"STATE"}


def test_nobody_is_on_two_trips_and_no_trip_with_people_aboard_is_cancelled(ready):
    to_loading(ready)
    assert broken(trips.plan, ready, planned(id="U"), "planner", at(2)) == {"CUSTODY"}
    boarding.board(ready, "T", ("p1",), "o1", at(3))
    assert broken(trips.cancel, ready, "T", "sandstorm", "o1", at(4)) == {"STATE"}
    boarding.alight(ready, "T", ("p1",), "o1", at(4))
    trips.cancel(ready, "T", "sandstorm", "o1", at(5))
    trips.plan(ready, planned(id="U"), "planner", at(5))


def test_a_site_passes_only_when_both_have_counted_and_gone_through_the_files(ready):
    def handed(**changes):
        given = {"site": "A", "giving": "SDF", "receiving": "Interior", "counted": 3,
                 "files": frozenset(PEOPLE), **changes}  # fmt: skip
        return handover.SiteHandover(**given)

    pass_site = handover.hand_over_site
    assert broken(pass_site, ready, handed(counted=4), "a", "b", at(1)) == {"R12"}
    assert broken(pass_site, ready, handed(files=frozenset()), "a", "b", at(1)) == {"R2"}
    assert broken(pass_site, ready, handed(giving="US"), "a", "b", at(1)) == {"CUSTODY"}
    assert broken(pass_site, ready, handed(), "a", "a", at(1)) == {"FOUR-EYES"}
    told = incidents.Report("guards leaving", "site:A", text="all guards gone")
    incidents.report(ready, told, "o1", at(1))
    pass_site(
        ready, handed(guards_present=40, guards_needed=60, guards_staying=30), "a", "b", at(5)
    )
    assert {ready.situation.ledger.custodian(p) for p in PEOPLE} == {"Interior"}
    assert guards.unguarded_h(ready, "A") == 4.0


def test_an_incident_asks_for_the_fields_of_its_kind(ready):
    report = incidents.report
    for kind, told in incidents.KINDS.items():
        if told.needs:
            empty = incidents.Report(kind, "site:A")
            moving = {"CUSTODY"} if told.moves else set()
            assert broken(report, ready, empty, "o1", at(1)) - moving <= {"R7"}
    assert broken(report, ready, incidents.Report("party", "site:A"), "o1", at(1)) == {"R7"}
    elsewhere = incidents.Report("escape", "site:B", ("p1",), "over the wall")
    assert broken(report, ready, elsewhere, "o1", at(1)) == {"CUSTODY"}
    force = incidents.Report("use of force", "site:A", ("p1",), "struck a guard", means="baton")
    (told, *_) = incidents.report(ready, force, "o1", at(1))
    assert (told.body["means"], told.body["people"]) == ("baton", ["p1"])
    death = incidents.Report(
        "death", "site:A", ("p2",), "fell ill at night", cause="heart", remains="hospital"
    )
    (died, *_) = incidents.report(ready, death, "o1", at(2))
    assert {name: died.body[name] for name in ("cause", "remains", "text")} == {
        "cause": "heart", "remains": "hospital", "text": "fell ill at night",
    }  # fmt: skip
    unallowed = incidents.Report("restraint", "site:A", ("p1",), "threats", means="Irons",
                                 authorised_by="o9")  # fmt: skip
    assert broken(report, ready, unallowed, "o1", at(3)) == {"R31"}


def test_no_incident_takes_people_out_of_custody_and_no_order_lets_it(ready):
    """Found by the model check: with R7 off, the dead could escape."""
    in_force.switch_off(ready, "R7", "O-1", "minister", "war", "o9", at(0))
    away = incidents.Report("hospital", "site:A", ("p1",), to="outside:released")
    assert broken(incidents.report, ready, away, "o1", at(1)) == {"CUSTODY"}
    nobody = incidents.Report("escape", "site:A")
    assert broken(incidents.report, ready, nobody, "o1", at(1)) == {"CUSTODY"}
    incidents.report(ready, incidents.Report("death", "site:A", ("p1",)), "o1", at(2))
    again = incidents.Report("escape", "outside:died", ("p1",))
    assert broken(incidents.report, ready, again, "o1", at(3)) == {"CUSTODY"}


def test_incidents_move_people_where_they_do(ready):
    escape = incidents.Report("escape", "site:A", ("p1", "p2"), "over the wall")
    incidents.report(ready, escape, "o1", at(1))
    again = incidents.Report("recapture", "site:A", ("p1",), to="site:A")
    incidents.report(ready, again, "o1", at(2))
    death = incidents.Report(
        "death", "site:A", ("p3",), text="shot", cause="gunshot", remains="hospital"
    )
    incidents.report(ready, death, "o1", at(3))
    balance = {k: n for k, n in ready.situation.ledger.balance.items() if n}
    assert balance == {"site:A": 1, "outside:at_large": 1, "outside:died": 1}


def test_who_is_recaptured_is_brought_to_a_site_whose_custodian_answers_for_them(ready):
    escape = incidents.Report("escape", "site:A", ("p1",), "over the wall")
    incidents.report(ready, escape, "o1", at(1))
    nowhere = incidents.Report("recapture", "site:A", ("p1",), to="site:H")
    with pytest.raises(RuleError, match="no custodian of site:H"):
        incidents.report(ready, nowhere, "o1", at(2))
    assert ready.situation.ledger.places["p1"].account == "outside:at_large"


def rules_due(made):
    return {(event.body["rule"], event.body["duty"]) for event in open_duties(made.situation)}


def test_each_event_starts_the_duties_of_its_rules(ready):
    to_handed_over(ready)
    assert rules_due(ready) == {
        ("R19", "card"), ("R20", "bureau message"), ("R25", "inform family"),
        ("R28", "consular offer"), ("R33", "visit after transfer"),
    }  # fmt: skip
    card = next(e for e in open_duties(ready.situation) if e.body["duty"] == "card")
    assert card.body["due"] == moment(at(9.4 + 7 * 24))
    assert card.body["owner"] == "IQ"
    hospital = incidents.Report("hospital", "site:B", ("p1",), to="site:H")
    incidents.report(ready, hospital, "o3", at(20))
    assert {("R26", "next of kin"), ("R23", "weekly news")} <= rules_due(ready)
    assert overdue(ready.situation, moment(at(9))) == []
    assert {e.body["duty"] for e in overdue(ready.situation, moment(at(23)))} == {"next of kin"}


def test_an_independent_report_is_never_owed_by_those_implicated(ready):
    death = incidents.Report("death", "site:A", ("p3",), text="x", cause="y", remains="z")
    incidents.report(ready, death, "o1", at(3))
    owed = [e for e in open_duties(ready.situation) if e.body["rule"] == "R27"]
    assert [e.body["owner"] for e in owed] == ["independent investigator"]


def test_a_duty_that_was_met_is_no_longer_open(ready):
    from muster.operations.duties import done

    incidents.report(
        ready, incidents.Report("injury", "site:A", ("p1",), "x", cause="y"), "o1", at(1)
    )
    first = open_duties(ready.situation)[0]
    done(ready, first.event_id, "o1", at(2), proof="ab" * 32)
    assert first.event_id not in {event.event_id for event in open_duties(ready.situation)}


def test_every_custody_event_has_a_time_and_a_place(ready):
    to_handed_over(ready)
    for place in ready.situation.ledger.history["p1"]:
        assert place.account
        assert place.since


def test_every_rule_names_a_test_that_is_there():
    from pathlib import Path

    tests = Path(__file__).parents[1]
    written = "".join(path.read_text(encoding="utf-8") for path in tests.rglob("test_*.py"))
    missing = [rule.id for rule in RULES.values() if f"def {rule.test}" not in written]
    assert not missing


def test_the_page_of_rules_is_as_the_code_has_it():
    from pathlib import Path

    from muster.operations.rules_page import rules_page

    page = Path(__file__).parents[2] / "docs" / "rules.md"
    assert page.read_text(encoding="utf-8") == rules_page(), "run make docs"
