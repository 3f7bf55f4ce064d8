"""Policies that users write themselves."""

import pytest

import builders
from muster.errors import MusterError
from muster.rehearsal.cluster import Cluster
from muster.rehearsal.policies import named_policies
from muster.rehearsal.rehearse import rehearse

FULLEST = '''
from muster.planning.dispatch import dispatch
from muster.rehearsal.stepwise.search import listed, load
from muster.rehearsal.stepwise.view import that_run_together


class Fullest:
    """The trip that takes the most people goes first."""

    name, every_h = "fullest", 6.0

    def decide(self, view):
        sent = dispatch(view.instance, lambda instance, candidate: candidate.people)
        trips = [(trip.service, trip.departure) for trip in sent.trips]
        return load(view, listed(view, that_run_together(view, trips)))


class Planner:
    """Asks the planner for a plan of the view's scenario."""

    name, every_h = "planner", 12.0

    def decide(self, view):
        from muster.planning.planner import PlanOptions, plan
        return plan(view.scenario, PlanOptions(time_limit_s=1.0))


class Wrong:
    """Sends more than there are vehicles."""

    name, every_h = "wrong", 6.0

    def decide(self, view):
        from dataclasses import replace
        found = Fullest().decide(view)
        return replace(found, trips=found.trips * 2)


class Raises:
    """Has a fault."""

    name, every_h = "raises", 6.0

    def decide(self, view):
        return {}["no such key"]


class Exits:
    """Ends the program that asks it."""

    name, every_h = "exits", 6.0

    def decide(self, view):
        raise SystemExit(3)


class Answers:
    """Decides on what is no decision."""

    name, every_h = "answers", 6.0
    answer = 3

    def decide(self, view):
        return self.answer


class Nowhere(Answers):
    """Has riders of a group that there is not."""

    def decide(self, view):
        from dataclasses import replace
        found = Fullest().decide(view)
        return replace(found, loads=tuple(replace(each, group="X") for each in found.loads))


class Crowded(Answers):
    """Has more riders than seats."""

    def decide(self, view):
        from dataclasses import replace
        found = Fullest().decide(view)
        return replace(found, loads=tuple(replace(each, people=1_000) for each in found.loads))


class Strewn(Answers):
    """Has riders of no trip."""

    def decide(self, view):
        from dataclasses import replace
        return replace(Fullest().decide(view), trips=())


class Odd(Answers):
    """Has things for trips that are none."""

    def decide(self, view):
        from dataclasses import replace
        return replace(Fullest().decide(view), trips=(1, 2))


class Plain:
    """Cannot be made ready."""

    name = "plain"

    def prepare(self, scenario, plan):
        return 1 / 0


nothing = 3


class Fails:
    def __init__(self):
        raise RuntimeError("no")
'''


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(FULLEST)
    return path


def given():
    scenario = builders.small_scenario(hazards={"P": 1.0})
    return scenario, builders.plan_of(scenario, [])


@pytest.mark.parametrize("name", ["Fullest", "Planner"])
def test_a_users_policy_is_rehearsed_beside_the_others(name, file):
    scenario, plan = given()
    policies = named_policies(f"nobody,{file}:{name}")
    nobody, mine = rehearse(scenario, plan, policies, futures=24)
    assert mine.policy == name.lower()
    assert mine.outcomes.loss.mean() < nobody.outcomes.loss.mean()


def test_workers_get_a_users_policy_without_its_file(file):
    scenario, plan = given()
    policies = named_policies(f"{file}:Fullest")
    file.unlink()
    (here,) = rehearse(scenario, plan, policies, futures=8)
    with Cluster(workers=1) as cluster:
        (there,) = rehearse(scenario, plan, policies, futures=8, engine=cluster)
    assert there.outcomes.loss.tolist() == here.outcomes.loss.tolist()


def test_trips_that_cannot_run_beside_each_other_are_refused(file):
    scenario, plan = given()
    with pytest.raises(MusterError, match="policy wrong, at hour 0: found a trip of"):
        rehearse(scenario, plan, named_policies(f"{file}:Wrong"), futures=4)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Raises", "policy raises, at hour 0: decide raised KeyError"),
        ("Exits", "policy exits, at hour 0: decide raised SystemExit"),
        ("Answers", "policy answers, at hour 0: found int as what it decided"),
        ("Nowhere", "found 30 of X on trip T0001; expected a group of view.scenario"),
        ("Crowded", "found 1000 people on trip T0001; expected at most its 40 seats"),
        ("Strewn", "found 30 of G on trip T0001; expected one of the trips decided on"),
        ("Odd", "found trips or loads that cannot be read"),
        ("Plain", "policy plain: prepare raised ZeroDivisionError"),
    ],
)
def test_a_policy_that_fails_or_answers_nonsense_is_refused_in_one_message(name, said, file):
    scenario, plan = given()
    with pytest.raises(MusterError, match=said):
        rehearse(scenario, plan, named_policies(f"{file}:{name}"), futures=4)


def test_what_a_policy_did_wrong_on_a_worker_is_told_as_here(file, capfd):
    scenario, plan = given()
    with Cluster(workers=1) as cluster:
        for name, raised in (("Raises", "KeyError"), ("Exits", "SystemExit")):
            policies = named_policies(f"{file}:{name}")
            with pytest.raises(MusterError, match=f"decide raised {raised}"):
                rehearse(scenario, plan, policies, futures=4, engine=cluster)
    assert capfd.readouterr().err == ""


def test_two_policies_of_one_name_are_refused(file):
    file.write_text(FULLEST.replace('"fullest"', '"nobody"'))
    with pytest.raises(ValueError, match="found 'nobody' twice"):
        named_policies(f"nobody,{file}:Fullest")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Missing", "found no 'Missing'; expected a policy, such as Fullest, Planner, Wrong"),
        ("nothing", "without what a policy has"),
        ("Fails", r"Fails\(\) raised RuntimeError"),
    ],
)
def test_a_file_without_the_policy_is_said_so(name, said, file):
    with pytest.raises(ValueError, match=said):
        named_policies(f"{file}:{name}")


def test_a_file_that_cannot_be_run_is_said_so(tmp_path):
    (tmp_path / "broken.py").write_text("1 +")
    with pytest.raises(ValueError, match="running it raised SyntaxError"):
        named_policies(f"{tmp_path}/broken.py:Mine")
    (tmp_path / "ends.py").write_text("raise SystemExit(4)")
    with pytest.raises(ValueError, match="running it raised SystemExit"):
        named_policies(f"{tmp_path}/ends.py:Mine")
    with pytest.raises(ValueError, match=r"none\.py: cannot be read"):
        named_policies(f"{tmp_path}/none.py:Mine")


@pytest.mark.parametrize("name", ["replan:", "replan:0", "replan:-6", "replan:x", "replan:nan"])
def test_hours_that_are_none_are_said_so(name):
    with pytest.raises(ValueError, match="expected hours above 0 after the colon"):
        named_policies(name)
