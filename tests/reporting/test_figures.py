"""Figures as files: all of them or none."""

import os

import altair as alt
import pytest

from builders import Ride, small_scenario
from honest_plans import honest_plan
from muster import reporting
from muster.errors import OutputError
from muster.planning.answers import Limit
from muster.reporting import write_charts, write_figures

LIMIT = Limit("vehicles", "BUS", 1, "vehicles", 5.0, 5.0, 5.0, 1.0, 1.0, 1.0, 1.0, 0)


@pytest.fixture
def given_plan():
    scenario = small_scenario()
    return scenario, honest_plan(scenario, [Ride("P-R", 1, {"G": 30})])


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_each_figure_is_written_as_svg_and_png(given_plan, tmp_path):
    written = write_figures(*given_plan, tmp_path / "out", limits=[LIMIT])
    folder = tmp_path / "out" / "figures"
    expected = [f"{n}.{kind}" for n in ("limits", "map", "remaining", "trips")
                for kind in ("png", "svg")]  # fmt: skip
    assert names(folder) == expected
    assert sorted(path.name for path in written) == expected
    assert all(path.stat().st_size > 1000 for path in written)


def test_figures_of_an_earlier_plan_do_not_outlive_it(given_plan, tmp_path):
    write_figures(*given_plan, tmp_path, limits=[LIMIT])
    (tmp_path / "figures" / "own.svg").write_text("kept")
    write_figures(*given_plan, tmp_path)
    assert "limits.svg" not in names(tmp_path / "figures")
    assert "own.svg" in names(tmp_path / "figures")


def test_the_same_plan_gives_the_same_figures(given_plan, tmp_path):
    for place in ("a", "b"):
        write_figures(*given_plan, tmp_path / place)
    for name in names(tmp_path / "a" / "figures"):
        first, second = (tmp_path / place / "figures" / name for place in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()


def test_a_file_in_the_way_is_refused_in_one_message(given_plan, tmp_path):
    out = tmp_path / "out"
    out.write_text("mine")
    with pytest.raises(OutputError, match="the figures could not be written"):
        write_figures(*given_plan, out)
    assert out.read_text() == "mine"


def test_nothing_half_written_is_left_where_one_file_is_blocked(given_plan, tmp_path):
    blocked = tmp_path / "figures" / "trips.svg"
    blocked.mkdir(parents=True)
    with pytest.raises(OutputError, match=r"trips\.svg"):
        write_figures(*given_plan, tmp_path)
    assert names(tmp_path / "figures") == ["trips.svg"]


def test_nothing_half_written_is_left_where_writing_fails(given_plan, tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_figures(*given_plan, tmp_path / "out")
    assert not (tmp_path / "out" / "figures").exists()


def test_a_place_where_no_folder_can_be_is_refused(given_plan):
    with pytest.raises(OutputError, match="expected a folder"):
        write_figures(*given_plan, "/dev/null/out")


def test_a_figure_whose_data_lie_elsewhere_is_not_drawn(tmp_path):
    fetching = alt.Chart(alt.UrlData("https://example.org/a.json")).mark_point()
    with pytest.raises(ValueError, match="not allowed"):
        write_charts({"fetching": fetching}, tmp_path)
    assert names(tmp_path) == []


def test_every_public_name_is_there():
    assert sorted(reporting.__all__) == reporting.__all__
    assert all(callable(getattr(reporting, name)) for name in reporting.__all__)
