"""Other projects' programs that tests need: where one is missing the test says so, or fails."""

from __future__ import annotations

import os
import shutil

import pytest

REQUIRED = bool(os.environ.get("CI") or os.environ.get("MUSTER_REQUIRE_TOOLS"))


def needs(tool: str, package: str, *, there: bool | None = None) -> None:
    """Skip without the tool, which is looked for by its name; fail where it must be there."""
    if there or (there is None and shutil.which(tool)):
        return
    text = f"{tool} is not there; Debian has it as {package} (.ci/install-verifiers installs it)"
    if REQUIRED:
        pytest.fail(text)
    pytest.skip(text)
