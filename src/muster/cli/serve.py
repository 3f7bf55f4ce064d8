"""`muster serve FOLDER`: the operations room in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from muster.cli.console import stdout
from muster.cli.work_shown import WorkShown
from muster.errors import MusterError


def serve(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="The record's folder, scenario/ and plan/ in it."),
    ],
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    url: Annotated[
        str | None,
        typer.Option(help="Under which browsers come, as in https://muster.example."),
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="One user per role, no passwords. Not for real people.")
    ] = False,
) -> None:
    """Serve the operations room of a record to browsers, until stopped."""
    import uvicorn

    from muster.board.app import create_app
    from muster.board.settings import Settings

    if demo and host not in ("127.0.0.1", "::1", "localhost"):
        raise MusterError("--demo: found a host that others reach; expected 127.0.0.1")
    shown_url = url or f"http://{host}:{port}"
    settings = Settings(folder, is_demo=demo, url=shown_url)
    with WorkShown("reading the record"):
        app = create_app(settings)
    stdout().print(Text(f"Muster is at {shown_url}"))
    uvicorn.run(
        app, host=host, port=port, log_level="warning", access_log=False, server_header=False,
        date_header=True, timeout_keep_alive=30,
    )  # fmt: skip
