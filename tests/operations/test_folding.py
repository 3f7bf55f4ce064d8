"""Folding as events come, late ones and corrections too, is folding all of them at once."""

from dataclasses import fields, replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custody_day import Said, entered
from muster.operations.folding import Folding, copied
from muster.operations.situation import situation_of
from operation_makers import DAY
from operations.test_foreign_events import statements

CITES = {
    "correction": "event", "handover_accepted": "offer", "handover_refused": "offer",
    "handover_accepted_with_exceptions": "offer",
}  # fmt: skip


@st.composite
def records(draw):
    """Entries in the order in which they came, with what they cite at any place, and the sizes of
    the batches in which they did."""
    said = [
        replace(each, delay=timedelta(minutes=draw(st.sampled_from([0, 0, 0, 7, 200]))))
        for each in draw(st.lists(statements(), min_size=1, max_size=24))
    ]
    ids = [each.event.event_id for each in entered(said)]
    cited = [
        replace(each, body={**each.body, CITES[each.type]: draw(st.sampled_from(ids))})
        if each.type in CITES else each
        for each in said
    ]  # fmt: skip
    return entered(cited), draw(st.lists(st.integers(1, 4), min_size=len(said)))


def batches(entries, sizes):
    begin = 0
    for size in sizes:
        if begin < len(entries):
            yield entries[begin : begin + size]
        begin += size


def told(situation):
    """All that it holds; what nobody is in counts as not there, and of what has no order, none."""
    found = {each.name: getattr(situation, each.name) for each in fields(situation)}
    books = {each.name: getattr(situation.ledger, each.name) for each in fields(situation.ledger)}
    found.pop("ledger")
    found["refusals"] = sorted(event.event_id for event in situation.refusals)
    books["unknown"] = sorted(books["unknown"])
    return {name: _filled(value) for name, value in (found | books).items()}


def _filled(value):
    is_dict = isinstance(value, dict)
    return {key: each for key, each in value.items() if each} if is_dict else value


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_the_situation_does_not_depend_on_when_events_came(record):
    entries, sizes = record
    folding = Folding(every=2, farthest=16)
    for number, batch in enumerate(batches(entries, sizes)):
        seen = entries[: entries.index(batch[-1]) + 1]
        if number == 0 or not (folding.take(batch) or folding.take_late(batch) is not None):
            folding.begin(seen)
        assert told(folding.situation) == told(situation_of(seen))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(statements(), max_size=14), st.lists(statements(), max_size=5))
def test_a_copy_is_the_same_and_stays_so_while_the_other_goes_on(before, after):
    entries = entered([*before, *after])
    situation = situation_of(entries[: len(before)])
    kept, first = copied(situation), told(situation_of(entries[: len(before)]))
    assert told(kept) == first
    for each in entries[len(before) :]:
        situation.take(each.event)
    changed = told(kept)
    for name in ("offers", "occurred"):  # of the whole record, whatever was taken
        changed.pop(name), first.pop(name)
    assert changed == first


def test_a_late_event_goes_back_to_a_kept_state_and_not_to_the_beginning():
    def fed(minute, person, hours=0.0):
        body = {"people": [person], "kind": "meal", "by": "o"}
        when = DAY + timedelta(minutes=minute)
        return Said(when, "d", "welfare", body, delay=timedelta(hours=hours))

    said = [fed(n, "p") for n in range(40)]
    late, older = fed(35.5, "q", 1), fed(1.5, "r", 2)
    entries = entered([*said, late, older])
    folding = Folding(every=4, farthest=16)
    before = folding.begin(entries[:40])
    assert not folding.take(entries[40:41])
    found = folding.take_late(entries[40:41])
    assert found is not before
    assert "q" not in before.welfare
    assert found.welfare == situation_of(entries[:41]).welfare
    assert folding.take_late(entries[41:]) is None
