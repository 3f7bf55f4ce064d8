"""Proofs as QR codes, for papers that people carry."""

from __future__ import annotations

from io import BytesIO

import segno

from muster.errors import ProofError
from muster.record.proofs import Proof

CORRECTION = "m"
"""15 % of the code may be unreadable (ISO/IEC 18004, level M)."""
MOST_BYTES = 2_331
"""What the largest code, 40-M, holds."""


def qr_code(proof: Proof) -> segno.QRCode:
    """The smallest code of a proof's text; raises ProofError if it fits none."""
    text = str(proof)
    if len(text) > MOST_BYTES:
        cosigned = len(proof.cosignatures)
        raise ProofError(
            f"found a proof of {len(text)} bytes with {cosigned} cosignatures; expected at most "
            f"{MOST_BYTES}, which a QR code holds. Leave out cosignatures that nobody asks for."
        )
    return segno.make_qr(text, error=CORRECTION, mode="byte", encoding="iso-8859-1")


def qr_png(proof: Proof, scale: int = 4) -> bytes:
    """A PNG of the code with its quiet zone, `scale` pixels a module."""
    out = BytesIO()
    qr_code(proof).save(out, kind="png", scale=scale)
    return out.getvalue()
