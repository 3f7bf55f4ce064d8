"""The scenario that `muster new` writes."""

from muster.scenario import inspect
from muster.scenario.folder.sections import SECTIONS
from muster.scenario.folder.tables import TABLES
from muster.scenario.folder.template import template_files, write_template


def test_the_template_has_neither_errors_nor_warnings(tmp_path):
    write_template(tmp_path / "new")
    scenario, faults = inspect(tmp_path / "new")
    assert faults == ()
    assert scenario is not None


def test_the_template_is_small_and_has_something_of_everything(tmp_path):
    write_template(tmp_path / "new")
    scenario, _ = inspect(tmp_path / "new")
    assert scenario is not None
    kinds = sorted(site.kind for site in scenario.sites.values())
    assert kinds == ["prison", "prison", "reception", "staging"]
    assert scenario.total_people == 300
    assert len(scenario.fleets) == 2
    assert len(scenario.escort_pools) == 1
    assert any(not regime.trips for regime in scenario.security.regimes)


def test_the_reception_has_room_for_everybody(tmp_path):
    write_template(tmp_path / "new")
    scenario, _ = inspect(tmp_path / "new")
    assert scenario is not None
    reception = scenario.sites["RECEPTION"]
    by_class: dict[str, int] = {}
    for group in scenario.groups.values():
        count = by_class.get(group.separation_class, 0)
        by_class[group.separation_class] = count + group.people
    assert reception.capacity is not None
    assert reception.capacity >= scenario.total_people
    assert all(reception.beds[name] >= number for name, number in by_class.items())


def test_the_template_explains_its_tables():
    files = template_files()
    for name, data in files.items():
        if name.endswith(".csv"):
            assert "note" in data.decode().splitlines()[0], name
    readme = files["README.md"].decode()
    for table in TABLES:
        assert f"`{table}.csv`" in readme


def test_the_template_explains_its_settings():
    settings = template_files()["scenario.toml"].decode()
    for section in SECTIONS:
        assert not section.path or section.path in settings
    assert settings.count("#") >= 10
