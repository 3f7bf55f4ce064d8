"""Programs of others that some tests ask: skipped without them, failed where they must be there."""

from __future__ import annotations

import os

import pytest

REQUIRED = bool(os.environ.get("CI") or os.environ.get("MUSTER_REQUIRE_TOOLS"))


def needs(tool: str, package: str, *, there: bool) -> None:
    """Skip without the tool; fail where it must be there."""
    if there:
        return
    text = f"{tool} is not installed; Debian has it as {package} (.ci/run installs it)"
    if REQUIRED:
        pytest.fail(text)
    pytest.skip(text)
