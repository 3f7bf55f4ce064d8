"""Muster: move thousands of people in custody out of facilities that may fail, with proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from muster.scenario import load

__all__ = ["load"]

_HOMES = {"load": "muster.scenario"}
"""Where each name of the front door lives; imported when it is first asked for (PEP 562)."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
