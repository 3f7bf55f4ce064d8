"""Any sequence of permitted calls: one custodian each, nobody barred aboard, count equals list."""

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from muster.custody.books import Books
from muster.custody.discrepancies import Kind
from muster.custody.entries import entries_of
from muster.operations import (
    boarding,
    company,
    dispositions,
    handover,
    in_force,
    incidents,
    trips,
)
from muster.operations.overrides import Override, set_aside
from muster.operations.rules import RULES, RuleError
from muster.operations.situation import State, situation_of
from muster.scenario.people import KeepKind, KeepRule
from operation_makers import LOADING, at, desk, make_ready, planned

PEOPLE = ("p1", "p2", "p3", "p4")
BARRED = "p4"
ENEMIES = {"p1", "p3"}
TRIPS = ("T", "U")
some = st.sets(st.sampled_from(PEOPLE), min_size=1)
trip = st.sampled_from(TRIPS)
officers = st.sampled_from(["planner", "approver"])


class Officers(RuleBasedStateMachine):
    """Officers who try anything at any time; the rules let through only what is permitted."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.desk = desk(Path(self.folder.name) / "R", PEOPLE)
        make_ready(self.desk, PEOPLE[:3])
        make_ready(self.desk, (BARRED,), review="not_ready")
        company.keep(self.desk, [KeepRule(KeepKind.APART, *sorted(ENEMIES))], "o", at(-29))
        self.hour = -20.0
        self.draw = random.Random(1)

    def teardown(self):
        self.desk.recorder.log.store.close()
        self.folder.cleanup()

    def tries(self, function, *given):
        self.hour += 0.1
        try:
            function(self.desk, *given, at(self.hour))
        except RuleError:
            return

    @rule(name=trip, people=some, by=officers)
    def plan(self, name, people, by):
        listed = tuple(sorted(people))
        self.tries(trips.plan, planned(id=name, people=listed, departs=at(40), expected=at(44)), by)

    @rule(name=trip, by=officers)
    def approve(self, name, by):
        self.tries(trips.approve, name, by)

    @rule(name=trip)
    def load(self, name):
        loading = trips.Loading("bus", "C", 2, 1, 1, 100, True)
        self.tries(trips.begin_loading, name, loading, "o")
        self.tries(trips.begin_loading, name, LOADING, "o")

    @rule(name=trip, people=some)
    def board(self, name, people):
        self.tries(boarding.board, name, sorted(people), "o")

    @rule(name=trip, people=some)
    def alight(self, name, people):
        self.tries(boarding.alight, name, sorted(people), "o")

    @rule(name=trip, off=st.sampled_from([0, 0, 1]))
    def count(self, name, off):
        aboard = self.desk.situation.ledger.balance[f"trip:{name}"]
        self.tries(boarding.count, f"trip:{name}", "boarding", aboard + off, "o")

    @rule(name=trip)
    def offer(self, name):
        self.tries(handover.offer, name, "o")

    @rule(people=some)
    def examine(self, people):
        self.tries(handover.examine, dict.fromkeys(people, (False, False)), "n")

    @rule(name=trip, left=st.sets(st.sampled_from(PEOPLE)))
    def accept(self, name, left):
        aboard = self.desk.situation.ledger.present.get(f"trip:{name}", set())
        taken = sorted(aboard - left)
        self.hour += 0.1
        try:
            handover.accept(
                self.desk, name, taken, "o", at(self.hour), dict.fromkeys(aboard & left, "no")
            )
        except RuleError:
            return

    @rule(name=trip)
    def refuse(self, name):
        self.tries(handover.refuse_handover, name, "full", "o")

    @rule(name=trip)
    def depart(self, name):
        self.tries(trips.depart, name)

    @rule(name=trip, site=st.sampled_from("AB"))
    def arrive(self, name, site):
        self.tries(trips.arrive, name, site)

    @rule(name=trip)
    def turn_back(self, name):
        self.tries(trips.turn_back, name, at(90), "refused", "o")

    @rule(name=trip, site=st.sampled_from("ABC"))
    def divert(self, name, site):
        self.tries(trips.divert, name, site, at(95), "road closed", "o")

    @rule(name=trip, seats=st.integers(1, 20))
    def change_vehicle(self, name, seats):
        self.tries(trips.change_vehicle, name, "bus 2", "C-2", seats, "broken", "o")

    @rule(
        site=st.sampled_from("AB"), off=st.sampled_from([0, 0, 1]), to=st.sampled_from(["X", "IQ"])
    )
    def hand_over_site(self, site, off, to):
        ledger = self.desk.situation.ledger
        there = frozenset(ledger.present.get(f"site:{site}", ()))
        done = handover.SiteHandover(site, ledger.site_custodian[site], to, len(there) + off, there)
        self.tries(handover.hand_over_site, done, "a", "b")

    @rule(rule=st.sampled_from(sorted(RULES)))
    def switch_off(self, rule):
        self.tries(in_force.switch_off, rule, "O-1", "minister", "war", "o")

    @rule(rule=st.sampled_from(sorted(RULES)), people=some)
    def set_aside(self, rule, people):
        self.tries(set_aside, Override(rule, "minister", "war", tuple(sorted(people))), "o")

    @rule(person=st.sampled_from(PEOPLE), home=st.booleans())
    def let_go(self, person, home):
        self.tries(dispositions.order_release, (person,), "F-1", "court", "o")
        if home:
            self.tries(dispositions.ask, (person,), "IQ", "o")
            self.tries(dispositions.repatriate, (person,), "IQ", "F-1", "o")
        else:
            self.tries(dispositions.release, (person,), "F-1", "o")

    @rule(name=trip)
    def cancel(self, name):
        self.tries(trips.cancel, name, "storm", "o")

    @rule(name=trip)
    def close(self, name):
        self.tries(trips.close, name, "o")

    @rule(
        person=st.sampled_from(PEOPLE),
        kind=st.sampled_from(["escape", "recapture", "death", "hospital", "discharge"]),
        to=st.sampled_from(["site:A", "site:A", "site:H", "", "outside:released"]),
    )
    def incident(self, person, kind, to):
        place = self.desk.situation.ledger.places[person].account
        told = incidents.Report(kind, place, (person,), "told", cause="c", remains="r", to=to)
        self.tries(incidents.report, told, "o")

    @invariant()
    def everybody_is_in_one_account_under_one_custodian(self):
        ledger = self.desk.situation.ledger
        assert sum(ledger.balance.values()) == len(PEOPLE)
        for person, place in ledger.places.items():
            is_held = not place.account.startswith("outside:")
            assert (ledger.custodian(person) is not None) == is_held

    @invariant()
    def nobody_barred_is_aboard(self):
        places = self.desk.situation.ledger.history[BARRED]
        assert not any(place.account.startswith("trip:") for place in places)

    @invariant()
    def nobody_rides_with_an_enemy(self):
        ledger = self.desk.situation.ledger
        assert not any(ledger.present.get(f"trip:{name}", set()) >= ENEMIES for name in TRIPS)
        for each in self.desk.situation.trips.values():
            assert not each.aboard_before >= ENEMIES

    @invariant()
    def nobody_barred_goes_home(self):
        assert "outside:repatriated" not in {
            place.account for place in self.desk.situation.ledger.history[BARRED]
        }

    @invariant()
    def who_departed_was_counted_and_listed(self):
        for each in self.desk.situation.trips.values():
            if each.departed is not None:
                people = each.departed.body["people"]
                assert each.counts["boarding"].body["persons"] == len(people)
                assert set(people) <= set(each.people)
            if each.state in (State.PLANNED, State.APPROVED, State.CANCELLED):
                assert not self.desk.situation.aboard(each)

    @invariant()
    def the_books_find_nothing_that_the_rules_should_have_refused(self):
        found = {each.kind for each in self.desk.situation.ledger.discrepancies if each.is_open}
        assert found <= {Kind.COUNT_AGAINST_BALANCE, Kind.MISDIRECTED}

    @invariant()
    def the_situation_is_what_the_record_says(self):
        entries = list(entries_of(self.desk.recorder.log.store))
        again = situation_of(entries)
        assert again.ledger.balance == self.desk.situation.ledger.balance
        assert again.ledger.custody == self.desk.situation.ledger.custody
        states = {name: each.state for name, each in again.trips.items()}
        assert states == {name: each.state for name, each in self.desk.situation.trips.items()}
        held = Books(entries).balance()
        assert held == {account: n for account, n in again.ledger.balance.items() if n}


TestOfficers = Officers.TestCase
TestOfficers.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)


class ManyOfficers(Officers):
    """The same, for a night: `make test-slow`."""


TestManyOfficers = pytest.mark.slow(ManyOfficers.TestCase)
TestManyOfficers.settings = settings(max_examples=3_000, stateful_step_count=50, deadline=None)
