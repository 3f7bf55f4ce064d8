"""`python -m examples.making [EXAMPLE …]`: write the drawn or computed tables of the examples."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from examples.making import christchurch, roster, waikeria
from examples.making.tables import write_tables

Rows = Sequence[Mapping[str, object]]
MAKERS: Mapping[str, Callable[[int], Mapping[str, Rows]]] = {
    "northeast-syria-2026": roster.make_tables,
    "waikeria-2020": waikeria.make_tables,
    "christchurch-earthquake": christchurch.make_tables,
}
NOTHING_DRAWN = 0
SEEDS = {"northeast-syria-2026": roster.SEED}


def main(arguments: Sequence[str]) -> int:
    """Write the tables of the examples that are named, or of all."""
    parser = argparse.ArgumentParser(prog="python -m examples.making", description=__doc__)
    parser.add_argument("example", nargs="*", help=f"{', '.join(MAKERS)}; default: all")
    parser.add_argument("--seed", type=int, help="default: the one that made the committed tables")
    parser.add_argument("--into", type=Path, default=Path(__file__).parents[1])
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.example if name not in MAKERS]
    if unknown:
        parser.error(f"no example {', '.join(unknown)}; there are {', '.join(MAKERS)}")
    for name in chosen.example or MAKERS:
        seed = SEEDS.get(name, NOTHING_DRAWN) if chosen.seed is None else chosen.seed
        write_tables(chosen.into / name, MAKERS[name](seed))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
