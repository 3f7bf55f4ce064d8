"""The demonstration's users: one for each role, without a password. Never for real people."""

from __future__ import annotations

from muster.board.accounts import Accounts
from muster.board.live import Live
from muster.board.rights import Role


def add_demo_users(accounts: Accounts, live: Live) -> None:
    """Make what is missing; those on the ground are bound to every site and organisation."""
    with live.reading() as situation:
        sites = set(situation.ledger.site_custodian)
        organisations = set(situation.ledger.site_custodian.values())
        organisations |= {trip.escort for trip in situation.trips.values()}
    for role in Role:
        if accounts.user(role.value) is None:
            accounts.add(role.value, [role], organisations, sites)
