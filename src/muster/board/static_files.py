"""Addresses of the package's assets: each names its content, so that a browser may keep it."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib import resources

NAMED_DIGITS = 10


@cache
def address_of_asset(name: str) -> str:
    """Where a browser finds an asset: another address once its content is another.

    Not so for modules, which name each other: under two addresses one would run twice.
    """
    if name.startswith("script/"):
        return f"/static/{name}"
    content = resources.files("muster.board").joinpath("static", name).read_bytes()
    return f"/static/{name}?{sha256(content).hexdigest()[:NAMED_DIGITS]}"
