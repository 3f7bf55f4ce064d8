"""Who may sign in, as what, for whom and where: for administrators."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.accounts import Accounts
from muster.board.api.bodies import Body, Id
from muster.board.api.doing import Once
from muster.board.api.paging import AskedPage, Page, Paged, Shape
from muster.board.api.shapes import found
from muster.board.api.versions import require, tag_of
from muster.board.guarding import Access, asks
from muster.board.rights import Action, Role
from muster.board.users import User

router = APIRouter(prefix="/users", tags=["users"])
Manager = Annotated[Access, asks(Action.MANAGE_USERS)]
Names = Annotated[list[Id], Field(max_length=200)]
IfMatch = Annotated[
    str | None, Header(max_length=2000, description="ETag of what was read; it must be given")
]


class Bound(Body):
    """What a user is, for whom and where."""

    roles: Annotated[list[Role], Field(min_length=1, max_length=len(Role))]
    organisations: Names = Field(default_factory=list)
    sites: Names = Field(default_factory=list)


class NewUser(Bound):
    """A user, by an id that is no name."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")]
    openid: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class UserShape(Shape):
    """A user."""

    id: str
    roles: list[Role]
    organisations: list[str]
    sites: list[str]


class LinkShape(Shape):
    """A link by which a user chooses a password, once, within a day."""

    link: str


class MadeUser(UserShape, LinkShape):
    """A new user, with the link by which they choose a password."""


def user_shape(user: User) -> UserShape:
    """A user as JSON has them."""
    return UserShape(
        id=user.id, roles=sorted(user.roles), organisations=sorted(user.organisations),
        sites=sorted(user.sites),
    )  # fmt: skip


@router.get("", response_model=Page[UserShape])
def users(request: Request, window: AskedPage, access: Manager) -> Paged[Any]:
    """Everybody who may sign in."""
    listed = [user_shape(each) for each in _accounts(request).users()]
    return window.page(sorted(listed, key=lambda u: u.id), lambda u: (u.id,))


@router.post("", response_model=MadeUser, status_code=201)
def add(body: NewUser, request: Request, once: Once, access: Manager) -> JSONResponse:
    """Make a user; the link is shown once."""
    accounts = _accounts(request)

    def made() -> dict[str, Any]:
        user = accounts.add(body.id, body.roles, body.organisations, body.sites, body.openid)
        return user_shape(user).model_dump(mode="json") | {"link": _link(request, user.id)}

    return once.once(access, made)


@router.get("/{user_id}", response_model=UserShape)
def user(user_id: str, request: Request, response: Response, access: Manager) -> UserShape:
    """One user. The ETag is for If-Match."""
    shape = _known(request, user_id)
    response.headers["ETag"] = _tag(shape)
    return shape


@router.put("/{user_id}", response_model=UserShape)
def change(
    user_id: str, body: Bound, request: Request, response: Response, access: Manager,
    if_match: IfMatch = None,
) -> UserShape:  # fmt: skip
    """Give a user other roles, organisations and sites; they are signed out."""
    with access.live.writing():
        require(if_match, _tag(_known(request, user_id)))
        changed = _accounts(request).change(user_id, body.roles, body.organisations, body.sites)
    shape = user_shape(changed)
    response.headers["ETag"] = _tag(shape)
    return shape


@router.delete("/{user_id}", status_code=204, response_class=Response)
def remove(user_id: str, request: Request, access: Manager, if_match: IfMatch = None) -> Response:
    """A user signs in no more; their tokens end. What they recorded stays."""
    with access.live.writing():
        known = _known(request, user_id)
        require(if_match, _tag(known))
        _accounts(request).change(
            user_id, known.roles, known.organisations, known.sites, is_active=False
        )
    return Response(status_code=204)


@router.post("/{user_id}/links", response_model=LinkShape, status_code=201)
def new_link(user_id: str, request: Request, once: Once, access: Manager) -> JSONResponse:
    """A link by which the user chooses a new password."""
    _known(request, user_id)
    return once.once(access, lambda: {"link": _link(request, user_id)})


def _accounts(request: Request) -> Accounts:
    accounts: Accounts = request.app.state.accounts
    return accounts


def _known(request: Request, user_id: str) -> UserShape:
    known = _accounts(request).user(user_id)
    found(known, "user")
    assert known is not None
    return user_shape(known)


def _tag(shape: UserShape) -> str:
    return tag_of(shape.model_dump(mode="json"))


def _link(request: Request, user_id: str) -> str:
    return str(request.app.state.settings.link(_accounts(request).new_link(user_id)))
