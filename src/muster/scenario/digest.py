"""One number for everything that a scenario says, by which a plan knows its scenario again.

It does not depend on the order of rows, on CSV or XLSX, or on how a number or time is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from muster.scenario.network import DayWindow, SeatKind
from muster.scenario.scenario import Scenario


def scenario_digest(scenario: Scenario) -> str:
    """SHA-256, in hex, over a canonical serialisation of the scenario's values.

    Disruptions are left out: a plan is made without them and stays the plan for its scenario
    when they are judged anew.
    """
    values = canonical_values(scenario)
    del values["disruptions"]
    text = json.dumps(values, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def canonical_values(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says, as JSON by field, in an order and spelling of its own."""
    return _named(scenario) | {"start_offset_s": _offset_s(scenario.start)}


def _offset_s(moment: datetime) -> float:
    offset = moment.utcoffset()
    return offset.total_seconds() if offset is not None else 0.0


def _named(thing: Any) -> dict[str, Any]:
    return {name: _canonical(getattr(thing, name)) for name in thing.__dataclass_fields__}


_PLAIN = frozenset((bool, int, str))


def _canonical(value: Any) -> Any:
    """JSON for a value: sequences sorted, for their order says nothing; moments in UTC."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | DayWindow):
        return str(value)
    if isinstance(value, tuple):
        return sorted(_text(_canonical(item)) for item in value)
    if is_dataclass(value):
        return _named(value)
    if isinstance(value, Mapping):
        # a vehicle without seats of a kind has 0 of them
        return {str(k): _canonical(v) for k, v in value.items() if v or not isinstance(k, SeatKind)}
    raise TypeError(f"a scenario cannot hold a {type(value).__name__}")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
