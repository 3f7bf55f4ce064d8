"""`muster demo board`: the board of a demonstration, kept up at a terminal, else looked at once."""

from __future__ import annotations

import socket
import sys
import threading
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from muster.cli.console import stdout
from muster.cli.work_shown import WorkShown
from muster.errors import MusterError

if TYPE_CHECKING:
    import uvicorn

HOST, PORT = "127.0.0.1", 8000
LOOKED_AT_BY = "duty_officer"
"""The demonstration's user who may see every page that is looked at."""
PAGES = ("/", "/trips", "/sites", "/plan", "/claims", "/verify")
ANSWER_S = 60.0


def board(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The record of `muster demo operations`.")
    ] = Path("out/run"),
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Another free one is taken if it is in use.")
    ] = PORT,
    stay: Annotated[
        bool | None,
        typer.Option("--stay/--no-stay", help="Serve until Ctrl-C; by default at a terminal only."),
    ] = None,
) -> None:
    """Serve the board of a demonstration: one user per role, no passwords, this machine only.

    At a terminal it stays until Ctrl-C. Elsewhere (a script, CI) it starts, looks at its pages,
    says how to serve it again, and ends.
    """
    import uvicorn

    from muster.board.app import create_app
    from muster.board.settings import Settings

    stays = sys.stdout.isatty() if stay is None else stay
    with _listening(port) as here:
        url = f"http://{HOST}:{here.getsockname()[1]}"
        with WorkShown("reading the record"):
            app = create_app(Settings(folder, is_demo=True, url=url))
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        )
        if stays:
            stdout().print(Text(f"Muster is at {url}: choose who you are. Ctrl-C ends it"))
            server.run(sockets=[here])
            return
        _look(server, here, url)
    stdout().print(Text(f"Muster was at {url} and showed {len(PAGES)} pages of this operation."))
    stdout().print(Text(f"Serve it again, until Ctrl-C: muster demo board {folder} --stay"))


def _listening(port: int) -> socket.socket:
    """A socket at the port, or at any free one if others use it."""
    for each in (port, 0):
        here = socket.socket()
        here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            here.bind((HOST, each))
            here.listen()  # who asks before the server is up waits, and is not refused
        except OSError:
            here.close()
            continue
        return here
    raise MusterError(f"{HOST}: found no port free to listen at; expected one")


def _look(server: uvicorn.Server, here: socket.socket, url: str) -> None:
    """Serve as long as it takes to see that the pages answer; raises MusterError if they do not."""
    failed: list[str] = []

    def look() -> None:
        try:
            _see_pages(url)
        except OSError as error:
            failed.append(str(error))
        finally:
            server.should_exit = True

    looking = threading.Thread(target=look)
    looking.start()
    server.run(sockets=[here])
    looking.join()
    if failed:
        raise MusterError(f"{url}: found that the board does not answer ({failed[0]})")


def _see_pages(url: str) -> None:
    """Sign in and load each page; raises OSError (urllib's errors are) for one that fails."""
    asking = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
    )
    asking.open(f"{url}/sign-in", data=f"user={LOOKED_AT_BY}".encode(), timeout=ANSWER_S).close()
    for path in PAGES:
        with asking.open(url + path, timeout=ANSWER_S) as answer:
            if "/sign-in" in answer.url:
                raise OSError(f"{path} asks to sign in")
