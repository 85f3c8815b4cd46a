"""A Dask cluster gives the bits of one machine, also when a worker is lost on the way."""

import os
import signal
import sys
from functools import cache

import numpy as np
import pytest

from nemda.engine.cluster import Cluster, counted, open_cluster, versions
from nemda.engine.simulate import simulate
from nemda.engine.statistics import simulate_statistics
from nemda.errors import CancelledError, MissingExtraError, NemdaError
from nemda.people import people
from nemda.people.population import population
from nemda.progress import SilentProgress

SENTENCE = "84 mg esketamine nasal on day 0"
GROUP = population("trd", n=2000, seed=2)


class Then(SilentProgress):
    """Counts, and does something once, at the first report."""

    def __init__(self, action=lambda: None):
        self.done = 0
        self._action = action

    def advance(self, amount=1):
        first, self.done = self.done == 0, self.done + amount
        if first and amount:
            self._action()


class StopAtOnce(Then):
    """Asks to stop after the first report."""

    def cancelled(self):
        return self.done > 0


@cache
def straight():
    return statistics()


def statistics(**keywords):
    return simulate_statistics(SENTENCE, GROUP, 0.02, variables=["madrs"], chunk=500, **keywords)


@pytest.fixture(scope="module")
def cluster():
    """A cluster of two worker processes, as on two machines: what they share goes over sockets."""
    distributed = pytest.importorskip(
        "distributed", reason="Dask is not installed: pip install 'nemda[cluster]'"
    )
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs="CRITICAL"
    ) as made:
        yield made


def test_people_are_the_same(cluster, tmp_path):
    group = people("trd", n=12, seed=2)
    keywords = {"variables": ["madrs"], "chunk": 5}
    alone = simulate(SENTENCE, group, 0.1, **keywords)
    progress = Then()
    address = cluster.scheduler_address
    with simulate(
        SENTENCE, group, 0.1, **keywords, cluster=address, out=tmp_path, progress=progress
    ) as stored:
        np.testing.assert_array_equal(stored["madrs"], alone["madrs"].astype(np.float32))
    assert progress.done == 12


def test_statistics_survive_the_loss_of_a_worker(cluster):
    from distributed import Client

    with Client(cluster.scheduler_address) as client:
        before = set(client.run(os.getpid).values())

        def kill_one():
            os.kill(min(before), signal.SIGKILL)

        progress = Then(kill_one)
        found = statistics(cluster=cluster.scheduler_address, progress=progress)
        client.wait_for_workers(2, timeout=60)
        after = set(client.run(os.getpid).values())
    assert before != after, "no worker was lost"
    # what the lost worker had begun was done again, and counted once
    assert progress.done == 2000
    assert found.identical(straight())


def test_a_stopped_run_keeps_what_came_back(cluster, tmp_path):
    with pytest.raises(CancelledError, match="of 2000 people in"):
        statistics(cluster=cluster.scheduler_address, out=tmp_path, progress=StopAtOnce())
    progress = Then()
    assert statistics(out=tmp_path, progress=progress).identical(straight())


def test_a_worker_with_other_versions_is_refused(cluster, monkeypatch):
    monkeypatch.setattr("nemda.engine.cluster.__version__", "0.0.0")
    with (
        pytest.raises(NemdaError, match="would give other numbers"),
        open_cluster(cluster.scheduler_address),
    ):
        pass
    assert versions()["nemda"] == "0.0.0"


def test_a_cluster_of_this_machine_is_started_and_ended():
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'nemda[cluster]'")
    with open_cluster("local", 1) as hands:
        assert isinstance(hands, Cluster)
        assert not hands.shares_files
        found = dict(hands.run(tripled, [1, 5], Then(), lambda: "nothing"))
    assert found == {0: 3, 1: 15}


def tripled(task, progress):
    progress.advance(2)
    return 3 * task


def test_work_is_counted():
    assert counted(tripled, 4) == (2, 12)


def test_nobody_at_the_address(monkeypatch):
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'nemda[cluster]'")
    monkeypatch.setattr("nemda.engine.cluster.CONNECT_S", 0.5)
    with pytest.raises(NemdaError, match="No cluster answers"), open_cluster("tcp://127.0.0.1:9"):
        pass


def test_without_dask_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"nemda\[cluster\]"), open_cluster("local"):
        pass
