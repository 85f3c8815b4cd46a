"""A wrong digit in the coefficients, or a wrong time derivative, shows in the order of convergence."""

import numpy as np
import pytest
from engine_models import BOTH, Push, Rates, Two, fading_push, hunt, relax, small_group
from scipy.integrate import solve_ivp

from nemda.engine.lanes import FIRST_STEP_H, Tolerance

END_H = 0.08
PACE, PULL, FADING = 60.0, 1.3, 70.0
ANYTHING_GOES = Tolerance(1e6, 1e6)
"""With edges closer than the first step every segment is one step: steps of one size."""


def course(rates, amplitude, plateau, times):
    def slope(time, x):
        push = plateau + amplitude * np.exp(-FADING * time)
        return tuple(rates(Two(*x), Rates(PACE, PULL), Push(push)))

    return solve_ivp(slope, (0, END_H), [1.5, 0.8], method="DOP853", rtol=1e-13, atol=1e-14, t_eval=times).y


def errors(run, rates, amplitude, plateau, steps):
    """Return the largest error at the ends of the steps and inside them."""
    edges = np.linspace(0, END_H, steps + 1)
    inside = (edges[:-1, None] + END_H / steps * np.array([0.3, 0.7])).ravel()
    times = np.sort(np.concatenate([edges, inside]))
    drive = fading_push([0.0], [[amplitude]], [FADING], [[plateau]]).on_edges(edges)
    group = small_group(rates, [PACE], [PULL], drive)
    solution = run(group, times, ANYTHING_GOES)
    assert solution.steps.tolist() == [steps]
    error = np.abs(solution.states[:, :, 0] - course(rates, amplitude, plateau, times)).max(axis=0)
    return error[np.isin(times, edges)].max(), error[np.isin(times, inside)].max()


@pytest.mark.parametrize("run", BOTH)
@pytest.mark.parametrize(
    ("rates", "amplitude", "plateau"),
    [
        pytest.param(hunt, 0.0, 0.0, id="no time in the equations"),
        pytest.param(hunt, 0.6, 0.2, id="driven in time"),
        pytest.param(relax, 0.6, 0.2, id="driven in time through an exponential"),
    ],
)
def test_the_order_is_five_and_dense_output_keeps_up(run, rates, amplitude, plateau):
    assert END_H / 16 < FIRST_STEP_H
    found = np.array([errors(run, rates, amplitude, plateau, steps) for steps in (32, 64, 128)])
    order = np.log2(found[:-1] / found[1:])
    # steps this long are not yet in the limit, where the order is 5 and dense output errs by h^5 too
    assert np.all(order[:, 0] > 4.6)
    assert np.all(order[:, 1] > 4.6)
    assert np.all(order < 5.4)


@pytest.mark.parametrize("run", BOTH)
def test_the_error_follows_the_tolerance(run):
    group = small_group(relax, [PACE], [PULL], fading_push([0.0], [[0.6]], [FADING], [[0.2]]))
    times = np.linspace(0, END_H, 41)
    exact = course(relax, 0.6, 0.2, times)
    tolerances = np.array([1e-3, 1e-5, 1e-7, 1e-9])
    found = [
        np.abs(run(group, times, Tolerance(relative, relative)).states[:, :, 0] - exact).max()
        for relative in tolerances.tolist()
    ]
    # the tolerance bounds the error of one step; tens of steps add theirs up
    assert np.all(np.array(found) < 10 * tolerances)
    assert np.all(np.diff(found) < 0)
