"""Random numbers that depend on nothing but where they are used: counter-based, compiled.

Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3").
The counter is (future, source, draw), the key is the seed: a number can be had without those
before it, so that future 4,711 is the same on any machine and any number of workers. Everything
derived from the bits uses additions, multiplications and divisions of doubles alone, which IEEE
754 rounds the same everywhere; the machine's own logarithm need not.
"""

from __future__ import annotations

import numpy as np

from muster.kernel_cache import kernel

MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)
LOW = np.uint64(0xFFFFFFFF)
WORD = np.uint64(32)
SPARE_BITS = np.uint64(12)
ROUNDS = 10

CELL = 2.0**-52
"""Uniform numbers are the middles of 2^52 equal cells of (0, 1): never 0 and never 1."""

SQRT_HALF = 0.7071067811865476
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
LOG_1 = 6.666666666666735130e-01
LOG_2 = 3.999999999940941908e-01
LOG_3 = 2.857142874366239149e-01
LOG_4 = 2.222219843214978396e-01
LOG_5 = 1.818357216161805012e-01
LOG_6 = 1.531383769920937332e-01
LOG_7 = 1.479819860511658591e-01
"""Coefficients of fdlibm's e_log.c (Sun Microsystems 1993); below 1 unit in the last place off."""


@kernel(nogil=True)
def philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    """The four 32-bit words of a counter under a key; all are uint64 that hold 32 bits."""
    for _ in range(ROUNDS):
        p0 = MULTIPLIER_0 * c0
        p1 = MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (p1 >> WORD) ^ c1 ^ k0, p1 & LOW, (p0 >> WORD) ^ c3 ^ k1, p0 & LOW
        k0 = (k0 + WEYL_0) & LOW
        k1 = (k1 + WEYL_1) & LOW
    return c0, c1, c2, c3


@kernel(nogil=True)
def uniforms(seed, future, source, draw):  # type: ignore[no-untyped-def]
    """Two numbers in (0, 1): draw `draw` of a source of chance in a future.

    `source` and `draw` are below 2^32; `future` and `seed` below 2^63.
    """
    key, number = np.uint64(seed), np.uint64(future)
    w0, w1, w2, w3 = philox(
        number & LOW,
        number >> WORD,
        np.uint64(source),
        np.uint64(draw),
        key & LOW,
        key >> WORD,
    )
    first = ((w0 << WORD) | w1) >> SPARE_BITS
    second = ((w2 << WORD) | w3) >> SPARE_BITS
    return (np.float64(first) + 0.5) * CELL, (np.float64(second) + 0.5) * CELL


@kernel(nogil=True)
def logarithm(value):  # type: ignore[no-untyped-def]
    """ln of a number in (0, 1], the same to the last bit wherever doubles are IEEE 754."""
    exponent = 0.0
    while value < SQRT_HALF:
        value *= 2.0
        exponent -= 1.0
    f = value - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (LOG_2 + w * (LOG_4 + w * LOG_6))
    odd = z * (LOG_1 + w * (LOG_3 + w * (LOG_5 + w * LOG_7)))
    half = 0.5 * f * f
    return exponent * LN2_HIGH - ((half - (s * (half + (odd + even)) + exponent * LN2_LOW)) - f)


@kernel(nogil=True)
def exponential(uniform):  # type: ignore[no-untyped-def]
    """A waiting time of mean 1 from a number in (0, 1)."""
    return -logarithm(uniform)
