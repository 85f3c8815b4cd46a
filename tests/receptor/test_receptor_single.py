"""Single channels against the theory of Colquhoun and Hawkes and against the mean of the chain."""

import numpy as np
import pytest

from nemda.errors import ReceptorError
from nemda.receptor.preparation.prepare import prepare
from nemda.receptor.preparation.run import run
from nemda.receptor.protocol.builders import hold, jump, ramp
from nemda.receptor.single.dwell import dwell_components, mean_dwell, open_times, shut_times
from nemda.receptor.single.histogram import dwell_histogram, expected_counts, log_density
from nemda.receptor.single.trace import Trace, simulate_channel, simulate_channels
from nemda.receptor.solve.conditions import conditions
from nemda.receptor.solve.generator import generator, rate_table

STEP = {"glutamate": 1000.0}


def steady_record(receptor, seconds, seed):
    prepared = prepare(receptor)
    trace = simulate_channel(prepared, hold(seconds, -70.0, STEP), np.random.default_rng(seed))
    matrix = generator(rate_table(prepared.scheme), conditions(-70.0, STEP))
    inside = np.array([state.conductance > 0 for state in prepared.scheme.states])
    return trace, matrix, inside


def test_the_mean_of_many_channels_is_the_chain_within_three_standard_errors(seed):
    prepared = prepare("nmda.2a", ["ketamine"])
    protocol = jump(0.005, 0.05, 0.05, -70.0, {**STEP, "ketamine": 50.0})
    count, times = 1500, np.array([0.008, 0.015, 0.03, 0.055, 0.08])
    traces = simulate_channels(prepared, protocol, np.random.default_rng(seed), count)
    share = np.mean([trace.open_at(times) for trace in traces], axis=0)
    expected = run(prepared, protocol, times).open_probability[0]
    error = np.sqrt(expected * (1 - expected) / count)
    assert np.all(np.abs(share - expected) < 3 * error)
    holding = np.array([state.holds == "ketamine" for state in prepared.scheme.states])
    held = np.mean([holding[trace.at(times)] for trace in traces], axis=0)
    blocked = run(prepared, protocol, times).held("ketamine")[0]
    assert np.all(np.abs(held - blocked) <= 3 * np.sqrt(blocked * (1 - blocked) / count))


def test_open_and_shut_times_have_the_mean_that_theory_gives(seed):
    trace, matrix, inside = steady_record("nmda.fast", 400.0, seed)
    for times, states in ((open_times(trace), inside), (shut_times(trace), ~inside)):
        expected = mean_dwell(matrix, states)
        assert times.size > 3000
        assert abs(times.mean() - expected) < 3 * times.std() / np.sqrt(times.size)


def test_components_agree_with_means_and_rates():
    _, matrix, inside = steady_record("nmda.2b", 0.01, 1)
    for states in (inside, ~inside):
        constants, areas = dwell_components(matrix, states)
        assert areas.sum() == pytest.approx(1, abs=1e-9)
        assert constants @ areas == pytest.approx(mean_dwell(matrix, states), rel=1e-9)
    # One open state leaving at 230 + 175 per s.
    assert dwell_components(matrix, inside)[0] == pytest.approx([1 / 405], rel=1e-12)


def test_histogram_of_shut_times_follows_the_predicted_components(seed):
    trace, matrix, inside = steady_record("nmda.fast", 400.0, seed)
    times = shut_times(trace)
    histogram = dwell_histogram(times, bins_per_decade=4)
    assert histogram.count.sum() == times.size
    constants, areas = dwell_components(matrix, ~inside)
    expected = expected_counts(histogram.edge_s, constants, areas, times.size)
    common = expected > 20
    chi = ((histogram.count - expected)[common] ** 2 / expected[common]).sum()
    freedom = int(common.sum())
    # Mean of chi-square plus four standard deviations: passes for the right theory, fails for 10 % off.
    assert chi < freedom + 4 * np.sqrt(2 * freedom)
    wrong = expected_counts(histogram.edge_s, constants * 1.15, areas, times.size)
    assert ((histogram.count - wrong)[common] ** 2 / wrong[common]).sum() > freedom + 4 * np.sqrt(2 * freedom)


def test_sigworth_sine_curve_peaks_at_its_time_constant():
    time = np.geomspace(1e-4, 10.0, 4001)
    curve = log_density(time, np.array([0.02]), np.array([1.0]))
    assert time[curve.argmax()] == pytest.approx(0.02, rel=0.01)
    assert np.trapezoid(curve, np.log(time)) == pytest.approx(1, abs=0.01)


def test_square_root_ordinate_and_bins():
    histogram = dwell_histogram(np.array([0.0011, 0.0012, 0.09]), bins_per_decade=1)
    assert histogram.edge_s == pytest.approx([1e-3, 1e-2, 1e-1])
    assert histogram.count.tolist() == [2, 1]
    assert histogram.square_root == pytest.approx(np.sqrt([2, 1]))
    assert histogram.center_s == pytest.approx([10**-2.5, 10**-1.5])


def test_same_seed_same_record_and_conditions_change_on_time():
    prepared = prepare("nmda.fast")
    protocol = jump(1.0, 0.5, 1.0, -70.0, STEP)
    first, second, third = (
        simulate_channel(prepared, protocol, np.random.default_rng(number)) for number in (3, 3, 4)
    )
    assert np.array_equal(first.time_s, second.time_s)
    assert not np.array_equal(first.time_s[:5], third.time_s[:5])
    # Nothing binds before the pulse begins.
    assert first.time_s[1] > 1.0
    assert np.all(np.diff(first.time_s) > 0)


def test_neighboring_open_states_are_one_opening():
    prepared = prepare("gabaa.fast")
    names = prepared.scheme.state_names
    visits = ["C1", "O1", "C1", "C2", "O2", "C2", "O2"]
    states = np.array([names.index(name) for name in visits])
    trace = Trace(prepared.scheme, np.array([0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 9.0]), states, 10.0)
    assert open_times(trace).tolist() == [1.0, 3.0]
    assert shut_times(trace).tolist() == [3.0, 1.0]
    assert trace.open_at(np.array([0.5, 1.0, 6.0])).tolist() == [False, True, True]


def test_a_start_may_be_a_distribution():
    prepared = prepare("nmda.fast")
    start = np.zeros(5)
    start[prepared.scheme.index("O")] = 1.0
    trace = simulate_channel(prepared, hold(0.1, -70.0), np.random.default_rng(0), start)
    assert trace.is_open[0]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda p, r: simulate_channels(p, hold(1.0, -70.0), r, 0), "At least one channel"),
        (lambda p, r: simulate_channel(p, ramp(1.0, -70.0, 0.0, {}), r), "constant conditions only"),
        (lambda p, r: simulate_channel(p, hold(1.0, -70.0, {"ketamine": 1.0}), r), "Unknown ligand"),
        (lambda p, r: simulate_channel(p, hold(1.0, -70.0), r, np.ones(3)), "not a probability"),
        (lambda p, r: dwell_histogram(np.array([])), "at least one"),
        (lambda p, r: dwell_histogram(np.array([1.0]), 0), "At least one bin"),
    ],
)
def test_slips_are_refused(call, says):
    with pytest.raises(ReceptorError, match=says):
        call(prepare("nmda.fast"), np.random.default_rng(0))
