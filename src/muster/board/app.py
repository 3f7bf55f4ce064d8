"""The board as an ASGI application: the operation, who may do what, pages and API."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from muster.board import landing, openid, passkeys, sign_in
from muster.board.accounts import Accounts
from muster.board.api import api_router
from muster.board.api.answers import Answers
from muster.board.api.document import document
from muster.board.challenges import Challenges
from muster.board.demo_users import add_demo_users
from muster.board.forgery import check_forgery
from muster.board.headers import HeadersMiddleware
from muster.board.live import open_live
from muster.board.pages import pages_router
from muster.board.problems import add_problems
from muster.board.rights_table import endpoints
from muster.board.sessions import SessionMiddleware, Sessions
from muster.board.settings import Settings
from muster.board.sizes import SizesMiddleware
from muster.board.stores import BoardStore, board_place
from muster.board.throttle import Throttle
from muster.board.webhooks.deliveries import Outbox
from muster.board.webhooks.subscriptions import Subscriptions
from muster.board.webhooks.teller import Teller

ABOUT: dict[str, Any] = {
    "title": "Muster",
    "version": "1",
    "summary": "The movement of people in custody: who is where, what moves next, what is open.",
    "openapi_url": "/api/v1/openapi.json",
    "docs_url": None,
    "redoc_url": None,
}
LOOK_S = 1.0
"""Seconds between two looks at what other processes have appended."""


def create_app(settings: Settings) -> FastAPI:
    """The board of one operation; opens its record and folds it."""
    store = BoardStore(board_place(settings.folder))
    accounts = Accounts(store, settings.now, settings.draw)
    sessions = Sessions(accounts, settings.is_secure)
    live = open_live(settings, store.alone)
    hooks = Subscriptions(store, settings.now, settings.draw, settings.webhook_hosts)
    outbox = Outbox(store, hooks, live, settings.now)
    teller = Teller(outbox, settings.now, settings.webhook_transport)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        looking = asyncio.create_task(_look_for_more(app))
        teller.begin()
        yield
        await asyncio.to_thread(teller.end)
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking
        live.close()
        store.close()

    app = FastAPI(
        **ABOUT,
        lifespan=lifespan,
        dependencies=[Depends(check_forgery)],
        middleware=[
            Middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies)),
            Middleware(HeadersMiddleware, is_secure=settings.is_secure),
            Middleware(SizesMiddleware),
            Middleware(SessionMiddleware, sessions=sessions),
        ],
    )
    app.state.settings, app.state.live, app.state.accounts = settings, live, accounts
    app.state.sessions, app.state.throttle = sessions, Throttle(accounts)
    app.state.answers = Answers(store, settings.now, settings.draw)
    app.state.answers.forget_old()
    app.state.outbox, app.state.teller = outbox, teller
    app.state.challenges = Challenges(accounts, settings.is_secure)
    if settings.is_demo:
        add_demo_users(accounts, live)
    add_routes(app)
    return app


def add_routes(app: FastAPI) -> None:
    """Every endpoint of the board, pages and API; one that names no right is a fault."""
    add_problems(app)
    for router in (sign_in.router, landing.router, passkeys.router, openid.router):
        app.include_router(router)
    app.include_router(pages_router())
    app.include_router(api_router())
    assets = GZipMiddleware(StaticFiles(packages=[("muster.board", "static")]))
    app.mount("/static", assets, name="static")
    app.openapi = lambda: document(app)  # type: ignore[method-assign]
    endpoints(app.routes)


async def _look_for_more(app: FastAPI) -> None:
    while True:
        await asyncio.sleep(LOOK_S)
        await asyncio.to_thread(app.state.live.catch_up)
