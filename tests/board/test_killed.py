"""The server killed while people board: nothing that it acknowledged is missing afterwards."""

import re
import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx2
import pytest

from board_makers import board, operation
from board_process import board_process
from muster.board.views.plans import suggested, to_write_down
from muster.operations import trips
from muster.record.verify import verify

TOKEN = re.compile(r'data-csrf="([^"]*)"')
ABOARD = re.compile(r'data-person="([^"]*)" data-status="aboard"')


@pytest.fixture(scope="module")
def loading(tmp_path_factory):
    """A folder, a trip at its gate, and its people, of whom nobody has boarded."""
    folder = operation(tmp_path_factory.mktemp("killed") / "R", hours=-20)
    live = board(folder).state.live
    now = datetime.fromisoformat(live.now()).astimezone(UTC)
    with live.writing() as desk:
        trip = to_write_down(live.scenario, live.plan, desk.situation, now)[0]
        listed = suggested(live.version, desk.situation, trip.id)
        trips.plan(desk, trips.Planned(
            trip.id, listed.origin, listed.target, trip.departs_at, trip.arrives_at, listed.seats,
            listed.compartments, listed.people, listed.giving, listed.escort, listed.receiving,
            "the prison burns", "weighed",
        ), "planner", now)  # fmt: skip
        trips.approve(desk, trip.id, "approver", now)
        ready = trips.Loading("bus", "C-9", len(listed.people), 4, 2, 60, True)
        trips.begin_loading(desk, trip.id, ready, "escort", now)
    live.close()
    return folder, trip.id, listed.people


def test_no_acknowledged_scan_is_missing_and_pages_agree_with_the_record(loading):
    folder, trip, people = loading
    acknowledged = set()
    for enough in (3, 7):  # killed twice, each time with a scan on its way
        with board_process(folder) as (process, url):
            scan = Scanning(url, trip, [p for p in people if p not in acknowledged])
            scan.enough(enough).wait()
            process.kill()
            scan.join()
        acknowledged |= set(scan.acknowledged)
        assert len(scan.acknowledged) >= enough
        with board_process(folder) as (_, url):
            on_page = aboard_on_page(url, trip)
        aboard, public_key, place = in_the_record(folder, trip)
        assert acknowledged <= aboard
        assert aboard <= acknowledged | set(scan.on_its_way)
        assert on_page == aboard
        assert verify(place, public_key).fault is None
        acknowledged |= aboard


class Scanning(threading.Thread):
    """An officer who scans one wristband after the other until the server is gone."""

    def __init__(self, url, trip, people):
        super().__init__(daemon=True)
        self.url, self.trip, self.people = url, trip, people
        self.acknowledged, self.on_its_way = [], []
        self._enough, self._reached = 0, threading.Event()

    def enough(self, number):
        self._enough = number
        self.start()
        return self._reached

    def run(self):
        try:
            with signed_in(self.url, "site_officer") as browser:
                token = TOKEN.search(browser.get(f"/trips/{self.trip}").text)[1]
                for person in self.people:
                    self.on_its_way = [person]
                    answer = browser.post(
                        f"/api/v1/trips/{self.trip}/boardings", json={"people": [person]},
                        headers={"x-csrf-token": token, "idempotency-key": person},
                    )  # fmt: skip
                    if answer.is_success:
                        self.acknowledged.append(person)
                    if len(self.acknowledged) == self._enough:
                        self._reached.set()
        except httpx2.HTTPError:
            pass  # the server was killed: what was on its way may be in the record or not
        finally:
            self._reached.set()


@contextmanager
def signed_in(url, user):
    with httpx2.Client(base_url=url, timeout=120, trust_env=False) as browser:
        assert browser.post("/sign-in", data={"user": user}).status_code == 303
        yield browser


def aboard_on_page(url, trip):
    with signed_in(url, "site_officer") as browser:
        return set(ABOARD.findall(browser.get(f"/trips/{trip}").text))


def in_the_record(folder, trip):
    live = board(folder).state.live
    with live.reading() as situation:
        aboard = set(situation.aboard(situation.trips[trip]))
    public_key, place = live.record.log.key.public_key(), live.record.place
    live.close()
    return aboard, public_key, place
