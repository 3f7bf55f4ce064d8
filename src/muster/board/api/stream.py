"""News of the record as server-sent events: what kind of event, at which accounts; nobody named."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from muster.board.guarding import Access, asks
from muster.board.live import Live
from muster.board.rights import Action
from muster.board.views.heads import head_of

router = APIRouter(prefix="/events", tags=["record"])
BEAT_S = 15.0
MOST = 50
"""Events that one piece of news names; of more, only the size is told."""


@router.get("/stream", response_class=StreamingResponse)
async def stream(
    request: Request, access: Annotated[Access, asks(Action.SEE_EVENTS)]
) -> StreamingResponse:
    """Until the browser leaves."""
    return StreamingResponse(_news(request, access.live), media_type="text/event-stream")


async def _news(request: Request, live: Live) -> AsyncIterator[str]:
    loop, waiting = asyncio.get_running_loop(), asyncio.Event()

    def heard(before: int, after: int) -> None:
        loop.call_soon_threadsafe(waiting.set)

    live.listeners.append(heard)
    told = live.size
    try:
        yield "retry: 3000\n\n"
        while not await request.is_disconnected():
            try:
                await asyncio.wait_for(waiting.wait(), BEAT_S)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            waiting.clear()
            size = live.size
            events = await asyncio.to_thread(_named, live, told, size)
            told = size
            yield f"event: record\ndata: {json.dumps({'size': size, 'events': events})}\n\n"
    finally:
        live.listeners.remove(heard)


def _named(live: Live, begin: int, end: int) -> list[dict[str, Any]]:
    if end - begin > MOST:
        return []
    with live.reading():
        rows = list(live.record.log.store.entries(begin, end))
    return [
        {"seq": head.seq, "type": head.type, "accounts": head.accounts, "trips": head.trips}
        for head in map(head_of, rows)
    ]
