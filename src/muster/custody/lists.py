"""Lists of people: named by a digest, so that two sides can sign the same one."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import rfc8785


def list_digest(people: Iterable[str]) -> str:
    """Hex SHA-256 of the sorted person_ids as RFC 8785 JSON: the same for any order."""
    return sha256(rfc8785.dumps(sorted(people))).hexdigest()
