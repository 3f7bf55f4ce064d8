"""A user of the board: an officer's id with roles, bound to organisations and sites."""

from __future__ import annotations

from dataclasses import dataclass

from muster.board.rights import Action, Role, scopes


@dataclass(frozen=True, slots=True)
class User:
    """Who is signed in. The id is what events name as `by`; it is never a person's name."""

    id: str
    roles: frozenset[Role]
    organisations: frozenset[str] = frozenset()
    """Authorities for whom the user acts."""
    sites: frozenset[str] = frozenset()
    """Sites at which the user acts."""

    def may(self, action: Action) -> bool:
        """Whether the user may do something to anything at all."""
        return bool(scopes(self.roles, action))
