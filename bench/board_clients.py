"""Browsers at a board: some watch the situation, others scan wristbands at a gate."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx2

from bench.board_operation import Gate

SOONEST_S, SPREAD_S = 2.0, 3.0
"""As board.js has it: when news has come, a page is loaded anew after so long."""
BETWEEN_SCANS_S = 1.0
WAIT_S = 60.0
TOKEN = re.compile(r'data-csrf="([^"]*)"')


@dataclass
class Seen:
    """What the browsers saw, in milliseconds from asking to the last byte."""

    situation_ms: list[float] = field(default_factory=list)
    scan_ms: list[float] = field(default_factory=list)
    news: int = 0
    refused: int = 0


async def load_board(
    url: str, gates: Sequence[Gate], watchers: int, scanners: int, seconds: float, seed: int
) -> Seen:
    """Watch and scan for some seconds; each gate's people are scanned in turn by one officer."""
    seen, draw = Seen(), random.Random(seed)
    ends = time.monotonic() + seconds
    shares = [list(gates[number::scanners]) for number in range(scanners)]
    async with asyncio.TaskGroup() as group:
        for number in range(watchers):
            group.create_task(_watch(url, ends, seen, random.Random(draw.random() + number)))
        for share in shares:
            group.create_task(_scan(url, share, ends, seen))
    return seen


async def _watch(url: str, ends: float, seen: Seen, draw: random.Random) -> None:
    """A page that is open: loaded once, then anew some seconds after each piece of news."""
    async with _signed_in(url, "duty_officer") as browser:
        await asyncio.sleep(draw.random() * SPREAD_S)
        await _look(browser, seen)
        try:
            async with asyncio.timeout(max(ends - time.monotonic(), 0.1)):
                await _follow(browser, seen, draw)
        except TimeoutError:
            return


async def _follow(browser: httpx2.AsyncClient, seen: Seen, draw: random.Random) -> None:
    news = asyncio.Event()

    async def listen() -> None:
        async with browser.stream("GET", "/api/v1/events/stream", timeout=None) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("event: record"):
                    seen.news += 1
                    news.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(listen())
        while True:
            await news.wait()
            await asyncio.sleep(SOONEST_S + draw.random() * SPREAD_S)
            news.clear()
            await _look(browser, seen)


async def _look(browser: httpx2.AsyncClient, seen: Seen) -> None:
    begun = time.perf_counter()
    answer = await browser.get("/", headers={"accept": "text/html"})
    seen.situation_ms.append((time.perf_counter() - begun) * 1000)
    answer.raise_for_status()
    (await browser.get("/situation/course")).raise_for_status()


async def _scan(url: str, gates: Sequence[Gate], ends: float, seen: Seen) -> None:
    async with _signed_in(url, "site_officer") as browser:
        page = await browser.get(f"/trips/{gates[0].trip}", headers={"accept": "text/html"})
        found = TOKEN.search(page.text)
        token = "" if found is None else found[1]
        for gate in gates:
            for person in gate.people:
                if time.monotonic() > ends:
                    return
                begun = time.perf_counter()
                answer = await browser.post(
                    f"/api/v1/trips/{gate.trip}/boardings", json={"people": [person]},
                    headers={"x-csrf-token": token, "idempotency-key": f"{gate.trip} {person}"},
                )  # fmt: skip
                seen.scan_ms.append((time.perf_counter() - begun) * 1000)
                seen.refused += answer.status_code >= 400
                await asyncio.sleep(BETWEEN_SCANS_S)


class _signed_in:
    """A browser in which a user of the demonstration has signed in."""

    def __init__(self, url: str, user: str) -> None:
        self.user = user
        self.client = httpx2.AsyncClient(base_url=url, timeout=WAIT_S, trust_env=False)

    async def __aenter__(self) -> httpx2.AsyncClient:
        await self.client.__aenter__()
        answer = await self.client.post("/sign-in", data={"user": self.user})
        assert answer.status_code == 303
        return self.client

    async def __aexit__(self, *error: object) -> None:
        await self.client.aclose()
