"""All pages in one router."""

from __future__ import annotations

from fastapi import APIRouter

from muster.board.pages import preferences, situation, trips, verify

PAGES = (situation, trips, verify, preferences)


def pages_router() -> APIRouter:
    """Every page of the board."""
    router = APIRouter(include_in_schema=False)
    for each in PAGES:
        router.include_router(each.router)
    return router
