"""Fifty clients at once, each with a connection of its own, and one log."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from muster.record.outcomes import Status
from record_makers import Device
from record_places import enrolment, registrar, sent

CLIENTS = 50


def all_at_once(do):
    """What each of fifty threads answers, all set off together; a thread's error is raised."""
    barrier = Barrier(CLIENTS)

    def one(number):
        barrier.wait()
        return do(number)

    with ThreadPoolExecutor(CLIENTS) as threads:
        return list(threads.map(one, range(CLIENTS)))


def test_fifty_clients_posting_one_event_make_one_row_and_get_one_receipt(place):
    log = place.begin()
    device, enrolled = registrar()
    log.append([enrolled])
    event = device.says(persons=12)

    def post(number):
        own = place.log()
        outcome = own.receive(sent(event)).outcomes[0]
        own.store.close()
        return outcome.status, own.receipt(outcome)

    answers = all_at_once(post)
    statuses = [status for status, _ in answers]
    assert (statuses.count(Status.ADDED), statuses.count(Status.KNOWN)) == (1, CLIENTS - 1)
    assert len({receipt for _, receipt in answers}) == 1
    assert [each.raw for each in log.store.entries(1)] == [event.raw]
    log.store.close()


def test_fifty_clients_posting_their_own_events_are_all_taken(place):
    log = place.begin()
    first, enrolled = registrar()
    devices = [Device(5000 + number) for number in range(CLIENTS)]
    log.append([enrolled, *(enrolment(first, device) for device in devices)])

    def post(number):
        own = place.log()
        outcomes = [
            own.receive(sent(devices[number].says(persons=i))).outcomes[0] for i in range(3)
        ]
        own.store.close()
        return outcomes

    places = [each.seq for outcomes in all_at_once(post) for each in outcomes]
    assert sorted(places) == list(range(CLIENTS + 1, 4 * CLIENTS + 1))
    assert log.checkpoint().size == 4 * CLIENTS + 1
    log.store.close()
