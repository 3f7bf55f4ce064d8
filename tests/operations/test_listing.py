"""The lists of an operation as it runs: the manifests, and who takes the place of whom."""

import pytest

import muster
from builders import fleet, link, reception, site, small_scenario
from muster.operations import company
from muster.operations.after_action import after_action
from muster.operations.desk import Desk
from muster.operations.exercise import Trouble, play
from muster.operations.facts import facts_of
from muster.operations.listing import make_listing
from muster.planning.planner import PlanOptions
from muster.scenario import Person
from muster.scenario.grouping import group_people
from muster.scenario.people import KeepKind, KeepRule
from operation_makers import at, make_ready, record

CALM = Trouble(**dict.fromkeys(Trouble.__slots__, 0.0))
IDS = [f"p{number:02}" for number in range(1, 13)]
KEEP = (
    KeepRule(KeepKind.APART, "p01", "p02"),
    KeepRule(KeepKind.APART, "F1", "F2", between="faction"),
    KeepRule(KeepKind.TOGETHER, "p05", "p06"),
    KeepRule(KeepKind.TOGETHER, "p06", "p07"),
)


@pytest.fixture(scope="module")
def given():
    """Twelve men at P, six seats a trip, enemies and a family among them."""
    factions = {"p03": "F1", "p04": "F2"}
    people = [
        Person(p, "P", 1.0, "men", ("R",), faction=factions.get(p, ""), birth_year=1980)
        for p in IDS
    ]
    groups, roster = group_people(people, KEEP)
    scenario = small_scenario(
        sites=[site("P", custodian="SDF"), reception("R", custodian="IQ")], links=[link("P", "R")],
        fleets=[fleet(seats=6)], groups=list(groups.values()), people=roster,
        keep=KEEP, steps=24,
    )  # fmt: skip
    return scenario, muster.plan(scenario, PlanOptions(time_limit_s=1))


def played(folder, given):
    scenario, made = given
    desk = Desk(record(folder).recorder, facts_of(scenario.people))
    play(desk, scenario, made, seed=1, trouble=CALM)
    return desk


def test_enemies_ride_apart_and_families_together_and_everybody_arrives(tmp_path, given):
    desk = played(tmp_path / "R", given)
    lists = [trip.aboard_before for trip in desk.situation.trips.values()]
    assert sorted(person for each in lists for person in each) == IDS
    assert not any({"p01", "p02"} <= each or {"p03", "p04"} <= each for each in lists)
    assert any({"p05", "p06", "p07"} <= each for each in lists)
    assert after_action(desk.situation).balance_closed


def test_who_is_not_clear_is_replaced_by_another_of_the_group(tmp_path, given):
    scenario, made = given
    desk = Desk(record(tmp_path / "R").recorder, facts_of(scenario.people))
    desk.say("registration", at(-47), people=IDS, to="site:P",
             **{"from": "outside:not_registered"})  # fmt: skip
    make_ready(desk, IDS)
    first = min(made.trips, key=lambda trip: trip.departs_at)
    before = make_listing(desk, scenario, scenario.people, made, ()).who_goes(first)
    gone = next(p for p in before if p not in ("p05", "p06", "p07"))
    desk.say("health", at(-1), person=gone, outcome="not_ready", by="n1")
    listing = make_listing(desk, scenario, scenario.people, made, ())
    after = listing.who_goes(first)
    assert gone not in after
    assert len(after) == len(before)
    assert listing.filled == 1


def test_nobody_goes_while_one_of_their_own_may_not(tmp_path, given):
    scenario, made = given
    desk = Desk(record(tmp_path / "R").recorder, facts_of(scenario.people))
    desk.say("registration", at(-47), people=IDS, to="site:P",
             **{"from": "outside:not_registered"})  # fmt: skip
    make_ready(desk, [p for p in IDS if p != "p06"])
    company.keep(desk, KEEP, "o1", at(-29))
    listing = make_listing(desk, scenario, scenario.people, made, ())
    going = {p for trip in made.trips for p in listing.who_goes(trip)}
    assert not going & {"p05", "p06", "p07"}
    assert going == set(IDS) - {"p05", "p06", "p07"}
