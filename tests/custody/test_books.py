"""The books: nobody in two accounts, nobody lost, and the past as it was."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from custody_day import Said, entered
from muster.custody.books import Books
from muster.custody.discrepancies import Kind
from muster.custody.entries import Entry
from muster.custody.lists import list_digest
from muster.record.events import moment

START = datetime(2026, 1, 21, tzinfo=UTC)
NOWHERE = "outside:not_registered"


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def said(minute, type, key="", cites="", device="d", **body):
    return Said(at(minute), device, type, body, key, cites)


def books(*events: Said) -> Books:
    return Books(entered(list(events)))


def registered(minute, person, site):
    return said(minute, "registration", people=[person], to=f"site:{site}", **{"from": NOWHERE})


def moved(minute, type, person, origin, target, **more):
    more = {"by": "o", **more}
    return said(minute, type, people=[person], to=target, **{"from": origin}, **more)


def boarded(minute, person, site, trip):
    return moved(minute, "boarding", person, f"site:{site}", f"trip:{trip}", trip=trip)


def kinds(found):
    return [each.kind for each in found]


def test_a_person_is_where_the_last_event_put_them_and_was_where_those_before_did():
    kept = books(
        registered(0, "p", "A"),
        boarded(10, "p", "A", "T"),
        moved(60, "alighting", "p", "trip:T", "site:B", trip="T"),
    )
    assert [place.account for place in kept.history("p")] == ["site:A", "trip:T", "site:B"]
    assert kept.place("p", moment(at(9))).account == "site:A"
    assert kept.place("p", moment(at(10))).account == "trip:T"
    assert kept.place("p", moment(at(-1))) is None
    assert kept.balance(moment(at(30))) == {"trip:T": 1}
    assert kept.balance() == {"site:B": 1}
    assert kept.present("site:A", moment(at(5))) == ("p",)
    assert kept.place("p").since == moment(at(60))


def test_nobody_dead_or_released_moves_again():
    kept = books(
        registered(0, "p", "A"),
        moved(5, "death", "p", "site:A", "outside:died"),
        boarded(10, "p", "A", "T"),
    )
    assert kinds(kept.discrepancies()) == [Kind.GONE]


def test_a_recapture_brings_people_back():
    kept = books(
        said(0, "site_custodian", site="A", custodian="SDF", by="o"),
        registered(1, "p", "A"),
        said(5, "escape", people=["p"], to="outside:at_large", **{"from": "site:A"}),
        moved(9, "recapture", "p", "outside:at_large", "site:A"),
    )
    assert kept.discrepancies() == ()
    assert kept.custody("p", moment(at(6))) is None
    assert kept.custody("p").since == moment(at(9))


def test_a_person_registered_at_two_sites_is_shown():
    kept = books(registered(0, "p", "A"), registered(5, "p", "B"))
    (found,) = kept.discrepancies()
    assert (found.kind, found.people) == (Kind.REGISTERED_TWICE, ("p",))
    assert sum(kept.balance().values()) == 1


def test_a_correction_takes_an_events_effect_away_and_explains_what_it_contradicted():
    wrong = said(
        5, "boarding", "wrong", people=["p"], to="trip:T", trip="T", by="o", **{"from": "site:B"}
    )
    events = entered([registered(0, "p", "A"), wrong])
    (boarding,) = [each.event for each in events if each.event.type == "boarding"]
    correct = said(20, "correction", event=boarding.event_id, reason="another person", by="o")
    kept = books(registered(0, "p", "A"), wrong, correct)
    assert kept.place("p").account == "site:A"
    assert kept.discrepancies() == ()
    assert kinds(kept.discrepancies(moment(at(10)))) == [Kind.IN_TWO_PLACES]
    assert kept.ledger.discrepancies[0].explained_by is not None


def test_a_corrected_correction_has_no_effect():
    first = [registered(0, "p", "A"), boarded(5, "p", "A", "T")]
    boarding = entered(first)[1].event
    second = [*first, said(6, "correction", event=boarding.event_id, reason="no", by="o")]
    correction = entered(second)[2].event
    third = [*second, said(7, "correction", event=correction.event_id, reason="yes", by="o")]
    assert books(*first).place("p").account == "trip:T"
    assert books(*second).place("p").account == "site:A"
    assert books(*third).place("p").account == "trip:T"


def test_a_count_that_disagrees_stays_open_until_one_agrees():
    def count(minute, n):
        return said(minute, "count", at="site:A", persons=n, by="o", point="routine")

    kept = books(registered(0, "p", "A"), count(5, 2), count(9, 1))
    assert kinds(kept.discrepancies(moment(at(6)))) == [Kind.COUNT_AGAINST_BALANCE]
    assert kept.discrepancies() == ()


def test_a_count_of_the_right_number_of_other_people_is_shown():
    listed = list_digest(["q"])
    count = said(5, "count", at="site:A", persons=1, by="o", point="routine", list=listed)
    assert kinds(books(registered(0, "p", "A"), count).discrepancies()) == [Kind.LIST_AGAINST_LIST]


def offered(minute, people, giving, receiving, key="offer"):
    return said(
        minute, "handover_offered", key, people=people, list=list_digest(people),
        giving=giving, receiving=receiving, by="o",
    )  # fmt: skip


def accepted(minute, people, listed, receiving, type="handover_accepted", **more):
    return said(
        minute, type, cites="offer", people=people, list=list_digest(listed),
        receiving=receiving, by="o", **more,
    )  # fmt: skip


HELD = (
    said(0, "site_custodian", site="A", custodian="SDF", by="o"),
    registered(1, "p", "A"),
    registered(1, "q", "A"),
)


def test_custody_passes_at_acceptance_and_only_of_those_accepted():
    kept = books(
        *HELD,
        offered(5, ["p", "q"], "SDF", "US"),
        accepted(
            9, ["p"], ["p", "q"], "US", "handover_accepted_with_exceptions",
            exceptions=["q"], reason="ill",
        ),
    )  # fmt: skip
    assert kept.discrepancies() == ()
    assert kept.custody("p", moment(at(8))).custodian == "SDF"
    assert (kept.custody("p").custodian, kept.custody("q").custodian) == ("US", "SDF")
    assert [held.custodian for held in kept.custody_history("p")] == ["SDF", "US"]


def test_nobody_gives_who_does_not_hold_and_nobody_takes_what_was_offered_to_others():
    kept = books(*HELD, offered(5, ["p"], "US", "IQ"), accepted(6, ["p"], ["p"], "US"))
    assert kinds(kept.discrepancies()) == [Kind.TWO_CUSTODIANS, Kind.TWO_CUSTODIANS]
    assert kept.custody("p").custodian == "SDF"


def test_an_offer_is_answered_once():
    kept = books(
        *HELD,
        offered(5, ["p"], "SDF", "US"),
        said(6, "handover_refused", cites="offer", list=list_digest(["p"]), receiving="US",
             by="o", reason="full"),
        accepted(7, ["p"], ["p"], "US"),
    )  # fmt: skip
    assert kinds(kept.discrepancies()) == [Kind.LIST_AGAINST_LIST]
    assert kept.custody("p").custodian == "SDF"


def test_a_site_passes_with_everybody_in_it():
    kept = books(
        *HELD,
        said(20, "site_custodian", site="A", giving="SDF", custodian="Interior", by="o",
             people=["p", "q"]),
    )  # fmt: skip
    assert {kept.custody(p).custodian for p in "pq"} == {"Interior"}
    assert kept.custody("p", moment(at(19))).custodian == "SDF"
    assert kept.discrepancies() == ()


def test_events_that_cannot_be_understood_have_no_effect_and_are_shown():
    kept = books(registered(0, "p", "A"), said(5, "boarding", people=["p"]))
    assert kinds(kept.discrepancies()) == [Kind.NOT_UNDERSTOOD]
    assert kept.place("p").account == "site:A"


def test_types_of_the_future_are_kept_and_named():
    kept = books(registered(0, "p", "A"), said(5, "teleported", people=["p"]))
    assert len(kept.ledger.unknown) == 1
    assert kept.discrepancies() == ()


PEOPLE, ACCOUNTS = "pqrs", ("site:A", "site:B", "trip:T", "outside:at_large", "outside:died")

moves = st.builds(
    lambda minute, type, people, origin, target: said(
        minute, type, people=people, to=target, **{"from": origin},
        **({"by": "o"} if type == "recapture" else {}),
    ),
    st.integers(0, 50),
    st.sampled_from(["registration", "escape", "recapture"]),
    st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True),
    st.sampled_from((NOWHERE, *ACCOUNTS)),
    st.sampled_from(ACCOUNTS),
)  # fmt: skip
custodians = st.builds(
    lambda minute, site, custodian: said(
        minute, "site_custodian", site=site, custodian=custodian, by="o"
    ),
    st.integers(0, 50),
    st.sampled_from("AB"),
    st.sampled_from(["SDF", "US"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(moves | custodians, max_size=25), st.randoms(use_true_random=False))
def test_the_past_is_a_replay_and_the_order_of_arrival_changes_nothing(events, shuffler):
    entries = entered(events)
    whole = Books(entries)
    for minute in (0, 13, 37, 50):
        when = moment(at(minute))
        until = Books([each for each in entries if each.event.occurred_at <= when])
        assert whole.balance(when) == until.balance()
        assert sum(until.balance().values()) == len(until.people)
        for person in until.people:
            assert whole.place(person, when) == until.place(person)
            assert whole.custody(person, when) == until.custody(person)
    places = list(range(len(entries)))
    shuffler.shuffle(places)
    other = Books([
        Entry(seq, each.event, each.received_at)
        for seq, each in zip(places, entries, strict=True)
    ])  # fmt: skip
    assert other.balance() == whole.balance()
    assert [each.text for each in other.discrepancies()] == [
        each.text for each in whole.discrepancies()
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(moves, max_size=25))
def test_each_account_opens_plus_in_minus_out_and_all_add_up(events):
    kept = books(*events)
    for account in kept.accounts:
        came = sum(change.target == account for change in kept.ledger.changes)
        went = sum(change.origin == account for change in kept.ledger.changes)
        assert came - went == kept.balance().get(account, 0) == len(kept.present(account))
    everybody = [person for account in kept.accounts for person in kept.present(account)]
    assert sorted(everybody) == sorted(set(everybody)) == list(kept.people)


def test_the_same_day_in_any_order_of_arrival_gives_the_same_books():
    draw = random.Random(3)
    events = [registered(0, p, "A") for p in PEOPLE]
    events += [boarded(5 + i, p, "A", "T") for i, p in enumerate(PEOPLE)]
    entries = entered(events)
    draw.shuffle(entries)
    shuffled = [Entry(i, each.event, each.received_at) for i, each in enumerate(entries)]
    kept = Books(shuffled)
    assert kept.balance() == {"trip:T": 4}
    assert kept.discrepancies() == ()
