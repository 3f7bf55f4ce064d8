"""Groups from a roster."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

import builders
from muster.scenario import KeepKind, KeepRule, Person, SeatKind
from muster.scenario.grouping import group_people


def person(id: str, **others) -> Person:
    """A man at P of priority 1 who may go to R."""
    given = {"site": "P", "priority": 1.0, "separation_class": "men", "destinations": ("R",)}
    return Person(id, **{**given, **others})


def together(first: str, second: str) -> KeepRule:
    """A rule that keeps two people together."""
    return KeepRule(KeepKind.TOGETHER, first, second)


PEOPLE = st.lists(
    st.builds(
        Person,
        st.uuids().map(str),
        st.sampled_from(("P", "Q")),
        st.sampled_from((1.0, 2.5)),
        st.sampled_from(("men", "women")),
        st.sampled_from((("R",), ("R", "S"), ("S", "R"), ())),
        st.sampled_from(("", "rule")),
        st.sampled_from((SeatKind.SEATED, SeatKind.STRETCHER)),
        st.sampled_from((None, builders.hour(6))),
    ),
    max_size=12,
    unique_by=lambda each: each.person_id,
)


@st.composite
def rosters(draw):
    """People, and rules that keep some pairs of them together."""
    people = draw(PEOPLE)
    ids = [each.person_id for each in people]
    if not ids:
        return people, []
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids))
    return people, [together(*pair) for pair in draw(st.lists(pairs, max_size=5))]


@given(rosters(), st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order_of_rows(roster, random):
    people, keep = roster
    shuffled, rules = random.sample(people, len(people)), random.sample(keep, len(keep))
    groups, _ = group_people(people, keep)
    assert group_people(shuffled, rules)[0] == groups


@given(rosters())
def test_everybody_is_in_one_group(roster):
    groups, people = group_people(*roster)
    counted = Counter(each.group for each in people)
    assert counted == {id: group.people for id, group in groups.items()}


@given(rosters())
def test_people_of_a_group_share_what_the_planner_looks_at(roster):
    groups, people = group_people(*roster)
    for each in people:
        group = groups[each.group]
        assert (group.site, group.separation_class, group.seat_kind) == (
            each.site,
            each.separation_class,
            each.seat_kind,
        )
        assert group.priority >= each.priority
        assert set(group.destinations) <= set(each.destinations)
        assert each.ready_at is None or (group.ready_at or each.ready_at) >= each.ready_at


@settings(max_examples=30)
@given(PEOPLE)
def test_people_who_differ_in_anything_are_in_different_groups(people):
    def looks(each: Person) -> object:
        return replace(each, person_id="", destinations=tuple(sorted(each.destinations)))

    groups, _ = group_people(people, [])
    assert len(groups) == len({looks(each) for each in people})


def test_ids_are_made_of_the_attributes():
    people = [
        person("1"),
        person("2", seat_kind=SeatKind.STRETCHER),
        person("3", ready_at=builders.hour(6)),
        person("4", priority=2.5),
        person("5", site="Q", separation_class="women"),
    ]
    _, roster = group_people(people, [])
    assert {each.person_id: each.group for each in roster} == {
        "1": "P-men-p1-a",
        "3": "P-men-p1-b",
        "2": "P-men-p1-c",
        "4": "P-men-p2.5-a",
        "5": "Q-women-p1-a",
    }


def test_letters_go_on_after_z():
    people = [person(f"{n}", priority_rule=f"rule {n:03}") for n in range(28)]
    _, roster = group_people(people, [])
    assert [each.group[-3:] for each in roster[24:]] == ["1-y", "1-z", "-aa", "-ab"]


def test_people_kept_together_take_the_strictest_of_each():
    people = [
        person("1", priority=3.0, priority_rule="convicted", destinations=("R", "S")),
        person("2", ready_at=builders.hour(6), destinations=("S", "T", "R")),
        person("3", ready_at=builders.hour(9), destinations=("T", "S")),
        person("4"),
    ]
    groups, roster = group_people(people, [together("1", "2"), together("3", "2")])
    kept = groups[roster[0].group]
    assert (kept.people, kept.priority, kept.priority_rule) == (3, 3.0, "convicted")
    assert (kept.ready_at, kept.destinations) == (builders.hour(9), ("S",))
    assert groups[roster[3].group].people == 1


def test_the_roster_keeps_what_was_said_of_each_person():
    people = [person("1", priority=3.0), person("2", destinations=("R", "S"))]
    _, roster = group_people(people, [together("1", "2")])
    assert [replace(each, group="") for each in roster] == people


def test_rules_that_keep_apart_or_name_factions_change_no_group():
    people = [person("1", priority=3.0, faction="a"), person("2", faction="b")]
    keep = [
        KeepRule(KeepKind.APART, "1", "2"),
        KeepRule(KeepKind.TOGETHER, "a", "b", between="faction"),
    ]
    assert group_people(people, keep) == group_people(people, [])


def test_a_rule_may_name_people_who_are_not_on_the_roster():
    people = [person("1"), person("2", priority=2.0)]
    groups, _ = group_people(people, [together("1", "gone"), together("gone", "2")])
    assert [group.priority for group in groups.values()] == [2.0]
