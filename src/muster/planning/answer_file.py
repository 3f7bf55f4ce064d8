"""Answers beside a plan as JSON files beside plan.json."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from muster.errors import OutputError

SHORTFALL_FILE = "shortfall.json"
LIMITS_FILE = "limits.json"
ROBUSTNESS_FILE = "robustness.json"
COMPARISON_FILE = "comparison.json"


def plain(value: Any) -> Any:
    """An answer as JSON by field: times in ISO 8601, days as keys in order."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


def write_answer(answer: Any, folder: Path | str, name: str) -> Path:
    """Write an answer under a temporary name and rename it when it is complete.

    Raises OutputError where that cannot be.
    """
    target = Path(folder) / name
    aside = target.with_name(f".{name}.part")
    text = json.dumps(plain(answer), ensure_ascii=False, allow_nan=False, indent=2) + "\n"
    try:
        with aside.open("w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(target)
    except BaseException as error:
        aside.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise OutputError(
            f"{target}: cannot be written ({error.strerror}); "
            "expected a folder with room and permission to write"
        ) from None
    return target


def copy_answers(source: Path | str, folder: Path | str) -> None:
    """Bring the answers beside a plan along with it to another folder."""
    for name in (SHORTFALL_FILE, LIMITS_FILE, ROBUSTNESS_FILE):
        held = Path(source) / name
        if held.exists():
            write_answer(json.loads(held.read_text(encoding="utf-8")), folder, name)


def remove_answers(folder: Path | str) -> None:
    """Remove the answers beside an earlier plan, which say nothing of the one written now."""
    for name in (SHORTFALL_FILE, LIMITS_FILE, ROBUSTNESS_FILE):
        try:
            (Path(folder) / name).unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(
                f"{Path(folder) / name}: an earlier answer that no longer holds cannot be removed "
                f"({error.strerror}); remove it or name another folder"
            ) from None
