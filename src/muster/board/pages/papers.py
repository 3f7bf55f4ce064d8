"""Which papers a page offers, and where they are."""

from __future__ import annotations

Papers = tuple[tuple[str, str], ...]
"""Name and path of each."""


def papers_of_trip(trip_id: str) -> Papers:
    """Papers that go with a trip."""
    return ()
