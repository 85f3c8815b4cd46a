"""Gradients of the shipped model against central differences of the adaptive engine."""

import sys

import numpy as np
import pytest

from nemda.engine.gradients.gradient import (
    backward,
    cheaper_way,
    forward,
    frozen_grid,
    gradient,
    value_and_gradient,
)  # fmt: skip
from nemda.engine.gradients.population import follows, groups, population_gradient
from nemda.engine.group import run_group
from nemda.engine.job import Job
from nemda.engine.lanes import Tolerance
from nemda.errors import DataError, MissingExtraError, ParameterError, RegimenError
from nemda.people import people, sample
from nemda.regimen import parse

pytest.importorskip("jax", reason="gradients need the extra 'gradients'")

SENTENCE = "0.5 mg/kg ketamine iv over 40 min"
GROUP = people("trd", n=3, seed=5)
OUTPUTS = (("madrs", 0.0), ("madrs", 2.0), ("madrs", 24.0), ("connectivity", 24.0), ("cortisol", 0.0))
NAMES = (
    "drug_susceptibility",
    "protein_gain",
    "interneuron_nmda_share",
    "trkb_direct_switch",
    "ketamine_effect_site_rate",
    "norketamine_formation_fraction",
)
SWITCH_AT = 0.5


def job_with(changes=(), relative=1e-7, spread=0.0, sentence=SENTENCE):
    values = {"trkb_direct_switch": SWITCH_AT, **dict(changes)}
    return Job(
        parse(sentence), GROUP, 1 / 7, changes=tuple(values.items()), visits_h=(2.0, 24.0),
        tolerance=Tolerance(relative, relative * 1e-2), spread_scale=spread,
    )  # fmt: skip


def simulated(job):
    """Return the same outputs [output, person] by the adaptive engine."""
    result = run_group(job, GROUP)
    places = [int(np.argmin(np.abs(result.time_h - hour))) for _, hour in OUTPUTS]
    return np.array([result.values[name][:, at] for (name, _), at in zip(OUTPUTS, places, strict=True)])


@pytest.fixture(scope="module")
def grid():
    return frozen_grid(job_with(), GROUP, 24.0)


@pytest.fixture(scope="module")
def found(grid):
    return gradient(job_with(), GROUP, OUTPUTS, NAMES, grid=grid, way=forward)


def test_the_frozen_solution_agrees_with_the_adaptive_engine(found):
    # both keep 1e-4 of every value
    np.testing.assert_allclose(found.value, simulated(job_with(relative=2e-5)), rtol=1e-4)
    assert found.error.max() <= 1.0  # all three were in the pilot


def test_central_differences_of_the_adaptive_engine_converge_to_the_gradient(found):
    table = job_with().parameters
    distance = []
    for relative in (1e-4, 1e-6, 1e-8):
        worst = np.zeros((len(OUTPUTS), len(NAMES)))
        for index, name in enumerate(NAMES):
            step = 1e-3 * table[name].value
            up, down = (
                simulated(job_with({name: table[name].value + sign * step}, relative)) for sign in (1, -1)
            )
            difference = (up - down) / (2 * step)
            value = np.abs(found.value).max(axis=1) / table[name].value
            # a slope far below value / parameter is lost in the error of the value itself
            size = np.abs(difference).max(axis=1) + 1e-2 * value
            worst[:, index] = np.abs(found.derivative[:, index] - difference).max(axis=1) / size
        distance.append(worst.max())
    # the engine's own error in its differences falls with its tolerance; what stays is the error of the
    # frozen steps (1e-7 each, relative to the values, not to their small slopes) and of the difference
    assert distance[2] <= 5e-4
    assert distance[2] < distance[0]
    assert distance[1] < distance[0]


def test_slopes_that_must_vanish_do(found):
    row = {output: index for index, output in enumerate(OUTPUTS)}
    # the first score is the baseline, whatever the parameters; rounding of the steady state is left
    np.testing.assert_allclose(found.derivative[row["madrs", 0.0]], 0.0, atol=1e-9)
    # at rest there is no drug for the kinetics, and mood parameters do not reach the synapses
    np.testing.assert_allclose(found.derivative[row["cortisol", 0.0]], 0.0, atol=1e-12)
    assert not found.derivative[row["connectivity", 24.0], NAMES.index("drug_susceptibility")].any()


def test_a_more_susceptible_person_scores_lower(found):
    assert (found.derivative[1:3, NAMES.index("drug_susceptibility")] < 0).all()


def test_a_search_can_move_the_parameters_and_keep_the_program(found, grid):
    job = job_with()
    drawn = sample(job.parameters, GROUP, 0.0)
    step = 1e-3 * drawn["protein_gain"]
    moved = {**drawn, "protein_gain": drawn["protein_gain"] + step}
    there = value_and_gradient(job, GROUP, moved, OUTPUTS, NAMES, grid=grid, way=forward)
    mean_slope = (found.derivative + there.derivative)[:, NAMES.index("protein_gain")] / 2
    # trapezoidal rule: off by the square of a relative step of 1e-3
    np.testing.assert_allclose(there.value - found.value, mean_slope * step, rtol=1e-5, atol=1e-9)


