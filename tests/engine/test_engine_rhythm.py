"""The rhythm of the day: the same in every engine, settled at the start, cortisol as published."""

import numpy as np
import pytest

from nemda import people, regimen
from nemda.bench.problem import PROTOCOLS, problem_of
from nemda.engine.gradients.gradient import gradient
from nemda.engine.group import run_group
from nemda.engine.job import Job
from nemda.engine.kernels import kernels
from nemda.engine.lanes import Tolerance
from nemda.engine.lanes import integrate as portable
from nemda.engine.oracle import solve_person
from nemda.engine.setting import Setting
from nemda.engine.simd.integrate import integrate as compiled
from nemda.errors import RegimenError
from nemda.mechanism.chain import chain

ONE_INFUSION = "0.5 mg/kg ketamine iv over 40 min"


@pytest.fixture(scope="module")
def problem():
    return problem_of(PROTOCOLS["28d-rhythm"], 5)


def scaled(states, reference):
    largest = np.abs(reference).max(axis=1, keepdims=True)
    # a state that nothing drives stays 0 in both
    return np.abs(states - reference) / np.maximum(np.abs(reference) + 1e-3 * largest, 1e-12)


def test_both_engines_take_the_same_steps(problem):
    code, early = kernels(chain()), problem.time_h < 100
    given = (code, problem.start, problem.constants, problem.drive, problem.time_h[early], problem.scale)
    first, second = compiled(*given, Tolerance(), 1), portable(*given, Tolerance())
    # a last digit may tip the acceptance of a step, and then the results differ by the solver's error
    np.testing.assert_allclose(first.steps, second.steps, atol=2)
    assert scaled(first.states, second.states).max() < 1e-4


def test_a_tight_tolerance_reaches_the_oracle(problem):
    code, early = kernels(chain()), problem.time_h < 100
    times = problem.time_h[early]
    alone = problem.part(0, 1)
    solution = compiled(
        code, alone.start, alone.constants, alone.drive, times, alone.scale, Tolerance(1e-7, 1e-9), 1
    )
    reference = solve_person(chain(), code, alone.start[:, 0], alone.constants[:, 0], alone.drive, 0, times)
    # order 5 at this tolerance; the oracle's own error is 1e-9
    assert scaled(solution.states[:, :, 0], reference).max() < 1e-6


def test_days_without_drug_repeat_themselves():
    group = people("trd", n=20, seed=3)
    setting = Setting(in_care=False, day_rhythm=True)
    clock = tuple(float(hour) for hour in range(0, 7 * 24, 3))
    result = run_group(Job(regimen.Regimen(()), group, 1.0, visits_h=clock, setting=setting), group)
    at = np.searchsorted(result.time_h, clock)
    madrs = result.values["madrs"][:, at].reshape(group.n, 7, 8)
    drift = np.abs(madrs - madrs[:, :1]).max(axis=(1, 2))
    assert drift.max() < 0.05


def test_cortisol_peaks_in_the_morning_and_keeps_its_mean():
    group = people("healthy", n=1, seed=1)
    hours = tuple(float(hour) / 4 for hour in range(96))
    setting = Setting(in_care=False, day_rhythm=True, start_clock_h=0.0)
    job = Job(
        regimen.Regimen(()), group, 1.0, visits_h=hours, setting=setting, changes=(("chronic_stress", 1e-9),),
        spread_scale=0.0,
    )  # fmt: skip
    result = run_group(job, group)
    cortisol = result.values["cortisol"][0, np.searchsorted(result.time_h, hours)]
    # Debono 2009: highest at 8:32, lowest at 0:18; a cosine puts half a day between them
    assert hours[int(cortisol.argmax())] == pytest.approx(8.53, abs=0.3)
    assert cortisol.mean() == pytest.approx(1.0, abs=0.01)
    # Debono 2009: 15.5 and 2.0 ug/dL
    assert (cortisol.max() - cortisol.min()) / 2 == pytest.approx(0.77, abs=0.02)


def test_without_the_rhythm_nothing_turns():
    group = people("trd", n=3, seed=3)
    result = run_group(Job(regimen(ONE_INFUSION), group, 1.0), group)
    assert not result.values["day_rhythm"].any()


def test_the_clock_is_checked():
    with pytest.raises(RegimenError, match="start_clock_h"):
        Setting(day_rhythm=True, start_clock_h=24.0)


def test_gradients_refuse_it():
    group = people("trd", n=1, seed=1)
    job = Job(regimen(ONE_INFUSION), group, 1.0, setting=Setting(day_rhythm=True))
    with pytest.raises(RegimenError, match="rhythm"):
        gradient(job, group, [("madrs", 24.0)], ["fast_rate"])


def test_the_phase_is_that_of_the_clock(problem):
    (rhythm,) = problem.drive.rhythms
    # nine in the morning is 1.9 h after the peak of secretion
    assert rhythm.peak_h == pytest.approx(-1.9)
    np.testing.assert_allclose(rhythm.at(np.array([-1.9, 10.1])), [1.0, -1.0])
