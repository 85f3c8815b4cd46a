"""Generator, steady state and propagation against closed forms, 40-digit arithmetic and SciPy's Radau."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from nemda.errors import ReceptorError
from nemda.receptor.preparation.prepare import prepare
from nemda.receptor.scheme.library import load_scheme, scheme_names
from nemda.receptor.solve.conditions import conditions
from nemda.receptor.solve.exponential import transition_matrix
from nemda.receptor.solve.generator import generator, rate_table, unblocked
from nemda.receptor.solve.spectrum import relaxation_times
from nemda.receptor.solve.steady import stationary

rates = st.floats(1e-3, 1e5)


def blocked_matrix(glutamate=1000.0, ketamine=10.0, voltage=-70.0):
    scheme = prepare("nmda.2a", ["ketamine"]).scheme
    at = conditions(voltage, {"glutamate": glutamate, "ketamine": ketamine})
    return generator(rate_table(scheme), at)


def precise(matrix, duration):
    """The matrix exponential in 40 digits, of the generator with rows that sum to exactly 0."""
    with mpmath.workdps(60):
        exact = mpmath.matrix(matrix.tolist())
        for i in range(len(matrix)):
            exact[i, i] = -sum(exact[i, j] for j in range(len(matrix)) if j != i)
        # Scaling to a small norm keeps the series of mpmath short.
        parts = 2**26
        result = mpmath.expm(exact * (mpmath.mpf(duration) / parts), method="taylor")
        for _ in range(26):
            result = result * result
        return np.array([[float(result[i, j]) for j in range(len(matrix))] for i in range(len(matrix))])


@given(rates, rates, st.floats(1e-6, 1e3))
def test_two_states_follow_the_closed_form(opening, closing, duration):
    matrix = np.array([[-opening, opening], [closing, -closing]])
    total = opening + closing
    exact = opening / total * -np.expm1(-total * duration)
    moved = transition_matrix(matrix, duration)
    # Rounding of the sum of rates times time in the closed form itself: a few units in the last place.
    assert moved[0, 1] == pytest.approx(exact, rel=1e-12)
    assert stationary(matrix)[1] == pytest.approx(opening / total, rel=1e-14)


@pytest.mark.parametrize("duration", [1e-3, 1.0, 60.0])
def test_matches_forty_digits_over_a_minute(duration):
    # Fast steps of 6e4 per s and drug that leaves in seconds: |Q| t is 4e6, which costs other methods 4e-11.
    matrix = blocked_matrix()[:8, :8]
    np.fill_diagonal(matrix, 0.0)
    np.fill_diagonal(matrix, -matrix.sum(axis=1))
    assert np.abs(transition_matrix(matrix, duration) - precise(matrix, duration)).max() < 2e-13


def test_slow_modes_keep_their_digits():
    # A pair of fast states with a leak of 1e-3 per s: the leak survives beside 1e6 per s for an hour.
    fast, leak = 1e6, 1e-3
    matrix = np.array([[-fast, fast, 0.0], [fast, -fast - leak, leak], [0.0, 0.0, 0.0]])
    left = 1 - transition_matrix(matrix, 3600.0)[0, 2]
    # To second order in leak/fast the pair empties at leak/2.
    assert left == pytest.approx(np.exp(-leak / 2 * 3600.0), rel=1e-8)


@pytest.mark.parametrize("name", scheme_names())
@pytest.mark.parametrize("duration", [1e-4, 0.1, 60.0])
def test_probability_is_conserved_and_steps_compose(name, duration):
    scheme = load_scheme(name)
    at = conditions(-30.0, dict.fromkeys(scheme.ligands, 30.0))
    matrix = generator(rate_table(scheme), at)
    moved = transition_matrix(matrix, duration)
    assert np.abs(moved.sum(axis=1) - 1).max() < 1e-12
    assert moved.min() >= 0
    halves = transition_matrix(matrix, duration / 2)
    assert np.abs(halves @ halves - moved).max() < 1e-12


def test_agrees_with_a_tight_radau_run():
    matrix, start = blocked_matrix(), np.eye(16)[0]
    times = np.array([1e-3, 0.1, 5.0, 60.0])
    solution = solve_ivp(
        lambda t, p: p @ matrix, (0.0, 60.0), start, method="Radau", t_eval=times,
        jac=lambda t, p: matrix.T, rtol=1e-12, atol=1e-14,
    )  # fmt: skip
    exact = np.stack([start @ transition_matrix(matrix, time) for time in times])
    assert np.abs(solution.y.T - exact).max() < 1e-9


def test_batch_equals_one_by_one():
    scheme = load_scheme("nmda.2b")
    table = rate_table(scheme)
    glutamate, voltage = np.array([0.0, 1.0, 1000.0]), np.array([-70.0, 0.0, 40.0])
    batch = generator(table, conditions(voltage[:, None], {"glutamate": glutamate, "magnesium": 1000.0}))
    assert batch.shape == (3, 3, 8, 8)
    moved = transition_matrix(batch, 0.3)
    for v in range(3):
        for g in range(3):
            one = generator(table, conditions(voltage[v], {"glutamate": glutamate[g], "magnesium": 1000.0}))
            assert np.array_equal(one, batch[v, g])
            # The number of squarings is that of the fastest member, so digits differ in the last place.
            assert np.abs(transition_matrix(one, 0.3) - moved[v, g]).max() < 1e-13


def test_rows_are_where_from():
    scheme = load_scheme("nmda.fast")
    matrix = generator(rate_table(scheme), conditions(-70.0, {"glutamate": 2.0}))
    assert matrix[scheme.index("C0"), scheme.index("C1")] == 10.0
    assert matrix[scheme.index("C1"), scheme.index("C0")] == 12.9
    assert np.abs(matrix.sum(axis=1)).max() < 1e-12


def test_magnesium_leaves_the_share_of_jahr_and_stevens():
    table = rate_table(load_scheme("nmda.2a"))
    voltage = np.array([-70.0, -30.0, 0.0, 40.0])
    free = unblocked(table, conditions(voltage, {"magnesium": 1000.0}))
    # Their own formula, magnesium in mmol/L.
    assert free == pytest.approx(1 / (1 + 1.0 / 3.57 * np.exp(-0.062 * voltage)), rel=1e-14)


def test_voltage_terms_of_explicit_magnesium():
    scheme = load_scheme("nmda.magnesium")
    matrix = generator(rate_table(scheme), conditions(-70.0, {"magnesium": 1000.0}))
    assert matrix[scheme.index("O"), scheme.index("OB")] == pytest.approx(610 * np.exp(70 / 17), rel=1e-13)
    assert matrix[scheme.index("OB"), scheme.index("O")] == pytest.approx(5400 * np.exp(-70 / 47), rel=1e-13)


@pytest.mark.parametrize("name", scheme_names())
def test_steady_state_does_not_move(name):
    scheme = load_scheme(name)
    at = conditions(-70.0, dict.fromkeys(scheme.ligands, 5.0))
    matrix = generator(rate_table(scheme), at)
    share = stationary(matrix, scheme.index(scheme.rest))
    assert np.abs(share @ matrix).max() < 1e-13 * np.abs(matrix).max()
    assert np.abs(share @ transition_matrix(matrix, 10.0) - share).max() < 1e-12
    assert share.sum() == pytest.approx(1, abs=1e-15)


def test_without_agonist_everything_rests():
    share = stationary(blocked_matrix(glutamate=0.0, ketamine=5.0))
    assert share[0] == 1.0


def test_a_trap_without_way_back_is_refused():
    matrix = np.array([[-1.0, 1.0], [0.0, 0.0]])
    with pytest.raises(ReceptorError, match="no single steady state"):
        stationary(matrix)


def test_relaxation_times_of_a_chain():
    matrix = np.array([[-2.0, 2.0, 0.0], [3.0, -503.0, 500.0], [0.0, 0.0, 0.0]])
    total, product = 505.0, 2.0 * 500.0
    roots = np.roots([1.0, total, product])
    assert relaxation_times(matrix) == pytest.approx(np.sort(-1 / roots)[::-1], rel=1e-12)


@pytest.mark.parametrize(
    ("voltage", "levels", "says"),
    [
        (-70.0, {"glutamate": -1.0}, "concentration of glutamate"),
        (np.nan, {}, "voltage_mv"),
        (np.zeros(2), {"glutamate": np.zeros(3)}, "do not fit together"),
    ],
)
def test_bad_conditions_are_refused(voltage, levels, says):
    with pytest.raises(ReceptorError, match=says):
        conditions(voltage, levels)