def test_the_population_gradient_is_the_slope_of_the_mean(grid):
    job = job_with(spread=1.0)
    keys = (*NAMES, "drug_susceptibility.spread")
    whole = population_gradient(job, GROUP, OUTPUTS, keys, grid=grid)
    typical = job.parameters["drug_susceptibility"]
    for key, value in {typical.name: typical.value, f"{typical.name}.spread": typical.spread}.items():
        step = 1e-3 * value
        up, down = (
            simulated(job_with({key: value + sign * step}, 1e-8, spread=1.0)).mean(axis=1) for sign in (1, -1)
        )
        # truncation 1e-6, and the error of steps frozen for other people of the same regimen
        np.testing.assert_allclose(
            whole.derivative[:, keys.index(key)], (up - down) / (2 * step), rtol=1e-4, atol=1e-6, err_msg=key
        )
    np.testing.assert_allclose(whole.mean, simulated(job).mean(axis=1), rtol=1e-4)


@pytest.mark.parametrize(("n", "most"), [(1, 4), (4, 4), (9, 4), (10, 5)])
def test_groups_hold_everybody_once_and_are_equally_large(n, most):
    everybody = people("trd", n=n, seed=5)
    found = list(groups(everybody, most))
    assert len({group.n for group, _ in found}) == 1
    counted = [number for group, kept in found for number in range(group.first, group.first + group.n)[kept]]
    assert counted == list(range(n))


def test_people_follow_typical_values_as_sampling_moves_them():
    job = job_with(spread=1.0)
    table = job.parameters
    varied = [name for name, parameter in table.items() if parameter.distribution != "none"]
    kinds = {table[name].distribution: name for name in varied}
    keys = [key for name in kinds.values() for key in (name, f"{name}.spread")]
    rows = follows(job, GROUP, keys)
    for key, row in zip(keys, rows, strict=True):
        name, _, part = key.partition(".")
        value = getattr(table[name], part or "value")
        step = 1e-4 * (abs(value) or table[name].spread)
        up, down = (
            sample(job_with({key: value + sign * step}, spread=1.0).parameters, GROUP)[name]
            for sign in (1, -1)
        )
        # truncation of a relative step of 1e-4
        np.testing.assert_allclose(row, (up - down) / (2 * step), rtol=1e-6, atol=1e-10, err_msg=key)


@pytest.mark.slow
def test_backward_equals_forward_on_the_shipped_model(found, grid):
    again = gradient(job_with(), GROUP, OUTPUTS, NAMES, grid=grid, way=backward)
    np.testing.assert_allclose(again.derivative, found.derivative, rtol=1e-8, atol=1e-10)


def test_the_cheaper_way_depends_on_outputs_parameters_and_people():
    assert cheaper_way(1, 15, 1) is forward
    assert cheaper_way(1, 141, 1) is backward
    assert cheaper_way(1, 15, 64) is backward
    assert cheaper_way(10, 5, 64) is forward


@pytest.mark.parametrize(
    ("outputs", "names", "error", "message"),
    [
        ((("mood", 2.0),), NAMES, DataError, "Unknown variable"),
        ((), NAMES, DataError, "No outputs"),
        ((("madrs", 30.0),), NAMES, DataError, "outside the job"),
        (OUTPUTS, ("protein_gian",), ParameterError, "Unknown parameter"),
        (OUTPUTS, (), ParameterError, "at least one"),
        (OUTPUTS, ("protein_gain", "protein_gain"), ParameterError, "Each parameter once"),
    ],
)
def test_what_has_no_derivative_is_refused(outputs, names, error, message, grid):
    with pytest.raises(error, match=message):
        gradient(job_with(), GROUP, outputs, names, grid=grid)


def test_a_duration_of_absorption_has_no_derivative():
    job = job_with(sentence="84 mg esketamine nasal")
    name = "nasal_swallowed_duration"
    with pytest.raises(ParameterError, match="moves the edges"):
        gradient(job, GROUP, OUTPUTS, (name,), grid=frozen_grid(job, GROUP, 24.0))


def test_steps_of_another_regimen_are_refused():
    grid = frozen_grid(job_with(sentence="84 mg esketamine nasal"), GROUP, 24.0)
    with pytest.raises(RegimenError, match="frozen for other doses"):
        gradient(job_with(), GROUP, OUTPUTS, NAMES, grid=grid)


def test_the_spread_of_what_does_not_vary_is_refused():
    with pytest.raises(ParameterError, match="does not vary"):
        follows(job_with(), GROUP, ("trkb_direct_switch.spread",))


def test_without_jax_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "jax", None)
    with pytest.raises(MissingExtraError, match=r"nemda\[gradients\]"):
        gradient(job_with(), GROUP, OUTPUTS, NAMES)


def test_a_graphics_processor_gives_the_same_numbers(found, grid):
    import jax

    if jax.default_backend() == "cpu":
        pytest.skip("JAX finds no graphics processor here; the program runs there unchanged")
    with jax.default_device(jax.devices("cpu")[0]):
        here = gradient(job_with(), GROUP, OUTPUTS, NAMES, grid=grid, way=forward)
    np.testing.assert_allclose(found.derivative, here.derivative, rtol=1e-8, atol=1e-9)
