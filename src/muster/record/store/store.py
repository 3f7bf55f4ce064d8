"""The store of a record: what is asked of it and what is added to it, on either database.

Reading needs nothing; adding happens inside `with store.writing():`, which begins at once, commits
at its end, and after a failed commit closes the database and opens it anew. It never tries again:
whether the last transaction was written is then not known, and whoever has no receipt sends the
event again, which is safe.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict

from muster.errors import StoreError
from muster.record.store.backend import Backend, KeyTaken, StoreBusy, StoreFault
from muster.record.store.migrations import assert_newest
from muster.record.store.rows import Entry, Frozen, Held, Refused, Standing, StoredCheckpoint

ENTRY = "seq, event_id, device, n, type, raw, signature, leaf, received_at"
ARRIVED = "event_id, device, n, raw, signature, received_at"
CHUNK = 1_000
"""Entries that are read at once: more of them fall out of the processor's cache."""


def inserting(table: str, columns: str) -> str:
    """The statement that adds a row."""
    return f"INSERT INTO {table} ({columns}) VALUES (:{columns.replace(', ', ', :')})"


ADD_ENTRY = inserting("entry", ENTRY)
ADD_NODE = inserting("node", "level, place, hash")


class Store:
    """One open record database. Raises StoreError, and nothing else, for what goes wrong."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._is_lost = False
        """It failed, and could not be opened anew."""
        self.generation = 0
        """Grows whenever the database had to be opened anew: what was cached is then stale."""
        assert_newest(backend)

    @property
    def backend(self) -> Backend:
        """The database; opened anew first, if that did not succeed when it had failed."""
        if self._is_lost:
            self._reopen()
        return self._backend

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Everything added inside becomes durable together, or none of it does."""
        backend = self._begin()
        try:
            yield
        except StoreFault:
            self._open_anew()
            raise
        except BaseException:
            backend.roll_back()
            raise
        try:
            backend.commit()
        except StoreBusy:
            backend.roll_back()
            raise
        except StoreError as error:
            self._open_anew()
            raise StoreFault(
                f"{error}. Whether the last events were written is not known: send those again "
                "that have no receipt; no event is recorded twice"
            ) from error

    def _begin(self) -> Backend:
        backend = self.backend
        try:
            backend.begin()
        except StoreFault:
            self._open_anew()
            raise
        return backend

    def _open_anew(self) -> None:
        """After a failure; if this fails too, as on a full disk, then the next use tries again."""
        self.generation += 1
        self._is_lost = True
        with suppress(StoreError):
            self._reopen()

    def _reopen(self) -> None:
        self._backend.reopen()
        assert_newest(self._backend)
        self._is_lost = False

    def close(self) -> None:
        """Let go of the database."""
        self._backend.close()

    # Adding; inside `writing` only.

    def add_entries(self, entries: Sequence[Mapping[str, object]]) -> None:
        """Rows of Entry; KeyTaken if a number, an event or a device's number is there already."""
        self.backend.run(ADD_ENTRY, entries)

    def add_nodes(self, nodes: Sequence[Mapping[str, object]]) -> None:
        """Hashes of full subtrees of 2^level leaves: the `place`-th of the level, level >= 1."""
        self.backend.run(ADD_NODE, nodes)

    def add_held(self, held: Held) -> None:
        """Put an event into quarantine."""
        self.backend.run(inserting("held", ARRIVED), [asdict(held)])

    def add_refused(self, refused: Refused) -> None:
        """Keep an event that was not accepted; once is enough."""
        known = "SELECT 1 FROM refused WHERE digest = :digest"
        if not self.backend.rows(known, {"digest": refused.digest}):
            columns = f"digest, reason, {ARRIVED}"
            self.backend.run(inserting("refused", columns), [asdict(refused)])

    def freeze(self, frozen: Frozen) -> None:
        """Accept nothing more from a device."""
        columns = "device, n, digest, frozen_at"
        self.backend.run(inserting("frozen", columns), [asdict(frozen)])

    def add_checkpoint(self, checkpoint: StoredCheckpoint) -> None:
        """Keep a signed checkpoint; KeyTaken if there is one of its size."""
        columns = "size, root, note, signed_at"
        self.backend.run(inserting("checkpoint", columns), [asdict(checkpoint)])

    def add_cosignature(self, size: int, witness: str, line: str) -> None:
        """Keep a witness's signature line of the checkpoint of a size."""
        row = {"size": size, "witness": witness, "line": line}
        self.backend.run(inserting("cosignature", "size, witness, line"), [row])

    def add_setting(self, name: str, value: str) -> None:
        """Set what never changes, such as the log's public key."""
        self.backend.run(inserting("setting", "name, value"), [{"name": name, "value": value}])

    # Asking.

    def setting(self, name: str) -> str | None:
        """What was set, if it was."""
        found = self.backend.rows("SELECT value FROM setting WHERE name = :name", {"name": name})
        return found[0][0] if found else None

    def size(self) -> int:
        """Events in the log."""
        found = self.backend.rows("SELECT max(seq) FROM entry", {})[0][0]
        return 0 if found is None else int(found) + 1

    def standing(self) -> Standing:
        """Size, and what there is of held events and frozen devices, all in one question."""
        asked = (
            "SELECT (SELECT max(seq) FROM entry), "
            "EXISTS (SELECT 1 FROM held), EXISTS (SELECT 1 FROM frozen)"
        )
        last, has_held, has_frozen = self.backend.rows(asked, {})[0]
        return Standing(0 if last is None else last + 1, bool(has_held), bool(has_frozen))

    def entries(self, begin: int = 0, end: int | None = None) -> Iterator[Entry]:
        """Entries begin <= seq < end in the order of the log."""
        asked = f"SELECT {ENTRY} FROM entry WHERE seq >= :begin AND seq < :end ORDER BY seq"
        end = self.size() if end is None else end
        for start in range(begin, end, CHUNK):
            stop = min(start + CHUNK, end)
            yield from map(Entry._make, self.backend.rows(asked, {"begin": start, "end": stop}))

    def leaves(self, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Leaf hashes in the order of the log."""
        asked = "SELECT leaf FROM entry WHERE seq >= :begin AND seq < :end ORDER BY seq"
        end = self.size() if end is None else end
        for start in range(begin, end, CHUNK):
            stop = min(start + CHUNK, end)
            for (leaf,) in self.backend.rows(asked, {"begin": start, "end": stop}):
                yield leaf

    def entries_of_devices(self) -> Iterator[Entry]:
        """Entries whose type begins with `device_`, in the order of the log."""
        asked = f"SELECT {ENTRY} FROM entry WHERE type LIKE 'device_%' ORDER BY seq"
        return (Entry(*row) for row in self.backend.rows(asked, {}))

    def entry_of_event(self, event_id: str) -> Entry | None:
        """The entry of an event, if it is in the log."""
        return self._entry("event_id = :event_id", {"event_id": event_id})

    def entry_of_device(self, device: str, n: int) -> Entry | None:
        """The entry of a device's n-th event, if it is in the log."""
        return self._entry("device = :device AND n = :n", {"device": device, "n": n})

    def last_of_device(self, device: str) -> Entry | None:
        """The last entry of a device, if it has any."""
        wanted = "device = :device ORDER BY n DESC LIMIT 1"
        return self._entry(wanted, {"device": device})

    def _entry(self, wanted: str, parameters: Mapping[str, object]) -> Entry | None:
        found = self.backend.rows(f"SELECT {ENTRY} FROM entry WHERE {wanted}", parameters)
        return Entry(*found[0]) if found else None

    def node(self, level: int, place: int) -> bytes | None:
        """The hash of a full subtree of 2^level leaves; level 0 is the leaves."""
        if level == 0:
            found = self.backend.rows("SELECT leaf FROM entry WHERE seq = :seq", {"seq": place})
        else:
            asked = "SELECT hash FROM node WHERE level = :level AND place = :place"
            found = self.backend.rows(asked, {"level": level, "place": place})
        return found[0][0] if found else None

    def nodes(self) -> Iterator[tuple[int, int, bytes]]:
        """Every stored (level, place, hash), level by level from the left."""
        highest = self.backend.rows("SELECT max(level) FROM node", {})[0][0] or 0
        asked = (
            "SELECT place, hash FROM node WHERE level = :level AND place > :after "
            f"ORDER BY place LIMIT {CHUNK}"
        )
        for level in range(1, highest + 1):
            after = -1
            while rows := self.backend.rows(asked, {"level": level, "after": after}):
                yield from ((level, place, hashed) for place, hashed in rows)
                after = rows[-1][0]

    def nodes_between(self, level: int, begin: int, end: int) -> list[tuple[int, bytes]]:
        """(place, hash) of the stored subtrees of a level with begin <= place < end."""
        asked = (
            "SELECT place, hash FROM node WHERE level = :level AND place >= :begin AND place < :end"
        )
        found = self.backend.rows(asked, {"level": level, "begin": begin, "end": end})
        return [(place, hashed) for place, hashed in found]

    def number_of_nodes(self) -> int:
        """How many subtrees are stored."""
        return int(self.backend.rows("SELECT count(*) FROM node", {})[0][0])

    def held(self, device: str | None = None) -> list[Held]:
        """Events still in quarantine, by device and number."""
        wanted = "" if device is None else " AND device = :device"
        asked = (
            f"SELECT {ARRIVED} FROM held WHERE NOT EXISTS "
            "(SELECT 1 FROM entry WHERE entry.event_id = held.event_id) AND NOT EXISTS "
            "(SELECT 1 FROM refused WHERE refused.raw = held.raw)"
            f"{wanted} ORDER BY device, n"
        )
        parameters = {} if device is None else {"device": device}
        return [Held(*row) for row in self.backend.rows(asked, parameters)]

    def held_event(self, device: str, n: int) -> Held | None:
        """The n-th event of a device, if it is or was in quarantine."""
        asked = f"SELECT {ARRIVED} FROM held WHERE device = :device AND n = :n"
        found = self.backend.rows(asked, {"device": device, "n": n})
        return Held(*found[0]) if found else None

    def is_held(self, event_id: str) -> bool:
        """Whether an event is or was in quarantine."""
        asked = "SELECT 1 FROM held WHERE event_id = :event_id"
        return bool(self.backend.rows(asked, {"event_id": event_id}))

    def refused(self) -> list[Refused]:
        """Events that were not accepted, by device and number."""
        asked = f"SELECT digest, reason, {ARRIVED} FROM refused ORDER BY device, n, digest"
        return [Refused(*row) for row in self.backend.rows(asked, {})]

    def frozen(self) -> list[Frozen]:
        """Devices of which nothing more is accepted."""
        asked = "SELECT device, n, digest, frozen_at FROM frozen ORDER BY device"
        return [Frozen(*row) for row in self.backend.rows(asked, {})]

    def checkpoints(self) -> list[StoredCheckpoint]:
        """Signed checkpoints, the smallest first."""
        asked = "SELECT size, root, note, signed_at FROM checkpoint ORDER BY size"
        return [StoredCheckpoint(*row) for row in self.backend.rows(asked, {})]

    def last_checkpoint(self) -> StoredCheckpoint | None:
        """The largest signed checkpoint."""
        asked = "SELECT size, root, note, signed_at FROM checkpoint ORDER BY size DESC LIMIT 1"
        found = self.backend.rows(asked, {})
        return StoredCheckpoint(*found[0]) if found else None

    def cosignatures(self, size: int) -> list[tuple[str, str]]:
        """Verifier key and signature line of each witness of the checkpoint of a size."""
        asked = "SELECT witness, line FROM cosignature WHERE size = :size ORDER BY witness"
        return [(witness, line) for witness, line in self.backend.rows(asked, {"size": size})]


__all__ = ["KeyTaken", "Store"]
