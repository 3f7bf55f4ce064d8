"""Webhooks: whatever a receiver and the server do, each event is told at least once, those of one
subject in their order, and nothing that should be told is left on the sweeper's list."""

import itertools
import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import operation_makers as makers
from api_makers import Clock, client, elsewhere, small_board, small_record, user
from muster.board.rights import Role
from muster.board.tables import DELIVERY
from muster.client import ProblemError, WebhookError, verify

TELLS = "https://receiver.example/muster"
FAULTS = st.sampled_from(["ok", "ok", "ok", "down", "slow", "500", "lost"])


class Receiver:
    """Somebody else's server: it fails as it is told to, and keeps what it got."""

    def __init__(self, clock, secret=""):
        self.clock, self.secret = clock, secret
        self.got, self.faults, self.refused = [], iter(()), 0
        self.status = 204

    def __call__(self, request):
        fault = next(self.faults, "ok")
        if fault == "down":
            raise httpx2.ConnectError("nobody there")
        if fault == "slow":
            raise httpx2.ReadTimeout("too slow")
        if fault == "500":
            return httpx2.Response(500)
        body = request.read()
        try:
            verify(dict(request.headers), body, self.secret, self.clock())
        except WebhookError:
            self.refused += 1
            return httpx2.Response(401)
        self.got.append(json.loads(body)["data"])
        if fault == "lost":  # it has it, and the sender never hears that
            raise httpx2.RemoteProtocolError("cut off")
        return httpx2.Response(self.status)

    def seqs(self, subject=None):
        return [each["seq"] for each in self.got if subject in (None, subject_of(each))]

    @property
    def first_got(self):
        """The order in which each event first arrived, by subject."""
        found = {}
        for each in self.got:
            seqs = found.setdefault(subject_of(each), [])
            if each["seq"] not in seqs:
                seqs.append(each["seq"])
        return found


def subject_of(head):
    return head["trips"][0] if head["trips"] else (*head["accounts"], "record")[0]


class World:
    """A board, a receiver, and a server that can be started anew."""

    def __init__(self, folder, types=()):
        self.folder, self.clock = folder, Clock(makers.at(7))
        self.receiver = Receiver(self.clock)
        self.start()
        self.tokens = {
            "boss": user(self.app, "boss", Role.ADMINISTRATOR),
            "o1": user(self.app, "o1", Role.SITE_OFFICER, Role.DUTY_OFFICER),
        }
        sent = {"url": TELLS, "types": list(types)}
        self.hook = self.client("boss").post("/webhooks", sent).body
        self.receiver.secret = self.hook["secret"]
        self.begin = self.app.state.live.size

    def start(self):
        self.app = small_board(
            self.folder, self.clock, webhook_transport=httpx2.MockTransport(self.receiver)
        )
        self.teller = self.app.state.teller

    def restart(self):
        self.close()
        self.start()

    def close(self):
        self.app.state.live.close()
        self.app.state.accounts.store.close()

    def client(self, name):
        return client(self.app, self.tokens[name])

    def happen(self, number):
        officer = self.client("o1")
        if number % 3 == 0:
            officer.count("site:A", number, "routine")
        elif number % 3 == 1:
            officer.count("trip:T", number, "boarding")
        else:
            officer.post("/claims", {
                "quantity": "held", "scope": "all", "value": number, "qualifier": "exact",
                "source": "x", "said_on": "2026", "about": "2026",
            })  # fmt: skip

    def recorded(self):
        return list(range(self.begin, self.app.state.live.size))

    def untold(self):
        return list(self.client("boss").pages(f"/webhooks/{self.hook['id']}/untold"))

    def settle(self):
        """The receiver is well, and time passes."""
        self.receiver.faults = iter(())
        for _ in range(4):
            self.clock.go(hours=11)
            self.app.state.outbox.sweep()
            self.teller.tell()


