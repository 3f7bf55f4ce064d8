"""`muster explain PLAN SCENARIO WHOM`: why people ride the trips they ride."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from muster.cli.console import JsonFlag, stdout, write_json
from muster.cli.given_plan import PlanArgument, ScenarioArgument, read_given

WhomArgument = Annotated[
    str,
    typer.Argument(metavar="WHOM", help="The id of a group or a person.", show_default=False),
]


def explain(
    plan: PlanArgument,
    scenario: ScenarioArgument,
    whom: WhomArgument,
    as_json: JsonFlag = False,
) -> None:
    """Say why people ride the trips they ride, by which rule, and what they waited for."""
    from muster.planning.answer_file import plain
    from muster.planning.explanation import explain as explained
    from muster.planning.explanation_in_words import sentences

    given = read_given(scenario)
    found = explained(given.used, given.plan(plan), whom)
    said = sentences(given.used, found)
    if as_json:
        write_json({**plain(found), "sentences": list(said)})
        return
    for sentence in said:
        stdout().print(Text(sentence))
