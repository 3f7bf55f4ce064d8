"""Pages from templates: what every page is given, and in which language it speaks."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from muster.board.guarding import allows, signed_in
from muster.board.rights import Action


@cache
def environment() -> Environment:
    """The templates of the package."""
    return Environment(
        loader=PackageLoader("muster.board", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(
    request: Request, template: str, *, status_code: int = 200, **context: Any
) -> HTMLResponse:
    """A page, with what every template may use beside its own context."""
    user, live = signed_in(request), request.app.state.live

    def may(action: str, **named: str) -> bool:
        return user is not None and allows(live, user, Action[action], **named)

    text = (
        environment()
        .get_template(template)
        .render(
            request=request,
            csrf=getattr(request.state, "csrf", ""),
            user=user,
            may=may,
            now=live.now(),
            demo=request.app.state.settings.is_demo,
            language="en",
            direction="ltr",
            **context,
        )
    )
    return HTMLResponse(text, status_code=status_code)
