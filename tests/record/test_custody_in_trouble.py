"""Custody told by devices in trouble: at every moment the books add up and nobody has two masters.

Each device tells what it sees: people registered, boarding, alighting, fleeing, and handed over by
offer and acceptance. The network does to it what it does in test_devices_in_trouble.
"""

from itertools import pairwise

from hypothesis import settings
from hypothesis.stateful import invariant

from devices_in_trouble import DevicesInTrouble, state
from muster.custody.books import Books
from muster.custody.entries import entries_of
from muster.custody.lists import list_digest
from muster.record.events import read_stored
from muster.record.store import open_store

PEOPLE, SITES, HOLDERS = "pqrstu", "AB", ("SDF", "US", "IQ")


class CustodyInTrouble(DevicesInTrouble):
    """The same devices, with something to say."""

    def statement(self, device, i):
        """Drawn from the device's own seed and number, so that it is the same in every run."""
        draw = device.draw
        people = sorted(draw.sample(PEOPLE, draw.randint(1, 3)))
        site, trip = f"site:{draw.choice(SITES)}", f"trip:{device.seed}"
        kind = draw.choice(("registration", "site_custodian", "boarding", "alighting", "escape",
                            "handover_offered", "handover_accepted"))  # fmt: skip
        match kind:
            case "registration":
                return moved(device, kind, people, "outside:not_registered", site)
            case "site_custodian":
                return device.says(kind, site=site[5:], custodian=draw.choice(HOLDERS), by="o")
            case "boarding":
                return moved(device, kind, people, site, trip, trip=trip[5:], by="o")
            case "alighting":
                return moved(device, kind, people, trip, site, trip=trip[5:], by="o")
            case "escape":
                return moved(device, kind, people, site, "outside:at_large")
            case "handover_offered":
                giving, receiving = draw.sample(HOLDERS, 2)
                return device.says(kind, people=people, list=list_digest(people), giving=giving,
                                   receiving=receiving, by="o")  # fmt: skip
        return self.acceptance(device, draw)

    def acceptance(self, device, draw):
        """The answer to an offer that anybody made; without one, a count."""
        offers = [each.event for each in self.said if each.event.type == "handover_offered"]
        if not offers:
            return device.says("count", at="site:A", persons=1, by="o", point="routine")
        offer = draw.choice(offers)
        return device.says(
            "handover_accepted", offer=offer.event_id, people=list(offer.body["people"]),
            list=offer.body["list"], receiving=offer.body["receiving"], by="o",
        )  # fmt: skip

    def books(self):
        return Books(entries_of(self.log.store))

    @invariant()
    def the_books_add_up_at_every_moment(self):
        books = self.books()
        for entry in self.log.store.entries():
            at = read_stored(entry.raw).occurred_at
            named = [p for p in books.people if books.place(p, at) is not None]
            assert sum(books.balance(at).values()) == len(named)
        everybody = [p for account in books.accounts for p in books.present(account)]
        assert sorted(everybody) == list(books.people)

    @invariant()
    def custody_passes_only_from_whoever_has_it(self):
        events = {each.event.event_id: each.event for each in entries_of(self.log.store)}
        books = self.books()
        for person in books.people:
            history = books.custody_history(person)
            assert [held.since for held in history] == sorted(held.since for held in history)
            for before, held in pairwise(history):
                passed = events[held.event]
                if passed.type == "handover_accepted":
                    offer = events[passed.body["offer"]]
                    assert offer.body["giving"] == before.custodian
                    assert offer.body["receiving"] == held.custodian

    def live_state_is_that_of_a_replay(self):
        super().live_state_is_that_of_a_replay()
        again = open_store(self.place.address)
        books, replayed = self.books(), Books(reversed(list(entries_of(again))))
        again.close()
        assert state(self.log, self.devices)[0] == len(self.said)
        assert books.balance() == replayed.balance()
        for person in books.people:
            assert books.place(person).account == replayed.place(person).account
            assert books.custody_history(person) == replayed.custody_history(person)


def moved(device, kind, people, origin, target, **more):
    return device.says(kind, people=people, to=target, **{"from": origin}, **more)


TestCustodyInTrouble = CustodyInTrouble.TestCase
TestCustodyInTrouble.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
