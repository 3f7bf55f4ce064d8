"""Which papers a page offers, and where they are."""

from __future__ import annotations

Papers = tuple[tuple[str, str], ...]
"""Name and path of each."""


def papers_of_trip(trip_id: str) -> Papers:
    """Papers that go with a trip."""
    return ()


def papers_of_site(site_id: str) -> Papers:
    """Papers that a site prints."""
    return ()


def papers_of_person(person_id: str) -> Papers:
    """Papers about a person."""
    return ()
