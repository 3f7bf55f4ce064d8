"""The API in one router: a module a subject, each with a `router` whose paths are below /api/v1."""

from __future__ import annotations

from fastapi import APIRouter

from muster.board.api import (
    appending,
    claims,
    company,
    counting,
    discrepancies,
    dispositions,
    duties,
    effects,
    events,
    figures,
    files,
    guards,
    incidents,
    log,
    matching,
    me,
    people,
    person_care,
    person_steps,
    personal,
    plan,
    rules,
    setting_right,
    site_handover,
    sites,
    situation,
    stream,
    trip_steps,
    trips,
    users,
    webhooks,
)
from muster.board.api.problem_shape import ANY

PREFIX = "/api/v1"
SUBJECTS = (
    situation,
    sites,
    site_handover,
    guards,
    trips,
    trip_steps,
    personal,
    people,
    person_steps,
    person_care,
    effects,
    dispositions,
    files,
    company,
    counting,
    incidents,
    duties,
    discrepancies,
    claims,
    setting_right,
    rules,
    figures,
    matching,
    plan,
    stream,
    events,
    appending,
    log,
    me,
    users,
    webhooks,
)
"""Further subjects are added here; each endpoint names its right with `asks`, or is `public`."""


def api_router() -> APIRouter:
    """Every endpoint of the API."""
    router = APIRouter(prefix=PREFIX, responses=ANY)
    for each in SUBJECTS:
        router.include_router(each.router)
    return router
