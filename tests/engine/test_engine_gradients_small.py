"""Gradients of a small model against closed forms."""

import numpy as np
import pytest
from engine_gradient_models import MODEL, NAMES, VALUES, Small, even_grid, infusion, small

from nemda.engine.kernels import kernels
from nemda.engine.lanes import Tolerance, integrate
from nemda.engine.rest import rest

pytest.importorskip("jax", reason="gradients need the extra 'gradients'")

LEVEL, K = 1.5, 0.7
READ = (("amount", 1), ("tone", 0), ("echo", 2), ("amount", 2))
TIMES = (0.0, 0.6, 4.0)


def amount(k, time):
    """Return the closed form of the amount under a constant rate for one hour."""
    return LEVEL / k * (1 - np.exp(-k * np.minimum(time, 1))) * np.exp(-k * np.maximum(time - 1, 0))


def amount_slope(k, time):
    """Return its derivative with respect to k, by hand."""
    if time <= 1:
        return LEVEL * (time * np.exp(-k * time) / k - (1 - np.exp(-k * time)) / k**2)
    fallen = np.exp(-k * (time - 1))
    whole = (1 - np.exp(-k)) / k
    return LEVEL * fallen * (np.exp(-k) / k - (1 - np.exp(-k)) / k**2 - (time - 1) * whole)


@pytest.fixture(scope="module")
def forward():
    one = small()
    grid = one.frozen(4.0)
    return one, grid, one.run("forward", READ, TIMES, grid)


def test_values_and_slopes_equal_the_closed_form_of_decay(forward):
    _, _, (value, slope, _) = forward
    for row, time in ((0, 0.6), (3, 4.0)):
        # tolerance 1e-6 per step, some twenty steps
        assert value[row, 0] == pytest.approx(amount(K, time), rel=2e-6)
        assert slope[row, 0, 0] == pytest.approx(amount_slope(K, time), rel=2e-5)
        # nothing else acts on the amount, and the program knows it
        np.testing.assert_array_equal(slope[row, 1:, 0], 0.0)


def test_the_steady_state_has_the_derivative_of_the_implicit_function_theorem(forward):
    _, _, (value, slope, _) = forward
    production, removal = VALUES[1, 0], VALUES[2, 0]
    # the long step leaves 1e-14 of a perturbation, rounding some ten times that
    assert value[1, 0] == pytest.approx(production / removal, rel=1e-12)
    expected = dict.fromkeys(NAMES, 0.0) | {"production": 1 / removal, "removal": -production / removal**2}
    np.testing.assert_allclose(slope[1, :, 0], list(expected.values()), rtol=1e-11, atol=1e-13)


def test_a_nonlinear_steady_state_follows_finite_differences_of_rest():
    one = small()
    value, slope, _ = one.run("forward", (("echo", 0),), (0.0,), one.frozen(1.0))
    code = kernels(MODEL)
    for row, name in enumerate(NAMES):
        step = 1e-5
        up, down = VALUES.copy(), VALUES.copy()
        up[row] += step
        down[row] -= step
        ends = [rest(MODEL, code, code.constants_of(p), np.zeros((1, 1)))[2, 0] for p in (up, down)]
        # rounding 1e-16 / 1e-5 and truncation 1e-10
        assert slope[0, row, 0] == pytest.approx((ends[0] - ends[1]) / (2 * step), abs=1e-9), name
    assert value[0, 0] == pytest.approx(one.rest[2, 0], rel=1e-13)


