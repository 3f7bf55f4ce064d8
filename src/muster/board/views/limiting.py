"""What limits the plan, as `muster plan` or `muster limits` wrote it beside the plan."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from muster.planning.answer_file import LIMITS_FILE

MOST = 8
LEAST = 0.005
"""People below which nothing is said to be saved."""


@dataclass(frozen=True, slots=True)
class Limiting:
    """What more of one thing would save."""

    kind: str
    """vehicles, escorts, capacity, beds, embarkation, intake or air_slots."""
    target: str
    added: float
    gain: float
    """Found, in weighted people."""
    at_most: float
    """Proven."""


def limiting(folder: Path) -> tuple[Limiting, ...]:
    """The additions that would save most, the best first; none where nobody has asked."""
    try:
        found = json.loads((folder / LIMITS_FILE).read_text(encoding="utf-8"))["found"]
        rows = [
            Limiting(str(each["kind"]), str(each["target"]), float(each["added"]),
                     float(each["gain"]), float(each["gain_at_most"]))
            for each in found if each["tried"]
        ]  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple(row for row in rows if row.at_most >= LEAST)[:MOST]
