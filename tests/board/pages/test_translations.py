"""Nothing is shown that is not in the catalogue, and nothing in it is without a translation."""

import html
import re
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from board_makers import adopted, answered, board, operation
from muster.board.rendering import environment
from muster.locale import catalogues
from muster.locale.catalogues import read_catalogue, share_translated
from review_makers import give_reason, write_matching

sys.path.insert(0, str(Path(__file__).parents[3] / "tools"))
import write_catalogues

OPENING, CLOSING = "⟦", "⟧"
PATHS = (
    "/", "/trips", "/trips/{trip}", "/sites", "/sites/{site}", "/people", "/people/{person}",
    "/plan", "/plan/what-ifs/2",
    "/claims", "/matching", "/matching/first", "/verify", "/duties", "/discrepancies",
    "/rules", "/sites/{site}/handover", "/nowhere",
)  # fmt: skip
IDS = re.compile(
    r"(?:Muster|northeast-syria-\d+|waikeria-2020|UTC[+\d:]*|GMT|[A-Z]-?\d+|T\d+|km|h|min|d|"
    r"English|latn|A|B|event\.json|sigsum\S*|[0-9a-f]{16,}\S*|R\d+|v1|[+−]?\d[\d,.:/]*|"
    r"\d{4}-\d\d-\d\d|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Dec|Feb)\Z"
)


class Marked(catalogues.Translations):
    """Marks everything that was translated, so that the rest stands out."""

    def gettext(self, message):
        return f"{OPENING}{message}{CLOSING}"

    def ngettext(self, one, many, n):
        return self.gettext(one if n == 1 else many)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = operation(tmp_path_factory.mktemp("board") / "R", hours=6)
    write_matching(folder / "matching" / "first")
    made = board(folder)
    give_reason(made.state.live, "first", "duty_officer")
    adopted(made, answered(made))
    answered(made)
    yield made
    made.state.live.close()


def test_every_message_has_an_arabic_translation_in_every_form():
    assert share_translated("ar") == 1.0
    for message in read_catalogue("ar"):
        if message.id:
            forms = message.string if isinstance(message.id, tuple) else (message.string,)
            assert all(forms), message.id
            assert not message.fuzzy, message.id


def test_translations_keep_the_places_for_values():
    place = re.compile(r"%\(\w+\)s|\{n\}")
    for message in read_catalogue("ar"):
        if message.id and isinstance(message.id, str):
            assert set(place.findall(message.id)) == set(place.findall(message.string)), message.id


@pytest.mark.parametrize("language", write_catalogues.LANGUAGES)
def test_catalogues_have_every_message_that_the_board_can_show_and_no_other(language):
    known = {m.id for m in read_catalogue(language) if m.id}
    assert known == set(write_catalogues.messages())


def test_kurdish_is_prepared_and_not_offered_before_it_is_complete():
    assert 0 < share_translated("ckb") < 1


def test_no_text_of_a_page_stands_outside_the_catalogue(app, monkeypatch):
    marked = Marked({}, {}, "en")
    environment.cache_clear()
    for module in ("rendering", "pages.plan", "pages.claims", "pages.papers"):
        monkeypatch.setattr(f"muster.board.{module}.catalogue", lambda language: marked)
    names = _names(app)
    client = TestClient(app, base_url="http://127.0.0.1:8000")
    client.post("/sign-in", data={"user": "duty_officer"})
    found = []
    for path in PATHS:
        page = client.get(path.format(**names), headers={"accept": "text/html"}).text
        found += [(path, word) for word in _bare(page, names["free"])]
    environment.cache_clear()
    assert found == []


def _names(app):
    live = app.state.live
    with live.reading() as situation:
        trip = next(t for t in situation.trips.values() if t.state.value == "arrived")
        free = {word for site in live.scenario.sites.values() for word in site.name.split()}
        free |= {word for fleet in live.scenario.fleets.values() for word in fleet.name.split()}
        names = [*situation.ledger.site_custodian.values(), *live.scenario.sites,
                 *live.scenario.escort_pools, *live.scenario.fleets]  # fmt: skip
        names += [
            body for t in situation.trips.values() for body in (t.escort, t.planned.body["by"])
        ]
        free |= {word for name in names for word in name.split()}
        free |= {word for group in live.scenario.groups for word in group.split()}
        free |= {"duty_officer", "NEW", "ZEALAND"}
        person = trip.people[0]
        free |= {p.split("-")[0] for p in situation.ledger.places} | set(situation.ledger.places)
    return {"trip": trip.id, "site": trip.target, "person": person, "free": free}


def _bare(page, free):
    """Words in text and spoken labels that no catalogue has seen."""
    page = re.sub(r"<script.*?</script>|<title>.*?</title>", " ", page, flags=re.DOTALL)
    page = page[page.index("<body") :]
    page = re.sub(r'<(\w+)[^>]*\blang="en"[^>]*>.*?</\1>', " ", page, flags=re.DOTALL)
    page = re.sub(r"<(code|bdi|pre|option|optgroup)\b[^>]*>.*?</\1>", " ", page, flags=re.DOTALL)
    page = re.sub(r"<[^>]*\bcode\b[^>]*>[^<]*<", "<", page)
    labels = re.findall(r'(?:aria-label|placeholder)="([^"]*)"', page)
    text = html.unescape(" ".join([re.sub(r"<[^>]*>", " ", page), *labels]))
    while OPENING in text:  # one message may stand in another's place for a value
        text = re.sub(f"{OPENING}[^{OPENING}{CLOSING}]*{CLOSING}", " ", text)
    words = [word.strip(".,;:()·–…%≥<>{}*") for word in text.split()]
    return [
        w for w in words if re.search(r"[A-Za-z]{2,}", w) and w not in free and not IDS.match(w)
    ]
