"""All pages in one router."""

from __future__ import annotations

from fastapi import APIRouter

from muster.board.pages import (
    accounts,
    claims,
    duties,
    matching,
    papers,
    people,
    plan,
    preferences,
    rules,
    sites,
    situation,
    trips,
    verify,
)

PAGES = (
    situation,
    trips,
    sites,
    people,
    plan,
    claims,
    duties,
    rules,
    papers,
    matching,
    verify,
    preferences,
    accounts,
)


def pages_router() -> APIRouter:
    """Every page of the board."""
    router = APIRouter(include_in_schema=False)
    for each in PAGES:
        router.include_router(each.router)
    return router
