"""Engines in processes of their own: they answer, and neither a failure nor a crash stops the others."""

import numpy as np
import pytest

from nemda.bench.accuracy import Calibrated
from nemda.bench.catalog import ENGINES
from nemda.bench.engine import Engine, room_for
from nemda.bench.machine import usable_cores
from nemda.bench.measure import Measured, measure
from nemda.bench.problem import Protocol, problem_of
from nemda.bench.station import Timed, peak_memory
from nemda.bench.worker import Worker
from nemda.engine.lanes import Tolerance
from nemda.errors import CancelledError, SolverError
from nemda.progress import SILENT, SilentProgress

# the quick one where it is installed, because each test starts processes
OURS = ENGINES["portable" if ENGINES["compiled"].missing() else "compiled"]


@pytest.fixture(scope="module")
def problem():
    return problem_of(Protocol("1d", "0.5 mg/kg ketamine iv over 40 min on day 0", 1 / 7), 4)


@pytest.fixture(scope="module")
def reference(problem):
    # any accurate solution will do for what is tested here
    some = problem.part(0, 2)
    return OURS.build(problem, 1)(some, Tolerance(1e-8, 1e-10), room_for(some)).states


@pytest.fixture
def worker(problem, reference):
    made = Worker(usable_cores()[:1])
    made.begin(OURS.name, 1, problem, reference)
    yield made
    made.stop()


def test_a_worker_measures_its_engine(worker):
    worker.ask("build")
    assert worker.answer().seconds >= 0
    worker.ask("measure", 4, Tolerance(1e-6, 1e-8), 2)
    timed = worker.answer()
    assert isinstance(timed, Timed)
    assert timed.wall_s > 0
    assert timed.unsolved == 0
    assert 0 < timed.error < 1e-4
    assert timed.steps > 5
    worker.ask("memory")
    peak = worker.answer()
    assert peak is None or 10 < peak < 10_000


def test_a_failure_in_the_worker_is_told(worker):
    worker.ask("measure", 4, Tolerance(), 1)
    with pytest.raises(SolverError, match="build comes first"):
        worker.answer()
    worker.ask("build")
    worker.answer()


def test_a_worker_that_died_is_told(worker):
    worker.ask("build")
    worker.answer()
    worker.stop()
    with pytest.raises((SolverError, OSError)):
        worker.ask("build")


def test_engines_take_turns_and_a_failing_one_is_reported(problem, reference, monkeypatch):
    from nemda.bench import catalog

    wrong = np.full_like(reference, 1e9)
    absent = Engine("absent", "", lambda problem, threads: None, modules=("no_such_module",), hint="get it")
    monkeypatch.setitem(catalog.ENGINES, "absent", absent)
    results = measure([OURS, absent], problem, reference, 2, usable_cores()[:1], SILENT)
    measured, missing = results
    assert measured.status == "measured"
    assert len(measured.runs) == 2
    assert measured.people == 4
    assert measured.people_per_s > 0
    assert isinstance(measured.calibrated, Calibrated)
    assert missing.status == "not installed"
    [failed] = measure([OURS], problem, wrong, 2, usable_cores()[:1], SILENT)
    assert failed.status == "failed"
    assert "not reached" in failed.failure
    assert failed.runs == []


def test_measuring_stops_when_asked(problem, reference):
    class Stopping(SilentProgress):
        def cancelled(self):
            return True

    with pytest.raises(CancelledError):
        measure([OURS], problem, reference, 2, usable_cores()[:1], Stopping())


def test_the_peak_of_memory_covers_what_was_used():
    before = peak_memory()
    if before is None:
        pytest.skip("this system does not tell")
    block = np.ones(8 * 2**20)
    assert peak_memory() >= 64
    del block


def test_a_result_without_runs_is_not_complete():
    assert not Measured(OURS).complete
    assert not Measured(OURS, runs=[Timed(1.0, 1.0, 0, 0.0, None)], failure="died").complete
