"""Reading the sections of `scenario.toml` key by key, by their definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from muster.scenario.folder.fault_list import SCENARIO_FILE, SETTINGS, FaultList, Place, shown
from muster.scenario.folder.kinds import Unfit
from muster.scenario.folder.marks import WRONG
from muster.scenario.folder.sections import SECTIONS, Section
from muster.scenario.folder.suggestion import did_you_mean
from muster.scenario.folder.table import Column, Need
from muster.scenario.folder.toml_lines import line_of
from muster.scenario.judgement import Judgement


@dataclass(frozen=True, slots=True)
class SectionReader:
    """Reads sections and says on which line a fault stands."""

    lines: Mapping[str, int]
    faults: FaultList

    def error(self, path: str, found: str, expected: str, action: str = "") -> None:
        """Note a fault at a path such as `security.rate[2].per_day`."""
        self.faults.error(
            Place(SETTINGS, SCENARIO_FILE, line_of(path, self.lines)),
            path or None,
            found,
            expected,
            action,
        )

    def read(self, section: Section, document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The values of the section, or of each of its elements."""
        holder: Any = document
        for key in section.path.split(".") if section.path else ():
            holder = holder.get(key) if isinstance(holder, dict) else None
        if section.repeated:
            yield from self._elements(section, holder)
            return
        if holder is None:
            if section.required:
                self.error(section.path, "nothing", f"a section [{section.path}]")
            yield {column.name: column.default for column in section.columns}
        elif isinstance(holder, dict):
            yield self._values(section, section.path, holder)
        else:
            self.error(section.path, shown(holder), f"a section [{section.path}]")
            yield {column.name: WRONG for column in section.columns}

    def _elements(self, section: Section, holder: Any) -> Iterator[dict[str, Any]]:
        if holder is None:
            holder = []
        if not isinstance(holder, list) or not all(isinstance(each, dict) for each in holder):
            self.error(section.path, shown(holder), f"sections [[{section.path}]]")
            return
        if not holder and section.required:
            self.error(section.path, "none", f"at least one section [[{section.path}]]")
        for index, element in enumerate(holder, start=1):
            yield self._values(section, f"{section.path}[{index}]", element)

    def _values(self, section: Section, path: str, given: Mapping[str, Any]) -> dict[str, Any]:
        named = section.named()
        below = {each.path for each in SECTIONS}
        for key in given:
            full = f"{section.path}.{key}" if section.path else key
            if key not in named and full not in below:
                known = [*named, *(each.rpartition(".")[2] for each in below if each)]
                action = did_you_mean(key, known) or "Remove it, or write it as a comment"
                self.error(_under(path, key), "an unknown key", f"a key of {_title(path)}", action)
        return {
            name: self._value(column, _under(path, name), given.get(name))
            for name, column in named.items()
        }

    def _value(self, column: Column, path: str, given: Any) -> Any:
        if given is None or given == "":
            if column.need is Need.OPTIONAL:
                return column.default
            self.error(path, "nothing", column.kind.name)
            return WRONG
        if column.judgement:
            return self._judgement(column, path, given)
        try:
            return column.kind.from_toml(given)
        except Unfit as unfit:
            self.error(path, _shown(given), column.kind.name, unfit.action)
            return WRONG

    def _judgement(self, column: Column, path: str, given: Any) -> Any:
        if not isinstance(given, dict):
            given = {"value": given}
        parts: dict[str, Any] = {}
        for key in ("value", "low", "high"):
            part = given.get(key, parts.get("value"))
            try:
                parts[key] = column.kind.from_toml(part)
            except Unfit as unfit:
                self.error(_under(path, key), _shown(part), column.kind.name, unfit.action)
                return WRONG
        source = given.get("source", "")
        if not isinstance(source, str):
            self.error(_under(path, "source"), _shown(source), "text")
        for key in given.keys() - {"value", "low", "high", "source"}:
            self.error(_under(path, key), "an unknown key", "value, low, high or source")
        if not self.in_order(path, parts):
            return WRONG
        return Judgement(parts["value"], parts["low"], parts["high"], str(source).strip())

    def in_order(self, path: str, parts: Mapping[str, Any], value: str = "value") -> bool:
        """Whether low and high, where given, lie on their sides of the value."""
        middle, low, high = parts[value], parts["low"], parts["high"]
        if any(part is WRONG for part in (middle, low, high)):
            return False
        if low is not None and low > middle:
            self.error(_under(path, "low"), shown(low), f"at most {value}, {middle:g}")
        if high is not None and high < middle:
            self.error(_under(path, "high"), shown(high), f"at least {value}, {middle:g}")
        return (low is None or low <= middle) and (high is None or high >= middle)


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _title(path: str) -> str:
    return f"[{path}]" if path else SCENARIO_FILE


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    return shown(str(value).lower() if isinstance(value, bool) else value)
