"""What others signed or listed: events of devices, lists, witnesses' lines, by the API."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import operation_makers as makers
from api_makers import Clock, client, http, size, small_board, small_record, user
from muster.board.rights import Role
from muster.client import NotAllowedError, ProblemError
from muster.record.checkpoints import cosign, read_checkpoint
from muster.record.notes import COSIGNATURE, verifier_key
from muster.record.receipts import verify_receipt
from record_makers import Device

ROSTER = "person_id,site,name,born\nq1,A,Tareq Halabi,1990\nq2,A,Samir Jubouri,1985\n"
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
def app(tmp_path):
    made = small_board(small_record(tmp_path / "R", makers.to_loading), Clock(makers.at(7)))
    yield made
    made.state.live.close()


@pytest.fixture
def officer(app):
    return client(app, user(app, "d1", Role.DUTY_OFFICER))


@pytest.fixture
def device(app):
    """A device of the receiving authority, enrolled by the cell's."""
    made = Device(77)
    public_key = made.key.public_key().public_bytes_raw().hex()
    with app.state.live.writing() as desk:
        desk.say("device_enrolled", makers.at(-1), key=made.id, public_key=public_key,
                 organisation="IQ")  # fmt: skip
    return made


def water(device, number):
    said = device.says("welfare", people=[f"p{number}"], kind="water", by="o7")
    return said.raw.decode(), said.signature.hex()


def test_events_of_an_enrolled_device_are_taken_once_with_the_logs_receipt(app, officer, device):
    sent = [water(device, 1), water(device, 2)]
    outcomes = officer.append(sent)
    assert [each["status"] for each in outcomes] == ["added", "added"]
    again = officer.append(sent)
    assert [each["status"] for each in again] == ["known", "known"]
    assert [each["receipt"] for each in again] == [each["receipt"] for each in outcomes]
    log_key = app.state.live.record.log.key.public_key()
    receipt = verify_receipt(outcomes[1]["receipt"], log_key)
    assert (receipt.event_id, receipt.seq) == (outcomes[1]["event_id"], outcomes[1]["seq"])
    with app.state.live.reading() as situation:
        assert {"p1", "p2"} <= situation.welfare.keys()


def test_what_a_device_recorded_starts_its_duties(app, officer, device):
    body = {"from": "site:A", "to": "outside:at_large"}
    said = device.says("escape", people=["p2"], **body)
    officer.append([(said.raw.decode(), said.signature.hex())])
    owed = [each for each in officer.pages("/duties") if each["people"] == ["p2"]]
    assert {each["rule"] for each in owed} == {"R20", "R27"}


def test_what_comes_before_its_predecessors_is_held_and_released_by_them(officer, device):
    first, second = water(device, 1), water(device, 2)
    (held,) = officer.append([second])
    assert (held["status"], held["seq"], held["receipt"]) == ("held", None, None)
    answer = officer.post("/events", {"events": [{"event": first[0], "signature": first[1]}]})
    assert [each["status"] for each in answer["outcomes"]] == ["added"]
    assert [each["event_id"] for each in answer["released"]] == [held["event_id"]]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200), st.data())
def test_what_no_device_signed_is_refused_and_not_recorded(app, officer, text, data):
    before = size(app)
    signature = data.draw(st.binary(min_size=64, max_size=64)).hex()
    (outcome,) = officer.append([(text, signature)])
    assert (outcome["status"], outcome["seq"]) == ("refused", None)
    assert size(app) == before


def test_a_stranger_s_and_a_forged_event_are_refused_beside_one_that_is_right(officer, device):
    stranger = water(Device(78), 1)
    right = water(device, 1)
    forged = (water(device, 2)[0], right[1])
    outcomes = officer.append([stranger, right, forged])
    assert [each["status"] for each in outcomes] == ["refused", "added", "refused"]
    assert "not enrolled" in outcomes[0]["reason"]


