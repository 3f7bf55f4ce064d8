"""No request is longer than the longest that means anything: a trip's list of 10,000 people."""

from __future__ import annotations

import json

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 2**20


class SizesMiddleware:
    """Answers 413 to a body that says, or turns out, to be longer than MOST_BYTES."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        if not told.isdecimal() or int(told) > MOST_BYTES:
            await _too_long(send)
            return
        if "content-length" in Headers(scope=scope):
            await self.app(scope, receive, send)  # the server reads no further than that
            return
        await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A body of unsaid length is read whole before anything is done with it."""
        pieces, length = list[Message](), 0
        while True:
            piece = await receive()
            pieces.append(piece)
            length += len(piece.get("body", b""))
            if length > MOST_BYTES:
                await _too_long(send)
                return
            if not piece.get("more_body", False):
                break
        left = iter(pieces)

        async def again() -> Message:
            return next(left, None) or await receive()

        await self.app(scope, again, send)


async def _too_long(send: Send) -> None:
    body = json.dumps({
        "type": "about:blank", "title": "Too long", "status": 413,
        "detail": f"found a request longer than {MOST_BYTES} bytes; expected a shorter one",
    }).encode()  # fmt: skip
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close"),
               (b"content-length", str(len(body)).encode())]  # fmt: skip
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
