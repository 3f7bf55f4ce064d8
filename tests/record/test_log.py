"""The log: events in once, in the order of each device, with receipts; on both databases."""

from dataclasses import replace

import pytest

from muster.errors import ProofError, RecordError
from muster.record.checkpoints import verify_checkpoint
from muster.record.events import sign
from muster.record.gaps import gaps
from muster.record.log import Log
from muster.record.outcomes import Status
from muster.record.receipts import verify_receipt
from muster.record.store import Gap
from record_makers import LOG_KEY, Device, private_key, tree_of
from record_places import clock, enrolment, registrar, sent

ADDED, KNOWN, HELD, REFUSED = Status


def statuses(appended):
    return [each.status for each in appended.outcomes]


@pytest.fixture
def begun(place):
    """A log with a registrar, a second device and their three events."""
    log = place.begin()
    first, enrolled = registrar()
    second = Device(2000)
    log.append([enrolled, enrolment(first, second, "escort")])
    yield log, first, second
    log.store.close()


def test_events_are_added_in_order_and_the_tree_is_theirs(place):
    log = place.begin()
    device, enrolled = registrar()
    events = [enrolled, *(device.says(persons=i) for i in range(20))]
    assert statuses(log.append(events[:1])) == [ADDED]
    appended = log.append(events[1:])
    assert [each.seq for each in appended.outcomes] == list(range(1, 21))
    signed = log.checkpoint()
    checkpoint = verify_checkpoint(signed.note, LOG_KEY.public_key())
    assert (checkpoint.size, checkpoint.root) == (21, tree_of(events).root())
    assert [each.raw for each in log.store.entries()] == [each.raw for each in events]
    log.store.close()


def test_a_checkpoint_is_signed_once_for_a_size(begun):
    log, _, _ = begun
    assert log.checkpoint() == log.checkpoint()
    assert len(log.store.checkpoints()) == 1


def test_the_same_event_twice_is_one_row_and_one_receipt(begun, place):
    log, _, second = begun
    event = second.says()
    first = log.append([event]).outcomes[0]
    other = place.log()
    again = other.receive(sent(event, event)).outcomes
    assert [each.status for each in again] == [KNOWN, KNOWN]
    assert {log.receipt(first), *map(other.receipt, again)} == {log.receipt(first)}
    assert log.size == 3
    other.store.close()


def test_the_same_event_twice_in_one_batch_is_one_row(begun):
    log, _, second = begun
    event = second.says()
    appended = log.append([event, event])
    assert statuses(appended) == [ADDED, KNOWN]
    assert len({log.receipt(each) for each in appended.outcomes}) == 1
    assert log.size == 3


def test_a_receipt_says_what_was_received_and_cannot_be_altered(begun):
    log, _, second = begun
    event = second.says()
    outcome = log.append([event]).outcomes[0]
    signed = log.receipt(outcome)
    receipt = verify_receipt(signed, LOG_KEY.public_key())
    assert (receipt.seq, receipt.digest) == (2, event.digest.hex())
    assert receipt.received_at == outcome.received_at
    with pytest.raises(ProofError):
        verify_receipt(signed.replace("\n2\n", "\n1\n"), LOG_KEY.public_key())
    with pytest.raises(ProofError):
        verify_receipt(signed, private_key(5).public_key())


def test_another_event_under_a_taken_number_is_a_fork_and_freezes_the_device(begun):
    log, _, second = begun
    twin = Device(2000)
    log.append([second.says(persons=1), second.says(persons=2)])
    forked = log.receive(sent(twin.says(persons=3)))
    assert statuses(forked) == [REFUSED]
    assert "second event under this number" in forked.outcomes[0].reason
    assert [(each.device, each.n) for each in log.store.frozen()] == [(second.id, 0)]
    assert [each.n for each in log.store.refused()] == [0]
    later = log.receive(sent(second.says()))
    assert statuses(later) == [REFUSED]
    assert "frozen" in later.outcomes[0].reason
    assert log.size == 4


def test_a_fork_is_found_by_the_link_where_the_first_event_never_came(begun):
    log, _, second = begun
    twin = Device(2000)
    log.append([second.says(persons=1)])
    twin.says(persons=9)
    forked = log.receive(sent(twin.says(persons=9)))
    assert statuses(forked) == [REFUSED]
    assert "another event named as the one before" in forked.outcomes[0].reason
    assert len(log.store.frozen()) == 1


def test_a_frozen_devices_earlier_events_are_still_known(begun):
    log, _, second = begun
    event = second.says(persons=1)
    log.append([event])
    log.receive(sent(Device(2000).says(persons=3)))
    assert statuses(log.receive(sent(event))) == [KNOWN]


