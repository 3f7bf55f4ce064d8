"""Learn the name channels that Muster ships from open pairs of spellings.

    python tools/train_names.py PAIRS.tsv src/muster/matching/data/names.npz

PAIRS.tsv has the columns arabic, latin, count, source: names of people in Wikidata (CC0 1.0) and
google/transliteration (Apache-2.0). No roster is read.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from muster.matching.channel import Channel, learn, write_model
from muster.matching.normalise import letters

SORANI = {
    "ە": {"e": 50.0, "a": 40.0, "": 5.0, "eh": 3.0, "ae": 2.0},
    "چ": {"ch": 60.0, "c": 20.0, "tch": 5.0, "chi": 5.0, "che": 5.0},
    "پ": {"p": 80.0, "pi": 8.0, "pe": 8.0, "b": 4.0},
    "ژ": {"j": 50.0, "zh": 40.0, "z": 5.0, "ji": 5.0},
    "گ": {"g": 80.0, "gu": 8.0, "ge": 6.0, "k": 6.0},
    "ڤ": {"v": 75.0, "va": 10.0, "vi": 10.0, "w": 5.0},
}
"""Letters of Sorani that the pairs hardly show, with their usual Latin forms, in uses."""

Weighted = dict[tuple[str, str], float]


def read_pairs(path: Path) -> Weighted:
    """Pairs of words with a weight: the count, damped."""
    found: Weighted = defaultdict(float)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            arabic, latin = letters(row["arabic"]), letters(row["latin"])
            if 1 < len(arabic) < 16 and 1 < len(latin) < 20:
                found[arabic, latin] += float(row["count"])
    return {pair: 1 + math.log(count) for pair, count in found.items()}


def same_script(pairs: Weighted, *, shared: int) -> Weighted:
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


def learned(
    pairs: Weighted,
    source: str,
    target: str,
    identity: float = 0.0,
    known: Mapping[str, Mapping[str, float]] | None = None,
) -> Channel:
    """Learn one channel and say so."""
    print(f"{source} to {target}: {len(pairs):,} pairs")
    weights = list(pairs.values())
    return learn(list(pairs), weights, source, target, identity=identity, known=known)


def main() -> None:
    """Learn the three channels and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("model", type=Path)
    given = parser.parse_args()
    pairs = read_pairs(given.pairs)
    channels = [
        learned(pairs, "arabic", "latin", known=SORANI),
        learned(same_script(pairs, shared=0), "latin", "latin", identity=0.4),
        learned(same_script(pairs, shared=1), "arabic", "arabic", identity=0.8),
    ]
    write_model(given.model, channels)
    print(f"{given.model}: {given.model.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