@pytest.fixture
def world(tmp_path):
    made = World(small_record(tmp_path / "R", makers.to_loading))
    yield made
    made.close()


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Copies of one record, as many as a test wants."""
    made = small_record(tmp_path_factory.mktemp("webhooks") / "R", makers.to_loading)
    return (shutil.copytree(made, made.with_name(f"R{n}")) for n in itertools.count())


STEPS = st.lists(
    st.one_of(st.integers(0, 20), st.sampled_from(["tell", "restart", "wait", "sweep"])),
    min_size=1, max_size=14,
)  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, faults=st.lists(FAULTS, max_size=25))
def test_each_event_is_told_at_least_once_and_those_of_a_subject_in_order(folders, steps, faults):
    world = World(next(folders))
    world.receiver.faults = iter(faults)
    for step in steps:
        if step == "tell":
            world.teller.tell()
        elif step == "restart":
            world.restart()
        elif step == "wait":
            world.clock.go(minutes=3)
        elif step == "sweep":
            world.app.state.outbox.sweep()
        else:
            world.happen(step)
    world.settle()
    assert set(world.receiver.seqs()) == set(world.recorded())
    assert all(seqs == sorted(seqs) for seqs in world.receiver.first_got.values())
    assert world.untold() == []
    world.close()


def test_a_receiver_that_is_down_holds_up_one_subject_at_its_first_event_and_no_other(world):
    world.happen(3)
    world.happen(1)
    world.happen(6)
    site, trip, other_site = world.recorded()
    world.receiver.faults = iter(["down"])
    world.teller.tell()
    assert world.receiver.seqs() == [trip]
    assert [each["event"]["seq"] for each in world.untold()] == [site, other_site]
    assert world.untold()[0]["delivery"]["status"] == "ConnectError"
    world.clock.go(seconds=5)
    world.teller.tell()
    assert world.receiver.seqs() == [trip, site, other_site]
    assert world.untold() == []


def test_a_message_names_nobody_and_carries_the_headers_of_the_standard(world):
    world.client("o1").board("T", ["p1"])
    seen = []
    world.teller.transport = httpx2.MockTransport(
        lambda request: seen.append(request) or httpx2.Response(204)
    )
    world.teller.tell()
    (request,) = seen
    head = json.loads(request.read())
    assert (head["type"], head["data"]["trips"]) == ("boarding", ["T"])
    assert b"p1" not in request.read()
    assert request.headers["webhook-id"] == head["data"]["event_id"]
    assert request.headers["webhook-timestamp"] == str(int(world.clock().timestamp()))
    verify(dict(request.headers), request.read(), world.hook["secret"], world.clock())


@pytest.mark.parametrize("wrong", ["secret", "body", "time", "id"])
def test_a_message_that_was_not_signed_so_is_refused_by_the_receiver(world, wrong):
    world.happen(3)
    seen = []
    world.teller.transport = httpx2.MockTransport(
        lambda request: seen.append(request) or httpx2.Response(204)
    )
    world.teller.tell()
    headers, body = dict(seen[0].headers), seen[0].read()
    secret, now = world.hook["secret"], world.clock()
    if wrong == "secret":
        secret = "whsec_" + "A" * 44
    elif wrong == "body":
        body += b" "
    elif wrong == "time":
        world.clock.go(minutes=6)
        now = world.clock()
    else:
        headers["webhook-id"] = "another"
    with pytest.raises(WebhookError):
        verify(headers, body, secret, now)


def test_a_receiver_with_another_secret_is_told_again_until_it_has_the_right_one(world):
    world.happen(3)
    right, world.receiver.secret = world.receiver.secret, "whsec_" + "A" * 44
    world.teller.tell()
    assert (world.receiver.got, world.receiver.refused) == ([], 1)
    assert world.untold()[0]["delivery"]["status"] == "HTTP 401"
    world.receiver.secret = right
    world.settle()
    assert world.receiver.seqs() == world.recorded()


def test_the_sweeper_finds_what_the_outbox_lost(world):
    for number in (3, 1, 2):
        world.happen(number)
    world.app.state.outbox.list_new()
    lost = world.recorded()[1]
    world.app.state.accounts.store.run(DELIVERY.delete().where(DELIVERY.c.seq == lost))
    world.teller.tell()
    assert lost not in world.receiver.seqs()
    (untold,) = world.untold()
    assert (untold["event"]["seq"], untold["delivery"]) == (lost, None)
    assert world.app.state.outbox.sweep() == 1
    world.teller.tell()
    assert lost in world.receiver.seqs()
    assert world.untold() == []


def test_what_another_process_recorded_is_told_too(world):
    desk = elsewhere(world.folder, world.clock)
    desk.say("welfare", world.clock(), people=["p1"], kind="water", by="o9")
    desk.recorder.log.store.close()
    world.app.state.live.catch_up()
    world.teller.tell()
    assert [each["type"] for each in world.receiver.got] == ["welfare"]


def test_only_the_types_that_were_asked_for_are_told(tmp_path):
    world = World(small_record(tmp_path / "R", makers.to_loading), types=["claim"])
    for number in range(6):
        world.happen(number)
    world.teller.tell()
    assert {each["type"] for each in world.receiver.got} == {"claim"}
    assert len(world.receiver.got) == 2
    assert world.untold() == []
    world.close()


def test_a_receiver_that_is_gone_is_told_nothing_more_until_it_is_set_again(world):
    boss, path = world.client("boss"), f"/webhooks/{world.hook['id']}"
    world.receiver.status = 410
    world.happen(3)
    world.teller.tell()
    assert boss.get(path)["is_active"] is False
    world.receiver.status = 204
    world.settle()
    assert len(world.receiver.got) == 1
    known = boss.get(path)
    boss.put(path, {"url": TELLS, "types": [], "is_active": True}, if_match=known.etag)
    world.teller.tell()
    assert world.untold() == []


def test_a_removed_webhook_is_told_nothing(world):
    boss, path = world.client("boss"), f"/webhooks/{world.hook['id']}"
    world.happen(3)
    boss.delete(path, if_match=boss.get(path).etag)
    world.settle()
    assert world.receiver.got == []
    assert list(boss.pages("/webhooks")) == []


def test_what_was_told_long_ago_is_no_longer_listed_and_not_told_again(world):
    world.happen(3)
    world.settle()
    world.clock.go(days=31)
    world.happen(1)
    world.settle()
    boss, path = world.client("boss"), f"/webhooks/{world.hook['id']}"
    assert [each["seq"] for each in boss.pages(f"{path}/deliveries")] == world.recorded()[1:]
    assert world.receiver.seqs() == world.recorded()
    assert boss.get(path)["told"] == world.app.state.live.size


def test_a_board_that_runs_tells_by_itself_and_once_more_after_it_was_stopped(world):
    """With its own threads, and a receiver that says when it has been told."""
    came = threading.Event()
    receive = world.receiver
    world.teller.transport = httpx2.MockTransport(lambda r: (receive(r), came.set())[0])
    with TestClient(world.app) as running:
        assert running.get("/sign-in").status_code == 200
        world.happen(3)
        assert came.wait(60)
    world.app.state.accounts.store.close()
    world.start()
    world.happen(1)  # while nothing runs
    came.clear()
    world.teller.transport = httpx2.MockTransport(lambda r: (receive(r), came.set())[0])
    with TestClient(world.app):
        assert came.wait(60)
    assert world.receiver.seqs() == [world.begin, world.begin + 1]
    world.start()


def test_a_slow_receiver_holds_up_no_other(world):
    """The slow one answers only once the other has been told everything."""
    other = world.client("boss").post("/webhooks", {"url": "https://other.example"}).body
    told, heard = threading.Event(), []

    def answer(request):
        if request.url.host == "other.example":
            heard.append(json.loads(request.read())["data"]["seq"])
            if len(heard) == 3:
                told.set()
            return httpx2.Response(204)
        assert told.wait(60)
        return httpx2.Response(204)

    world.teller.transport = httpx2.MockTransport(answer)
    with TestClient(world.app):
        for number in (3, 1, 6):
            world.happen(number)
        assert told.wait(60)
    assert sorted(heard) == world.recorded()
    assert other["listed"] == world.begin
    world.app.state.accounts.store.close()
    world.start()


@pytest.mark.parametrize(
    "url", ["ftp://x", "https://", "https://u:p@x", "http://x y", "nothing", "https://x:99999"]
)
def test_a_url_that_cannot_be_told_is_refused(world, url):
    with pytest.raises(ProblemError, match="http") as refused:
        world.client("boss").post("/webhooks", {"url": url})
    assert refused.value.status == 422


def test_tellers_at_once_tell_nothing_twice_out_of_order(world):
    for number in range(9):
        world.happen(number)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: world.teller.tell(), range(3)))
    world.settle()
    assert all(seqs == sorted(seqs) for seqs in world.receiver.first_got.values())
    assert set(world.receiver.seqs()) == set(world.recorded())
