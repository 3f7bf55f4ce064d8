"""One run in a process of its own: `python -m bench.worker CASE METHOD SEED LIMIT_S LINES`.

Adds lines of JSON to the file LINES while it works: the model's size, each better plan and bound,
and at last what was found. Whoever started it sees to its memory and ends it if it does not end.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from dataclasses import asdict
from pathlib import Path

from bench.methods import Method, runner
from bench.scenarios import scenario_of
from bench.watch import Moment, Size, Watch


def main(case: str, method: str, seed: int, limit_s: float, lines: Path) -> None:
    """Make one run; loading the scenario and importing the method are not counted."""
    scenario, run = scenario_of(case), runner(Method(method))
    with lines.open("a", encoding="utf-8") as file:

        def write(kind: str, said: object) -> None:
            file.write(json.dumps({kind: said}) + "\n")
            file.flush()

        def tell(told: Moment | Size) -> None:
            write(type(told).__name__.lower(), asdict(told))

        watch = Watch(time.monotonic, tell)
        found = run(scenario, seed, limit_s, watch)
        write("found", asdict(found) | {"peak_bytes": _peak_bytes()})


def _peak_bytes() -> int:
    """Most memory that this process, or a process that it started and that ended, had."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) * 1024


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), Path(sys.argv[5]))
    sys.stdout.flush()
    os._exit(0)  # a solver that does not end is left behind in its thread
