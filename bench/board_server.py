"""A board that keeps how long each of its answers took: `python -m bench.board_server FOLDER OUT`.

It prints its address, serves until it is terminated, and then writes to OUT, by kind of request,
milliseconds from the request's arrival to the answer's last byte, and processor time in all.
"""

from __future__ import annotations

import json
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

import uvicorn

from muster.board.app import create_app
from muster.board.settings import Settings

HOST = "127.0.0.1"


class Timed:
    """An application, with the time of each of its answers."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.took_ms: dict[str, list[float]] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        begun = time.perf_counter()
        await self.app(scope, receive, send)
        if scope["type"] == "http":
            kind = kind_of(scope["method"], scope["path"])
            self.took_ms.setdefault(kind, []).append((time.perf_counter() - begun) * 1000)


def kind_of(method: str, path: str) -> str:
    """What sort of request it was, in the words of the page of results."""
    if method == "POST" and path.endswith("/boardings"):
        return "scan"
    return {"/": "situation", "/situation/course": "course"}.get(path, "other")


def main() -> None:
    """Serve until terminated."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn stops at it, and raises it again
    with socket.socket() as here:
        here.bind((HOST, 0))
        here.listen(512)
        url = f"http://{HOST}:{here.getsockname()[1]}"
        app = create_app(Settings(folder, is_demo=True, url=url))
        timed = Timed(app)
        config = uvicorn.Config(timed, log_level="warning", access_log=False, timeout_keep_alive=30)
        print(url, flush=True)
        begun = time.process_time()
        uvicorn.Server(config).run(sockets=[here])
    told = {"took_ms": timed.took_ms, "processor_s": time.process_time() - begun}
    out.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
