from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import ndarray
from scipy.linalg import expm

from nemda.errors import ModelError
from nemda.pk.kinetics import _with_effect_site
from nemda.pk.linear import Flow, delay, exchange, rate_matrix
from nemda.pk.modes import Modes, find_modes
from nemda.pk.separation import SEPARATION
from nemda.pk.systems import arterial_systems, venous_systems
from nemda.pk.values import person_values

rate = st.floats(0.01, 100.0)


def propagator(modes: Modes, time_h: float) -> ndarray:
    """Return exp(matrix t) as [person, to, from]."""
    return np.einsum("imp,mp,mjp->pij", modes.right, np.exp(-modes.rate * time_h), modes.left)


@given(st.lists(rate, min_size=7, max_size=7), st.floats(0.01, 10.0))
def test_modes_are_the_matrix_exponential(rates: list[float], time_h: float) -> None:
    one = [np.array([each]) for each in rates]
    flows = [
        Flow("gut", "blood", one[0]),
        *exchange("blood", "fast", one[1], np.array([1.0]), one[2]),
        *exchange("blood", "slow", one[3], np.array([1.0]), one[4]),
        Flow("blood", "metabolite", one[5], fraction=0.6),
        Flow("metabolite", None, one[6]),
    ]
    _, matrix = rate_matrix(flows, 1)
    modes = find_modes(matrix)
    # Two rates on a path: bias about SEPARATION, rounding about its inverse times 1e-16.
    assert propagator(modes, time_h) == pytest.approx(expm(matrix * time_h), abs=3e-7)


@given(st.lists(rate, min_size=7, max_size=7))
def test_left_and_right_are_inverse(rates: list[float]) -> None:
    one = [np.array([each]) for each in rates]
    flows = [
        *exchange("liver", "blood", one[0], one[1], one[2]),
        *exchange("blood", "tissue", one[3], one[2], one[4]),
        Flow("liver", "metabolite", one[5]),
        Flow("metabolite", None, one[6]),
    ]
    modes = find_modes(rate_matrix(flows, 1)[1])
    scale = np.einsum("imp,mjp->pij", np.abs(modes.right), np.abs(modes.left)).max()
    assert np.abs(propagator(modes, 0.0) - np.eye(4)).max() < 1e-14 * scale


@pytest.mark.parametrize("gap", [0.0, 1e-12, 1e-9, -1e-9, 1e-7])
def test_coinciding_rates_keep_their_form(gap: float) -> None:
    rates = np.array([2.0 * (1.0 + gap)])
    flows = [Flow("gut", "blood", np.array([2.0])), Flow("blood", None, rates)]
    _, matrix = rate_matrix(flows, 1)
    modes = find_modes(matrix)
    time_h = np.linspace(0.0, 5.0, 41)
    blood = np.array([propagator(modes, time)[0, 1, 0] for time in time_h])
    # With equal rates the level is k t exp(-k t); the gap itself changes it by at most its size.
    assert blood == pytest.approx(2.0 * time_h * np.exp(-2.0 * time_h), abs=5.0 * (SEPARATION + abs(gap)))
    assert (modes.separation[0] > 0) == (abs(gap) < SEPARATION)
    assert modes.separation[0] <= 4.0 * SEPARATION


def test_a_separated_system_conserves_mass() -> None:
    flows = [Flow("gut", "blood", np.array([2.0])), Flow("blood", None, np.array([2.0]))]
    modes = find_modes(rate_matrix(flows, 1)[1])
    through_blood = np.einsum("mp,mp->p", modes.right[1] / modes.rate, modes.left[:, 0])
    # All of a unit dose leaves through the blood: the area there is 1/2 to within the separation.
    assert through_blood * 2.0 == pytest.approx(1.0, abs=4.0 * SEPARATION)


def test_equal_rates_on_different_paths_are_left_alone() -> None:
    flows = [
        Flow("blood", None, np.array([1.0])),
        Flow("blood", "first", np.array([3.0]), drains=False),
        Flow("first", None, np.array([3.0])),
        Flow("blood", "second", np.array([3.0]), drains=False),
        Flow("second", None, np.array([3.0])),
    ]
    assert find_modes(rate_matrix(flows, 1)[1]).separation == 0.0


def test_people_do_not_disturb_each_other() -> None:
    rates = np.array([2.0, 3.0, 2.0])
    flows = [Flow("gut", "blood", rates), Flow("blood", None, np.full(3, 2.0))]
    separation = find_modes(rate_matrix(flows, 3)[1]).separation
    assert (separation > 0).tolist() == [True, False, True]


def test_exchange_in_a_circle_is_refused() -> None:
    one = np.ones(1)
    flows = [Flow("a", "b", one), Flow("b", "c", one), Flow("c", "a", one), Flow("a", None, one)]
    with pytest.raises(ModelError, match="circle"):
        find_modes(rate_matrix(flows, 1)[1])


def test_a_compartment_that_never_drains_is_refused() -> None:
    with pytest.raises(ModelError, match="never drains"):
        find_modes(rate_matrix([Flow("gut", "blood", np.ones(1))], 1)[1])


def test_every_shipped_system_is_exact_for_varied_people(varied_people, all_routes) -> None:
    doses, weight = all_routes
    systems = [
        *(
            _with_effect_site(system, person_values(varied_people, doses.people))
            for system in arterial_systems(doses, weight, varied_people)
        ),
        *venous_systems(doses, weight, varied_people),
    ]
    assert len(systems) == 6
    for system in systems:
        _, matrix = rate_matrix(system.flows, doses.people)
        modes = find_modes(matrix)
        for time_h in (0.05, 0.5, 3.0):
            exact = expm(matrix * time_h)
            size = np.maximum(np.abs(exact).max(axis=2, keepdims=True), 1e-6)
            error = (np.abs(propagator(modes, time_h) - exact) / size).max(axis=(1, 2))
            # Rounding grows where a person's rates happen to lie close together; see nemda.pk.separation.
            assert np.median(error) < 1e-9
            assert error.max() < 3e-7


@pytest.mark.parametrize("offset", [0.0, 1e-9, 4e-5, -4e-5, 2e-4, -4e-4, 7e-4, 1.1e-3])
def test_a_rate_near_the_stages_of_a_delay_costs_no_digits(offset: float) -> None:
    mean_h = np.array([0.3])
    third = 2.0 / mean_h * (1.0 + offset)
    between, emptying = delay("forming", "formed", mean_h)
    flows = [
        Flow("drug", "forming", np.array([0.7])), between, Flow("formed", "metabolite", emptying),
        Flow("metabolite", "site", third, drains=False), Flow("site", None, third),
        Flow("metabolite", None, np.array([0.4])),
    ]  # fmt: skip
    names, matrix = rate_matrix(flows, 1)
    modes = find_modes(matrix)
    site, drug = names.index("site"), names.index("drug")
    for time_h in (0.05, 0.3, 1.0, 5.0):
        exact = expm(matrix * time_h)[0, site, drug]
        # the stages move by 4e-4 at most, which costs the square of it times the steepness of the course
        assert propagator(modes, time_h)[0, site, drug] == pytest.approx(exact, rel=3e-7, abs=1e-8)
        assert np.abs(modes.right[site] * modes.left[:, drug]).max() < 1e9
