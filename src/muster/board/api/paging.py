"""Pages of a list by cursor: everything that is there all along is visited exactly once, whatever
is added meanwhile. A cursor is where the page before ended in the list's order."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from muster.errors import MusterError

T = TypeVar("T")
Key = tuple[Any, ...]
PAGE, MOST = 100, 1000


class CursorError(MusterError):
    """A cursor that no page gave."""

    status = 422


class Shape(BaseModel):
    """A part of an answer, read from a view."""

    model_config = ConfigDict(from_attributes=True)


class Page(BaseModel, Generic[T]):
    """A page of a list."""

    model_config = ConfigDict(from_attributes=True)
    items: list[T]
    next: str | None = Field(description="Cursor of the page that follows; null after the last")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """A page, before it is put into shape."""

    items: list[T]
    next: str | None


@dataclass(frozen=True, slots=True)
class Window:
    """Which page is asked for."""

    after: Key | None
    limit: int

    def page(
        self, rows: Iterable[T], key: Callable[[T], Key], may: Callable[[T], bool] | None = None
    ) -> Paged[T]:
        """The page of rows, which are sorted by a key that no two share; those one may see."""
        found: list[T] = []
        for row in rows:
            if self.after is not None and not self._is_after(key(row)):
                continue
            if may is not None and not may(row):
                continue
            if len(found) == self.limit:
                return Paged(found, cursor_of(key(found[-1])))
            found.append(row)
        return Paged(found, None)

    def _is_after(self, key: Key) -> bool:
        try:
            return key > (self.after or ())
        except TypeError:
            raise CursorError("found a cursor of another list; expected one of this") from None


def cursor_of(key: Key) -> str:
    """A key as text for a URL."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def key_of(cursor: str) -> Key:
    """The key of a cursor; CursorError if it is none."""
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        found = None
    if not isinstance(found, list) or not all(type(each) in (str, int) for each in found):
        raise CursorError("found a cursor that no page gave; expected `next` of the page before")
    return tuple(found)


def _window(
    cursor: Annotated[str | None, Query(max_length=2000, description="`next` of the page before")]
    = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = PAGE,
) -> Window:  # fmt: skip
    return Window(None if cursor is None else key_of(cursor), limit)


AskedPage = Annotated[Window, Depends(_window)]
