"""Every engine that is installed solves the same people as the arbiter, to the accuracy it is asked for."""

import numpy as np
import pytest

from nemda.bench import accuracy
from nemda.bench.accuracy import WANTED_ERROR, calibrate, scaled_error
from nemda.bench.catalog import ENGINES, chosen_engines
from nemda.bench.engine import room_for
from nemda.bench.problem import Protocol, problem_of
from nemda.engine.kernels import kernels
from nemda.engine.lanes import Tolerance
from nemda.engine.oracle import solve_person
from nemda.errors import DataError
from nemda.mechanism.chain import chain

INSTALLED = [name for name, engine in ENGINES.items() if not engine.missing()]


@pytest.fixture(scope="module")
def problem():
    return problem_of(Protocol("3d", "0.5 mg/kg ketamine iv over 40 min on day 0", 3 / 7), 8)


@pytest.fixture(scope="module")
def reference(problem):
    model, code = chain(), kernels(chain())
    solved = [
        solve_person(
            model, code, problem.start[:, person], problem.constants[:, person], problem.drive, person,
            problem.time_h, relative=1e-9,
        )
        for person in range(problem.people)
    ]  # fmt: skip
    return np.stack(solved, axis=2)


@pytest.fixture(scope="module", params=INSTALLED)
def run(request, problem):
    return ENGINES[request.param].build(problem, 1)


def test_a_tight_tolerance_gives_the_reference(run, problem, reference):
    answer = run(problem, Tolerance(1e-7, 1e-9), room_for(problem))
    assert answer.states.shape == reference.shape
    # errors of a step add up over hundreds of steps: here 1e-5, and 2.3e-5 in diffsol
    assert scaled_error(answer.states, reference) < 5e-5


def test_the_wanted_error_is_reached(run, problem, reference, monkeypatch):
    # one way through a coarser ladder takes a tenth of the time
    monkeypatch.setattr(accuracy, "RELATIVE", (1e-3, 1e-4, 1e-5, 1e-6, 1e-7))
    monkeypatch.setattr(accuracy, "ABSOLUTE_SHARES", (1e-2,))
    found = calibrate(run, problem, reference)
    assert 0 < found.error <= WANTED_ERROR
    assert found.seconds_per_person > 0


def test_a_group_of_another_size_runs_too(run, problem, reference):
    answer = run(problem.part(2, 5), Tolerance(1e-5, 1e-7), room_for(problem.part(2, 5)))
    assert scaled_error(answer.states, reference[:, :, 2:5]) < 5e-3


def test_ours_tell_their_steps(problem):
    for name in ("compiled", "portable"):
        if not ENGINES[name].missing():
            steps = ENGINES[name].build(problem, 1)(problem, Tolerance(), room_for(problem)).steps
            assert steps.shape == (8,)
            assert steps.min() > 10


def test_engines_are_chosen_by_name_in_the_order_of_the_catalog():
    assert [engine.name for engine in chosen_engines(["diffsol", "portable"])] == ["portable", "diffsol"]
    assert len(chosen_engines([])) == len(ENGINES)


def test_an_unknown_engine_is_refused():
    with pytest.raises(DataError, match="matlab"):
        chosen_engines(["diffsol", "matlab"])


def test_an_engine_that_is_not_installed_says_what_is_missing():
    from nemda.bench.engine import Engine

    absent = Engine(
        "none", "", lambda problem, threads: None, modules=("math", "no_such_module"), package="no-such"
    )
    assert absent.missing() == ("no_such_module",)
    assert absent.version() == "unknown"
    assert all(engine.hint for engine in ENGINES.values() if engine.modules)
