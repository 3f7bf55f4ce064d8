"""Problems as the OpenAPI document describes them (RFC 9457)."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from muster.board.problems import MEDIA_TYPE, TITLES


class BreachShape(BaseModel):
    """A rule that is not met."""

    rule: str = Field(description="Its number, as in docs/rules.md")
    text: str = Field(description="What was found and what was expected")
    people: list[str] = Field(description="person_ids whom it concerns; none: the whole trip")


class FaultShape(BaseModel):
    """Something in a request that cannot be."""

    where: str
    text: str


class Problem(BaseModel):
    """Why something was not done; with the findings of the rules, all at once."""

    type: str
    title: str
    status: int
    detail: str
    breaches: list[BreachShape] | None = None
    faults: list[FaultShape] | None = None


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Problems that an endpoint may answer with."""
    schema = {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}
    return {
        status: {"description": TITLES[status], "content": {MEDIA_TYPE: schema}}
        for status in statuses
    }


ANY = problems(400, 401, 403, 404, 409, 412, 422, 428, 429, 503)
"""Problems that the API answers with."""
