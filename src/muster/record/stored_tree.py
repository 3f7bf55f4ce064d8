"""The tree of a stored log: the same proofs, from the hashes that the store has kept."""

from __future__ import annotations

from muster.errors import RecordError
from muster.record.store import Store
from muster.record.tree import Tree


class StoredTree(Tree):
    """The tree of the first `size` events of a store; it does not grow."""

    def __init__(self, store: Store, size: int) -> None:
        super().__init__()
        self._store = store
        self._size = size

    def __len__(self) -> int:
        return self._size

    def append(self, hashed: bytes) -> None:
        raise RecordError("found an append to a stored tree; expected it through the log")

    def _full(self, level: int, place: int) -> bytes:
        found = self._store.node(level, place)
        if found is None:
            raise RecordError(
                f"found no hash of subtree {place} of level {level}; expected it. "
                "Run muster record verify"
            )
        return found
