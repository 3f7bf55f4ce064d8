"""Proofs as QR codes, for papers that people carry."""

from __future__ import annotations

from io import BytesIO

import segno

from muster.errors import ProofError
from muster.record.proofs import Proof

LEVELS = (("m", 2_331), ("l", 2_953))
"""Level of correction (15 %, 7 % of the code may be unreadable) and bytes that the largest code
holds at it (ISO/IEC 18004, table 7)."""


def qr_code(proof: Proof) -> segno.QRCode:
    """The smallest code of a proof's text, better corrected if that fits; else ProofError."""
    text = str(proof)
    for level, most in LEVELS:
        if len(text) <= most:
            return segno.make_qr(
                text, error=level, mode="byte", encoding="iso-8859-1", boost_error=False
            )
    raise ProofError(
        f"found a proof of {len(text)} bytes with {len(proof.cosignatures)} cosignatures; expected "
        f"at most {LEVELS[-1][1]}, which a QR code holds. "
        "Leave out cosignatures that nobody asks for."
    )


def qr_png(proof: Proof, scale: int = 4) -> bytes:
    """A PNG of the code with its quiet zone, `scale` pixels a module."""
    out = BytesIO()
    qr_code(proof).save(out, kind="png", scale=scale)
    return out.getvalue()