def test_events_after_a_gap_are_held_listed_and_released(begun):
    log, _, second = begun
    events = [second.says(persons=i) for i in range(5)]
    assert statuses(log.receive(sent(events[1], events[4], events[1]))) == [HELD, HELD, HELD]
    since = log.store.held()[0].received_at
    assert gaps(log.store) == (Gap(second.id, 0, 0, 2, since), Gap(second.id, 2, 3, 2, since))
    assert log.size == 2
    appended = log.receive(sent(events[0]))
    assert statuses(appended) == [ADDED]
    assert [each.seq for each in appended.released] == [3]
    assert gaps(log.store) == (Gap(second.id, 2, 3, 1, log.store.held()[0].received_at),)
    log.receive(sent(events[3], events[2]))
    assert (gaps(log.store), log.size) == ((), 7)
    assert [each.raw for each in log.store.entries(2)] == [each.raw for each in events]


def test_a_held_event_that_does_not_follow_on_is_a_fork(begun):
    log, _, second = begun
    twin = Device(2000)
    twin.says(persons=1)
    log.receive(sent(twin.says(persons=2)))
    appended = log.receive(sent(second.says(persons=9)))
    assert statuses(appended) == [ADDED]
    assert [each.status for each in appended.released] == [REFUSED]
    assert len(log.store.frozen()) == 1
    assert log.store.held() == []


def test_two_held_events_of_one_number_are_a_fork(begun):
    log, _, second = begun
    twin = Device(2000)
    second.says(persons=1)
    twin.says(persons=1)
    assert statuses(log.receive(sent(second.says(persons=2), twin.says(persons=3)))) == [
        HELD,
        REFUSED,
    ]
    assert len(log.store.frozen()) == 1


def test_an_event_with_another_events_id_is_refused_and_the_rest_of_the_batch_stands(begun):
    log, first, second = begun
    event = second.says()
    thief = first.says()
    stolen = sign(replace(thief.event, event_id=event.event.event_id), first.key)
    assert statuses(log.append([event])) == [ADDED]
    follower = second.says()
    appended = log.append([stolen, follower])
    assert statuses(appended) == [REFUSED, ADDED]
    assert "event_id of another event" in appended.outcomes[0].reason
    assert log.size == 4


def test_what_is_no_event_or_not_signed_by_its_device_is_refused_and_not_kept(begun):
    log, _, second = begun
    event, stranger = second.says(), Device(3000).says()
    wrong = bytes(64)
    found = log.receive(
        [(b"{}", wrong), (event.raw, wrong), *sent(stranger), (event.raw + b" ", event.signature)]
    )
    assert statuses(found) == [REFUSED] * 4
    assert "signature" in found.outcomes[1].reason
    assert "not enrolled" in found.outcomes[2].reason
    assert (log.store.refused(), log.size) == ([], 2)
    assert statuses(log.receive(sent(event))) == [ADDED]


def test_a_device_enrolled_in_a_batch_may_sign_in_the_same_batch(place):
    log = place.begin()
    first, enrolled = registrar()
    other = Device(7)
    batch = sent(enrolled, enrolment(first, other), other.says())
    assert statuses(log.receive(batch)) == [ADDED] * 3
    log.store.close()


def test_a_revoked_device_and_a_closed_one_sign_no_more(begun):
    log, first, second = begun
    third = Device(4000)
    log.append([second.says(), enrolment(first, third, "escort")])
    log.append([second.says("device_revoked", key=third.id, reason="lost", by="o1")])
    assert "revoked" in log.receive(sent(third.says())).outcomes[0].reason
    log.append([second.says("device_closed", events=3)])
    assert "closed" in log.receive(sent(second.says())).outcomes[0].reason


def test_a_device_may_not_enrol_or_revoke_for_another_organisation(begun):
    log, first, second = begun
    log.append([enrolment(second, Device(4000), "monitor")])
    assert "not enrolled" in log.receive(sent(Device(4000).says())).outcomes[0].reason
    log.append([second.says("device_revoked", key=first.id, reason="coup", by="o1")])
    assert statuses(log.receive(sent(first.says()))) == [ADDED]


def test_two_processes_append_to_one_log(begun, place):
    log, first, second = begun
    other = place.log()
    events = []
    for i in range(6):
        writer, device = ((log, first), (other, second))[i % 2]
        events.append(device.says(persons=i))
        assert statuses(writer.append(events[-1:])) == [ADDED]
    assert log.checkpoint().root == other.checkpoint().root
    assert [each.raw for each in log.store.entries(2)] == [each.raw for each in events]
    other.store.close()


def test_a_log_is_not_opened_with_another_logs_key(begun, place):
    store = place.open()
    with pytest.raises(RecordError, match="found the key of another log"):
        Log(store, private_key(3), clock())
    store.close()
