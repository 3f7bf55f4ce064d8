"""Times as the record has them (UTC text), as moments, and the hours between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from muster.record.events import moment

DAY_H = 24.0


def read(text: str) -> datetime:
    """The moment of a time as events have it."""
    return datetime.fromisoformat(text)


def written(at: datetime) -> str:
    """A moment as events have it."""
    return moment(at.astimezone(UTC))


def hours_between(begin: str, end: str) -> float:
    """Hours from one time to another; negative if the other is earlier."""
    return (read(end) - read(begin)).total_seconds() / 3600


def later(text: str, hours: float) -> str:
    """A time some hours after another."""
    return written(read(text) + timedelta(hours=hours))


def share_between(begin: str, end: str, at: str) -> float:
    """How far a time lies on the way from one time to another, from 0 to 1."""
    whole = hours_between(begin, end)
    if whole <= 0:
        return 1.0
    return min(max(hours_between(begin, at) / whole, 0.0), 1.0)
