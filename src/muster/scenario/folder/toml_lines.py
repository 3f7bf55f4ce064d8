"""The lines on which the keys of a TOML document stand, because `tomllib` does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping

_HEADER = re.compile(r"\s*(\[{1,2})\s*([A-Za-z0-9_.-]+)\s*\]{1,2}\s*(#.*)?\r?")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_LONG_QUOTES = ('"""', "'''")


def key_lines(text: str) -> dict[str, int]:
    """Line by path (`security.rate[2].per_day`) of the keys written one a line."""
    lines: dict[str, int] = {}
    elements: dict[str, int] = {}
    prefix = ""
    quotes = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if quotes:
            quotes = "" if line.count(quotes) % 2 else quotes
            continue
        header, key = _HEADER.fullmatch(line), _KEY.match(line)
        if header:
            prefix = header[2]
            if header[1] == "[[":
                elements[prefix] = elements.get(prefix, 0) + 1
                prefix = f"{prefix}[{elements[prefix]}]"
            lines.setdefault(prefix, number)
        elif key:
            lines.setdefault(f"{prefix}.{key[1]}" if prefix else key[1], number)
        quotes = next((each for each in _LONG_QUOTES if line.count(each) % 2), "")
    return lines


def line_of(path: str, lines: Mapping[str, int]) -> int | None:
    """The line of a path, or of the nearest thing around it."""
    while path:
        if path in lines:
            return lines[path]
        path = path.rpartition(".")[0]
    return None
