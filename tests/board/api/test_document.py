"""The document of the API is current, and the worked examples of docs/api.md work."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from fastapi import FastAPI

import operation_makers as makers
from api_makers import Clock, small_board, small_record, user
from board_makers import served
from muster.board.app import ABOUT, add_routes
from muster.board.rights import Role
from muster.client import Client
from muster.client.signing import signed_headers
from required_tools import needs

DOCS = Path(__file__).parents[3] / "docs"
BLOCK = re.compile(r"```(python|console)\n(.*?)```", re.S)


def test_the_document_in_the_docs_is_that_of_the_code():
    app = FastAPI(**ABOUT)
    add_routes(app)
    written = json.loads((DOCS / "schema" / "openapi.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(app.openapi()))
    assert written["openapi"].startswith("3.1")


def test_every_operation_says_what_it_does_and_has_a_name_of_its_own():
    written = json.loads((DOCS / "schema" / "openapi.json").read_text(encoding="utf-8"))
    operations = [each for path in written["paths"].values() for each in path.values()]
    assert all(each["description"].strip() for each in operations)
    names = [each["operationId"] for each in operations]
    assert len(set(names)) == len(names)


def test_every_post_that_records_takes_a_key():
    written = json.loads((DOCS / "schema" / "openapi.json").read_text(encoding="utf-8"))
    without = [
        path for path, methods in written["paths"].items()
        if "post" in methods and "idempotency-key" not in {
            each["name"] for each in methods["post"].get("parameters", ())
        }
    ]  # fmt: skip
    reads = "/api/v1/people/{person_id}"
    assert without == [
        "/api/v1/duties/{event_id}/copy", "/api/v1/duties/{event_id}/messages",
        "/api/v1/matchings/{name}/searches",
        "/api/v1/people/searches",
        f"{reads}/fields", f"{reads}/file/copy", f"{reads}/medical-fields",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The board of which docs/api.md speaks."""
    folder = small_record(tmp_path_factory.mktemp("docs") / "R", makers.to_loading)
    app = small_board(folder, Clock(makers.at(7)))
    token = user(app, "o1", Role.SITE_OFFICER, Role.DUTY_OFFICER)
    boss = user(app, "boss", Role.ADMINISTRATOR)
    with served(app) as url:
        yield {"url": url, "token": token, "administrator": Client(url, boss),
               "now": app.state.clock()}  # fmt: skip


def test_the_worked_examples_work(example):
    needs("curl", "curl")
    named = dict(example)
    blocks = BLOCK.findall((DOCS / "api.md").read_text(encoding="utf-8"))
    for kind, text in blocks:
        if kind == "console":
            _at_the_console(text, example)
            continue
        if "verify(" in text:
            named["body"] = b"{}"
            named["headers"] = signed_headers(named["secret"], "1", named["now"], b"{}")
        code = text.replace("http://127.0.0.1:8000", example["url"])
        exec(compile(code, "docs/api.md", "exec"), named)
    assert {kind for kind, _ in blocks} == {"python", "console"}


def _at_the_console(text, example):
    """Each command answers as is written below it, but for what stands as `...`."""
    told = {**os.environ, "BOARD": example["url"], "TOKEN": example["token"]}
    lines = text.strip().split("\n")
    for command, expected in zip(lines[::2], lines[1::2], strict=True):
        asked = command.removeprefix("$ ")
        answer = subprocess.run(asked, shell=True, env=told, capture_output=True, text=True)
        pattern = re.escape(expected).replace(re.escape("..."), ".*")
        assert re.fullmatch(pattern, answer.stdout), (command, answer.stdout)
