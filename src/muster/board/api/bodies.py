"""What bodies of requests are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

LONGEST, MOST_PEOPLE, MOST_NUMBER = 2000, 10_000, 1_000_000
PRINTED = r"^[^\x00-\x1f\x7f]*$"
"""No control characters: an id is one line of text."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
Optional = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTED)]
Number = Annotated[int, Field(ge=0, le=MOST_NUMBER)]
People = Annotated[list[Id], Field(max_length=MOST_PEOPLE)]
SomePeople = Annotated[list[Id], Field(min_length=1, max_length=MOST_PEOPLE)]
Time = AwareDatetime
"""ISO 8601 with its offset from UTC."""


class Body(BaseModel):
    """A request's body; what it does not know is refused."""

    model_config = ConfigDict(extra="forbid")


class Named(Body):
    """Some people."""

    people: SomePeople


class Reason(Body):
    """Why something is done."""

    reason: Text
