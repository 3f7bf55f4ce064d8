"""What limits the plan, as the page of the plan reads it from beside the plan."""

import random
import re

from starlette.testclient import TestClient

from board_makers import PLAN, board, operation
from muster.board.views.limiting import Limiting, limiting
from muster.planning.answer_file import LIMITS_FILE, copy_answers, write_answer
from muster.planning.answers import Limit, Limits


def limit(target, gain, at_most, *, kind="vehicles", tried=True):
    return Limit(
        kind, target, 1.0, kind, expected_loss=5.0, objective=5.0, bound=4.0, gain=gain,
        gain_at_most=at_most, gain_for_certain=0.0, relaxed_gain=None, unplaced=0, tried=tried,
    )  # fmt: skip


def limits(*found):
    return Limits(6.0, 6.0, 5.0, tuple(found), untried=0)


def test_additions_that_save_something_are_listed_in_their_order(tmp_path):
    best, none, untried = limit("A", 2.5, 3.0), limit("B", 0.0, 0.0), limit("C", 0, 9, tried=False)
    second = limit("D", 0.0, 1.0, kind="beds")
    write_answer(limits(best, none, untried, second), tmp_path, LIMITS_FILE)
    assert limiting(tmp_path) == (
        Limiting("vehicles", "A", 1.0, 2.5, 3.0), Limiting("beds", "D", 1.0, 0.0, 1.0),
    )  # fmt: skip


def test_a_plan_about_which_nobody_asked_has_none(tmp_path):
    assert limiting(tmp_path) == ()
    (tmp_path / LIMITS_FILE).write_text("[]", encoding="utf-8")
    assert limiting(tmp_path) == ()


def test_the_page_of_the_plan_says_what_one_more_would_save(tmp_path):
    folder = operation(tmp_path / "R", hours=-20)
    app = board(folder)
    fleet = random.Random(1).choice(list(app.state.live.scenario.fleets.values()))
    write_answer(limits(limit(fleet.id, 2.5, 3.25)), tmp_path, LIMITS_FILE)
    copy_answers(tmp_path, folder / PLAN)
    client = TestClient(app, base_url="http://127.0.0.1:8000")
    client.post("/sign-in", data={"user": "planner"})
    page = client.get("/plan").text
    row = re.search(r"<tr><th[^>]*>\+1 vehicles</th>(.*?)</tr>", page)[1]
    assert fleet.name in row
    assert re.findall(r'class="number">([^<]*)<', row) == ["2.5", "3.2"]
    app.state.live.close()
