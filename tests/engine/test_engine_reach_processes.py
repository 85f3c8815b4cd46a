"""Several processes: every task once, reports heard, stops obeyed, failures told, nobody left behind."""

import os
import time

import numpy as np
import pytest

from nemda.engine.crew import Alone, crew
from nemda.engine.processes import Processes
from nemda.engine.simulate import simulate
from nemda.engine.statistics import simulate_statistics
from nemda.errors import CancelledError, NemdaError, SolverError
from nemda.people import people
from nemda.people.population import population
from nemda.progress import SILENT, SilentProgress

SENTENCE = "84 mg esketamine nasal on day 0"


class Ear(SilentProgress):
    """Remembers what it hears, and asks to stop after so much."""

    def __init__(self, stop_after=10**9):
        self.done = 0
        self.texts = []
        self.stop_after = stop_after

    def advance(self, amount=1):
        self.done += amount

    def message(self, text):
        self.texts.append(text)

    def cancelled(self):
        return self.done >= self.stop_after


def square(task, progress):
    progress.message(f"task {task}")
    progress.advance(3)
    return task * task, os.getpid()


def until_told(task, progress):
    """Work for a minute, or until asked to stop."""
    progress.advance()
    begin = time.monotonic()
    while not progress.cancelled() and time.monotonic() - begin < 60:
        time.sleep(0.01)
    return task


def fail_on_two(task, progress):
    if task == 2:
        raise SolverError("No solution.", where="person 2", hint="look")
    return task


def die(task, progress):
    os._exit(3)


def run(hands, work, tasks, progress=SILENT):
    return dict(hands.run(work, tasks, progress, lambda: "the results so far"))


def test_every_task_is_done_once_and_reports_are_heard():
    ear = Ear()
    found = run(Processes(2), square, range(7), ear)
    assert {number: value for number, (value, _) in found.items()} == {n: n * n for n in range(7)}
    assert os.getpid() not in {pid for _, pid in found.values()}
    assert ear.done == 21
    assert sorted(ear.texts) == [f"task {task}" for task in range(7)]


def test_a_stop_ends_running_tasks_and_keeps_their_results():
    found = []

    def gather():
        results = Processes(2).run(until_told, range(50), Ear(stop_after=2), lambda: "the results so far")
        found.extend(number for number, _ in results)

    begin = time.monotonic()
    with pytest.raises(CancelledError, match="the results so far"):
        gather()
    assert {0, 1} <= set(found)
    # the two at work and at most the ones already handed over, never all fifty
    assert len(found) <= 5
    assert time.monotonic() - begin < 40


def test_an_error_of_a_worker_is_the_callers_with_all_it_says():
    with pytest.raises(SolverError, match="No solution") as caught:
        run(Processes(2), fail_on_two, range(5))
    assert caught.value.where == "person 2"
    assert caught.value.hint == "look"


def test_a_worker_that_dies_is_reported():
    with pytest.raises(SolverError, match="ended unexpectedly"):
        run(Processes(2), die, range(3))


def test_one_worker_is_this_process():
    with crew(1) as hands:
        assert isinstance(hands, Alone)
        assert run(hands, square, [5])[0] == (25, os.getpid())
    with pytest.raises(NemdaError, match="has its own workers"):
        crew(3, "tcp://127.0.0.1:1")


def test_processes_change_no_bit():
    names = ["madrs", "glutamate"]
    group = people("trd", n=24, seed=2)
    alone = simulate(SENTENCE, group, 0.1, variables=names, chunk=9)
    assert simulate(SENTENCE, group, 0.1, variables=names, chunk=9, workers=2).identical(alone)


def test_files_of_processes_change_no_bit(tmp_path):
    group, ear = people("trd", n=12, seed=2), Ear()
    alone = simulate(SENTENCE, group, 0.1, variables=["madrs"])
    with simulate(
        SENTENCE, group, 0.1, variables=["madrs"], chunk=5, workers=2, out=tmp_path, progress=ear
    ) as stored:
        # stored as 32-bit floats
        np.testing.assert_array_equal(stored["madrs"], alone["madrs"].astype(np.float32))
    assert ear.done == 12


def test_statistics_of_processes_change_no_bit():
    group = population("trd", n=1200, seed=2)
    straight = simulate_statistics(SENTENCE, group, 0.05, variables=["madrs"])
    ear = Ear()
    shared = simulate_statistics(
        SENTENCE, group, 0.05, variables=["madrs"], workers=2, chunk=500, progress=ear
    )
    assert shared.identical(straight)
    assert ear.done == 1200
    assert np.isfinite(shared["mean"]).all()
