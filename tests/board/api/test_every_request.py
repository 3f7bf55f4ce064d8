"""Whatever requests the schema allows, and others: never a server error, and answers as it says."""

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import operation_makers as makers
from api_makers import Clock, client, small_board, small_record, user
from muster.board.app import ABOUT, add_routes
from muster.board.rights import Role

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
ENDLESS = "/api/v1/events/stream"
REAL = {"trip_id": "T", "site_id": "A", "person_id": "p1", "user_id": "planner", "number": 1}
QUICK = settings(
    max_examples=6, deadline=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate], derandomize=True, database=None,
)  # fmt: skip
LONG = settings(QUICK, max_examples=60, derandomize=False)


class Door:
    """Leads to a board without a record first, for the schema; then to the one that is asked."""

    def __init__(self):
        self.board = FastAPI(**ABOUT)
        add_routes(self.board)

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":  # of each request's client: the board outlives it
            for step in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{step}.complete"})
            return
        await self.board(scope, receive, send)


DOOR = Door()
SCHEMA = schemathesis.openapi.from_asgi("/api/v1/openapi.json", DOOR).exclude(path=ENDLESS)
OPERATIONS = {each.ok().label: each.ok() for each in SCHEMA.get_all_operations()}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = small_record(tmp_path_factory.mktemp("fuzz") / "R", makers.to_handed_over)
    made = small_board(folder, Clock(makers.at(12)))
    made.state.tokens = {role: user(made, role.value, role) for role in Role}
    made.state.tokens["all"] = user(made, "all", *Role)
    client(made, made.state.tokens["all"]).post("/webhooks", {"url": "https://a.example"})
    DOOR.board = made
    yield made
    made.state.live.close()


def asked(label, how, tokens):
    """Ask an operation as a schema allows and as it does not, as each of some users in turn."""

    @how
    @given(case=OPERATIONS[label].as_strategy(), who=st.sampled_from(list(tokens)),
           is_real=st.booleans())  # fmt: skip
    def ask(case, who, is_real):
        for name in case.path_parameters or {}:
            if is_real and name in REAL:  # so that requests get further than the door
                case.path_parameters[name] = REAL[name]
        headers = {"authorization": f"Bearer {tokens[who]}"}
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)

    ask()


@pytest.mark.parametrize("label", OPERATIONS)
def test_no_request_is_a_server_error_and_answers_are_as_the_schema_says(app, label):
    tokens = app.state.tokens
    asked(label, QUICK, {who: tokens[who] for who in ("all", Role.SITE_OFFICER, Role.MONITOR)})


@pytest.mark.slow
@pytest.mark.parametrize("who", ["all", *Role], ids=str)
@pytest.mark.parametrize("label", OPERATIONS)
def test_no_request_is_a_server_error_as_any_role(app, label, who):
    asked(label, LONG, {who: app.state.tokens[who]})
