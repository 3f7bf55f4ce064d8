"""The `muster` command: it reads, calls the parts and shows, and holds no logic of its own."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    try:
        from muster.cli import app  # here, so that Ctrl-C while it is imported is no traceback

        return app.main(arguments)
    except KeyboardInterrupt:
        return 130