def test_a_roster_is_recorded_sealed_and_the_same_rows_again_change_nothing(app, officer):
    found = officer.import_list("people.csv", ROSTER, "2026-01-21T06:30:00Z")
    assert dict(found.body) == {"kind": "roster", "rows": 2, "added": 2, "known": 0}
    more = ROSTER + "q3,B,Adel Sabri,1979\n"
    found = officer.import_list("people.csv", more, "2026-01-21T06:30:00Z")
    assert (found["added"], found["known"]) == (1, 2)
    assert officer.balance()["site:A"] == 5
    fields = officer.post("/people/q2/fields", {"reason": "arrival"})["fields"]
    assert fields == {"name": "Samir Jubouri", "born": "1985"}
    raw = b"".join(row.raw for row in app.state.live.record.log.store.entries())
    assert b"Jubouri" not in raw


def test_every_fault_of_a_list_is_told_at_once_and_nothing_is_recorded(app, officer):
    before = size(app)
    wrong = "person_id,site,name\nq1,,Tareq Halabi\n,A,Samir Jubouri\nq3,A,Adel Sabri\n"
    answer = http(app, user(app, "d9", Role.DUTY_OFFICER)).post(
        "/api/v1/imports",
        json={"name": "people.csv", "text": wrong, "at": "2026-01-21T06:30:00Z"},
    )
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [each["where"] for each in answer.json()["faults"]] == [
        "people.csv, row 2, column site", "people.csv, row 3, column person_id",
    ]  # fmt: skip
    assert "Halabi" not in answer.text
    assert size(app) == before


def test_events_and_claims_are_imported_too(app, officer):
    events = "type,occurred_at,people,kind,by\nwelfare,2026-01-21T06:40:00Z,p1;p2,meal,o1\n"
    assert officer.import_list("meals.csv", events)["kind"] == "events"
    claims = ("quantity,scope,value,qualifier,source,said_on,about\n"
              "held,region,3,exact,red cross,2026-01-20,2026-01-20\n")  # fmt: skip
    assert officer.import_list("claims.csv", claims)["kind"] == "claims"
    kinds = [each["type"] for each in officer.events()][-2:]
    assert kinds == ["welfare", "claim"]


def test_a_witness_s_line_is_kept_with_the_checkpoint_it_signed_and_once(app, officer):
    point = officer.post("/checkpoints")["size"]
    note = officer.get("/checkpoints/newest")["note"]
    line = str(cosign(read_checkpoint(note)[1], "witness.example", 1_769_000_000, WITNESS))
    key = verifier_key("witness.example", COSIGNATURE, WITNESS.public_key().public_bytes_raw())
    client(app, user(app, "o1", Role.SITE_OFFICER)).count("site:A", 3)
    officer.post("/checkpoints")
    monitor = client(app, user(app, "m1", Role.MONITOR))
    for _ in range(2):
        monitor.cosign(point, key, line)
    shown = {each["size"]: each for each in officer.get("/checkpoints")["checkpoints"]}
    assert [each["name"] for each in shown[point]["witnesses"]] == ["witness.example"]
    assert line.strip() in shown[point]["note"]
    with pytest.raises(ProblemError) as refused:
        monitor.cosign(officer.get("/checkpoints/newest")["size"], key, line)
    assert refused.value.status == 422


def test_a_line_for_no_checkpoint_is_refused(app, officer):
    with pytest.raises(ProblemError) as refused:
        officer.cosign(10**6, "witness.example+00000000+AAAA", "x")
    assert refused.value.status in (400, 422)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.DUTY_OFFICER])
def test_nobody_but_the_duty_officer_appends_and_imports(app, role):
    someone = client(app, user(app, role.value, role))
    for ask in (lambda: someone.append([("{}", "0" * 128)]),
                lambda: someone.import_list("people.csv", ROSTER)):  # fmt: skip
        with pytest.raises(NotAllowedError):
            ask()
