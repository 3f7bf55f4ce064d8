"""The data dictionary and schemas that are generated from the definitions."""

import json
import tomllib
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from folders import folder_with
from muster.scenario import CHANGEABLE
from muster.scenario.folder.dangers import changed_column
from muster.scenario.folder.dictionary import documents, write_documents
from muster.scenario.folder.kinds import TEXT
from muster.scenario.folder.schemas import settings_schema, tables_schema
from muster.scenario.folder.sections import SECTIONS
from muster.scenario.folder.table import Need
from muster.scenario.folder.tables import TABLES
from muster.scenario.folder.template import template_files
from muster.scenario.folder.toml_text import settings_text
from strategies import scenarios

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("name", sorted(documents()))
def test_the_committed_documents_are_what_the_code_generates(name):
    committed = (DOCS / name).read_text(encoding="utf-8")
    assert committed == documents()[name], "run: python -m muster.scenario.folder.dictionary docs"


def test_documents_are_written_below_a_folder(tmp_path):
    write_documents(tmp_path)
    assert (tmp_path / "data-dictionary.md").read_text(encoding="utf-8").startswith("<!-- Gen")


def columns_of_tables():
    """(table, column) of every physical column."""
    return [(table, column) for table in TABLES.values() for column in table.physical.values()]


@pytest.mark.parametrize(("table", "column"), columns_of_tables())
def test_every_example_fits_its_column(table, column):
    read = column.kind.from_text(column.example)
    assert column.kind.from_text(column.kind.to_text(read)) == read


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.path or "top")
def test_every_example_fits_its_key(section):
    for column in section.columns:
        quoted = column.kind.schema.get("type") == "string" and "format" not in column.kind.schema
        quoted = quoted or "enum" in column.kind.schema
        text = json.dumps(column.example, ensure_ascii=False) if quoted else column.example
        column.kind.from_toml(tomllib.loads(f"value = {text}")["value"])


@pytest.mark.parametrize(("table", "column"), columns_of_tables())
def test_every_column_says_what_it_means_and_what_blank_stands_for(table, column):
    assert column.meaning
    if column.need is Need.OPTIONAL and column.kind is not TEXT:
        assert column.default_words


def test_every_changeable_field_is_a_column_of_its_table_and_type():
    for kind, fields in CHANGEABLE.items():
        for field, expected in fields.items():
            column = changed_column(kind, field)
            assert type(column.kind.from_text(column.example)) is expected


def test_the_schemas_are_schemas():
    Draft202012Validator.check_schema(settings_schema())
    Draft202012Validator.check_schema(tables_schema())


def as_json(value):
    """A TOML document as JSON has it."""
    return json.loads(json.dumps(value, default=datetime.isoformat))


def test_the_template_fits_the_schema_of_settings():
    document = tomllib.loads(template_files()["scenario.toml"].decode())
    Draft202012Validator(settings_schema()).validate(as_json(document))


@settings(max_examples=40)
@given(scenarios())
def test_what_is_written_fits_the_schema_of_settings(scenario):
    document = tomllib.loads(settings_text(scenario))
    Draft202012Validator(settings_schema()).validate(as_json(document))


def test_what_the_reader_refuses_the_schema_refuses(tmp_path):
    folder = folder_with(tmp_path)
    document = as_json(tomllib.loads((folder / "scenario.toml").read_text()))
    validator = Draft202012Validator(settings_schema())
    assert validator.is_valid(document)
    assert not validator.is_valid({**document, "horizn_h": 3})
    assert not validator.is_valid({**document, "step_h": -3})
    assert not validator.is_valid({key: document[key] for key in document if key != "security"})


def test_rows_of_tables_fit_their_schema():
    rows = {
        "sites": [{"id": "P", "kind": "prison", "lat": 36.5, "lon": 40.75, "note": "mine"}],
        "links": [],
        "fleets": [],
        "groups": [],
    }
    validator = Draft202012Validator(tables_schema())
    assert validator.is_valid(rows)
    assert not validator.is_valid({**rows, "people": []})
    assert not validator.is_valid({**rows, "sites": [{"id": "P"}]})
