"""What stands in a row or section where there is no value."""

from __future__ import annotations


class _Mark:
    """Equal to nothing but itself."""


BLANK = _Mark()
"""Nothing was given."""
WRONG = _Mark()
"""What was given could not be read; the fault has been noted."""
