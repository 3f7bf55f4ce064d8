"""From where requests come and where messages go: proxies believed, hosts told."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_network
from urllib.parse import urlsplit

from muster.errors import MusterError


def check_proxies(named: Collection[str]) -> tuple[str, ...]:
    """Addresses or networks of proxies whose word on who asks is believed."""
    for each in named:
        try:
            ip_network(each)
        except ValueError:
            raise MusterError(
                f"--trusted-proxy: found {each!r}; expected an address or a network, as in "
                "10.0.0.0/8"
            ) from None
    return tuple(named)


def is_told(url: str, hosts: Collection[str] | None) -> bool:
    """Whether messages may go to a URL: its host is named, or none had to be."""
    return hosts is None or (urlsplit(url).hostname or "") in {each.lower() for each in hosts}


def is_encrypted(url: str) -> bool:
    """Whether nobody on the way to a URL reads along: by https, or it is this machine's own."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")
