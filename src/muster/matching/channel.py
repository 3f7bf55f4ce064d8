"""How likely one spelling of a name gives another: a learned letter-by-letter channel.

P(target | source) sums over all ways of cutting the target into one chunk of 0 to 3 letters for
each letter of the source. Learned by expectation maximisation (Ristad and Yianilos, Learning
string-edit distance, 1998, generalised to chunks).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from muster.matching import channel_kernel
from muster.matching.cores import in_parts
from muster.matching.normalise import ARABIC_LETTERS, LATIN_LETTERS

LONGEST_WORD = 36
"""Letters of a word that are read."""

SLIP = 0.012
"""Chance that a letter is written by mistake rather than by habit of spelling."""

ALPHABETS: Mapping[str, str] = {"arabic": ARABIC_LETTERS, "latin": LATIN_LETTERS}
CHANNELS = (("arabic", "latin"), ("latin", "latin"), ("arabic", "arabic"))
VOWELS: Mapping[str, str] = {"arabic": "اويهۆێە", "latin": "aeiouy"}

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Channel:
    """Chunk probabilities: table[letter of source, context, chunk of target]."""

    source: str
    target: str
    table: Floats
    identity: float
    """Chance that the spelling is simply the same (one script on both sides)."""

    @property
    def vowels(self) -> NDArray[np.bool_]:
        """Which letters of the source count as vowels for the context."""
        return np.array([c in VOWELS[self.source] for c in ALPHABETS[self.source]])


@dataclass(frozen=True, slots=True)
class Words:
    """Words as letter numbers in one flat array; word w is letters[at[w] : at[w + 1]]."""

    letters: Integers
    at: Integers


def encoded(words: Sequence[str], script: str) -> Words:
    """Number the letters of words; what is not of the script is left out."""
    number = {letter: i for i, letter in enumerate(ALPHABETS[script])}
    rows = [[number[c] for c in word if c in number][:LONGEST_WORD] for word in words]
    at = np.zeros(len(rows) + 1, np.int32)
    np.cumsum([len(row) for row in rows], out=at[1:])
    flat = [letter for row in rows for letter in row]
    return Words(np.array(flat, np.int32), at)


def chunk_count(alphabet: int) -> int:
    """How many chunks of 0 to 3 letters there are."""
    return sum(alphabet**length for length in range(channel_kernel.LONGEST_CHUNK + 1))


def slips(alphabet: int) -> NDArray[np.float64]:
    """The distribution of chunks written by mistake: any, the short ones most."""
    shares = (0.3, 0.5, 0.18, 0.02)
    parts = [np.full(alphabet**k, share / alphabet**k) for k, share in enumerate(shares)]
    return np.concatenate(parts)


def learn(
    pairs: Sequence[tuple[str, str]],
    weights: Sequence[float],
    source: str,
    target: str,
    *,
    rounds: int = 8,
    identity: float = 0.0,
    known: Mapping[str, Mapping[str, float]] | None = None,
) -> Channel:
    """Learn a channel from pairs of words of the two scripts.

    `known` adds uses of chunks of a letter that the pairs hardly show.
    """
    from_words = encoded([pair[0] for pair in pairs], source)
    to_words = encoded([pair[1] for pair in pairs], target)
    letters, alphabet = len(ALPHABETS[source]), len(ALPHABETS[target])
    slip = slips(alphabet)
    shape = (letters, channel_kernel.CONTEXTS, chunk_count(alphabet))
    channel = Channel(source, target, np.broadcast_to(slip, shape).astype(np.float32), identity)
    added = _uses(known or {}, source, target, shape)
    for _ in range(rounds):
        counts, _ = channel_kernel.expected_counts(
            from_words.letters, from_words.at, to_words.letters, to_words.at,
            np.array(weights), channel.table, channel.vowels, alphabet,
        )  # fmt: skip
        channel = Channel(source, target, _smoothed(counts + added, slip), identity)
    return channel


def adapted(
    channel: Channel,
    pairs: Sequence[tuple[str, str]],
    weights: Sequence[float],
    *,
    belief: float,
    rounds: int = 4,
) -> Channel:
    """A channel that has learned from further pairs of words, few as they may be.

    What it held before counts for `belief` uses of each letter in each context.
    """
    from_words = encoded([pair[0] for pair in pairs], channel.source)
    to_words = encoded([pair[1] for pair in pairs], channel.target)
    before, now = channel.table.astype(np.float64), channel
    for _ in range(rounds):
        counts, _ = channel_kernel.expected_counts(
            from_words.letters, from_words.at, to_words.letters, to_words.at,
            np.array(weights, float), now.table, channel.vowels, len(ALPHABETS[channel.target]),
        )  # fmt: skip
        table = counts + belief * before
        table /= table.sum(axis=2, keepdims=True)
        now = Channel(channel.source, channel.target, table.astype(np.float32), channel.identity)
    return now


def _uses(
    known: Mapping[str, Mapping[str, float]], source: str, target: str, shape: tuple[int, int, int]
) -> NDArray[np.float64]:
    uses = np.zeros(shape)
    alphabet = len(ALPHABETS[target])
    for letter, chunks in known.items():
        for chunk, number in chunks.items():
            word = encoded([chunk], target).letters
            at = channel_kernel.chunk_number(word, 0, len(word), alphabet)
            uses[ALPHABETS[source].index(letter), :, at] += number
    return uses


def _smoothed(counts: NDArray[np.float64], slip: NDArray[np.float64]) -> Floats:
    """Chunk probabilities: by context, backed by all contexts of the letter, then by slips."""
    backing, discount = 20.0, 1.0
    every = counts.sum(axis=1, keepdims=True)
    general = (every + discount * slip) / (every.sum(axis=2, keepdims=True) + discount)
    special = (counts + backing * general) / (counts.sum(axis=2, keepdims=True) + backing)
    special = np.where(special < 2e-5, 0.0, special)
    table = (1 - SLIP) * special + SLIP * slip
    chances: Floats = (table / table.sum(axis=2, keepdims=True)).astype(np.float32)
    return chances


def likelihoods(channel: Channel, sources: Words, targets: Words, first: int, last: int) -> Floats:
    """P(target | source) for targets first to last (rows) and all sources (columns).

    Sources are best sorted: beginnings that neighbours share are read once.
    """
    depth, row, word, after = channel_kernel.tree(sources.letters, sources.at, channel.vowels)
    used, place = np.unique(row, return_inverse=True)
    chunks = channel.table.shape[2]
    by_chunk = np.ascontiguousarray(np.moveaxis(channel.table, 2, 0)).reshape(chunks, -1)
    out = np.zeros((last - first, len(sources.at) - 1), np.float32)
    given = (
        depth, place, word, after, used, targets.letters, targets.at, by_chunk,
        len(ALPHABETS[channel.target]),
    )  # fmt: skip
    in_parts(
        len(out),
        lambda begin, end: channel_kernel.likelihoods(*given, first + begin, out[begin:end]),
    )
    return out


def write_model(path: Path, channels: Sequence[Channel]) -> None:
    """Write channels to one small file: only chunks that stand out, as 16-bit logs."""
    parts: dict[str, NDArray[np.generic]] = {}
    for channel in channels:
        key = f"{channel.source}_{channel.target}"
        floor = 2.0 * SLIP * slips(len(ALPHABETS[channel.target]))
        where = np.nonzero(channel.table > np.maximum(floor, 1e-4))
        parts[f"{key}_at"] = np.stack(where).astype(np.uint16)
        parts[f"{key}_log"] = np.log(channel.table[where]).astype(np.float16)
        parts[f"{key}_identity"] = np.array(channel.identity)
    temporary = path.with_suffix(".part.npz")
    np.savez_compressed(temporary, **parts)  # type: ignore[arg-type]
    temporary.replace(path)


@lru_cache(maxsize=8)
def read_channel(source: str, target: str, path: Path | None = None) -> Channel:
    """Read one channel of a model file; without a path, of the one in the package."""
    if path is None:
        with as_file(files("muster.matching") / "data" / "names.npz") as packaged:
            return read_channel(source, target, packaged)
    key = f"{source}_{target}"
    with np.load(path) as model:
        letters, contexts, chunks = model[f"{key}_at"].astype(np.int64)
        logs = model[f"{key}_log"].astype(np.float32)
        identity = float(model[f"{key}_identity"])
    alphabet = len(ALPHABETS[target])
    shape = (len(ALPHABETS[source]), channel_kernel.CONTEXTS, chunk_count(alphabet))
    table = np.broadcast_to(SLIP * slips(alphabet), shape).astype(np.float32)
    table[letters, contexts, chunks] = np.exp(logs)
    return Channel(source, target, table, identity)


def is_model(path: Path) -> bool:
    """Whether a file holds the channels that names are read by."""
    try:
        for source, target in CHANNELS:
            read_channel(source, target, path)
    except (OSError, EOFError, ValueError, KeyError, IndexError, TypeError, BadZipFile):
        return False
    return True
