import jaxtyping
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from nemda.errors import ModelError
from nemda.model.drive import Drive, constant_drive
from nemda.receptor.course import occupancy_course, occupancy_course_of_drive
from nemda.receptor.occupancy import activity_dependent_rate, pooled_rate, steady_occupancies
from nemda.receptor.parameters import parameter_table
from nemda.receptor.pools import pool

HALF = np.array([1.0, 5.0, 2.0])
RATE = np.array([30.0, 8.0, 60.0])


def rates(theta, free, half, rate):
    return rate * (free / half * (1 - theta.sum()) - theta)


def test_course_agrees_with_an_independent_solver():
    edges = np.array([0.0, 0.4, 1.0])
    levels = np.array([[0.5, 0.1, 0.0], [0.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
    times = np.linspace(0.0, 1.5, 61)
    course = occupancy_course(edges, levels, HALF, RATE, times)
    theta, reference = np.zeros(3), []
    for index, begin in enumerate(edges):
        end = edges[index + 1] if index + 1 < edges.size else times[-1]
        inside = times[(times >= begin) & (times < end)] if index + 1 < edges.size else times[times >= begin]
        solved = solve_ivp(
            lambda _, y, level=levels[index]: rates(y, level, HALF, RATE), (begin, end), theta,
            t_eval=np.append(inside[inside < end], end), rtol=1e-10, atol=1e-12, method="LSODA",
        ).y.T  # fmt: skip
        reference.append(solved[: inside.size])
        theta = solved[-1]
    # Difference is the reference solver's tolerance.
    assert course == pytest.approx(np.concatenate(reference), abs=1e-8)


def test_long_exposure_reaches_the_steady_state_formula():
    free = np.array([0.7, 3.0, 0.2])
    course = occupancy_course(np.zeros(1), free[None], HALF, RATE, np.array([1000.0]))
    assert course[0] == pytest.approx(steady_occupancies(free / HALF))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.lists(st.floats(0.0, 50.0), min_size=2, max_size=2), min_size=3, max_size=3),
    st.floats(0.01, 500.0),
    st.floats(0.01, 500.0),
)
def test_occupancies_stay_fractions(levels, first, second):
    course = occupancy_course(
        np.array([0.0, 1.0, 2.0]), np.array(levels), np.array([0.5, 4.0]), np.array([first, second]),
        np.linspace(0.0, 4.0, 17),
    )  # fmt: skip
    # Round-off of a matrix exponential with entries up to 1e5.
    assert course.min() >= -1e-9
    assert course.sum(axis=1).max() <= 1 + 1e-9


def test_equal_speeds_reduce_to_the_pooled_equation():
    edges, levels = np.array([0.0, 0.5]), np.array([[0.5, 2.0, 1.0], [0.0, 1.0, 0.0]])
    times = np.linspace(0.0, 1.0, 21)
    course = occupancy_course(edges, levels, HALF, np.full(3, 20.0), times).sum(axis=1)
    drives = levels @ (1 / HALF)
    solved = solve_ivp(
        lambda t, y: pooled_rate(y, drives[int(t >= 0.5)], 20.0), (0.0, 1.0), [0.0],
        t_eval=times, rtol=1e-10, atol=1e-12, max_step=0.01,
    ).y[0]  # fmt: skip
    # The reference steps over the edge at 0.5 h with steps of 0.01 h.
    assert course == pytest.approx(solved, abs=1e-5)


def test_a_slow_blocker_outlasts_and_shields_against_a_fast_one():
    slow_first = occupancy_course(
        np.array([0.0, 5.0]), np.array([[3.0, 0.0], [0.0, 3.0]]), np.array([1.0, 1.0]),
        np.array([0.5, 50.0]), np.array([5.0, 5.5, 30.0]),
    )  # fmt: skip
    assert slow_first[1, 0] > 0.5 * slow_first[0, 0]
    assert slow_first[1, 1] < 0.75 - 0.2
    assert slow_first[2] == pytest.approx([0.0, 0.75], abs=1e-3)


def test_habenula_loads_in_minutes_and_keeps_drug_when_bursts_cease():
    table = parameter_table()
    half = np.array(pool(table, "habenula").half_block[:1])
    silent, bursting = table["unblocking_rate_habenula_silent"].value, pool(table, "habenula").unblocking_rate
    activity = np.array([1.0, 0.0, 0.0])
    rate = activity_dependent_rate(activity, silent, bursting)[:, None]
    course = occupancy_course(
        np.array([0.0, 0.7, 2.0]), np.array([[1.0], [0.5], [0.0]]), half, rate, np.array([0.1, 0.7, 24.0])
    )[:, 0]
    assert course[0] == pytest.approx(course[1], rel=0.01)
    assert 0.1 < course[2] / course[1] < 0.5
    # One slow rate for both directions would keep the drug out.
    kept_out = occupancy_course(np.zeros(1), np.array([[1.0]]), half, np.array([silent]), np.array([0.7]))
    assert kept_out[0, 0] < 0.1 * course[1]


def test_start_is_kept():
    course = occupancy_course(
        np.zeros(1), np.zeros((1, 1)), np.array([1.0]), np.array([2.0]), np.array([0.0, 1.0]), np.array([0.4])
    )
    assert course[:, 0] == pytest.approx([0.4, 0.4 * np.exp(-2.0)])


def test_course_of_a_drive_converges_with_the_square_of_the_step():
    drive = Drive(
        names=("free",), units=("umol/L",), edge_h=np.array([0.0, 0.67]), rate=np.array([[0.5, 1.5]]),
        amplitude=np.array([[[-0.4, -0.4]], [[0.1, 0.2]]]), plateau=np.array([[[0.4, 0.4]], [[0.0, 0.0]]]),
        weight=np.ones((1, 1, 2)),
    )  # fmt: skip
    times = np.array([0.3, 0.67, 1.5])

    def course(step):
        return occupancy_course_of_drive(drive, np.array([1.8]), np.array([6.0]), times, step)

    assert course(0.1).shape == (3, 2, 1)
    finest = course(0.005)
    coarse, fine = np.abs(course(0.1) - finest).max(), np.abs(course(0.05) - finest).max()
    assert fine < 0.4 * coarse
    solved = solve_ivp(
        lambda t, y: pooled_rate(y, drive.at(np.array([t]))[0, 0, 1] / 1.8, 6.0), (0.0, 1.5), [0.0],
        t_eval=times, rtol=1e-9, atol=1e-11, max_step=0.01,
    ).y[0]  # fmt: skip
    # Step 0.005 h: error of order rate^2 step^2 times the level's curvature, below 1e-5.
    assert finest[:, 1, 0] == pytest.approx(solved, abs=2e-5)


def test_course_of_a_constant_drive_is_exact_at_any_step():
    drive = constant_drive(["free"], ["umol/L"], np.array([0.0, 1.0]), np.array([[[1.0]], [[0.0]]]))
    times = np.array([0.0, 0.5, 2.0])
    course = occupancy_course_of_drive(drive, np.array([2.0]), np.array([3.0]), times, 0.7)
    exact = occupancy_course(drive.edge_h, np.array([[1.0], [0.0]]), np.array([2.0]), np.array([3.0]), times)
    assert course[:, 0] == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"edge_h": np.array([0.5, 1.0])}, "edge_h"),
        ({"edge_h": np.array([0.0, 0.0])}, "edge_h"),
        ({"free_concentration": np.ones((2, 3))}, "free_concentration"),
        ({"free_concentration": -np.ones((2, 2))}, "free_concentration"),
        ({"half_block": np.array([0.0, 1.0])}, "half_block"),
        ({"unblocking_rate": np.array([1.0, 2.0, 3.0])}, "unblocking_rate"),
        ({"unblocking_rate": np.array([np.nan, 2.0])}, "unblocking_rate"),
        ({"time_h": np.array([-1.0])}, "time_h"),
        ({"start": np.array([0.7, 0.7])}, "start"),
        ({"start": np.array([0.1])}, "start"),
    ],
)
def test_bad_input_is_refused_by_name(changes, where, monkeypatch):
    # A user runs without the shape checker of the tests, so the function's own check must stand alone.
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
    good = {
        "edge_h": np.array([0.0, 1.0]), "free_concentration": np.ones((2, 2)),
        "half_block": np.ones(2), "unblocking_rate": np.ones(2), "time_h": np.array([1.0]),
    }  # fmt: skip
    with pytest.raises(ModelError) as caught:
        occupancy_course(**{**good, **changes})
    assert caught.value.where == where


def test_drive_in_another_unit_or_without_step_is_refused():
    drive = constant_drive(["free"], ["mg/L"], np.array([0.0]), np.ones((1, 1, 1)))
    with pytest.raises(ModelError, match="umol/L"):
        occupancy_course_of_drive(drive, np.ones(1), np.ones(1), np.ones(1), 0.1)
    with pytest.raises(ModelError, match="positive"):
        occupancy_course_of_drive(drive, np.ones(1), np.ones(1), np.ones(1), 0.0)
