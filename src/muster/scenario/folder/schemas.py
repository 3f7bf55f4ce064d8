"""JSON Schemas (draft 2020-12) of `scenario.toml` and of the rows of the tables."""

from __future__ import annotations

from typing import Any

from muster.scenario.folder.kinds import TEXT
from muster.scenario.folder.rows import FOR_PEOPLE
from muster.scenario.folder.sections import SECTIONS, Section
from muster.scenario.folder.table import Column, Need, Table
from muster.scenario.folder.tables import TABLES

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def settings_schema() -> Schema:
    """The schema of `scenario.toml`, times written as in RFC 3339."""
    root: Schema = {"$schema": DIALECT, "title": "scenario.toml of a Muster scenario folder"}
    root |= _object(SECTIONS[0])
    for section in SECTIONS[1:]:
        *above, name = section.path.split(".")
        holder = root
        for key in above:
            holder = holder["properties"][key]
        element = _object(section)
        if section.repeated:
            element = {"type": "array", "items": element}
            element |= {"minItems": 1} if section.required else {}
        holder["properties"][name] = element
        if section.required:
            holder["required"].append(name)
    return root


def _object(section: Section) -> Schema:
    return {
        "type": "object",
        "description": section.meaning,
        "properties": {column.name: _key(column) for column in section.columns},
        "required": [column.name for column in section.columns if column.need is Need.FILLED],
        "additionalProperties": False,
    }


def _key(column: Column) -> Schema:
    schema = _value(column)
    if not column.judgement:
        return schema
    number = dict(column.kind.schema)
    parts = {"value": number, "low": number, "high": number, "source": dict(TEXT.schema)}
    written_out = {
        "type": "object",
        "properties": parts,
        "required": ["value"],
        "additionalProperties": False,
    }
    return {"description": column.meaning, "anyOf": [number, written_out]}


def tables_schema() -> Schema:
    """The schema of the tables: by table, an array of rows with typed values."""
    return {
        "$schema": DIALECT,
        "title": "tables of a Muster scenario folder",
        "type": "object",
        "properties": {
            name: {"type": "array", "items": {"$ref": f"#/$defs/{name}"}} for name in TABLES
        },
        "required": [table.name for table in TABLES.values() if table.required],
        "oneOf": [{"required": ["groups"]}, {"required": ["people"]}],
        "additionalProperties": False,
        "$defs": {name: _row(table) for name, table in TABLES.items()},
    }


def _row(table: Table) -> Schema:
    return {
        "type": "object",
        "description": table.meaning,
        "properties": {name: _value(column) for name, column in table.physical.items()},
        "patternProperties": {f"^{FOR_PEOPLE}": {}},
        "required": [column.name for column in table.columns if column.need is Need.FILLED],
        "additionalProperties": False,
    }


def _value(column: Column) -> Schema:
    unit = f" ({column.unit})" if column.unit else ""
    return {"description": column.meaning + unit, **column.kind.schema}
