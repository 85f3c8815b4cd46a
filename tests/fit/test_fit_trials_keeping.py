"""A stopped calibration goes on where it stopped, and ends where one ends that was never stopped."""

import numpy as np
import pytest

from nemda.errors import CancelledError, DataError, StorageError
from nemda.fit.trials import optimum
from nemda.fit.trials.data import targets
from nemda.fit.trials.keeping import Kept
from nemda.fit.trials.parameters import free_parameters
from nemda.fit.trials.problem import Problem
from nemda.fit.trials.simulate import SimulatedPeople
from nemda.mechanism.catalog import simulation_parameters
from nemda.progress import SILENT
from nemda.trial.deviation import Deviation

SETTINGS = {"people": 20, "seed": 1}
TARGETS, TIMES = targets()


FREE = free_parameters(simulation_parameters(("uncalibrated",)))
SLOPES = np.random.default_rng(3).normal(size=(len(TARGETS), len(FREE)))
BY_OWN = np.array([1.0, 2.0, 3.0])


def made_problem() -> Problem:
    """Return the shipped problem; what its arms do is made up by the simulator below."""
    return Problem(TARGETS, TIMES, FREE, SimulatedPeople(20, 1, "uncalibrated"))


class Simulator:
    """Counts simulations of all arms and stops at one of them; predictions are smooth functions of z."""

    def __init__(self, monkeypatch, stop_at: int = 0) -> None:
        self.runs = 0
        self.stop_at = stop_at
        monkeypatch.setattr(optimum, "states_of", self.states)
        monkeypatch.setattr(optimum, "courses_of", lambda problem, states, z: {})
        monkeypatch.setattr(optimum, "predict", self.predict)

    def states(self, problem, z, progress):
        self.runs += 1
        if self.runs == self.stop_at:
            raise CancelledError("Stopped on request.")
        return {}

    def predict(self, problem, courses, z, own, sds):
        base = SLOPES @ z + np.sin(z).sum() / 5 + (BY_OWN @ own)[problem.study_index]
        return np.stack(
            [base, *(base + by * step for by, step in zip(BY_OWN, optimum.SHIFT_STEP, strict=True))]
        )


def test_a_stopped_search_goes_on_and_ends_at_the_same_point(tmp_path, monkeypatch):
    whole = Simulator(monkeypatch)
    expected = optimum.find_optimum(made_problem(), SILENT, rounds=2)
    file = tmp_path / "new.unfinished.json"
    for stop_at in range(1, whole.runs, 5):
        simulator = Simulator(monkeypatch, stop_at)
        with pytest.raises(CancelledError):
            optimum.find_optimum(made_problem(), SILENT, rounds=2, kept=Kept(file, SETTINGS))
        last = Simulator(monkeypatch)
        found = optimum.find_optimum(made_problem(), SILENT, rounds=2, kept=Kept(file, SETTINGS))
        assert np.array_equal(found.z, expected.z)
        assert np.array_equal(found.slopes, expected.slopes)
        assert found.sds == expected.sds
        assert last.runs <= whole.runs
        assert simulator.runs == stop_at
        file.unlink()


def test_finished_parts_are_not_simulated_again(tmp_path, monkeypatch):
    file = tmp_path / "new.unfinished.json"
    first = Simulator(monkeypatch)
    optimum.find_optimum(made_problem(), SILENT, rounds=2, kept=Kept(file, SETTINGS))
    again = Simulator(monkeypatch)
    optimum.find_optimum(made_problem(), SILENT, rounds=2, kept=Kept(file, SETTINGS))
    assert Kept(file, SETTINGS).started
    assert again.runs < first.runs / 3


def test_a_calibration_with_other_settings_is_refused(tmp_path):
    file = tmp_path / "new.unfinished.json"
    Kept(file, SETTINGS).keep_column(0, np.ones(3))
    with pytest.raises(DataError, match="other settings"):
        Kept(file, SETTINGS | {"seed": 2})
    assert Kept(file, SETTINGS).column(0) == pytest.approx(np.ones(3))
    file.write_text("{", "utf-8")
    with pytest.raises(StorageError, match="cannot be read"):
        Kept(file, SETTINGS)


def test_a_folder_that_cannot_be_written_is_said_before_much_is_lost(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    kept = Kept(tmp_path / "file" / "new.json", SETTINGS)
    with pytest.raises(StorageError, match="cannot be kept"):
        kept.keep_column(0, np.ones(3))


def test_nothing_is_kept_without_a_file():
    kept, sds = Kept(), Deviation(0.4, 0.3, 0.05)
    kept.keep_column(0, np.ones(2))
    kept.keep_round(np.zeros(3), sds, {0: np.ones(2)})
    assert kept.column(0) is None
    found = kept.round(0)
    assert found is not None
    assert found[1] == sds
