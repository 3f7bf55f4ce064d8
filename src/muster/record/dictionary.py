"""The data dictionary of the record, generated: what each type of event says."""

from __future__ import annotations

from muster.record.vocabulary import CHECKS, TYPES, Field

HEADING = """# Events of the record

Generated from the code (`make docs`); do not edit. Every event has, beside its body: `event_id`
(UUIDv7), `device`, `n` (its number on the device, from 0), `prev` (digest of the device's event
before), `type`, `version`, `occurred_at` (when it happened), `recorded_at` (when it was entered)
and `salt`; when a server received it is the server's to say. Types and versions that are not
listed are kept and shown.

"""


def dictionary() -> str:
    """The page, as Markdown."""
    lines = [HEADING]
    for each in TYPES.values():
        moves = " Moves people from account to account." if each.moves else ""
        lines.append(f"## {each.name}\n\n{each.meaning}{moves} Version {each.version}.\n\n")
        lines.append("| field | what it is | required |\n|---|---|---|\n")
        lines += [_row(field) for field in each.fields]
        lines.append("\n")
    return "".join(lines).rstrip() + "\n"


def _row(field: Field) -> str:
    what = CHECKS[field.kind][1]
    if field.choices:
        what = " or ".join(f"`{choice}`" for choice in field.choices)
    what = what.replace("|", ", ")
    return f"| `{field.name}` | {what} | {'yes' if field.required else 'no'} |\n"
