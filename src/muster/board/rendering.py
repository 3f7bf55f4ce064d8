"""Pages from templates: what every page is given, and in which language it speaks."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from muster.board.choosing import choices_of
from muster.board.guarding import allows, signed_in
from muster.board.rights import Action
from muster.board.static_files import address_of_asset
from muster.locale.catalogues import catalogue, places
from muster.locale.choices import Choices, offered
from muster.locale.names import Names
from muster.locale.numbers import Shown
from muster.locale.terms import RULE_TEXTS
from muster.scenario import Scenario


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
            now=live.behind_since or live.now(),
            behind=live.behind_since,
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


def words(choices: Choices, scenario: Scenario | None) -> dict[str, Any]:
    """Numbers, times, terms and names as this reader reads them."""
    shown = Shown(choices, None if scenario is None else scenario.start.tzinfo)
    told = catalogue(choices.language).gettext
    names = Names(scenario, places(choices.language), told)
    return {
        "term": names.term,
        "rule": lambda rule: shown.digits(told(RULE_TEXTS[rule])) if rule in RULE_TEXTS else rule,
        "rules": {rule: shown.digits(told(text)) for rule, text in RULE_TEXTS.items()},
        "site_name": names.site,
        "other_name": names.other,
        "account": names.account,
        "place_name": names.place,
        "dot": " – " if choices.numerals == "arab" else " · ",
        "n": shown.number,
        "percent": shown.percent,
        "decimal": shown.decimal,
        "time": shown.time,
        "day": shown.day,
        "date": shown.date,
        "hour": shown.hour,
        "ago": shown.ago,
        "digits": shown.digits,
        "zone": shown.zone_name,
    }
