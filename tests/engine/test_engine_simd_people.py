"""A person's numbers are the same bits whoever is beside them, and whoever computes them."""

from dataclasses import replace

import numpy as np
import pytest
from engine_models import BOTH, compiled, fading_push, follow, portable, shipped_group, small_group
from hypothesis import given, settings
from hypothesis import strategies as st

from nemda.engine.lanes import Tolerance
from nemda.engine.simd.machine import this_machine
from nemda.errors import ModelError

PEOPLE = 40


@pytest.fixture(scope="module")
def shipped():
    return shipped_group(PEOPLE)


@pytest.fixture(scope="module")
def whole(shipped):
    group, times = shipped
    return {
        compiled: compiled(group, times, Tolerance()),
        portable: portable(group, times[times <= 4.0], Tolerance()),
    }


@settings(max_examples=25)
@given(st.lists(st.integers(0, PEOPLE - 1), min_size=1, max_size=PEOPLE), st.integers(1, 3))
def test_any_people_in_any_order_on_any_number_of_threads(shipped, whole, chosen, threads):
    group, times = shipped
    some = compiled(group.part(chosen), times, Tolerance(), threads)
    np.testing.assert_array_equal(some.states, whole[compiled].states[:, :, chosen])
    np.testing.assert_array_equal(some.steps, whole[compiled].steps[chosen])


@pytest.mark.parametrize("chosen", [[7], [30, 2], [5, 4, 3, 39, 38, 5, 20]])
def test_any_people_in_the_portable_form(shipped, whole, chosen):
    group, times = shipped
    few = times[times <= 4.0]
    some = portable(group.part(chosen), few, Tolerance())
    np.testing.assert_array_equal(some.states, whole[portable].states[:, : few.size, chosen])


def test_many_shares_on_several_threads_are_one_share_on_one():
    group, times = shipped_group(PEOPLE)
    many = group.part(np.arange(400) % PEOPLE)
    one, two = (compiled(many, times, Tolerance(), threads) for threads in (1, 2))
    np.testing.assert_array_equal(one.states, two.states)
    np.testing.assert_array_equal(one.steps, two.steps)


def test_four_lanes_and_a_plain_processor_agree(shipped, whole):
    group, times = shipped
    for machine in (
        replace(this_machine(), lanes=4),
        replace(this_machine(), lanes=4, processor="generic", features=""),
    ):
        other = compiled(group, times, Tolerance(), machine=machine)
        # another way of rounding, below the tolerance by far
        np.testing.assert_allclose(other.states, whole[compiled].states, rtol=5e-6, atol=1e-9)


@pytest.mark.parametrize("run", BOTH)
def test_who_diverges_is_marked_and_disturbs_nobody(run):
    pull = np.array([-1.0, -1.0, 5.0, -1.0, -2.0, -1.0, -1.0, -1.0, -3.0, 7.0])
    drive = fading_push([0.0], np.ones((1, 10)), np.full(10, 2.0), np.zeros((1, 10)))
    group = small_group(follow, np.linspace(1, 4, 10), pull, drive)
    times = np.linspace(0, 3, 7)
    solution = run(group, times, Tolerance())
    explodes = pull > 0  # second' = pull second^2 from 0.8 is infinite at 1 / (0.8 pull) h, before the end
    np.testing.assert_array_equal(solution.failed, explodes)
    assert np.isnan(solution.states[:, :, explodes]).all()
    calm = np.flatnonzero(~explodes)
    alone = run(group.part(calm), times, Tolerance())
    np.testing.assert_array_equal(solution.states[:, :, calm], alone.states)
    exact = 0.8 / (1 - pull[calm] * 0.8 * times[:, None])
    # the accuracy that the tolerance gives
    np.testing.assert_allclose(solution.states[1][:, calm], exact, rtol=1e-4)


@pytest.mark.parametrize("run", BOTH)
def test_a_start_that_is_not_a_number_fails(run):
    drive = fading_push([0.0], np.ones((1, 3)), np.full(3, 2.0), np.zeros((1, 3)))
    group = small_group(follow, np.ones(3), -np.ones(3), drive)
    group.start[1, 1] = np.nan
    solution = run(group, np.linspace(0, 1, 3), Tolerance())
    assert solution.failed.tolist() == [False, True, False]


def test_the_kind_and_order_of_the_arrays_do_not_matter(shipped):
    group, times = shipped
    part = group.part(np.arange(9))
    single = part._replace(constants=part.constants.astype(np.float32), start=part.start.astype(np.float32))
    widened = single._replace(
        constants=np.asfortranarray(single.constants, dtype=np.float64),
        start=np.asfortranarray(single.start, dtype=np.float64),
    )
    one, other = (compiled(each, times, Tolerance()) for each in (single, widened))
    np.testing.assert_array_equal(one.states, other.states)


def test_nobody_is_no_problem():
    group, times = shipped_group(2)
    solution = compiled(group.part(np.array([], dtype=int)), times, Tolerance())
    assert solution.states.shape == (group.start.shape[0], times.size, 0)


def test_one_at_a_time_from_two_threads_leaves_nobody_out():
    group, times = shipped_group(5)
    many = group.part(np.arange(37) % 5)
    solution = compiled(many, times[:9], Tolerance(), threads=2)
    np.testing.assert_array_equal(solution.states, solution.states[:, :, np.arange(37) % 5])
    assert not solution.failed.any()
    assert np.isfinite(solution.states).all()


def test_numbers_of_another_model_or_of_other_people_are_refused():
    group, times = shipped_group(3)
    for wrong in (
        group._replace(start=group.start[:-1], scale=group.scale[:-1]),
        group._replace(constants=group.constants[:-1]),
        group._replace(drive=group.part([0, 1]).drive),
    ):
        with pytest.raises(ModelError, match="do not belong"):
            compiled(wrong, times, Tolerance())


def test_room_of_the_wrong_form_is_refused():
    from nemda.bench.problem import Protocol, problem_of
    from nemda.engine.kernels import kernels
    from nemda.engine.simd.integrate import integrate
    from nemda.mechanism.chain import chain

    problem = problem_of(Protocol("1d", "0.5 mg/kg ketamine iv over 40 min on day 0", 1 / 7), 3)
    shape = (problem.people, problem.start.shape[0], problem.time_h.size)

    def run(room):
        return integrate(
            kernels(chain()), problem.start, problem.constants, problem.drive, problem.time_h, problem.scale,
            Tolerance(), 1, room=room,
        )  # fmt: skip

    given = np.empty(shape)
    found = run(given)
    assert np.shares_memory(found.states, given)
    np.testing.assert_array_equal(found.states, run(None).states)
    # the shape and kind that a caller's type checker lets through, in another order of memory
    with pytest.raises(ModelError, match="room for the states"):
        run(np.empty(shape[::-1]).transpose())
