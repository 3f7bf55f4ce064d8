"""Every paper, in both languages: it can be archived, printed without colour, and scanned."""

import io
import re
from datetime import date

import pytest
from pypdf import PdfReader

from muster.locale.catalogues import catalogue
from muster.operations.duties import open_duties
from muster.reporting.papers import KINDS, PaperError, Subject, as_pdf
from operation_makers import PEOPLE, at, make_ready, planned, to_handed_over
from operation_makers import trips as running
from paper_makers import ARABIC, LATIN, codes_of, given, held, in_colour, row, scanned, text_of

NAMES = sorted(KINDS)
LANGUAGES = [LATIN, ARABIC]


@pytest.fixture(scope="module")
def operation(tmp_path_factory):
    """Three people handed over at B; a fourth, at A, is to follow."""
    rows = [row(n, person_id=person) for n, person in enumerate((*PEOPLE, "p4"), start=1)]
    kept, desk = held(tmp_path_factory.mktemp("papers"), rows, call="+963 52 000")
    make_ready(desk, (*PEOPLE, "p4"))
    to_handed_over(desk)
    running.plan(desk, planned(id="U", people=("p4",), departs=at(30), expected=at(34)),
                 "planner", at(10))  # fmt: skip
    yield kept, desk
    kept.close()


def subject(desk, kind):
    if kind.subject is Subject.TRIP:
        return "U" if kind.name == "advices" else "T"
    if kind.subject is Subject.PERSON:
        return "p4" if kind.name == "advice" else "p1"
    if kind.subject is Subject.DUTY:
        due = open_duties(desk.situation)
        return next(event.event_id for event in due if event.body["duty"] == "card")
    return "B" if kind.subject is Subject.SITE else ""


@pytest.fixture(scope="module")
def papers(operation):
    """Each paper, made and printed once, by kind and language."""
    kept, desk = operation
    found = {}
    for kind in KINDS.values():
        for choices in LANGUAGES:
            made = kind.make(given(kept, desk, choices, names=True), subject(desk, kind))
            found[kind.name, choices.language] = made, as_pdf(made)
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", NAMES)
def test_a_paper_is_tagged_archivable_and_carries_its_fonts(papers, name, language):
    paper, raw = papers[name, language]
    read = PdfReader(io.BytesIO(raw))
    told = read.xmp_metadata.stream.get_data().decode()
    part = "3" if paper.attached else "2"
    assert re.search(rf"pdfaid:part>{part}<", told)
    assert re.search(r"pdfaid:conformance>A<", told)
    assert re.search(r"pdfuaid:part>1<", told)
    root = read.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert read.metadata.title == re.sub("[\u2068\u2069]", "", paper.title)
    assert not read.is_encrypted
    assert "/OpenAction" not in root
    faces = [font for page in read.pages for font in fonts_of(page)]
    assert faces
    assert {face.split("+")[1].split("-")[0] for face, _ in faces} <= {"NotoSans", "NotoSansArabic"}
    assert all(is_embedded for _, is_embedded in faces)


def fonts_of(page):
    """Name of each font of a page, and whether it is embedded."""
    for font in page["/Resources"].get("/Font", {}).values():
        (inner,) = font.get_object()["/DescendantFonts"]
        described = inner.get_object()["/FontDescriptor"].get_object()
        yield described["/FontName"], "/FontFile2" in described or "/FontFile3" in described


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_on_a_paper_has_a_colour_and_it_is_a4(papers, name, language):
    _, raw = papers[name, language]
    assert all(page.is_grey for page in in_colour(raw))
    for page in PdfReader(io.BytesIO(raw)).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", NAMES)
def test_a_scanner_reads_every_code_of_a_paper_as_it_should_be(papers, name, language):
    paper, raw = papers[name, language]
    assert sorted(scanned(raw)) == sorted(codes_of(paper))


def test_the_same_record_gives_the_same_bytes_and_another_time_other_ones(operation):
    kept, desk = operation
    one, two = (KINDS["manifest"].make(given(kept, desk), "T") for _ in range(2))
    assert as_pdf(one) == as_pdf(two)
    later = KINDS["manifest"].make(given(kept, desk, now="2026-02-01T00:00:00.000Z"), "T")
    assert as_pdf(later) != as_pdf(one)
    made = PdfReader(io.BytesIO(as_pdf(later))).metadata.creation_date
    assert made.date() == date(2026, 2, 1)


def test_pages_are_numbered_in_the_numerals_of_the_reader(papers):
    assert "Page 1 of" in text_of(papers["chain", "en"][1])
    assert catalogue("ar").gettext("Page {page} of {pages}").count("{page") == 2
    shown = text_of(papers["chain", "ar"][1])
    assert "١" in shown
    assert "Page" not in shown


@pytest.mark.parametrize(
    ("name", "about"),
    [("manifest", "?"), ("receipt", "U"), ("chain", "?"), ("advice", "p1"), ("arrivals", "?")],
)
def test_a_paper_of_what_the_record_does_not_know_is_refused_in_words(operation, name, about):
    with pytest.raises(PaperError, match=r"found no.*expected"):
        KINDS[name].make(given(*operation), about)


def test_a_language_that_is_only_prepared_is_laid_out_all_the_same(operation):
    kept, desk = operation
    choices = type(ARABIC)("ckb", "arab")
    raw = as_pdf(KINDS["advices"].make(given(kept, desk, choices), "U"))
    assert PdfReader(io.BytesIO(raw)).trailer["/Root"]["/Lang"] == "ckb"
