"""Strip the package index's host names from uv.lock, so that the lock names no registry.

`make install` reads names, versions and hashes from the lock and asks whatever index the
machine is set up for; the addresses that uv records are never used.
"""

import re
import sys
from pathlib import Path

NEUTRAL_HOST = "https://index.invalid"


def neutral(lock: str) -> str:
    """Return the lock's text with each URL's host replaced by one that cannot resolve."""
    return re.sub(r"https?://[^/\"]+", NEUTRAL_HOST, lock)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(neutral(path.read_text(encoding="utf-8")), encoding="utf-8")
