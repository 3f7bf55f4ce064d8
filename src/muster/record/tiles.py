"""The log as files that any web server can offer: C2SP tlog-tiles (256 hashes a tile)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from muster.errors import ProofError
from muster.record.leaves import Leaf, read_leaf
from muster.record.tree import node_hash

WIDTH = 256
"""Hashes in a full tile: 8 levels of the tree."""


def tile_path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Path of a tile, its number in groups of three digits: tile/0/x001/x234/067.p/12."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    partial = f".p/{width}" if width < WIDTH else ""
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def tiles_of(leaves: Sequence[Leaf]) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every tile of hashes and every bundle of entries of a log."""
    for number in range(0, len(leaves), WIDTH):
        bundle = leaves[number : number + WIDTH]
        raw = b"".join(len(each.raw).to_bytes(2, "big") + each.raw for each in bundle)
        yield tile_path("entries", number // WIDTH, len(bundle)), raw
    hashes, level = [each.hash for each in leaves], 0
    while hashes:
        for number in range(0, len(hashes), WIDTH):
            tile = hashes[number : number + WIDTH]
            yield tile_path(level, number // WIDTH, len(tile)), b"".join(tile)
        full = len(hashes) // WIDTH * WIDTH
        hashes = [_root_of(hashes[i : i + WIDTH]) for i in range(0, full, WIDTH)]
        level += 1


def write_tiles(folder: Path, leaves: Sequence[Leaf], checkpoint: str) -> int:
    """Write a log into a folder, the checkpoint last; returns the number of tiles.

    Each file is written beside its place and then renamed; partial tiles of an earlier export stay,
    as the protocol asks.
    """
    written = 0
    for path, raw in tiles_of(leaves):
        _put(folder / path, raw)
        written += 1
    _put(folder / "checkpoint", checkpoint.encode())
    return written


def read_entries(folder: Path, size: int) -> list[Leaf]:
    """The first `size` leaves of a log in a folder; raises ProofError where one is not there."""
    leaves: list[Leaf] = []
    for number in range(0, size, WIDTH):
        width = min(WIDTH, size - number)
        path = tile_path("entries", number // WIDTH, width)
        if not (folder / path).is_file():
            raise ProofError(f"{path}: found no such file; expected a bundle of {width} entries")
        raw = (folder / path).read_bytes()
        for _ in range(width):
            length = int.from_bytes(raw[:2], "big")
            if len(raw) < 2 + length:
                raise ProofError(
                    f"{path}: found a bundle that is cut off; expected {width} entries"
                )
            leaves.append(read_leaf(raw[2 : 2 + length]))
            raw = raw[2 + length :]
        if raw:
            raise ProofError(f"{path}: found more than {width} entries; expected no more")
    return leaves


def _root_of(hashes: Sequence[bytes]) -> bytes:
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(level[i], level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


def _put(place: Path, raw: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(place.name + ".new")
    beside.write_bytes(raw)
    beside.replace(place)
