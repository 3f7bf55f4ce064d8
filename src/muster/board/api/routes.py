"""The API in one router: a module a subject, each with a `router` whose paths are below /api/v1."""

from __future__ import annotations

from fastapi import APIRouter

from muster.board.api import (
    checkpoints,
    claims,
    counting,
    duties,
    incidents,
    person_steps,
    stream,
    trip_steps,
)
from muster.board.api.problem_shape import CHANGED, Problem

PREFIX = "/api/v1"
SUBJECTS = (
    trip_steps,
    counting,
    incidents,
    duties,
    claims,
    checkpoints,
    person_steps,
    stream,
)


def api_router() -> APIRouter:
    """Every endpoint of the API."""
    router = APIRouter(prefix=PREFIX, responses={**CHANGED, "default": {"model": Problem}})
    for each in SUBJECTS:
        router.include_router(each.router)
    return router
