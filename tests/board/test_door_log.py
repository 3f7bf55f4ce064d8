"""What happens at the door, told to a syslog elsewhere."""

import json
import logging
import random
import socket
from datetime import UTC, datetime

import pytest

from muster.board.accounts import Accounts
from muster.board.door_log import DOOR, send_to_syslog
from muster.board.rights import Role
from muster.board.stores import BoardStore
from muster.errors import MusterError

TODAY = datetime(2026, 1, 21, 6, tzinfo=UTC)


@pytest.fixture
def accounts(tmp_path):
    made = Accounts(BoardStore(tmp_path / "b.sqlite"), lambda: TODAY, random.Random(1).randbytes)
    yield made
    made.store.close()


@pytest.fixture
def syslog():
    """A syslog on this machine, to which the door's log goes."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(60)
        handler = send_to_syslog(f"127.0.0.1:{listening.getsockname()[1]}")
        yield listening
    DOOR.removeHandler(handler)
    DOOR.setLevel(logging.NOTSET)
    handler.close()


def test_what_happens_at_the_door_is_told_as_json_and_without_a_secret(accounts, syslog):
    accounts.add("o7", [Role.ESCORT])
    accounts.set_password("o7", "a long quiet evening")
    accounts.happened("o7", "failed to sign in", "203.0.113.5")
    told = [syslog.recv(2000).decode() for _ in range(2)]
    assert json.loads(told[1].partition("muster: ")[2].rstrip("\0")) == {
        "at": "2026-01-21T06:00:00.000Z", "user": "o7", "what": "failed to sign in",
        "address": "203.0.113.5",
    }  # fmt: skip
    assert "evening" not in "".join(told)
    assert len(accounts.log()) == 2


@pytest.mark.parametrize("address", ["", "somewhere", "host:port", "/no/such/socket"])
def test_what_is_no_syslog_is_refused(address):
    with pytest.raises(MusterError, match="--syslog"):
        send_to_syslog(address)
