"""The `muster` command: it reads, calls the parts and shows, and holds no logic of its own."""

from muster.cli.app import main

__all__ = ["main"]
