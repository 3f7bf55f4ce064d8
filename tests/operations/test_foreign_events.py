"""What other authorities' devices may send: whatever a body holds, the books still open."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custody_day import Said, entered
from muster.custody.books import Books
from muster.custody.claims_report import report
from muster.custody.clocks import wrong_clocks
from muster.custody.outstanding import Asked, outstanding
from muster.operations.after_action import after_action
from muster.operations.duties import open_duties
from muster.operations.expected import alarms, next_of_trip
from muster.operations.situation import situation_of
from muster.record.events import moment
from muster.record.vocabulary import TYPES, Kind
from operation_makers import DAY

odd = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4)
    | st.sampled_from(["site:A", "trip:T", "outside:died", "outside:moon", "p", "T", "A"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)  # fmt: skip
RIGHT = {
    Kind.PERSON: st.sampled_from("pq"),
    Kind.PEOPLE: st.lists(st.sampled_from("pqr"), min_size=1, unique=True),
    Kind.ACCOUNT: st.sampled_from(
        ["site:A", "site:B", "trip:T", "outside:died", "outside:at_large"]
    ),
    Kind.TRIP: st.just("T"),
    Kind.SITE: st.sampled_from("AB"),
    Kind.DIGEST: st.just("ab" * 32),
    Kind.COUNT: st.integers(0, 3),
    Kind.TIME: st.sampled_from(
        [moment(DAY), moment(DAY + timedelta(days=3)), "2026-13-45T99:99:99.999Z"]
    ),
    Kind.DATE: st.sampled_from(["2026-01-21", "2026-02-30", "2026-13", "2026"]),
    Kind.YES_NO: st.booleans(),
    Kind.EVENT: st.just("01900000-0000-7000-8000-000000000000"),
}  # fmt: skip


@st.composite
def statements(draw):
    kind = draw(st.sampled_from(sorted(TYPES)))
    body = {}
    for field in TYPES[kind].fields:
        right = RIGHT.get(field.kind, st.sampled_from(["x", "y"]))
        if field.choices:
            right = st.sampled_from(field.choices)
        if field.required or draw(st.booleans()):
            body[field.name] = draw(right if draw(st.integers(0, 9)) else odd)
    if not draw(st.integers(0, 19)):
        body[draw(st.text(max_size=5))] = draw(odd)
    at = DAY + timedelta(minutes=draw(st.integers(0, 300)))
    return Said(at, draw(st.sampled_from("de")), kind, body)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(statements(), max_size=14))
def test_nothing_that_anybody_sends_keeps_the_books_from_opening(said):
    entries = entered(said)
    books, now = Books(entries), moment(DAY + timedelta(days=1))
    assert sum(books.balance().values()) == len(books.people)
    assert sum(books.balance(moment(DAY)).values()) <= len(books.people)
    outstanding(books.ledger, Asked(now))
    wrong_clocks(entries)
    report(entries)
    situation = situation_of(entries)
    assert situation.ledger.balance == books.ledger.balance
    after_action(situation)
    alarms(situation, now)
    open_duties(situation)
    for trip in situation.trips.values():
        next_of_trip(trip, now)
