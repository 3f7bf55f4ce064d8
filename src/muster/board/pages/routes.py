"""All pages in one router."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from muster.board.guarding import Access, asks
from muster.board.rendering import page
from muster.board.rights import Action


def pages_router() -> APIRouter:
    """Every page of the board."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def situation(
        request: Request, access: Annotated[Access, asks(Action.SEE_SITUATION)]
    ) -> HTMLResponse:
        with access.live.reading() as now:
            accounts = {name: n for name, n in sorted(now.ledger.balance.items()) if n}
        return page(request, "situation.html", accounts=accounts)

    return router
