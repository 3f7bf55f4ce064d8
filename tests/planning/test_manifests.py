"""Manifests: hard rules are kept whatever the scenario, and changes are as few as proven."""

from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import Ride, fleet, link, plan_of, reception, site, small_scenario
from manifest_checker import broken_rules
from muster.errors import PlanFileError
from muster.planning.manifests import make_manifests
from muster.scenario import KeepKind, KeepRule, Person, SeatKind
from muster.scenario.grouping import group_people, kept_together

APART, TOGETHER = KeepKind.APART, KeepKind.TOGETHER


def person(number, **others):
    values = {"site": "P", "priority": 1.0, "separation_class": "men", "destinations": ("R",)}
    return Person(person_id=f"P{number}", **{**values, **others})


def given_people(people, keep=(), *, seats=40, rides=(), compartments=1, **means):
    """A scenario of these people; `rides` are numbers by group for the buses, one after another."""
    groups, roster = group_people(people, keep)
    buses = fleet(seats=seats, vehicles=9, compartments=compartments, **means)
    scenario = small_scenario(
        groups=groups.values(), people=roster, keep=tuple(keep), fleets=[buses], steps=20
    )
    return scenario, plan_of(scenario, [Ride("P-R", 2 * at, on) for at, on in enumerate(rides, 1)])


def riders(lists, trip):
    return [rider.person_id for rider in lists.riders if rider.trip == trip]


def test_lists_carry_the_numbers_of_the_plan():
    scenario, plan = given_people([person(i) for i in range(5)], rides=[{"P-men-p1-a": 3}])
    lists = make_manifests(plan, scenario)
    assert riders(lists, "T1") == ["P0", "P1", "P2"]
    assert lists.staying == ("P3", "P4")
    assert lists.changes == ()
    assert lists.proven


def test_people_who_must_be_apart_ride_different_trips():
    keep = [KeepRule(APART, "P0", "P1"), KeepRule(APART, "P2", "P3")]
    group = "P-men-p1-a"
    scenario, plan = given_people(
        [person(i) for i in range(4)], keep, rides=[{group: 2}, {group: 2}]
    )
    lists = make_manifests(plan, scenario)
    assert lists.changes == ()
    assert broken_rules(lists, plan, scenario) == []


def test_rival_factions_never_meet():
    people = [person(i, faction="AB"[i % 2]) for i in range(6)]
    keep = [KeepRule(APART, "A", "B", between="faction")]
    group = "P-men-p1-a"
    scenario, plan = given_people(people, keep, rides=[{group: 3}, {group: 3}])
    lists = make_manifests(plan, scenario)
    assert sorted(riders(lists, "T1")) in (["P0", "P2", "P4"], ["P1", "P3", "P5"])
    assert lists.changed_people == 0


def test_whoever_does_not_fit_beside_an_enemy_stays_and_is_told():
    keep = [KeepRule(APART, "P0", "P1")]
    scenario, plan = given_people([person(0), person(1)], keep, rides=[{"P-men-p1-a": 2}])
    lists = make_manifests(plan, scenario)
    assert len(lists.riders) == 1
    assert lists.changed_people == lists.least_changed == 1
    assert [(each.planned, each.listed) for each in lists.changes] == [(2, 1)]


def test_a_family_rides_together_with_a_stretcher_among_them():
    people = [
        person(0, separation_class="women_with_children"),
        person(1, separation_class="women_with_children", seat_kind=SeatKind.STRETCHER),
        *(person(i, separation_class="women_with_children") for i in (2, 3)),
    ]
    keep = [KeepRule(TOGETHER, "P1", "P3")]
    seated, lying = "P-women_with_children-p1-a", "P-women_with_children-p1-b"
    scenario, plan = given_people(
        people, keep, rides=[{seated: 2, lying: 1}, {seated: 1}], seats=2, stretchers=1
    )
    lists = make_manifests(plan, scenario)
    assert lists.changes == ()
    assert {"P1", "P3"} <= set(riders(lists, "T1"))


def test_classes_never_share_a_compartment():
    people = [person(i, separation_class="women" if i > 2 else "men") for i in range(5)]
    scenario, plan = given_people(
        people, seats=6, compartments=2, rides=[{"P-men-p1-a": 3, "P-women-p1-a": 2}]
    )
    lists = make_manifests(plan, scenario)
    assert [rider.compartment for rider in lists.riders] == [1, 1, 1, 2, 2]
    assert broken_rules(lists, plan, scenario) == []


def test_the_higher_priority_within_a_group_goes_first():
    people = [person(0), person(1, priority=2.0), person(2, priority=3.0), person(3)]
    scenario, plan = given_people(people)
    alike = {id: replace(each, priority=1.0) for id, each in scenario.groups.items()}
    merged = next(iter(alike.values()))
    everybody = tuple(replace(each, group=merged.id) for each in scenario.people)
    scenario = replace(scenario, groups={merged.id: replace(merged, people=4)}, people=everybody)
    plan = plan_of(scenario, [Ride("P-R", 2, {merged.id: 2})])
    assert riders(make_manifests(plan, scenario), "T1") == ["P2", "P1"]


def test_whoever_is_not_ready_is_replaced_from_the_same_group_and_nobody_else_moves():
    scenario, plan = given_people([person(i) for i in range(5)], rides=[{"P-men-p1-a": 3}])
    before = make_manifests(plan, scenario)
    after = make_manifests(plan, scenario, unready={"P1"}, prior=before)
    assert riders(after, "T1") == ["P0", "P2", "P3"]
    assert after.staying == ("P1", "P4")
    assert after.changes == ()


