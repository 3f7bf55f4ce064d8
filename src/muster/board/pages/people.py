"""People: who is where, and the page of each; names only on request, and each read is recorded."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from muster.board.guarding import Access, asks
from muster.board.pages.papers import papers_of_person
from muster.board.pages.trips import offset_of
from muster.board.rendering import page
from muster.board.rights import Action
from muster.board.views.people import people_like, people_listed, person_shown
from muster.operations.rules import RULES

router = APIRouter()
ALONE = "unaccompanied_minors"
"""The separation class of children for whom somebody has to answer."""
SET_ASIDE = tuple(each.id for each in RULES.values() if each.may_be_overridden)


@router.get("/people")
def people(
    request: Request,
    access: Annotated[Access, asks(Action.SEE_PEOPLE)],
    q: Annotated[str, Query(max_length=80)] = "",
    account: Annotated[str, Query(max_length=120)] = "",
    list_page: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """People by id and account; those whom the user may see."""
    live = access.live
    with live.reading() as situation:
        balance = situation.ledger.balance
        accounts = sorted(name for name, n in balance.items() if n and not _is_trip(name))
        found = people_like(situation, q, account)
        seen = [person for person in found if access.allows(person=person)]
        listed = people_listed(situation, seen, list_page, live.now())
    return page(request, "people.html", listed=listed, q=q, chosen=account, accounts=accounts)


@router.get("/people/{person_id}")
def person(
    request: Request,
    person_id: str,
    access: Annotated[Access, asks(Action.SEE_PEOPLE, person="person_id")],
) -> HTMLResponse:
    """One person."""
    live = access.live
    with live.reading() as situation:
        shown = person_shown(situation, person_id, live.now())
        known = live.desk.facts.get(person_id)
    if shown is None:
        raise HTTPException(404, "found nobody of this id; expected somebody in the record")
    return page(
        request, "person.html", shown=shown, papers=papers_of_person(person_id, request),
        may_be_set_aside=SET_ASIDE,
        is_child=known is not None and known.separation_class == ALONE, offset=offset_of(access),
    )  # fmt: skip


def _is_trip(account: str) -> bool:
    return account.startswith("trip:")
