"""Writing `scenario.toml`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from muster.scenario.folder.kinds import number_to_text
from muster.scenario.folder.sections import SECTIONS, Section
from muster.scenario.folder.table import Column, Values
from muster.scenario.judgement import Judgement
from muster.scenario.scenario import Scenario


def settings_text(scenario: Scenario) -> str:
    """The text of `scenario.toml`; what equals its default is left out."""
    lines = [line for section in SECTIONS for line in _section(section, scenario)]
    return "\n".join(lines) + "\n"


def _section(section: Section, scenario: Scenario) -> Iterator[str]:
    for values in section.listed(scenario):
        lines = list(_keys(section, values))
        if section.path and (lines or section.required):
            brackets = f"[[{section.path}]]" if section.repeated else f"[{section.path}]"
            yield f"\n{brackets}"
        yield from lines


def _keys(section: Section, values: Values) -> Iterator[str]:
    for column in section.columns:
        value = values[column.name]
        if value is not None and value != column.default:
            yield f"{column.name} = {_value(column, value)}"


def _value(column: Column, value: Any) -> str:
    if not column.judgement or not isinstance(value, Judgement):
        return _plain(value)
    if value.is_certain and not value.source:
        return _plain(value.value)
    parts = {"value": value.value, "low": value.low, "high": value.high, "source": value.source}
    if value.is_certain:
        del parts["low"], parts["high"]
    return _plain(parts)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_to_text(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(k)} = {_plain(v)}' for k, v in value.items())} }}"
    return f"[{', '.join(_plain(item) for item in value)}]"


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else _quoted(name)


def _quoted(text: str) -> str:
    """A basic string (TOML 1.0): JSON's escapes are TOML's, except that DEL needs one, too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
