"""Learn the name channels that Muster ships from open pairs of spellings.

    python tools/train_names.py PAIRS.tsv src/muster/matching/data/names.npz

PAIRS.tsv has the columns arabic, latin, count, source: names of people in Wikidata (CC0 1.0) and
google/transliteration (Apache-2.0). No roster is read.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from muster.matching.training import read_pairs, train


def main() -> None:
    """Learn the three channels and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("model", type=Path)
    given = parser.parse_args()
    pairs = read_pairs(given.pairs)
    train(pairs, given.model)
    print(f"{len(pairs):,} pairs: {given.model}, {given.model.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
