"""Reading `scenario.toml`: what it says, checked key by key and then as a whole."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from muster.scenario.folder.fault_list import SCENARIO_FILE, SETTINGS, FaultList, Place, shown
from muster.scenario.folder.marks import WRONG
from muster.scenario.folder.section_reader import SectionReader
from muster.scenario.folder.sections import (
    MOST_STEPS,
    OBJECTIVE,
    RATES,
    REGIMES,
    SECTIONS,
    SECURITY,
    TOP,
    rate_of,
    regime_of,
)
from muster.scenario.folder.suggestion import did_you_mean
from muster.scenario.folder.table import Values
from muster.scenario.folder.toml_lines import key_lines
from muster.scenario.people import SEPARATION_CLASSES
from muster.scenario.scenario import Objective
from muster.scenario.security import Regime, Security

SUM_TOLERANCE = 1e-9
"""Probabilities sum to 1, and the horizon to whole steps, as closely as this."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `scenario.toml` says; `security` is without hazards and observations."""

    name: str
    description: str
    start: datetime
    step_h: float
    steps: int
    legal_regime: str
    separation_classes: tuple[str, ...]
    objective: Objective
    security: Security


UNKNOWN = Settings(
    "", "", datetime(2000, 1, 1, tzinfo=UTC), 1.0, 1, "domestic", SEPARATION_CLASSES, Objective(),
    Security((Regime("unknown"),), {"unknown": 1.0}),
)  # fmt: skip
"""Stands in where `scenario.toml` is unsound, so that the tables can still be looked at."""


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """What could be read of `scenario.toml`."""

    settings: Settings = UNKNOWN
    regimes: tuple[str, ...] | None = None
    """Names of the regimes; None where they cannot be known."""
    separation_classes: tuple[str, ...] | None = None


def read_settings(data: bytes, faults: FaultList) -> ReadSettings:
    """Read every key; where there are faults, what is sound enough for the tables' references."""
    text = _decoded(data, faults)
    document = None if text is None else _parsed(text, faults)
    if text is None or document is None:
        return ReadSettings()
    reader = SectionReader(key_lines(text), faults)
    found = {section.path: list(reader.read(section, document)) for section in SECTIONS}
    _check_whole(found, reader)
    named = [regime["name"] for regime in found[REGIMES.path]]
    classes = found[TOP.path][0]["separation_classes"]
    return ReadSettings(
        _settings(found) if faults.sound([SETTINGS]) else UNKNOWN,
        None if WRONG in named else tuple(named),
        None if classes is WRONG else tuple(classes),
    )


def _decoded(data: bytes, faults: FaultList) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        found = f"the byte 0x{data[error.start]:02X}, which is not UTF-8"
        faults.error(_place(row), None, found, "UTF-8 text", "Save the file as UTF-8")
        return None


def _parsed(text: str, faults: FaultList) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except RecursionError:
        faults.error(_place(), None, "brackets nested without end", "TOML")
    except ValueError as error:  # TOMLDecodeError, and integers of more than 4,300 digits
        at = re.search(r"at line (\d+)", str(error))
        reason = str(error).partition(" (at ")[0]
        place = _place(int(at[1]) if at else None)
        faults.error(place, None, f"text that is not TOML ({reason})", "TOML")
    return None


def _place(row: int | None = None) -> Place:
    return Place(SETTINGS, SCENARIO_FILE, row)


def _check_whole(found: Mapping[str, list[dict[str, Any]]], reader: SectionReader) -> None:
    """What no single key shows: steps, regimes that are named, probabilities, ranges."""
    _check_steps(found[TOP.path][0], reader)
    names = [regime["name"] for regime in found[REGIMES.path]]
    for index, name in enumerate(names, start=1):
        if name in names[: index - 1]:
            path = f"{REGIMES.path}[{index}].name"
            reader.error(path, f"{shown(name)} a second time", "each regime once")
    if WRONG not in names:
        _check_initial(found[SECURITY.path][0]["initial"], names, reader)
    pairs: set[tuple[Any, Any]] = set()
    for index, rate in enumerate(found[RATES.path], start=1):
        path = f"{RATES.path}[{index}]"
        reader.in_order(path, rate, "per_day")
        for key in ("from", "to"):
            if WRONG not in (*names, rate[key]) and rate[key] not in names:
                action = did_you_mean(rate[key], names)
                reader.error(f"{path}.{key}", shown(rate[key]), "the name of a regime", action)
        pair = rate["from"], rate["to"]
        if WRONG in pair:
            continue
        if rate["from"] == rate["to"]:
            reader.error(f"{path}.to", shown(rate["to"]), "another regime than from")
        if pair in pairs:
            reader.error(path, f"a second rate from {pair[0]} to {pair[1]}", "one for each pair")
        pairs.add(pair)


def _check_steps(top: Values, reader: SectionReader) -> None:
    step_h, horizon_h = top["step_h"], top["horizon_h"]
    if WRONG in (step_h, horizon_h):
        return
    steps = horizon_h / step_h
    if steps > MOST_STEPS:
        expected = f"at most {MOST_STEPS:,}"
        reader.error("step_h", f"{steps:,.0f} steps of {step_h:g} h", expected, "Use longer steps")
    elif round(steps) < 1 or abs(steps - round(steps)) > SUM_TOLERANCE * max(1.0, steps):
        expected = f"a whole number of steps of {step_h:g} h"
        reader.error("horizon_h", f"{horizon_h:g} h", expected)


def _check_initial(initial: Any, names: list[Any], reader: SectionReader) -> None:
    if not isinstance(initial, dict):
        return
    for name in initial:
        if name not in names:
            path = f"{SECURITY.path}.initial.{name}"
            reader.error(path, shown(name), "the name of a regime", did_you_mean(name, names))
    total = sum(initial.values())
    if abs(total - 1) > SUM_TOLERANCE:
        path = f"{SECURITY.path}.initial"
        reader.error(path, f"probabilities that sum to {total:g}", "a sum of 1")


def _settings(found: Mapping[str, list[dict[str, Any]]]) -> Settings:
    top, security = found[TOP.path][0], found[SECURITY.path][0]
    return Settings(
        name=top["name"],
        description=top["description"],
        start=top["start"],
        step_h=top["step_h"],
        steps=round(top["horizon_h"] / top["step_h"]),
        legal_regime=top["legal_regime"],
        separation_classes=tuple(top["separation_classes"]),
        objective=Objective(**found[OBJECTIVE.path][0]),
        security=Security(
            regimes=tuple(regime_of(values) for values in found[REGIMES.path]),
            rates=tuple(rate_of(values) for values in found[RATES.path]),
            **security,
        ),
    )
