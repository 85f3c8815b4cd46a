"""The published plasticity rule: the authors' own simulations, the experiments it was fitted to, limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import ParameterError
from nemda.evidence.rows import raw_rows
from nemda.synapse import SpikePairs, published_rule, published_rules, strength_change
from nemda.synapse.calcium import calcium_at, calcium_train, time_above_s
from nemda.synapse.stochastic import simulated_change

# Strength after 60 pairs at 1 Hz by delay (ms), and its standard error, from 1,000 runs of the authors' own
# program (mgraupe/CalciumBasedPlasticityModel, numericalSimulation/output/*_curve/final_camkII_state.dat).
AUTHORS = {
    "dp": ((-50, 0.891, 0.060), (-25, 0.719, 0.056), (0, 0.994, 0.063), (5, 1.237, 0.059),
           (25, 1.153, 0.061), (50, 1.040, 0.061), (95, 1.011, 0.059)),
    "dpd": ((-15, 0.966, 0.020), (-5, 0.848, 0.040), (0, 0.997, 0.055), (5, 1.159, 0.059),
            (15, 0.857, 0.038), (25, 0.984, 0.014)),
    "d_prime": ((-50, 0.898, 0.034), (-15, 0.699, 0.046), (0, 0.792, 0.042), (30, 0.896, 0.033),
                (100, 0.922, 0.029)),
}  # fmt: skip
# Pairs in visual cortex, Sjöström 2001: rate (Hz), delay (ms), strength, standard error.
SJOSTROM = (
    (10, 10, 1.14, 0.10), (10, -10, 0.59, 0.11), (20, 10, 1.29, 0.14), (20, -10, 0.66, 0.10),
    (40, 10, 1.53, 0.11), (40, -10, 1.56, 0.32), (50, 10, 1.56, 0.26), (50, -10, 1.75, 0.19),
)  # fmt: skip


@pytest.mark.parametrize("name", AUTHORS)
def test_closed_form_meets_the_authors_simulation(name: str) -> None:
    rule = published_rule(name)
    for delay, strength, error in AUTHORS[name]:
        ours = strength_change(rule, SpikePairs(60, 1, delay)).strength
        assert abs(ours - strength) < 1.2 * error  # the printed errors bound both shares, so they are wide


def test_frequency_curve_of_visual_cortex() -> None:
    rule = published_rule("cortical_slices")
    misses = [
        (strength_change(rule, SpikePairs(75, rate, delay)).strength - strength) / error
        for rate, delay, strength, error in SJOSTROM
    ]
    assert max(map(abs, misses)) < 1  # the authors fitted these points; each lies within its error
    low, high = (strength_change(rule, SpikePairs(75, rate, -10)).strength for rate in (10, 50))
    assert low < 1 < high  # depression at a low rate turns into potentiation at a high one


def test_sets_are_those_of_the_evidence() -> None:
    names = {
        "tau_Ca": "calcium_time_ms", "C_pre": "presynaptic_calcium", "C_post": "postsynaptic_calcium",
        "theta_d": "depression_threshold", "theta_p": "potentiation_threshold", "gamma_d": "depression_rate",
        "gamma_p": "potentiation_rate", "sigma": "noise", "tau": "time_s", "D (delay)": "delay_ms",
        "beta": "down_share", "b": "strength_ratio",
    }  # fmt: skip
    compared = 0
    for row in raw_rows("biology"):
        cells = row.cells
        rule = published_rules().get(cells["preparation_region"].replace(" ", "_"))
        if rule is None or not cells["readout"].startswith("Graupner-Brunel parameter "):
            continue
        field = names[cells["readout"].removeprefix("Graupner-Brunel parameter ")]
        assert getattr(rule, field) == float(cells["value"])
        compared += 1
    assert compared == 36


def test_stochastic_simulation_agrees() -> None:
    spikes = SpikePairs(60, 1, 5)
    simulated = simulated_change(published_rule("dp"), spikes, 4000, seed=3)
    closed = strength_change(published_rule("dp"), spikes).strength
    assert simulated == pytest.approx(closed, abs=0.05)  # two standard errors of 4,000 synapses


def test_time_above_is_that_of_the_trace() -> None:
    rule, spikes = published_rule("hippocampal_slices"), SpikePairs(5, 40, 10, repeats=2, repeat_s=1)
    train = calcium_train(rule, spikes)
    step = 0.002
    level = calcium_at(rule, train, np.arange(-10, 2000, step))
    for threshold in (rule.depression_threshold, rule.potentiation_threshold):
        counted = np.count_nonzero(level > threshold) * step / 1000
        assert time_above_s(rule, train, threshold) == pytest.approx(counted, abs=1e-4)  # the grid's step


@given(st.sampled_from(sorted(published_rules())), st.floats(0.5, 60), st.floats(-40, 40), st.floats(0, 2))
def test_probabilities_and_bounds(name: str, rate: float, delay: float, share: float) -> None:
    rule = published_rule(name).with_nmda(share)
    change = strength_change(rule, SpikePairs(20, rate, delay))
    weakest = rule.down_share + (1 - rule.down_share) * rule.strength_ratio
    assert 0 <= change.up <= 1
    assert 0 <= change.down <= 1
    assert 1 / weakest - 1e-12 <= change.strength <= rule.strength_ratio / weakest + 1e-12
    assert change.depressing_s >= change.potentiating_s  # the lower threshold is passed first


def test_no_calcium_changes_nothing() -> None:
    rule = published_rule("hippocampal_slices").with_nmda(0.0)
    change = strength_change(rule, SpikePairs(60, 1, 10))  # postsynaptic calcium alone stays below
    assert change.strength == 1
    assert change.up == change.down == 0


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (lambda: SpikePairs(0, 1, 5), "pairs"),
        (lambda: SpikePairs(5, -1, 5), "rate_hz"),
        (lambda: SpikePairs(5, 1, float("nan")), "delay_ms"),
        (lambda: SpikePairs(50, 1, 5, repeats=2, repeat_s=10), "repeat_s"),
        (lambda: published_rule("nobody"), "rule"),
        (lambda: published_rule("dp").with_nmda(-0.1), "share"),
    ],
)
def test_bad_input_is_refused(bad: object, field: str) -> None:
    assert callable(bad)
    with pytest.raises(ParameterError, match=field):
        bad()
