"""A machine for Hypothesis: devices that lose, double, reorder and hold back what they send."""

import random
import tempfile
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from crash_runs import memory
from muster.record.checkpoints import verify_checkpoint
from muster.record.gaps import gaps
from muster.record.leaves import leaf_of
from muster.record.outcomes import Status
from muster.record.tree import Tree, verify_consistency
from muster.record.verify import verify
from record_makers import LOG_KEY, Device
from record_places import Place, enrolment, registrar, sent

DEVICES = 3
numbers = st.integers(0, DEVICES - 1)


class DevicesInTrouble(RuleBasedStateMachine):
    """Three devices of one log, and a network that does to their events what networks do."""

    def __init__(self):
        super().__init__()
        self.memory = memory()
        self.place = Place(self.memory.__enter__() / "record.db")
        self.log = self.place.begin()
        self.under_way = []
        self.receipts = {}
        self.cut_off = set()
        self.roots = {}

    @initialize()
    def enrol(self):
        self.first, enrolled = registrar()
        self.devices = [Device(2000 + number) for number in range(DEVICES)]
        self.said = [enrolled, *(enrolment(self.first, each) for each in self.devices)]
        self.note(self.log.receive(sent(*self.said)), self.said)

    def note(self, appended, events):
        """What came of events; whoever has a receipt keeps it, and it never changes."""
        for outcome in (*appended.outcomes, *appended.released):
            assert outcome.status is not Status.REFUSED, outcome.reason
            if outcome.seq is not None:
                receipt = self.log.receipt(outcome)
                assert self.receipts.setdefault(outcome.digest, receipt) == receipt
        assert len(appended.outcomes) == len(events)

    def arrive(self, events):
        if events:
            self.note(self.log.receive(sent(*events)), events)

    @rule(number=numbers, events=st.integers(1, 4))
    def says(self, number, events):
        device = self.devices[number]
        new = [self.statement(device, i) for i in range(events)]
        self.said += new
        self.under_way += new

    def statement(self, device, i):
        """Something that a device says."""
        return device.says(persons=i)

    @rule(number=numbers)
    def is_cut_off(self, number):
        self.cut_off.add(self.devices[number].id)

    @precondition(lambda self: self.cut_off)
    @rule()
    def is_reached_again(self):
        self.cut_off.clear()

    @precondition(lambda self: self.under_way)
    @rule(seed=st.integers(0, 2**32), share=st.floats(0, 1))
    def some_arrive_in_any_order(self, seed, share):
        draw = random.Random(seed)
        here = [each for each in self.under_way if each.event.device not in self.cut_off]
        taken = [each for each in here if draw.random() < share]
        draw.shuffle(taken)
        self.under_way = [each for each in self.under_way if each not in taken]
        self.arrive(taken)

    @precondition(lambda self: self.under_way)
    @rule(seed=st.integers(0, 2**32))
    def some_are_lost(self, seed):
        draw = random.Random(seed)
        self.under_way = [each for each in self.under_way if draw.random() < 0.5]

    @rule(seed=st.integers(0, 2**32))
    def some_are_sent_again(self, seed):
        draw = random.Random(seed)
        again = draw.choices(self.said, k=draw.randint(1, 5))
        self.arrive([each for each in again if each.event.device not in self.cut_off])

    @rule()
    def the_server_starts_again(self):
        self.log.store.close()
        self.log = self.place.log()

    @rule()
    def the_log_is_signed(self):
        signed = self.log.checkpoint()
        checkpoint = verify_checkpoint(signed.note, LOG_KEY.public_key())
        self.roots[checkpoint.size] = checkpoint.root

    @invariant()
    def every_receipt_is_in_the_log_and_nothing_else_is(self):
        there = {each.digest for each in self.said} & set(self.receipts)
        assert self.log.size == len(self.receipts) == len(there)

    @invariant()
    def what_is_missing_is_what_was_said_and_has_not_come(self):
        raws = {each.raw for each in self.log.store.entries()}
        raws |= {each.raw for each in self.log.store.held()}
        absent = {(each.event.device, each.event.n) for each in self.said if each.raw not in raws}
        listed = {
            (gap.device, n) for gap in gaps(self.log.store) for n in range(gap.first, gap.last + 1)
        }
        assert listed <= absent

    def teardown(self):
        if hasattr(self, "said"):
            self.cut_off.clear()
            self.arrive(random.Random(len(self.said)).sample(self.said, len(self.said)))
            self.everything_arrived()
            self.live_state_is_that_of_a_replay()
            self.history_was_only_added_to()
        self.log.store.close()
        self.memory.__exit__(None, None, None)

    def everything_arrived(self):
        assert set(self.receipts) == {each.digest for each in self.said}
        assert sorted(each.raw for each in self.log.store.entries()) == sorted(
            each.raw for each in self.said
        )
        assert (self.log.store.held(), gaps(self.log.store)) == ([], ())
        assert (self.log.store.frozen(), self.log.store.refused()) == ([], [])

    def live_state_is_that_of_a_replay(self):
        with tempfile.TemporaryDirectory(dir=self.place.address.parent) as folder:
            other = Place(Path(folder) / "replay.db").begin()
            stored = [(each.raw, each.signature) for each in self.log.store.entries()]
            for at in range(0, len(stored), 7):
                other.receive(stored[at : at + 7])
            assert state(other, self.devices) == state(self.log, self.devices)
            assert list(other.store.nodes()) == list(self.log.store.nodes())
            other.store.close()
        verdict = verify(self.place.address, LOG_KEY.public_key())
        assert (verdict.fault, verdict.root) == (None, self.log.checkpoint().root)

    def history_was_only_added_to(self):
        by_raw = {each.raw: each for each in self.said}
        tree = Tree(leaf_of(by_raw[each.raw]).hash for each in self.log.store.entries())
        last = self.log.checkpoint()
        assert (last.size, last.root) == (len(self.said), tree.root())
        for size, root in self.roots.items():
            verify_consistency(size, last.size, tree.consistency(size), root, last.root)


def state(log, devices):
    """What a log knows: its size and root, its devices, and the end of each chain."""
    heads = [log.next_of(device.id) for device in devices]
    assert heads == [(device.n, device.prev) for device in devices]
    return log.size, log.checkpoint().root, log.keyring, heads
