"""QR codes as drawings for papers."""

from __future__ import annotations

from io import BytesIO

import segno

from muster.record.qr import LEVELS
from muster.reporting.papers.paper import Code

MODULE_MM = 0.42
"""Side of a module of a code as large as it needs: 2.5 pixels at 150 dpi, which telephones read."""
QUIET = 4
"""Modules left white around a code (ISO/IEC 18004)."""
SMALL_MM = 18.0
SMALL_LEVEL = "q"
"""Of correction, for codes of a set size: a quarter of them may be unreadable."""
MOST_BYTES = LEVELS[-1][1]
"""Of a text in one code."""


def drawn(code: Code) -> tuple[str, float]:
    """A code as SVG, and its side in mm, quiet zone included."""
    raw = code.text.encode()
    level = SMALL_LEVEL
    if code.millimetres is None:
        level = next(name for name, most in LEVELS if len(raw) <= most)
    made = segno.make_qr(code.text, error=level, encoding="utf-8", boost_error=False)
    millimetres = code.millimetres
    if millimetres is None:
        modules = made.symbol_size(border=QUIET)[0]
        millimetres = max(round(modules * MODULE_MM, 1), SMALL_MM)
    out = BytesIO()
    made.save(
        out, kind="svg", border=QUIET, xmldecl=False, svgclass=None, lineclass=None, omitsize=True,
        light="white",
    )  # fmt: skip
    return out.getvalue().decode(), millimetres