def test_a_seat_stays_empty_where_the_group_has_nobody_else():
    scenario, plan = given_people([person(i) for i in range(3)], rides=[{"P-men-p1-a": 3}])
    lists = make_manifests(plan, scenario, unready={"P1"})
    assert riders(lists, "T1") == ["P0", "P2"]
    assert lists.changed_people == lists.least_changed == 1


def test_people_who_start_at_two_sites_are_named_as_divided():
    keep = [KeepRule(TOGETHER, "P0", "P1")]
    groups, roster = group_people([person(0), person(1, site="Q")], keep)
    scenario = small_scenario(
        sites=[site("P"), site("Q"), reception("R")],
        links=[link("P", "R"), link("Q", "R")],
        groups=groups.values(),
        people=roster,
        keep=tuple(keep),
    )
    lists = make_manifests(plan_of(scenario), scenario)
    assert lists.divided == (("P0", "P1"),)


def test_groups_without_a_roster_have_no_manifests():
    scenario = small_scenario()
    with pytest.raises(PlanFileError, match="a manifest names people"):
        make_manifests(plan_of(scenario), scenario)


def test_an_unknown_person_cannot_be_unready():
    scenario, plan = given_people([person(0)])
    with pytest.raises(PlanFileError, match="unready: found X"):
        make_manifests(plan, scenario, unready={"X"})


@st.composite
def movements(draw, most=9):
    """A scenario of a few people with rules, and a plan whose numbers know nothing of them."""
    number = draw(st.integers(1, most))
    people = [
        person(
            index,
            separation_class=draw(st.sampled_from(["men", "women"])),
            seat_kind=draw(st.sampled_from([SeatKind.SEATED, SeatKind.SEATED, SeatKind.STRETCHER])),
            faction=draw(st.sampled_from(["", "", "A", "B"])),
        )
        for index in range(number)
    ]
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(list(KeepKind)), *[st.integers(0, number - 1)] * 2),
            max_size=8,
        )
    )
    rules = [KeepRule(kind, f"P{a}", f"P{b}") for kind, a, b in pairs if a != b]
    tied = list(kept_together(rules))
    rules = [
        rule
        for rule in rules
        if rule.kind is TOGETHER or not any({rule.first, rule.second} <= each for each in tied)
    ]
    faction = {each.person_id: each.faction for each in people}
    if draw(st.booleans()) and not any(
        {"A", "B"} <= {faction[each] for each in cluster} for cluster in tied
    ):
        rules.append(KeepRule(APART, "A", "B", between="faction"))
    groups, _ = group_people(people, rules)
    left = {id: group.people for id, group in groups.items()}
    rides = []
    for _ in range(draw(st.integers(0, 3))):
        on = {id: draw(st.integers(0, most)) for id, most in left.items()}
        left = {id: left[id] - on[id] for id in left}
        rides.append({id: people for id, people in on.items() if people})
    return given_people(
        people, rules, seats=2 * number, stretchers=2 * number, compartments=2, rides=rides
    )


@given(movements(), st.data())
@settings(max_examples=150, deadline=None)
def test_every_hard_rule_holds_whatever_the_scenario(movement, data):
    scenario, plan = movement
    ids = [each.person_id for each in scenario.people]
    unready = data.draw(st.sets(st.sampled_from(ids), max_size=2))
    lists = make_manifests(plan, scenario, unready=unready)
    assert broken_rules(lists, plan, scenario) == []
    assert not unready & {rider.person_id for rider in lists.riders}
    assert lists.least_changed <= lists.changed_people
    assert lists.changed_people > 0 or lists.changes == ()


@given(movements(most=5))
@settings(max_examples=60, deadline=None)
def test_no_other_lists_change_fewer_people(movement):
    scenario, plan = movement
    lists = make_manifests(plan, scenario)
    assert lists.changed_people == lists.least_changed == _fewest(scenario, plan)


def _fewest(scenario, plan):
    """By trying every list there is."""
    people = scenario.people
    planned = {}
    for load in plan.loads:
        planned[load.trip, load.group] = planned.get((load.trip, load.group), 0) + load.people
    for id, group in scenario.groups.items():
        riding = sum(number for (_, other), number in planned.items() if other == id)
        planned[None, id] = group.people - riding
    index = {each.person_id: number for number, each in enumerate(people)}
    used = {load.trip for load in plan.loads}
    best = len(people)
    for trips in product([None, *sorted(used)], repeat=len(people)):
        if _allowed(trips, index, people, scenario.keep) and _seated(
            trips, people, plan, scenario.groups
        ):
            more = {}
            for trip, each in zip(trips, people, strict=True):
                more[trip, each.group] = more.get((trip, each.group), 0) + 1
            best = min(best, sum(max(0, n - planned.get(key, 0)) for key, n in more.items()))
    return best


def _seated(trips, people, plan, groups):
    """Whether no trip carries more of a class and seat kind than by the plan."""
    left = Counter()
    for load in plan.loads:
        group = groups[load.group]
        left[load.trip, group.separation_class, group.seat_kind] += load.people
    left.subtract(
        (trip, each.separation_class, each.seat_kind)
        for trip, each in zip(trips, people, strict=True)
        if trip is not None
    )
    return all(number >= 0 for number in left.values())


def _allowed(trips, index, people, keep):
    for rule in keep:
        if rule.between == "faction":
            a = {trip for trip, each in zip(trips, people, strict=True) if each.faction == "A"}
            b = {trip for trip, each in zip(trips, people, strict=True) if each.faction == "B"}
            if (a & b) - {None}:
                return False
            continue
        one, two = trips[index[rule.first]], trips[index[rule.second]]
        if rule.kind is APART and one is not None and one == two:
            return False
        if rule.kind is TOGETHER and one != two:
            return False
    return True
