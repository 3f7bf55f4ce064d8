"""Papers as PDF: which a page offers, where they are, and who may read what on them.

A paper is a plain GET. Names and other personal fields stand on it only for people whose fields
the user may read at the board; each reading is recorded, as it is there.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request, Response

from muster.board.choosing import choices_of
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.locale.catalogues import catalogue
from muster.locale.choices import Choices, offered
from muster.reporting.papers import KINDS, Given, Paper, Reader, Subject, as_pdf, kinds_of
from muster.reporting.papers.receipt import answered_of
from muster.reporting.papers.receipt import receipt as receipt_of

router = APIRouter()
Papers = tuple[tuple[str, str], ...]
"""Name and path of each."""
Language = Annotated[str, Query(max_length=8)]
EventId = Annotated[str, Query(max_length=40)]


def papers_of_trip(trip_id: str, request: Request) -> Papers:
    """Papers that go with a trip."""
    return _offered(Subject.TRIP, f"/trips/{quote(trip_id, safe='')}", request)


def papers_of_site(site_id: str, request: Request) -> Papers:
    """Papers that a site prints."""
    return _offered(Subject.SITE, f"/sites/{quote(site_id, safe='')}", request)


def papers_of_person(person_id: str, request: Request) -> Papers:
    """Papers about a person."""
    return _offered(Subject.PERSON, f"/people/{quote(person_id, safe='')}", request)


def papers_of_operation(request: Request) -> Papers:
    """Papers about the whole operation."""
    return _offered(Subject.OPERATION, "", request)


@router.get("/trips/{trip_id}/papers/{kind}")
def of_trip(
    request: Request, trip_id: str, kind: str,
    access: Annotated[Access, asks(Action.SEE_DOCUMENTS, trip="trip_id")],
    language: Language = "", event: EventId = "",
) -> Response:  # fmt: skip
    """A paper of a trip; `event` names the handover of a receipt."""
    if kind == "receipt" and event:
        with access.live.writing():
            given = _given(request, access, language)
            known = {answer.event_id for _, answer in answered_of(given, trip_id)}
            if event not in known:
                raise HTTPException(404, "found no such handover on this trip; expected one")
            paper = receipt_of(given, trip_id, event)
        return _answer(paper)
    return _made(request, access, Subject.TRIP, kind, trip_id, language)


@router.get("/sites/{site_id}/papers/{kind}")
def of_site(
    request: Request, site_id: str, kind: str,
    access: Annotated[Access, asks(Action.SEE_DOCUMENTS, site="site_id")], language: Language = "",
) -> Response:  # fmt: skip
    """A paper of a site."""
    return _made(request, access, Subject.SITE, kind, site_id, language)


@router.get("/people/{person_id}/papers/{kind}")
def of_person(
    request: Request, person_id: str, kind: str,
    access: Annotated[Access, asks(Action.SEE_DOCUMENTS, person="person_id")],
    language: Language = "",
) -> Response:  # fmt: skip
    """A paper of a person."""
    return _made(request, access, Subject.PERSON, kind, person_id, language)


@router.get("/duties/{event_id}/papers/{kind}")
def of_duty(
    request: Request, event_id: str, kind: str,
    access: Annotated[Access, asks(Action.READ_PERSONAL, duty="event_id")],
    language: Language = "",
) -> Response:  # fmt: skip
    """The messages of a duty, for who may read the fields of everybody whom it names."""
    with access.live.reading() as situation:
        due = situation.due.get(event_id)
        people = () if due is None else due.body.get("people", ())
    if due is None:
        raise HTTPException(404, "found no such duty; expected one that is in the record")
    for person in people:
        access.require(person=person)
    return _made(request, access, Subject.DUTY, kind, event_id, language)


@router.get("/papers/{kind}")
def of_operation(
    request: Request, kind: str, access: Annotated[Access, asks(Action.SEE_REPORTS)],
    language: Language = "",
) -> Response:  # fmt: skip
    """A paper of the whole operation; nobody is named on it."""
    return _made(request, access, Subject.OPERATION, kind, "", language)


def _made(
    request: Request, access: Access, subject: Subject, kind: str, about: str, language: str
) -> Response:
    known = KINDS.get(kind)
    if known is None or known.subject is not subject:
        raise HTTPException(404, "found no paper of this kind; expected one that the page offers")
    with access.live.writing():
        paper = known.make(_given(request, access, language), about)
    return _answer(paper)


def _given(request: Request, access: Access, language: str) -> Given:
    """The record as it is now, for one reader; inside `writing`, since readings are recorded."""
    live, choices = access.live, choices_of(request)
    if language in dict(offered()):
        choices = Choices(language, "latn" if language == "en" else "arab")
    return Given(
        live.record, live.desk, live.scenario, live.now(),
        Reader(
            access.user.id,
            lambda person: access.allows(Action.READ_PERSONAL, person=person),
            lambda person: access.allows(Action.READ_HEALTH, person=person),
        ),
        choices,
    )  # fmt: skip


def _answer(paper: Paper) -> Response:
    """The PDF, to be shown in the browser."""
    return Response(
        as_pdf(paper), media_type="application/pdf",
        headers={"Content-Disposition": "inline"},
    )  # fmt: skip


def _offered(subject: Subject, path: str, request: Request) -> Papers:
    told = catalogue(choices_of(request).language).gettext
    return tuple((told(kind.title), f"{path}/papers/{kind.name}") for kind in kinds_of(subject))
