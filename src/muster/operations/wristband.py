"""What a wristband's code says: who, for which trip, and a check by which a misread is noticed.

`muster:PERSON TRIP CHECK`: ids as URLs have them (RFC 3986, percent-encoded), so that spaces part
them; the check is the CRC-32 (ISO/IEC 3309, as zlib has it) of what stands before it, in hex.
Nothing in it is personal: the person_id is opaque.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote
from zlib import crc32

from muster.errors import MusterError

PREFIX = "muster:"


@dataclass(frozen=True, slots=True)
class Wristband:
    """Somebody, and the trip that the band was made for."""

    person: str
    trip: str

    @property
    def code(self) -> str:
        """The text of the band's QR code."""
        said = f"{PREFIX}{quote(self.person, safe='')} {quote(self.trip, safe='')}"
        return f"{said} {_check(said)}"


def read_wristband(text: str) -> Wristband:
    """The band of a code; raises MusterError for what was misread, and quotes nothing of it."""
    said, _, check = text.strip().rpartition(" ")
    if not said.startswith(PREFIX) or said.count(" ") != 1:
        raise MusterError("found a code of another form; expected a wristband's. Scan it again")
    if check.lower() != _check(said):
        raise MusterError("found a code that was misread; expected its check to agree. Scan again")
    person, trip = said.removeprefix(PREFIX).split(" ")
    return Wristband(unquote(person), unquote(trip))


def _check(said: str) -> str:
    return f"{crc32(said.encode()):08x}"
