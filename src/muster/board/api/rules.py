"""Which rules are in force: by the legal regime, and by whose order one is not."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Body, Id, Reason, Text, Time
from muster.board.api.doing import Done, Once
from muster.board.api.paging import Shape
from muster.board.api.shapes import At, given_moment
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.operations import in_force
from muster.operations.rules import RULES

router = APIRouter(prefix="/rules", tags=["rules"])
Switched = Annotated[Access, asks(Action.SWITCH_RULE)]


class RuleShape(Shape):
    """A rule, whether it is in force, and the order that switched it off, if one did."""

    id: str
    text: str
    source: str
    is_hard: bool = Field(description="Whether not even an order switches it off")
    may_be_overridden: bool
    is_in_force: bool
    switched_off: dict[str, Any] | None


class Rules(Shape):
    """Every rule."""

    legal_regime: str | None = Field(description="gc3, gc4 or domestic; null if nobody said")
    rules: list[RuleShape]


class Off(Body):
    """The order that switches a rule off."""

    order: Id
    authority: Id
    reason: Text
    until: Time | None = None


class Regime(Body):
    """A body of rules."""

    regime: Id = Field(description="gc3, gc4 or domestic")


@router.get("", response_model=Rules)
def rules(access: Annotated[Access, asks(Action.SEE_SITUATION)], at: At = None) -> Rules:
    """Every rule, and whether it is in force."""
    live = access.live
    with live.reading() as situation:
        when = given_moment(live, at)
        shown = []
        for each in RULES.values():
            off = situation.switched_off.get(each.id)
            shown.append(RuleShape(
                id=each.id, text=each.text, source=each.source, is_hard=each.is_hard,
                may_be_overridden=each.may_be_overridden,
                is_in_force=in_force.is_in_force(situation, each.id, when),
                switched_off=None if off is None else dict(off.body),
            ))  # fmt: skip
        return Rules(legal_regime=situation.legal_regime or None, rules=shown)


@router.post("/{rule_id}/off", response_model=Done, status_code=201)
def switch_off(rule_id: str, body: Off, once: Once, access: Switched) -> JSONResponse:
    """Switch a rule off by a named order with a reason; a hard rule never."""
    return once.do(
        access, "switch a rule off",
        lambda d, by, at: in_force.switch_off(
            d, rule_id, body.order, body.authority, body.reason, by, at, body.until
        ),
    )  # fmt: skip


@router.post("/{rule_id}/on", response_model=Done, status_code=201)
def switch_on(rule_id: str, body: Reason, once: Once, access: Switched) -> JSONResponse:
    """Put a rule in force again."""
    return once.do(
        access, "switch a rule on",
        lambda d, by, at: in_force.switch_on(d, rule_id, body.reason, by, at),
    )  # fmt: skip


@router.post("/regime", response_model=Done, status_code=201)
def regime(body: Regime, once: Once, access: Switched) -> JSONResponse:
    """Say which body of rules the operation is under."""
    return once.do(access, "set the legal regime",
                   lambda d, by, at: in_force.set_regime(d, body.regime, by, at))  # fmt: skip
