"""Whatever requests the schema allows, and others: never a server error, and answers as it says."""

import itertools

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import operation_makers as makers
from api_makers import Clock, client, small_board, small_record, user
from muster.board.rights import Role

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
ENDLESS = "/api/v1/events/stream"
REAL = {"trip_id": "T", "site_id": "A", "person_id": "p1", "user_id": "planner", "number": 1}
QUICK = settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate], derandomize=True, database=None,
)  # fmt: skip
LONG = settings(QUICK, max_examples=150, derandomize=False)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = small_record(tmp_path_factory.mktemp("fuzz") / "R", makers.to_handed_over)
    made = small_board(folder, Clock(makers.at(12)))
    made.state.tokens = {role: user(made, role.value, role) for role in Role}
    made.state.tokens["all"] = user(made, "all", *Role)
    client(made, made.state.tokens["all"]).post("/webhooks", {"url": "https://a.example"})
    yield made
    made.state.live.close()


@pytest.fixture(scope="module")
def schema(app):
    made = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app).exclude(path=ENDLESS)

    @made.hook
    def map_path_parameters(context, path_parameters):
        """Every other time what is there, so that requests get further than the door."""
        for name in path_parameters or {}:
            if name in REAL and len(repr(path_parameters)) % 2:
                path_parameters[name] = REAL[name]
        return path_parameters

    return made


SCHEMA = schemathesis.pytest.from_fixture("schema")
TURNS = itertools.count()


@SCHEMA.parametrize()
@QUICK
def test_no_request_is_a_server_error_whoever_asks(case, app):
    who = ["all", *Role][next(TURNS) * 3 % (len(Role) + 1) if next(TURNS) % 2 else 0]
    _ask(case, app, who)


@pytest.mark.slow
@SCHEMA.parametrize()
@LONG
def test_no_request_is_a_server_error_as_any_role(case, app):
    for who in app.state.tokens:
        _ask(case, app, who)


def _ask(case, app, who):
    headers = {"authorization": f"Bearer {app.state.tokens[who]}"}
    case.call_and_validate(headers=headers, checks=CHECKS)
