"""Papers at the board: offered where they belong, and names only for roles that read them."""

import pytest
from fastapi.testclient import TestClient

from board_makers import board
from muster.board.rights import RIGHTS, Action, Role, Scope
from muster.custody.entries import entries_of
from muster.reporting.papers import Subject, kinds_of
from operation_makers import PEOPLE, make_ready, to_handed_over
from paper_makers import held, row, text_of

BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("board")
    kept, desk = held(folder, [row(1, person_id=person) for person in PEOPLE])
    make_ready(desk)
    to_handed_over(desk)
    kept.close()
    made = board(folder / "R")
    accounts = made.state.accounts
    accounts.add("elsewhere", [Role.RECEIVER], ["nobody"], ["nowhere"])
    yield made
    made.state.live.close()


def client(app, user):
    made = TestClient(app, base_url=BASE)
    made.post("/sign-in", data={"user": user})
    return made


def duty_of(app):
    with app.state.live.reading() as situation:
        return next(key for key, e in situation.due.items() if e.body["duty"] == "card")


def readings(app):
    store = app.state.live.record.log.store
    return [e.event.body for e in entries_of(store) if e.event.type == "read"]


ABOUT = {Subject.TRIP: "/trips/T", Subject.SITE: "/sites/B", Subject.PERSON: "/people/p1",
         Subject.OPERATION: ""}  # fmt: skip
PATHS = sorted(
    f"{path}/papers/{kind.name}"
    for subject, path in ABOUT.items()
    for kind in kinds_of(subject)
    if kind.name != "advice"
)


@pytest.mark.parametrize("path", PATHS)
def test_a_paper_is_one_get_away_in_the_reader_s_language_or_the_one_asked_for(app, path):
    browser = client(app, "duty_officer")
    english = browser.get(path)
    assert (english.status_code, english.headers["content-type"]) == (200, "application/pdf")
    assert english.content.startswith(b"%PDF-1.7")
    assert english.headers["cache-control"] == "no-store"
    arabic = browser.get(path, params={"language": "ar"})
    assert b"/Lang(ar)" in arabic.content or "صفحة" in text_of(arabic.content)


@pytest.mark.parametrize("role", list(Role))
def test_names_are_on_a_manifest_for_roles_that_read_them_and_each_reading_is_recorded(app, role):
    before = len(readings(app))
    answer = client(app, role.value).get("/trips/T/papers/manifest")
    if Action.SEE_DOCUMENTS not in RIGHTS[role]:
        assert answer.status_code == 403
        return
    named = text_of(answer.content).count("Name0001 Family")
    new = readings(app)[before:]
    assert {each["person"] for each in new} == (set(PEOPLE) if named else set())
    assert {each["by"] for each in new} <= {role.value}
    assert named == (len(PEOPLE) if Action.READ_PERSONAL in RIGHTS[role] else 0)


@pytest.mark.parametrize("role", list(Role))
def test_messages_of_a_duty_are_for_roles_that_read_personal_fields(app, role):
    answer = client(app, role.value).get(f"/duties/{duty_of(app)}/papers/bureau")
    assert answer.status_code == (200 if Action.READ_PERSONAL in RIGHTS[role] else 403)


@pytest.mark.parametrize("role", list(Role))
def test_reports_of_the_whole_operation_are_for_who_sees_all_of_it(app, role):
    answer = client(app, role.value).get("/papers/situation")
    sees_all = RIGHTS[role].get(Action.SEE_DOCUMENTS) is Scope.ALL
    assert answer.status_code == (200 if sees_all else 403)


@pytest.mark.parametrize(
    "path", ["/trips/T/papers/manifest", "/sites/B/papers/arrivals", "/people/p1/papers/chain"]
)
def test_papers_of_others_sites_and_trips_are_refused_and_that_is_recorded(app, path):
    accounts = app.state.accounts
    browser = TestClient(app, base_url=BASE)
    token = accounts.new_token("elsewhere", "test")
    answer = browser.get(path, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 403
    with app.state.live.reading() as situation:
        assert situation.refusals[-1].body["by"] == "elsewhere"
        assert situation.refusals[-1].body["rules"] == ["RIGHTS"]


@pytest.mark.parametrize(
    "path",
    ["/trips/T/papers/secrets", "/trips/T/papers/arrivals", "/papers/manifest",
     "/trips/T/papers/receipt?event=00000000-0000-7000-8000-000000000000",
     "/people/p1/papers/advice", "/duties/nothing/papers/bureau"],
)  # fmt: skip
def test_what_is_no_paper_is_not_found(app, path):
    assert client(app, "duty_officer").get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "papers"),
    [("/trips/T", Subject.TRIP), ("/sites/B", Subject.SITE), ("/people/p1", Subject.PERSON),
     ("/", Subject.OPERATION)],
)  # fmt: skip
def test_a_page_offers_its_papers(app, path, papers):
    shown = client(app, "duty_officer").get(path, headers={"accept": "text/html"}).text
    where = ABOUT[papers]
    for kind in kinds_of(papers):
        assert f'href="{where}/papers/{kind.name}"' in shown


def test_duties_that_a_message_meets_offer_it(app):
    shown = client(app, "duty_officer").get("/duties", headers={"accept": "text/html"}).text
    assert f"/duties/{duty_of(app)}/papers/bureau" in shown
