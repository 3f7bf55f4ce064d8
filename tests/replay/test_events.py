"""Files of what happened, and what is wrong with them."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import builders
from muster.errors import ScenarioError
from muster.replay.events import Kind, read_events

HEADING = "at,kind,people,from,to,source,note\n"


def read(tmp_path, text):
    path = tmp_path / "events.csv"
    path.write_text(text, encoding="utf-8")
    return read_events(path, builders.small_scenario())


def at(hours):
    return builders.hour(hours).isoformat()


def test_rows_are_read_by_time(tmp_path):
    text = f"{HEADING}{at(12)},total,20,,,Reuters,x\n{at(6)},moved,5,P,R,,\n{at(9)},failed,3,P,,,\n"
    events = read(tmp_path, text)
    assert [event.kind for event in events] == [Kind.MOVED, Kind.FAILED, Kind.TOTAL]
    assert (events[0].people, events[0].origin, events[0].destination) == (5, "P", "R")
    assert events[2].source == "Reuters"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"{at(6)},moved,5,PP,R,,", 'found "PP"; expected the id of a site'),
        (f"{at(-1)},moved,5,P,R,,", "expected a time from"),
        (f"{at(6)},moved,-5,P,R,,", 'found "-5"'),
        (f"{at(6)},total,5,P,,,", "nothing, for a total is of all who moved"),
        (f"{at(6)},failed,5,,,,", "expected the site that failed"),
        ("yesterday,moved,5,P,R,,", "expected a time with its offset"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(row, said, tmp_path):
    with pytest.raises(ScenarioError, match="row 2") as caught:
        read(tmp_path, HEADING + row + "\n")
    assert said in str(caught.value)


def test_every_fault_is_said_at_once(tmp_path):
    text = f"{HEADING}{at(6)},moved,5,X,R,,\n{at(7)},walked,5,P,R,,\n{at(8)},total,2,,,,\n"
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, text)
    assert len(caught.value.faults) == 3


def test_a_total_does_not_fall(tmp_path):
    with pytest.raises(ScenarioError, match="at least 20, who had moved before"):
        read(tmp_path, f"{HEADING}{at(6)},total,20,,,,\n{at(7)},total,19,,,,\n")


def test_a_file_without_rows_says_nothing_of_what_happened(tmp_path):
    with pytest.raises(ScenarioError, match="no rows"):
        read(tmp_path, HEADING)
    with pytest.raises(ScenarioError, match="not a file"):
        read_events(tmp_path / "none.csv", builders.small_scenario())


@settings(deadline=None, suppress_health_check=list(HealthCheck), database=None, max_examples=150)
@given(st.text(max_size=120) | st.binary(max_size=120))
def test_whatever_the_file_holds_ends_in_words(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("events") / "events.csv"
    data = content if isinstance(content, bytes) else (HEADING + content).encode("utf-8", "ignore")
    path.write_bytes(data)
    with suppress(ScenarioError):
        assert read_events(path, builders.small_scenario())
