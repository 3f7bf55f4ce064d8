"""Learn name channels from pairs of spellings: open data, or pairs a user has confirmed."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from muster.errors import MusterError
from muster.matching.channel import (
    CHANNELS,
    Channel,
    adapted,
    learn,
    read_channel,
    write_model,
)
from muster.matching.normalise import is_arabic, letters
from muster.matching.roster import Roster

SORANI = {
    "ە": {"e": 50.0, "a": 40.0, "": 5.0, "eh": 3.0, "ae": 2.0},
    "چ": {"ch": 60.0, "c": 20.0, "tch": 5.0, "chi": 5.0, "che": 5.0},
    "پ": {"p": 80.0, "pi": 8.0, "pe": 8.0, "b": 4.0},
    "ژ": {"j": 50.0, "zh": 40.0, "z": 5.0, "ji": 5.0},
    "گ": {"g": 80.0, "gu": 8.0, "ge": 6.0, "k": 6.0},
    "ڤ": {"v": 75.0, "va": 10.0, "vi": 10.0, "w": 5.0},
}
"""Letters of Sorani that the open pairs hardly show, with their usual Latin forms, in uses."""

IDENTITY = {"latin": 0.05, "arabic": 0.4}
"""Chance that two lists in one script copy a spelling, beside what the channel gives."""

CONFIRMED = 20.0
"""Uses of a spelling in open data that one confirmed pair counts for."""

SHIPPED = 200.0
"""Uses of a letter in a context that the channels of the package count for beside one's own."""

SURE = (None, "decided", "confirmed")
"""What the column `decision`, if there is one, says of a pair that is learned from."""

Weighted = dict[tuple[str, str], float]
"""Weights of pairs (Arabic letters, Latin letters)."""


def read_pairs(path: Path) -> Weighted:
    """Pairs of words with their uses, from a table with the columns arabic, latin and count."""
    found: Weighted = defaultdict(float)
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = {"arabic", "latin", "count"} - set(rows.fieldnames or ())
            if missing:
                raise MusterError(f"{path}, row 1: found no column {', '.join(sorted(missing))}")
            for row in rows:
                _add(found, row["arabic"], row["latin"], float(row["count"]))
    except OSError as error:
        raise MusterError(f"{path}: cannot be read ({error.strerror})") from None
    except (UnicodeDecodeError, ValueError, TypeError):
        raise MusterError(
            f"{path}: found bytes that are not UTF-8, or a count that is no number; "
            "expected a table with tabs and the columns arabic, latin, count"
        ) from None
    return dict(found)


def confirmed_pairs(a: Roster, b: Roster, pairs: Iterable[tuple[str, str]]) -> Weighted:
    """Words that confirmed pairs of rows (ids of `a`, ids of `b`) spell in the two scripts.

    Only names with as many words on either list are learned from, word by word.
    """
    rows_a, rows_b = {row.id: row for row in a.rows}, {row.id: row for row in b.rows}
    found: Weighted = defaultdict(float)
    given = list(pairs)
    unknown = [pair for pair in given if pair[0] not in rows_a or pair[1] not in rows_b]
    if unknown:
        raise MusterError(
            f"found {len(unknown):,} of {len(given):,} confirmed pairs whose ids are not on the "
            f"lists, the first {' and '.join(unknown[0])}; give the lists that were matched"
        )
    for one, other in given:
        x, y = rows_a[one].tokens, rows_b[other].tokens
        if len(x) != len(y):
            continue
        for left, right in zip(x, y, strict=True):
            if is_arabic(left) and not is_arabic(right):
                _add(found, left, right, CONFIRMED)
            elif is_arabic(right) and not is_arabic(left):
                _add(found, right, left, CONFIRMED)
    return dict(found)


def read_confirmed(path: Path) -> list[tuple[str, str]]:
    """Pairs of ids from a table with the columns a and b.

    Of matches.csv those decided, of reviewed.csv those that reviewers confirmed as well.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not {"a", "b"} <= set(rows.fieldnames or ()):
                raise MusterError(f"{path}, row 1: found no columns a and b")
            return [
                (row["a"], row["b"])
                for row in rows
                if row["a"] and row["b"] and row.get("decision") in SURE
            ]
    except OSError as error:
        raise MusterError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise MusterError(f"{path}: byte {error.start:,} is not UTF-8") from None


def _add(found: Weighted, arabic: str, latin: str, count: float) -> None:
    arabic, latin = letters(arabic), letters(latin)
    if 1 < len(arabic) < 16 and 1 < len(latin) < 20:
        found[arabic, latin] = found.get((arabic, latin), 0.0) + count


def train(uses: Weighted, model: Path) -> None:
    """Learn the three channels from pairs of words and write them to one file."""
    pairs = {pair: 1 + math.log(max(count, 1.0)) for pair, count in uses.items()}
    write_model(
        model,
        [
            _learned(pairs, "arabic", "latin", known=SORANI),
            *(
                _learned(_same_script(pairs, shared), script, script, IDENTITY[script])
                for shared, script in ((0, "latin"), (1, "arabic"))
            ),
        ],
    )


def adapt(confirmed: Weighted, model: Path) -> None:
    """Write the channels of the package after they have learned from confirmed pairs of words."""
    pairs = {pair: 1 + math.log(max(count, 1.0)) for pair, count in confirmed.items()}
    of_script = {"latin": _same_script(pairs, 0), "arabic": _same_script(pairs, 1)}
    channels = []
    for source, target in CHANNELS:
        uses = pairs if source != target else of_script[source]
        channel = read_channel(source, target)
        if uses:
            channel = adapted(channel, list(uses), list(uses.values()), belief=SHIPPED)
        channels.append(channel)
    write_model(model, channels)


def _same_script(pairs: Weighted, shared: int) -> Weighted:
    """Pairs of spellings in one script that share a spelling in the other."""
    groups: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for pair, weight in pairs.items():
        groups[pair[shared]].append((weight, pair[1 - shared]))
    found: Weighted = {}
    for group in groups.values():
        best = sorted(group, reverse=True)[:6]
        for weight, word in best:
            for other_weight, other in best:
                if word != other:
                    found[word, other] = min(weight, other_weight) / len(best)
    return found


def _learned(
    pairs: Weighted,
    source: str,
    target: str,
    identity: float = 0.0,
    known: Mapping[str, Mapping[str, float]] | None = None,
) -> Channel:
    return learn(list(pairs), list(pairs.values()), source, target, identity=identity, known=known)
