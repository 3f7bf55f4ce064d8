"""The log: events in, each becomes a row, a leaf and a part of the tree, durably and once.

Several processes may append to one database: each transaction begins by looking whether somebody
else has appended since, and the database lets one write at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from muster.errors import RecordError
from muster.record.checkpoints import origin_of, sign_checkpoint
from muster.record.events import FIRST, SignedEvent, digest, parse
from muster.record.frontier import frontier_of
from muster.record.intake import Batch, Known
from muster.record.keyring import Keyring
from muster.record.outcomes import Appended, Outcome
from muster.record.receipts import Receipt
from muster.record.reception import check
from muster.record.store import KeyTaken, Standing, Store, StoredCheckpoint

ORIGIN = "origin"
LOG_KEY = "log_public_key"
"""Settings of a store: the log's name, and its public key in hex."""


@dataclass(slots=True)
class Log:
    """A log over a store, with the key that signs its receipts and checkpoints.

    `now` tells the time as events have it; nothing here looks at a clock.
    """

    store: Store
    key: Ed25519PrivateKey
    now: Callable[[], str]
    _known: Known = field(default_factory=Known)
    _generation: int = 0

    def __post_init__(self) -> None:
        if self.store.setting(ORIGIN) != self.origin:
            raise RecordError(
                f"found the key of another log; expected that of {self.store.setting(ORIGIN)}. "
                "Name the folder that the record was made in"
            )

    @property
    def origin(self) -> str:
        """The line that names this log on its checkpoints."""
        return origin_of(self.key.public_key())

    def append(self, events: Sequence[SignedEvent]) -> Appended:
        """Take events that this process signed, or whose signatures it has checked.

        On return they are durable. Raises StoreError if the store fails; then nothing is known of
        them, and they can be sent again.
        """
        return self._once_or_carefully(lambda: events)

    def append_next(
        self, device: str, make: Callable[[int, str], Sequence[SignedEvent]]
    ) -> Appended:
        """The same for a device's next events, made from their first number and `prev`.

        They are numbered and signed inside the transaction: processes that share a device's key
        take turns, and never sign two events of one number.
        """
        return self._once_or_carefully(lambda: make(*self.next_of(device)))

    def receive(self, sent: Sequence[tuple[bytes, bytes]]) -> Appended:
        """Take events as (bytes, signature) from elsewhere: their form and signatures are checked.

        What is no event, or not signed by an enrolled device, is refused and not kept.
        """
        checked: list[SignedEvent] = []
        outcomes: list[Outcome | None] = []
        self._catch_up()
        keyring = self._known.keyring.copy()
        for raw, signature in sent:
            found = check(raw, signature, keyring)
            if isinstance(found, Outcome):
                outcomes.append(found)
                continue
            keyring.apply(found.event)
            checked.append(found)
            outcomes.append(None)
        appended = self.append(checked) if checked else Appended(())
        taken = iter(appended.outcomes)
        return Appended(
            tuple(next(taken) if each is None else each for each in outcomes), appended.released
        )

    def receipt(self, outcome: Outcome) -> str:
        """The log's signed receipt of an event that is in it: always the same bytes."""
        if outcome.seq is None:
            raise RecordError(f"found an event that is {outcome.status}; expected one in the log")
        receipt = Receipt(
            self.origin,
            outcome.event_id,
            outcome.seq,
            outcome.digest.hex(),
            outcome.received_at,
        )
        return receipt.signed(self.key)

    def checkpoint(self) -> StoredCheckpoint:
        """Sign the log as it is, and keep that; the last one again if nothing was added since."""
        with self.store.writing():
            self._catch_up()
            last = self.store.last_checkpoint()
            size = self._known.frontier.size
            if last is not None and last.size == size:
                return last
            root = self._known.frontier.root()
            note = str(sign_checkpoint(size, root, self.key))
            signed = StoredCheckpoint(size, root, note, self.now())
            self.store.add_checkpoint(signed)
        return signed

    @property
    def size(self) -> int:
        """Events in the log."""
        self._catch_up()
        return self._known.frontier.size

    @property
    def keyring(self) -> Keyring:
        """The devices as of the last event."""
        self._catch_up()
        return self._known.keyring

    def next_of(self, device: str) -> tuple[int, str]:
        """Number and `prev` of the next event of a device."""
        last = self.store.last_of_device(device)
        if last is None:
            return 0, FIRST
        return last.n + 1, digest(last.raw).hex()

    def _once_or_carefully(self, make: Callable[[], Sequence[SignedEvent]]) -> Appended:
        try:
            return self._append(make, careful=False)
        except KeyTaken:  # an event_id of another event: ask for each, and refuse that one
            return self._append(make, careful=True)

    def _append(self, make: Callable[[], Sequence[SignedEvent]], *, careful: bool) -> Appended:
        with self.store.writing():
            standing = self._catch_up()
            batch = Batch(self.store, self._known, self.now(), standing, careful)
            outcomes = tuple([batch.take(signed) for signed in make()])
            batch.write()
        batch.settle()
        return Appended(outcomes, tuple(batch.released))

    def _catch_up(self) -> Standing:
        """Know the log as it is now, whoever appended to it."""
        standing = self.store.standing()
        size, known = standing.size, self._known
        if self._generation == self.store.generation and size == known.frontier.size:
            return standing
        if self._generation != self.store.generation or size < known.frontier.size:
            self._check_nothing_is_lost(size)
            known = Known()
        frontier = frontier_of(size, self.store.node)
        if frontier is None:
            raise RecordError(
                f"found a tree of {size} leaves with a hash missing; expected all. "
                "Run muster record verify"
            )
        keyring = Keyring()
        for entry in self.store.entries_of_devices():
            keyring.apply(parse(entry.raw))
        self._known = Known(frontier, keyring)
        self._generation = self.store.generation
        return standing

    def _check_nothing_is_lost(self, size: int) -> None:
        """After the database was opened anew: what was acknowledged must still be there, as it was.

        Raises RecordError if the log is shorter or other than it was.
        """
        before = self._known.frontier
        kept = frontier_of(before.size, self.store.node) if size >= before.size else None
        if kept is None or kept.peaks != before.peaks:
            raise RecordError(
                f"found a log of {size} events that lacks some of the {before.size} acknowledged; "
                "expected all. Stop, keep the database as it is, and run muster record verify"
            )


def begin_log(store: Store, key: Ed25519PrivateKey, now: Callable[[], str]) -> Log:
    """The log of an empty store, named after its key for ever."""
    with store.writing():
        store.add_setting(ORIGIN, origin_of(key.public_key()))
        store.add_setting(LOG_KEY, key.public_key().public_bytes_raw().hex())
    return Log(store, key, now)
