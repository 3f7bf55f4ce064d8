"""Pages from templates: what every page is given, and in which language it speaks."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from muster.board.guarding import allows, signed_in
from muster.board.locale.catalogues import catalogue, places
from muster.board.locale.choices import Choices, choices_of, offered
from muster.board.locale.numbers import Shown
from muster.board.locale.terms import RULE_TEXTS, TERMS
from muster.board.rights import Action
from muster.board.static_files import address_of_asset


@cache
def environment(language: str) -> Environment:
    """The templates of the package in a language."""
    made = Environment(
        loader=PackageLoader("muster.board", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals["asset"] = address_of_asset
    made.globals["icon"] = icon
    return made


def icon(name: str) -> Markup:
    """A drawing of the sprite, hidden from who listens: words say the same beside it."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
        address_of_asset("icons.svg"), name
    )


def page(
    request: Request, template: str, *, status_code: int = 200, **context: Any
) -> HTMLResponse:
    """A page, with what every template may use beside its own context."""
    user, live = signed_in(request), request.app.state.live
    choices = choices_of(request)

    def may(action: str, **named: str) -> bool:
        return user is not None and allows(live, user, Action[action], **named)

    scenario = live.scenario
    text = (
        environment(choices.language)
        .get_template(template)
        .render(
            request=request,
            csrf=getattr(request.state, "csrf", ""),
            user=user,
            may=may,
            now=live.now(),
            demo=request.app.state.settings.is_demo,
            operation="" if scenario is None else scenario.name,
            choices=choices,
            languages=offered(),
            language=choices.language,
            direction=choices.direction,
            **words(choices, scenario),
            **context,
        )
    )
    return HTMLResponse(text, status_code=status_code)


def words(choices: Choices, scenario: Any) -> dict[str, Any]:
    """Numbers, times, terms and names as this reader reads them."""
    zone = None if scenario is None else scenario.start.tzinfo
    shown = Shown(choices, zone)
    told = catalogue(choices.language).gettext
    known = places(choices.language)

    def term(code: str) -> str:
        """A word of the record in this language; itself where it is not known."""
        text = TERMS.get(code)
        return code.replace("_", " ") if text is None else told(text)

    def site_name(site: str) -> str:
        """A site's name in this language; its own or its id where there is none."""
        given = None if scenario is None else scenario.sites.get(site)
        name = site if given is None or not given.name else str(given.name)
        return known.get(name, name)

    def other_name(site: str) -> str:
        """A site's name in the other script, where it has one."""
        given = None if scenario is None else scenario.sites.get(site)
        name = site if given is None or not given.name else str(given.name)
        return name if known.get(name, name) != name else ""

    def account(name: str) -> str:
        """An account in words."""
        kind, _, rest = name.partition(":")
        if kind == "site":
            return site_name(rest)
        if kind == "trip":
            return told("Trip %(id)s") % {"id": rest}
        return term(name)

    return {
        "term": term,
        "rule": lambda rule: told(RULE_TEXTS.get(rule, rule)),
        "rules": {rule: told(text) for rule, text in RULE_TEXTS.items()},
        "site_name": site_name,
        "other_name": other_name,
        "account": account,
        "dot": " – " if choices.numerals == "arab" else " · ",
        "place_name": lambda name: known.get(name, name),
        "n": shown.number,
        "percent": shown.percent,
        "decimal": shown.decimal,
        "time": shown.time,
        "day": shown.day,
        "hour": shown.hour,
        "ago": shown.ago,
        "digits": shown.digits,
        "zone": shown.zone_name,
    }
