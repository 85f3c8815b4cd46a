"""Single precision: what it reaches, what it refuses, and that it is asked for in one word."""

from dataclasses import replace

import numpy as np
import pytest
from engine_models import compiled, error_of, fading_push, relax, shipped_group, small_group

from nemda.engine import solver
from nemda.engine.job import job_of
from nemda.engine.kernels import kernels
from nemda.engine.lanes import Tolerance
from nemda.engine.precision import DOUBLE, SINGLE, precision_of
from nemda.engine.setting import Setting
from nemda.engine.simd.cache import VARIABLE
from nemda.engine.simd.machine import this_machine
from nemda.engine.simd.program import is_compiled, program, program_text
from nemda.engine.simulate import simulate
from nemda.engine.storage import fingerprint
from nemda.errors import MissingExtraError, SolverError
from nemda.mechanism.chain import chain
from nemda.people import people

REACHED = 2e-4
"""Of each value, or of a tenth of the largest value of its state where that is more."""
NEAR_ZERO = 2e-3
"""Of each value, or of a thousandth of the largest value, for every state but one."""
DIFFERENCES = ("homeostatic_scale",)
"""It adds up the small difference of a signal near 1 and its set point, so its error is that of those."""
SENTENCE = "0.5 mg/kg ketamine iv over 40 min on days 0, 2"


@pytest.mark.parametrize(
    ("sentence", "weeks"),
    [
        ("0.5 mg/kg ketamine iv over 40 min on days 0, 2, 4, 7, 9, 11", 4.0),
        ("84 mg esketamine nasal twice weekly for 2 weeks", 3.0),
        ("0.5 mg/kg ketamine iv over 40 min once weekly for 24 weeks", 24.0),
    ],
)
def test_every_state_is_as_right_as_promised(sentence, weeks):
    group, times = shipped_group(24, sentence, weeks, seed=5)
    exact = compiled(group, times, Tolerance(1e-9, 1e-11)).states
    found = compiled(group, times, SINGLE.usual, bits=32)
    assert not found.failed.any()
    largest = np.abs(exact).max(axis=1, keepdims=True)
    error = np.abs(found.states - exact) / np.maximum(np.abs(exact) + 0.1 * largest, 1e-30)
    assert error.max() <= REACHED
    near = dict(zip(chain().state_names, error_of(found.states, exact).max(axis=1), strict=True))
    assert max(near.pop(name) for name in DIFFERENCES) < 10 * NEAR_ZERO
    assert max(near.values()) <= NEAR_ZERO, max(near, key=near.get)
    # rounding must not make the error test reject what the equations allow
    double = compiled(group, times, SINGLE.usual)
    assert found.steps.mean() < 1.2 * double.steps.mean()


def test_people_are_the_same_bits_in_every_batch_and_on_every_thread():
    group, times = shipped_group(20)
    whole = compiled(group, times, SINGLE.usual, bits=32)
    chosen = [7, 3, 3, 19, 0]
    some = compiled(group.part(chosen), times, SINGLE.usual, threads=2, bits=32)
    np.testing.assert_array_equal(some.states, whole.states[:, :, chosen])


def test_without_wide_vectors_it_is_the_same_to_rounding():
    group, times = shipped_group(6)
    plain = replace(this_machine(), lanes=4, processor="generic", features="")
    one = compiled(group, times, SINGLE.usual, bits=32)
    other = compiled(group, times, SINGLE.usual, machine=plain, bits=32)
    error = error_of(other.states, one.states).max(axis=1)
    rows = [row for row, name in enumerate(chain().state_names) if name not in DIFFERENCES]
    assert error[rows].max() <= NEAR_ZERO


def test_late_doses_are_met_as_exactly_as_early_ones():
    # 5000 h have a spacing of 5e-4 h in single precision; the pulse lasts a fifth of that
    edges = np.array([0.0, 5000.0, 5000.0001])
    push = np.array([[0.0], [2000.0], [0.0]])
    group = small_group(relax, [1e-3], [1.3], fading_push(edges, np.zeros((3, 1)), [0.0], push))
    times = np.array([4999.0, 5000.0, 5000.0001, 5010.0])
    one = compiled(group, times, Tolerance(1e-9, 1e-11)).states
    other = compiled(group, times, SINGLE.usual, bits=32).states
    np.testing.assert_allclose(other, one, rtol=1e-4)


def test_the_two_precisions_are_two_programs_on_disk(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    group = small_group(relax, [1.0], [1.0], fading_push([0.0], [[0.0]], [0.0], [[0.0]]))
    traced, machine = group.kernels.traced, this_machine()
    texts = {program_text(traced, machine.vector(bits))[0] for bits in (64, 32)}
    assert len(texts) == 2
    program.cache_clear()
    program(traced, machine, 32)
    assert is_compiled(traced, machine, 32)
    assert not is_compiled(traced, machine, 64)


def test_simulate_takes_the_name():
    group = people("trd", n=6, seed=4)
    double, single = (
        simulate(SENTENCE, group, 1, precision=name, variables=("madrs", "connectivity"))
        for name in ("float64", "float32")
    )
    assert not np.array_equal(double["madrs"], single["madrs"])
    # MADRS points and connectivity: the promise of the tolerance, on values up to 60
    np.testing.assert_allclose(single["madrs"], double["madrs"], atol=60 * REACHED)
    np.testing.assert_allclose(single["connectivity"], double["connectivity"], rtol=REACHED)


def test_the_job_says_which_tolerance_its_precision_bears():
    group = people("trd", n=2)
    plain = job_of(SENTENCE, group, 1)
    single = job_of(SENTENCE, group, 1, precision="float32")
    assert plain.numbers is DOUBLE
    assert single.accuracy == SINGLE.usual
    rhythm = job_of(SENTENCE, group, 1, precision="float32", setting=Setting(day_rhythm=True))
    assert rhythm.accuracy == SINGLE.usual
    assert fingerprint(plain, 500, ()) != fingerprint(single, 500, ())
    own = Tolerance(1e-3, 1e-5)
    assert job_of(SENTENCE, group, 1, tolerance=own, precision="float32").accuracy == own


def test_what_rounding_does_not_allow_is_refused():
    group = people("trd", n=2)
    with pytest.raises(SolverError, match="too fine for float32"):
        job_of(SENTENCE, group, 1, tolerance=Tolerance(1e-8, 1e-10), precision="float32")
    with pytest.raises(SolverError, match="Unknown precision"):
        job_of(SENTENCE, group, 1, precision="float16")
    assert precision_of("float64") is DOUBLE


def test_the_portable_solver_refuses_single_precision(monkeypatch):
    monkeypatch.setattr(solver, "find_spec", lambda name: None)
    group, times = shipped_group(2)
    with pytest.raises(MissingExtraError, match="float32"):
        solver.integrate(
            kernels(chain()), group.start, group.constants, group.drive, times, group.scale,
            SINGLE.usual, SINGLE,
        )  # fmt: skip
