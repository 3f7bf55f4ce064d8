"""The shape of plan.json, derived from the dataclasses of `muster.planning.plan`.

One description serves three readers: the JSON Schema in docs/schema, the reader of plan files,
and the writer. A field added to a dataclass appears in all of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from muster.planning.plan import PLAN_FORMAT, Load, Plan, Trip

STOPPED_BY = ("gap", "time", "interrupted", "proven", "exhausted", "effort")

LOWEST: dict[tuple[type, str], int] = {
    (Plan, "seconds"): 0,
    (Plan, "unplaced"): 0,
    (Plan, "people"): 0,
    (Plan, "trip_price"): 0,
    (Plan, "change_price"): 0,
    (Plan, "given_up"): 0,
    (Trip, "step"): 0,
    (Trip, "people"): 0,
    (Load, "people"): 1,
}
"""Numbers that cannot be less, by dataclass and field."""

HIGHEST = 2**53 - 1
"""Whole numbers beyond it are not the same to every reader of JSON (RFC 7493, section 2.2)."""

EXPECTED = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    datetime: "a time such as 2026-01-21T06:00:00+03:00",
}


def keys(kind: type) -> list[str]:
    """Keys of a dataclass in the order in which they are written: a plan's lists come last."""
    names = [field.name for field in fields(kind)]
    if kind is not Plan:
        return names
    hints = get_type_hints(Plan)
    lists = [name for name in names if get_origin(hints[name]) is tuple]
    return ["format", *(name for name in names if name not in (*lists, "format")), *lists]


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of plan.json."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Muster plan, format {PLAN_FORMAT}",
        **_schema_of(Plan),
    }


def to_json(value: Any) -> Any:
    """A value of a plan as JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {key: to_json(getattr(value, key)) for key in keys(type(value))}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: to_json(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [to_json(each) for each in value]
    return value


def from_json(hint: Any, found: Any, where: str, faults: list[str]) -> Any:
    """The value that a part of plan.json stands for; what is wrong with it goes to `faults`.

    Where there is a fault the value returned means nothing.
    """
    if get_origin(hint) is UnionType:
        known = next(each for each in get_args(hint) if each is not NoneType)
        return None if found is None else from_json(known, found, where, faults)
    if get_origin(hint) is tuple:
        return _list_from_json(get_args(hint)[0], found, where, faults)
    if get_origin(hint) is not None:
        return _numbers_from_json(found, where, faults)
    if is_dataclass(hint):
        return _object_from_json(hint, found, where, faults)
    return _scalar_from_json(hint, found, where, faults)


def _object_from_json(kind: Any, found: Any, where: str, faults: list[str]) -> Any:
    if not isinstance(found, dict):
        faults.append(_fault(where, found, "an object"))
        return None
    expected, hints = keys(kind), get_type_hints(kind)
    faults += [_fault(_join(where, key), "nothing", "a value") for key in expected - found.keys()]
    faults += [
        f"{_join(where, key)}: found a key that is not known; expected none but those of the schema"
        for key in sorted(found.keys() - set(expected))
    ]
    before = len(faults)
    values = {
        key: from_json(hints[key], found[key], _join(where, key), faults)
        for key in expected
        if key in found
    }
    for key, value in values.items():
        faults += _limit_faults(kind, key, value, _join(where, key))
    complete = len(faults) == before and values.keys() == set(expected)
    return kind(**values) if complete else None


def _list_from_json(kind: Any, found: Any, where: str, faults: list[str]) -> Any:
    if not isinstance(found, list):
        faults.append(_fault(where, found, "a list"))
        return ()
    return tuple(
        from_json(kind, each, f"{where}[{index}]", faults) for index, each in enumerate(found)
    )


def _numbers_from_json(found: Any, where: str, faults: list[str]) -> Any:
    if not isinstance(found, dict):
        faults.append(_fault(where, found, "an object of whole numbers"))
        return {}
    return {key: from_json(int, each, _join(where, key), faults) for key, each in found.items()}


def _scalar_from_json(kind: type, found: Any, where: str, faults: list[str]) -> Any:
    if kind is datetime:
        moment = _moment(found)
        if moment is None:
            faults.append(_fault(where, found, EXPECTED[datetime]))
        return moment
    accepted = (int, float) if kind is float else (kind,)
    fits = isinstance(found, accepted) and isinstance(found, bool) == (kind is bool)
    if not fits or (isinstance(found, float) and not math.isfinite(found)):
        faults.append(_fault(where, found, EXPECTED[kind]))
        return None
    if kind is int and abs(found) > HIGHEST:
        faults.append(_fault(where, "one of too many digits", f"at most {HIGHEST}"))
    if kind is not float:
        return found
    try:
        return float(found)
    except OverflowError:
        faults.append(_fault(where, "a number beyond every measure", "a number"))
        return None


def _moment(found: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(found)
    except (TypeError, ValueError):
        return None
    return moment if moment.utcoffset() is not None else None


def _limit_faults(kind: type, key: str, value: Any, where: str) -> list[str]:
    lowest = LOWEST.get((kind, key))
    if lowest is not None and value is not None and value < lowest:
        return [_fault(where, value, f"{lowest} or more")]
    if (kind, key) == (Plan, "stopped_by") and value is not None and value not in STOPPED_BY:
        return [_fault(where, value, f"one of {', '.join(STOPPED_BY)}")]
    return []


def _schema_of(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is UnionType:
        return {"anyOf": [_schema_of(each) for each in get_args(hint)]}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _schema_of(get_args(hint)[0])}
    if get_origin(hint) is not None:
        return {"type": "object", "additionalProperties": _schema_of(get_args(hint)[1])}
    if is_dataclass(hint):
        return _object_schema(hint)
    scalars: dict[Any, dict[str, Any]] = {
        str: {"type": "string"},
        int: {"type": "integer", "minimum": -HIGHEST, "maximum": HIGHEST},
        float: {"type": "number"},
        bool: {"type": "boolean"},
        datetime: {"type": "string", "format": "date-time"},
        NoneType: {"type": "null"},
    }
    return scalars[hint]


def _object_schema(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    properties = {key: _schema_of(hints[key]) for key in keys(kind)}
    for (owner, key), lowest in LOWEST.items():
        if owner is kind:
            known = properties[key].get("anyOf", [properties[key]])[0]
            known["minimum"] = lowest
    if kind is Plan:
        properties["format"] = {"const": PLAN_FORMAT}
        properties["stopped_by"]["enum"] = list(STOPPED_BY)
    return {
        "type": "object",
        "description": (kind.__doc__ or "").split("\n")[0],
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _fault(where: str, found: Any, expected: str) -> str:
    shown = found if found == "nothing" else repr(found)
    if len(shown) > 60:
        shown = shown[:57] + "..."
    return f"{where or 'the document'}: found {shown}; expected {expected}"
