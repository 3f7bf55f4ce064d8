"""Results in a few words: what a test does not name has a harmless default."""

from __future__ import annotations

from typing import Any

from bench.methods import Method
from bench.results import Found, Result, Run
from bench.watch import Moment, Size


def result(
    method: Method = Method.MUSTER,
    loss: float | None = 100.0,
    moments: tuple[tuple[float, float | None, float | None], ...] = ((1.0, 100.0, 99.0),),
    *,
    case: str = "small-tight-101",
    limit_s: float = 60.0,
    code: str = "abc",
    **found: Any,
) -> Result:
    """A result whose plan has no prices: its objective is its expected loss."""
    values: dict[str, Any] = {
        "outcome": "time" if loss is not None else "no plan",
        "seconds": limit_s,
        "people": 90,
        "objective": loss,
        "expected_loss": loss,
        **found,
    }
    return Result(
        run=Run(case, method.value, 101, limit_s, code),
        found=Found(**values),
        size=Size(1_234, 56, 789),
        moments=tuple(Moment(*each) for each in moments),
        peak_bytes=100 * 2**20,
        machine="2 cores",
        day="2026-11-23",
    )
