"""`muster record read|find|erase`: personal fields, each reading of which is recorded."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from muster.cli.console import NEGATIVE, OK, JsonFlag, stdout, write_json
from muster.cli.record_given import (
    ByOption,
    PersonArgument,
    ReasonOption,
    RecordArgument,
    given_record,
)


def read(
    record: RecordArgument,
    person: PersonArgument,
    by: ByOption,
    reason: ReasonOption,
    as_json: JsonFlag = False,
) -> int:
    """Show a person's fields in clear; that you read them is recorded first."""
    from muster.custody.personal import read_fields

    with given_record(record) as opened:
        fields = read_fields(opened, person, by, reason)
    if as_json:
        write_json({"person": person, "fields": fields})
    elif not fields:
        stdout().print(Text(f"{person}: no field was sealed"))
    else:
        for name, text in fields.items():
            stdout().print(Text(f"{name}: {text}"))
    return OK if fields else NEGATIVE


def find(
    record: RecordArgument,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="As in `name`.")],
    by: ByOption,
    reason: ReasonOption,
    as_json: JsonFlag = False,
) -> int:
    """Find people by the exact text of a field, which is asked for and not shown."""
    from muster.custody.personal import find_people

    text = typer.prompt(field, hide_input=True, err=True)
    with given_record(record) as opened:
        people = find_people(opened, field, text, by, reason)
    if as_json:
        write_json({"people": people})
    else:
        stdout().print(Text("\n".join(people) if people else "nobody"))
    return OK if people else NEGATIVE


def erase(
    record: RecordArgument,
    person: PersonArgument,
    by: ByOption,
    reason: ReasonOption,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Destroy a person's key: their fields can never be read again; every proof stays valid."""
    from muster.custody.personal import erase_key

    if not yes:
        typer.confirm(
            "Nobody can undo this, and nothing can be sealed for the person again. Erase?",
            abort=True, err=True,
        )  # fmt: skip
    with given_record(record) as opened:
        had_key = erase_key(opened, person, by, reason)
    if as_json:
        write_json({"person": person, "erased": had_key})
    else:
        stdout().print(Text("The key is erased." if had_key else "There was no key."))
