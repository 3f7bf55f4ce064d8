"""The Merkle tree of RFC 6962: appending, roots, and proofs that entries and history are kept.

Verification follows RFC 9162, sections 2.1.3.2 (inclusion) and 2.1.4.2 (consistency).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from muster.errors import ProofError

EMPTY = sha256(b"").digest()
"""Root of a tree without leaves."""


def leaf_hash(leaf: bytes) -> bytes:
    """Hash of an entry: SHA-256(0x00 ‖ leaf)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A growing tree that keeps the hashes of its full subtrees, 64 bytes a leaf."""

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        """By level: hashes of the full subtrees of 2^level leaves, from the left."""
        for each in leaf_hashes:
            self.append(each)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, hashed: bytes) -> None:
        """Add a leaf by its hash."""
        level = 0
        self._levels[0].append(hashed)
        while len(self._levels[level]) % 2 == 0:
            left, right = self._levels[level][-2:]
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(node_hash(left, right))

    def root(self, size: int | None = None) -> bytes:
        """Root of the first `size` leaves, of all if none is given."""
        size = len(self) if size is None else size
        self._check(0 <= size <= len(self), f"a tree of {size} leaves")
        return self._hash(0, size) if size else EMPTY

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Proof that leaf `index` is in the tree of the first `size` leaves (RFC 9162, 2.1.3.1)."""
        size = len(self) if size is None else size
        self._check(0 <= index < size <= len(self), f"leaf {index} of {size}")
        path, begin, end = [], 0, size
        while end - begin > 1:
            middle = begin + _split(end - begin)
            if index < middle:
                path.append(self._hash(middle, end))
                end = middle
            else:
                path.append(self._hash(begin, middle))
                begin = middle
        return path[::-1]

    def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """Proof that the first `old` leaves begin the tree of `size` leaves (RFC 9162, 2.1.4.1)."""
        size = len(self) if size is None else size
        self._check(0 <= old <= size <= len(self), f"{old} leaves of {size}")
        if old in (0, size):
            return []
        path, begin, end, is_whole = [], 0, size, True
        while old != end:
            middle = begin + _split(end - begin)
            if old <= middle:
                path.append(self._hash(middle, end))
                end = middle
            else:
                path.append(self._hash(begin, middle))
                begin, is_whole = middle, False
        if not is_whole:
            path.append(self._hash(begin, end))
        return path[::-1]

    def _hash(self, begin: int, end: int) -> bytes:
        """Hash of the subtree of leaves [begin, end), as RFC 9162 splits it."""
        width = end - begin
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            return self._full(level, begin >> level)
        middle = begin + _split(width)
        return node_hash(self._hash(begin, middle), self._hash(middle, end))

    def _full(self, level: int, place: int) -> bytes:
        """Hash of the `place`-th full subtree of 2^level leaves."""
        return self._levels[level][place]

    def _check(self, is_there: bool, asked: str) -> None:
        if not is_there:
            raise ProofError(f"found {asked} asked of a tree of {len(self)}; expected what it has")


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> None:
    """Check that a leaf, by its hash, is at `index` of the tree of a root; else ProofError."""
    if not 0 <= index < size:
        raise ProofError(f"found leaf {index} in a tree of {size}; expected one of its leaves")
    inner, last, hashed = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise ProofError("found a proof that is too long; expected one hash a level")
        if inner & 1 or inner == last:
            hashed = node_hash(step, hashed)
            while not inner & 1 and inner:
                inner, last = inner >> 1, last >> 1
        else:
            hashed = node_hash(hashed, step)
        inner, last = inner >> 1, last >> 1
    if last or hashed != root:
        raise ProofError("found a proof of another leaf or another tree; expected that of the root")


def verify_consistency(
    old: int, size: int, path: Sequence[bytes], old_root: bytes, root: bytes
) -> None:
    """Check that the tree of `old` leaves begins the tree of `size`; else ProofError."""
    if not 0 <= old <= size:
        raise ProofError(f"found {old} leaves grown to {size}; expected no fewer than before")
    if old in (0, size):
        same = old_root == root if old else old_root == EMPTY
        if path or not same:
            raise ProofError("found two roots for the same leaves; expected one and no proof")
        return
    steps = list(path) if old & (old - 1) else [old_root, *path]
    if not steps:
        raise ProofError("found no proof; expected that the log was only added to")
    inner, last = old - 1, size - 1
    while inner & 1:
        inner, last = inner >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ProofError("found a proof that is too long; expected one hash a level")
        if inner & 1 or inner == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not inner & 1 and inner:
                inner, last = inner >> 1, last >> 1
        else:
            second = node_hash(second, step)
        inner, last = inner >> 1, last >> 1
    if last or first != old_root or second != root:
        raise ProofError("found a log that was rewritten; expected one that was only added to")


def _split(width: int) -> int:
    """The largest power of two below a width."""
    return 1 << (width - 1).bit_length() - 1
