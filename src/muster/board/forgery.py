"""Requests that change something come from the board's own pages: CSRF."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from muster.board.sessions import is_same
from muster.errors import MusterError

SAFE = ("GET", "HEAD", "OPTIONS")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
HEADER, FIELD = "x-csrf-token", "csrf"


class ForgedError(MusterError):
    """A request that changes something and was not sent by the board's own page."""


async def check_forgery(request: Request) -> None:
    """Raise ForgedError unless a request that may change something comes from a page of ours.

    Programs with a token are no browsers that could be led astray.
    """
    if request.method in SAFE or getattr(request.state, "by_token", False):
        return
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForgedError("found a request from another site; expected one from the board's pages")
    origin = request.headers.get("origin")
    if origin not in (None, "null") and urlsplit(str(origin)).netloc != request.url.netloc:
        raise ForgedError("found a request from another site; expected one from the board's pages")
    expected = getattr(request.state, "csrf", "")
    if getattr(request.state, "user", None) is None:
        return  # nobody is signed in: nothing of anybody's can be done
    given = request.headers.get(HEADER, "")
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if not given and kind in FORMS:
        form = await request.form()
        given = str(form.get(FIELD, ""))
    if not is_same(expected, given):
        raise ForgedError(
            "found no token of this session with a request that changes something; expected it. "
            "Load the page again"
        )
