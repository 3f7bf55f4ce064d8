"""Futures come out the same wherever they run, however often what runs them is killed."""

import os
import signal
from dataclasses import replace

import numpy as np
import pytest
from distributed import default_client

import builders
from muster.errors import MusterError, OutputError
from muster.rehearsal.cluster import Cluster
from muster.rehearsal.engine import Threads
from muster.rehearsal.kept_results import KeptResults
from muster.rehearsal.policies import named_policies
from muster.rehearsal.policy import Follow
from muster.rehearsal.rehearse import rehearse
from muster.scenario import Disruption
from muster.scenario import DisruptionKind as Kind

FUTURES = 24
RUN = {"seed": 3}


def troubled():
    given = builders.small_scenario(
        hazards={"P": 1.0},
        sites=[builders.site("P"), builders.reception("R", intake_per_day=40.0)],
        groups=[builders.group("G", people=40), builders.group("H", people=30, priority=2.0)],
        steps=16,
    )
    disruptions = (
        Disruption(Kind.CANCELLED, chance=0.3),
        Disruption(Kind.DELAYED, chance=0.3, hours=2.0),
    )
    given = replace(given, disruptions=disruptions)
    return given, builders.plan_of(
        given, [builders.Ride("P-R", step, {"G": 10}) for step in (2, 6)]
    )


def run(engine, futures=FUTURES, **others):
    given, plan = troubled()
    (done,) = rehearse(
        given, plan, named_policies("replan:3"), futures=futures, seed=3, engine=engine, **others
    )
    return done


def assert_the_same(found, expected):
    for name, values in found.outcomes._asdict().items():
        np.testing.assert_array_equal(values, getattr(expected.outcomes, name), err_msg=name)


@pytest.fixture(scope="module")
def here():
    """What one thread of this process makes of it."""
    return run(Threads(1))


@pytest.fixture(scope="module")
def cluster():
    with Cluster(workers=2) as found:
        yield found


def test_processes_give_what_one_thread_gives_to_the_last_digit(here, cluster):
    assert here.futures == FUTURES
    assert here.outcomes.loss.std() > 0
    assert_the_same(run(cluster), here)


def test_policies_that_decide_once_stay_on_threads(cluster):
    class Refusing:
        def blocks(self, work, ready, firsts):
            raise AssertionError("asked for what threads do in no time")

    given, plan = troubled()
    (done,) = rehearse(given, plan, [Follow()], futures=100, engine=Refusing())
    assert done.futures == 100


class Killing:
    """A cluster whose workers are killed while they run: so many at a time, until so many are."""

    def __init__(self, cluster, kills, at_once):
        self.cluster, self.kills, self.at_once, self.killed = cluster, kills, at_once, 0

    def blocks(self, work, ready, firsts):
        for found in self.cluster.blocks(work, ready, firsts):
            yield found
            if self.killed < self.kills:
                self.kill()

    def kill(self):
        """Kill workers that answer, if there are any just now."""
        pids = list(default_client().run(os.getpid, on_error="ignore").values())
        for pid in pids[: self.at_once]:
            os.kill(pid, signal.SIGKILL)
        self.killed += len(pids[: self.at_once])


def killed_often(cluster, kills, futures, at_once=1):
    engine = Killing(cluster, kills, at_once)
    counted = []
    found = run(engine, futures, report=lambda name, done, of: counted.append(done))
    assert engine.killed >= kills
    assert counted == sorted(set(counted))
    assert counted[-1] == futures == found.futures
    return found


def test_a_killed_worker_costs_no_future_and_counts_none_twice(here, cluster):
    assert_the_same(killed_often(cluster, 1, FUTURES), here)


def test_results_that_went_down_with_all_workers_are_made_again(here, cluster):
    # it waited for ever for a result whose worker was gone, when no other worker was left either
    assert_the_same(killed_often(cluster, 2, FUTURES, at_once=2), here)


@pytest.mark.slow
def test_a_worker_killed_twenty_times_changes_nothing_to_the_last_digit(cluster):
    assert_the_same(killed_often(cluster, 20, 120), run(Threads(1), 120))


class StoppedAfter:
    """An engine that is interrupted after so many blocks, as by Ctrl-C."""

    def __init__(self, blocks):
        self.left = blocks

    def blocks(self, work, ready, firsts):
        for found in Threads(1).blocks(work, ready, firsts):
            if not self.left:
                raise KeyboardInterrupt
            self.left -= 1
            yield found


def keeping(folder, **run):
    return lambda policy, ready: KeptResults(folder, {**RUN, **run, "block": ready.block})


def test_a_run_that_was_stopped_goes_on_where_it_was(here, tmp_path):
    stopped = run(StoppedAfter(12), keep=keeping(tmp_path))
    assert stopped.interrupted
    assert stopped.futures == 12
    np.testing.assert_array_equal(stopped.outcomes.loss, here.outcomes.loss[:12])
    asked = []

    class Counting:
        def blocks(self, work, ready, firsts):
            asked.extend(firsts)
            yield from Threads(1).blocks(work, ready, firsts)

    resumed = run(Counting(), keep=keeping(tmp_path))
    assert asked == list(range(12, FUTURES))
    assert_the_same(resumed, here)
    run(Counting(), keep=keeping(tmp_path))
    assert len(asked) == FUTURES - 12


def test_more_futures_can_be_asked_for_later(here, tmp_path):
    run(Threads(1), 10, keep=keeping(tmp_path))
    assert_the_same(run(Threads(1), keep=keeping(tmp_path)), here)


def test_a_torn_file_is_run_again(here, tmp_path):
    run(Threads(1), keep=keeping(tmp_path))
    for first, cut in enumerate((0, 1, 100, -1), start=1):
        torn = tmp_path / f"futures-{first:09d}.parquet"
        torn.write_bytes(torn.read_bytes()[:cut])
    assert_the_same(run(Threads(1), keep=keeping(tmp_path)), here)


def test_results_of_another_run_are_refused(tmp_path):
    KeptResults(tmp_path, {"seed": 1, "plan": "a"})
    with pytest.raises(OutputError, match=r"another run \(other plan\)"):
        KeptResults(tmp_path, {"seed": 1, "plan": "b"})
    (tmp_path / "run.json").write_text("[]")
    with pytest.raises(OutputError, match="another run"):
        KeptResults(tmp_path, {"seed": 1, "plan": "b"})
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(OutputError, match="cannot be kept there"):
        KeptResults(tmp_path, {"seed": 1, "plan": "b"})


def test_others_can_read_the_results(here, tmp_path):
    from pyarrow import dataset

    run(Threads(1), keep=keeping(tmp_path))
    table = dataset.dataset(sorted(tmp_path.glob("*.parquet"))).to_table()
    assert table["future"].to_pylist() == list(range(FUTURES))
    assert table["loss"].to_pylist() == here.outcomes.loss.tolist()


def test_a_scheduler_that_is_not_there_is_said_so():
    with pytest.raises(MusterError, match="found no Dask scheduler there"):
        Cluster("tcp://127.0.0.1:9")
