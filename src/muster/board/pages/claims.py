"""Claims: numbers that somebody stated, against each other and against the balance."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from muster.board.choosing import choices_of
from muster.board.guarding import Access, asks
from muster.board.kept import kept_of
from muster.board.rendering import page
from muster.board.rights import Action
from muster.board.views.charts import claims_chart
from muster.custody.claims import QUALIFIERS
from muster.locale.catalogues import catalogue
from muster.locale.numbers import Shown

router = APIRouter()


@router.get("/claims")
def claims(
    request: Request,
    access: Annotated[Access, asks(Action.SEE_CLAIMS)],
    quantity: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """What each source says, and what explains where they differ."""
    live, kept = access.live, kept_of(request.app)
    shown = kept.claims(quantity)
    choices = choices_of(request)
    told = catalogue(choices.language).gettext
    numbers = Shown(choices, None)
    chart = kept.once(
        f"claims chart {choices.language} {choices.numerals} {quantity}", live.size,
        lambda: claims_chart(
            shown, told("People said to be transferred, by the day it is about"),
            told("the record"), numbers.digits,
        ),
    )  # fmt: skip
    return page(request, "claims.html", shown=shown, quantity=quantity, chart=chart,
                qualifiers=QUALIFIERS)  # fmt: skip
