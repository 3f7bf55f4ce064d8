"""`muster serve FOLDER`: the operations room in a browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from muster.cli.console import stdout
from muster.cli.record_given import now
from muster.cli.work_shown import WorkShown
from muster.errors import MusterError

ADMINISTRATOR = "administrator"


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
    password_is_enough: Annotated[
        bool | None,
        typer.Option(
            "--password-is-enough/--passkeys-only",
            help="Whether a password alone opens more than the own account; not under https.",
        ),
    ] = None,
    call: Annotated[
        str, typer.Option("--call", help="Telephone number for whoever finds a band or a person.")
    ] = "",
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(help="Address or network of a proxy that says truly who asks."),
    ] = None,
    webhook_host: Annotated[
        list[str] | None, typer.Option(help="A host that webhooks may be told at.")
    ] = None,
    syslog: Annotated[
        str | None,
        typer.Option(help="Where what happens at the door is sent, too: /dev/log or HOST:PORT."),
    ] = None,
    reads_an_hour: Annotated[
        int, typer.Option(min=1, help="People whose sealed fields one user may read, one by one.")
    ] = 300,
    openid_file: Annotated[
        Path | None,
        typer.Option("--openid", help="TOML: issuer, client_id, client_secret, of a provider."),
    ] = None,
) -> None:
    """Serve the operations room of a record to browsers, until stopped."""
    import uvicorn

    from muster.board.addresses import check_proxies
    from muster.board.app import create_app
    from muster.board.door_log import send_to_syslog
    from muster.board.rights import Role
    from muster.board.settings import Settings, read_openid

    if demo and host not in ("127.0.0.1", "::1", "localhost"):
        raise MusterError("--demo: found a host that others reach; expected 127.0.0.1")
    shown_url = url or f"http://{host}:{port}"
    openid = None if openid_file is None else read_openid(openid_file)
    settings = Settings(
        folder, is_demo=demo, url=shown_url.rstrip("/"), openid=openid,
        password_is_enough=password_is_enough, call=call, reads_an_hour=reads_an_hour,
        trusted_proxies=check_proxies(trusted_proxy or ()), webhook_hosts=tuple(webhook_host or ()),
    )  # fmt: skip
    if syslog is not None:
        send_to_syslog(syslog)
    _begin_if_new(folder)
    with WorkShown("reading the record"):
        app = create_app(settings)
    accounts = app.state.accounts
    if not accounts.users():
        accounts.add(ADMINISTRATOR, [Role.ADMINISTRATOR])
        link = f"{settings.url}/link?token={accounts.new_link(ADMINISTRATOR)}"
        stdout().print(Text(f"{ADMINISTRATOR} chooses a password here, once, within a day:"))
        stdout().print(Text(link))
    stdout().print(Text(f"Muster is at {settings.url}"))
    uvicorn.run(
        app, host=host, port=port, log_level="warning", access_log=False, server_header=False,
        date_header=True, timeout_keep_alive=30, proxy_headers=False,
    )  # fmt: skip


def _begin_if_new(folder: Path) -> None:
    """A new or empty folder becomes a record's."""
    if folder.exists() and any(folder.iterdir()):
        return
    from muster.record.folder import begin_record

    begin_record(folder, "this organisation", now, os.urandom).close()
    stdout().print(Text(f"Made the record {folder}. Keep a copy of {folder / 'keys'} safe"))
