"""What a password must be, and how it is kept.

A password is judged by how many guesses it would take somebody who knows the commonest passwords,
words, names, dates and patterns of keys (zxcvbn, Wheeler 2016), never by which characters are in
it. Everything that is needed for that comes with the package; nobody is asked.
"""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from zxcvbn import zxcvbn

from muster.board.rights import Role
from muster.errors import MusterError

SHORTEST, LONGEST = 12, 128
"""Characters (ASVS 5.0, 6.2.1 asks for 8 and recommends 15; 6.2.9 asks for 64 to be permitted)."""
GUESSES = 10**9
"""Fewer is refused: at this board's five tries in a quarter of an hour that is 5,000 years."""
LOOKED_AT = 72
"""Characters whose guesses are estimated; the estimate takes long for more, and more are enough."""
WORDS = ("muster", "custody", "transfer", "prison", "board", "officer", *(r.value for r in Role))
"""Words of this place (ASVS 5.0, 6.1.2): a password made of them is guessed at once."""
HASHER = PasswordHasher()
"""Argon2id with the parameters of RFC 9106's second choice (64 MiB, 3 passes, 4 lanes)."""


def check_password(user: str, password: str) -> None:
    """Raise MusterError for a password that is too short, too long, or soon guessed."""
    if len(password) < SHORTEST:
        raise MusterError(f"found a short password; expected {SHORTEST} characters or more")
    if len(password) > LONGEST:
        raise MusterError(f"found a long password; expected {LONGEST} characters or fewer")
    words = [*WORDS, user, *user.replace("@", ".").replace("-", ".").replace("_", ".").split(".")]
    if zxcvbn(password[:LOOKED_AT], user_inputs=words)["guesses"] < GUESSES:
        raise MusterError(
            "found a password that is soon guessed: it is a common one, or made of words, names, "
            "dates or rows of keys; expected another. Four words that have nothing to do with each "
            "other are good"
        )


def is_password(kept: str | None, password: str) -> bool:
    """Whether a password is the one that was kept. It takes as long if none was."""
    try:
        is_right = bool(HASHER.verify(kept or _nobodys(), password))
    except (Argon2Error, InvalidHashError):
        is_right = False
    return is_right and kept is not None


_NOBODYS: list[str] = []


def _nobodys() -> str:
    """A hash that no password has, so that asking for nobody takes as long."""
    if not _NOBODYS:
        _NOBODYS.append(HASHER.hash("no password has this hash"))
    return _NOBODYS[0]
