"""What happens at the door, also sent to a syslog, which who breaks in here cannot change.

Each line is JSON: at, user, what, address; ids, never a name or a secret.
"""

from __future__ import annotations

import json
import logging
from logging.handlers import SysLogHandler
from pathlib import Path

from muster.errors import MusterError

DOOR = logging.getLogger("muster.door")


def note_elsewhere(at: str, user: str, what: str, address: str) -> None:
    """Send what happened to wherever it is listened to."""
    if DOOR.isEnabledFor(logging.INFO):
        told = {"at": at, "user": user, "what": what, "address": address}
        DOOR.info("muster: %s", json.dumps(told))


def send_to_syslog(address: str) -> logging.Handler:
    """Send everything from now on to a syslog: a socket's path, or HOST:PORT by UDP.

    A syslog that cannot be reached later keeps nobody from signing in: the door's own table has
    all of it. Raises MusterError for what is no address, or no socket now.
    """
    host, _, port = address.rpartition(":")
    is_path = address.startswith("/")
    if not (Path(address).is_socket() if is_path else port.isdecimal() and host):
        raise MusterError(f"--syslog: found {address!r}; expected a socket's path or HOST:PORT")
    try:
        handler = SysLogHandler(
            address if is_path else (host.strip("[]"), int(port)), SysLogHandler.LOG_AUTHPRIV
        )
    except (OSError, OverflowError) as error:
        raise MusterError(f"--syslog: {address} cannot be reached ({error})") from None
    DOOR.addHandler(handler)
    DOOR.setLevel(logging.INFO)
    DOOR.propagate = False
    return handler
