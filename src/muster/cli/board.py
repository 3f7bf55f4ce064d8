"""`muster board user|link|token`: who may sign in at a board."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from muster.cli.console import JsonFlag, stdout, write_json
from muster.cli.record_given import now
from muster.cli.tables_shown import print_tables
from muster.errors import MusterError

if TYPE_CHECKING:
    from muster.board.accounts import Accounts
    from muster.board.rights import Role

board = typer.Typer(name="board", help="Who may sign in at the board.", no_args_is_help=True)
user = typer.Typer(name="user", help="Users of the board.", no_args_is_help=True)
board.add_typer(user)

FolderArgument = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="The record's folder.", show_default=False)
]
UserArgument = Annotated[str, typer.Argument(metavar="USER", help="An officer's id, no name.")]
RoleOption = Annotated[list[str], typer.Option("--role", help="planner, approver, escort ...")]
OrganisationOption = Annotated[
    list[str] | None, typer.Option("--organisation", help="An authority they act for.")
]
SiteOption = Annotated[list[str] | None, typer.Option("--site", help="A site they act at.")]


@user.command("add")
def add(
    folder: FolderArgument,
    user_id: UserArgument,
    role: RoleOption,
    organisation: OrganisationOption = None,
    site: SiteOption = None,
    openid: Annotated[
        str | None, typer.Option("--openid", help="The subject by which a provider knows them.")
    ] = None,
    url: Annotated[str, typer.Option(help="Of the board.")] = "http://127.0.0.1:8000",
    as_json: JsonFlag = False,
) -> None:
    """Make a user, and print a link by which they choose a password, once, within a day."""
    accounts = _accounts(folder)
    accounts.add(user_id, _roles(role), organisation or (), site or (), openid)
    _show_link(accounts, user_id, url, as_json)


@user.command("change")
def change(
    folder: FolderArgument,
    user_id: UserArgument,
    role: RoleOption,
    organisation: OrganisationOption = None,
    site: SiteOption = None,
    is_active: Annotated[bool, typer.Option("--active/--inactive")] = True,
) -> None:
    """Give a user other roles, organisations and sites, or none of it any more."""
    _accounts(folder).change(
        user_id, _roles(role), organisation or (), site or (), is_active=is_active
    )
    stdout().print(Text(f"Changed: {user_id}; they are signed out"))


@user.command("list")
def list_(folder: FolderArgument, as_json: JsonFlag = False) -> None:
    """List who may sign in, and as what."""
    users = _accounts(folder).users()
    if as_json:
        write_json({"users": [
            {"id": u.id, "roles": sorted(u.roles), "organisations": sorted(u.organisations),
             "sites": sorted(u.sites)} for u in users
        ]})  # fmt: skip
        return
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("user", "roles", "organisations", "sites"):
        table.add_column(heading)
    for u in users:
        table.add_row(u.id, *(", ".join(sorted(s)) for s in (u.roles, u.organisations, u.sites)))
    print_tables([table])


@board.command("link")
def link(
    folder: FolderArgument,
    user_id: UserArgument,
    url: Annotated[str, typer.Option(help="Of the board.")] = "http://127.0.0.1:8000",
    as_json: JsonFlag = False,
) -> None:
    """Print a link by which a user chooses a new password, once, within a day."""
    _show_link(_accounts(folder), user_id, url, as_json)


@board.command("token")
def token(
    folder: FolderArgument,
    user_id: UserArgument,
    name: Annotated[str, typer.Option(help="What it is for.")] = "a program",
    as_json: JsonFlag = False,
) -> None:
    """Print a token by which a program acts as a user, for 90 days; it is shown once."""
    secret = _accounts(folder).new_token(user_id, name)
    if as_json:
        write_json({"user": user_id, "token": secret})
    else:
        stdout().print(Text(secret))


def _accounts(folder: Path) -> Accounts:
    from muster.board.accounts import Accounts
    from muster.board.stores import BoardStore, board_place

    return Accounts(BoardStore(board_place(folder)), now, os.urandom)


def _roles(names: list[str]) -> list[Role]:
    from muster.board.rights import Role

    known = ", ".join(role.value for role in Role)
    wrong = [name for name in names if name not in {role.value for role in Role}]
    if wrong:
        raise MusterError(f"--role: found {wrong[0]!r}; expected one of {known}")
    return [Role(name) for name in names]


def _show_link(accounts: Accounts, user_id: str, url: str, as_json: bool) -> None:
    shown = f"{url}/link?token={accounts.new_link(user_id)}"
    if as_json:
        write_json({"user": user_id, "link": shown})
    else:
        stdout().print(Text(f"{user_id} chooses a password here, once, within a day:\n{shown}"))