def test_backward_equals_forward(forward):
    one, grid, (value, slope, error) = forward
    again, pulled, same = one.run("backward", READ, TIMES, grid)
    # the same operations in another order
    np.testing.assert_allclose(pulled, slope, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(again, value, rtol=1e-14)
    np.testing.assert_allclose(same, error, rtol=1e-6)


@pytest.mark.parametrize("way", ["forward", "backward"])
def test_a_batch_gives_what_each_person_gives_alone(way):
    many = small(people=3, spread=0.2, fading=0.5)
    grid = many.frozen(4.0)
    value, slope, error = many.run(way, READ, TIMES, grid)
    for person in range(3):
        alone = Small(many.parameters[:, [person]], infusion(1, fading=0.5), many.tolerance)
        one, own, own_error = alone.run(way, READ, TIMES, grid)
        # vector and scalar instructions round differently
        np.testing.assert_allclose(value[:, [person]], one, rtol=1e-12)
        np.testing.assert_allclose(slope[..., [person]], own, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(error[[person]], own_error, rtol=1e-4)


def test_values_and_slopes_converge_with_order_five_under_a_changing_drive():
    one = small(fading=2.0)
    read = (("echo", 0), ("amount", 0), ("tone", 0))
    found = {n: one.run("forward", read, (2.0,), even_grid(one.drive, 2.0, n)) for n in (4, 8, 64)}
    for index in (0, 1):
        far, near = (np.abs(found[n][index] - found[64][index]).max() for n in (4, 8))
        # halving the steps divides the error by 2^5; 2^4 or less would mean a lost order
        assert far / near > 2**4.5, index


def test_finite_differences_of_the_frozen_solution_are_the_gradient(forward):
    one, grid, (_, slope, _) = forward
    for row, name in enumerate(NAMES):
        step = 1e-4
        ends = []
        for sign in (1, -1):
            moved = one.parameters.copy()
            moved[row] += sign * step
            ends.append(Small(moved, one.drive, one.tolerance).run("value", READ, TIMES, grid)[0])
        # on fixed steps the solution is smooth: only the truncation of the difference is left
        np.testing.assert_allclose(
            slope[:, row], (ends[0] - ends[1]) / (2 * step), rtol=1e-6, atol=1e-7, err_msg=name
        )


def test_a_switch_that_is_off_has_the_slope_of_turning_it_on(forward):
    one, grid, (value, slope, _) = forward
    on = one.parameters.copy()
    on[NAMES.index("switch")] = 1.0
    full = Small(on, one.drive, one.tolerance).run("value", READ, TIMES, grid)[0]
    row = NAMES.index("switch")
    # echo is linear in the switch; the frozen method keeps that to its tolerance
    assert full[2, 0] - value[2, 0] == pytest.approx(slope[2, row, 0], rel=1e-5)
    assert slope[2, row, 0] > 0.05
    np.testing.assert_array_equal(slope[[0, 1, 3], row, 0], 0.0)


def test_the_frozen_solution_agrees_with_the_adaptive_engine():
    many = small(people=12, spread=0.3, tolerance=1e-5)
    grid = many.frozen(4.0)
    value, error = many.run("value", READ, TIMES, grid)
    adaptive = integrate(
        kernels(MODEL), many.rest, many.constants, many.drive, np.array(TIMES), np.ones(3), many.tolerance
    )
    for row, (name, time) in enumerate(READ):
        expected = adaptive.states[MODEL.state_names.index(name), time]
        # the accuracy that both promise
        np.testing.assert_allclose(value[row], expected, rtol=1e-4, err_msg=name)
    assert error.max() <= 3  # people outside the pilot are a little above its tolerance


def test_a_person_the_grid_is_too_coarse_for_is_told():
    slow = small(tolerance=1e-6)
    grid = slow.frozen(4.0)
    fast = slow.parameters.copy()
    fast[0] *= 40
    _, own = slow.run("value", READ, TIMES, grid)
    _, error = Small(fast, slow.drive, Tolerance(1e-6, 1e-8)).run("value", READ, TIMES, grid)
    assert own[0] <= 1.0
    assert error[0] > 10


@pytest.mark.parametrize("exponent", [1.0, 1.3, 2.0])
def test_powers_of_no_drug_have_a_slope(exponent):
    """At rest the push is 0, where a power has no second derivative; the program must not return NaN."""
    one = small()
    parameters = one.parameters.copy()
    parameters[NAMES.index("exponent")] = exponent
    other = Small(parameters, one.drive, one.tolerance)
    _, slope, _ = other.run("forward", READ, TIMES, even_grid(one.drive, 4.0, 16))
    assert np.isfinite(slope).all()
    assert slope[2, NAMES.index("exponent"), 0] != 0
