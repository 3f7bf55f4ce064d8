"""What things are called: words of the record, sites and accounts, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from muster.locale.terms import TERMS
from muster.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Names:
    """The names that one reader is shown."""

    scenario: Scenario | None
    places: Mapping[str, str]
    """By the name in Latin script."""
    told: Callable[[str], str]
    """A message in the reader's language."""

    def term(self, code: str) -> str:
        """A word of the record; itself where it is not known."""
        text = TERMS.get(code)
        return code.replace("_", " ") if text is None else self.told(text)

    def site(self, site: str) -> str:
        """A site's name; its own or its id where the language has none."""
        return self.place(self._own(site))

    def other(self, site: str) -> str:
        """A site's name in the other script, where it has one."""
        own = self._own(site)
        return own if self.place(own) != own else ""

    def place(self, name: str) -> str:
        """A place by its name in Latin script."""
        return self.places.get(name, name)

    def account(self, name: str) -> str:
        """An account in words."""
        kind, _, rest = name.partition(":")
        if kind == "site":
            return self.site(rest)
        if kind == "trip":
            return self.told("Trip %(id)s") % {"id": rest}
        return self.term(name)

    def _own(self, site: str) -> str:
        given = None if self.scenario is None else self.scenario.sites.get(site)
        return site if given is None or not given.name else given.name
