"""The EEG along a dose: published signs, washout, connectivity, sources of levels."""

from __future__ import annotations

import time

import numpy as np
import pytest

from nemda.cortex import bands, blocks_of, eeg, no_block, spectra
from nemda.cortex.connectivity import cortical_flow, corticothalamic_flow, link, thalamic_link
from nemda.cortex.course import FREQUENCIES_HZ
from nemda.cortex.parameters import typical_cortex
from nemda.cortex.populations import REGIONS
from nemda.cortex.readouts import change_db, level_db, median_frequency, relative_power, summary_rows
from nemda.cortex.spectrum import response_of
from nemda.errors import DataError, RegimenError

INFUSION = "0.5 mg/kg ketamine iv over 40 min"
BOLUS = "1.5 mg/kg ketamine iv"


def test_an_infusion_lowers_posterior_alpha_and_raises_gamma_until_washout() -> None:
    course = eeg(INFUSION, [0.0, 20 / 60, 40 / 60, 2.0, 24.0])
    alpha, gamma = change_db(course, "alpha", ("occipital",)), change_db(course, "gamma", ("frontal",))
    assert alpha[0] == pytest.approx(0.0, abs=1e-9)
    assert alpha[2] < alpha[1] < -0.5
    assert gamma[2] > gamma[1] > 0.2
    assert alpha[2] < alpha[3] < 0  # washing out
    assert abs(alpha[4]) < 0.1


def test_anesthesia_brings_frontal_theta_slow_waves_and_a_slower_eeg() -> None:
    course = eeg(BOLUS, [0.0, 4 / 60, 5 / 60, 24.0])
    assert change_db(course, "theta", ("frontal",))[2] > 1.5
    assert change_db(course, "alpha", ("parietal", "occipital"))[2] < -2.0
    assert 0.2 < course.alternation.slow_share[2] < 0.8
    assert median_frequency(course)[2] < median_frequency(course)[0] - 2.0
    assert course.alternation.slow_share[3] < 0.02


def test_s_ketamine_acts_at_lower_levels_than_r() -> None:
    one = np.ones(1)
    s, r = (spectra(blocks_of({f"ketamine_{form}_effect": one})) for form in "sr")
    assert change_db(s, "alpha")[0] < change_db(r, "alpha")[0] < 0


def test_rodents_do_not_alternate_and_gamma_rises() -> None:
    blocks = blocks_of({"ketamine_s_effect": np.array([3.0]), "ketamine_r_effect": np.array([3.0])})
    awake = spectra(blocks, alternates=False)
    assert awake.alternation.slow_share[0] == 0
    assert change_db(awake, "gamma")[0] > 2.0


def test_frontal_theta_at_rest_is_on_the_published_scale() -> None:
    assert level_db(spectra(no_block()), "theta", "frontal")[0] == pytest.approx(0.64)


def test_levels_and_results_give_what_the_regimen_gives() -> None:
    from xarray import Dataset

    times = np.array([0.25, 0.6])
    whole = eeg(INFUSION, times)
    clock = np.linspace(0.0, 1.0, 201)
    blocks = eeg(INFUSION, clock).blocks
    result = Dataset(
        {
            f"{name}_block": (("person", "time"), np.stack([0 * rows, rows]))
            for name, rows in zip(blocks._fields, blocks, strict=True)
        },
        coords={"time": clock},
    )
    of_person = eeg(result, times, person=1)
    assert of_person.power.shape == whole.power.shape
    # straight lines between outputs 18 s apart
    np.testing.assert_allclose(of_person.power, whole.power, rtol=1e-3)
    with pytest.raises(DataError, match="No such person"):
        eeg(result, times, person=2)
    with pytest.raises(DataError, match="lacks"):
        eeg(result.drop_vars("pyramidal_block"), times)
    with pytest.raises(DataError, match="One level per time"):
        eeg({"ketamine_s_effect": np.ones(3)}, times)
    with pytest.raises(RegimenError, match="0 or later"):
        eeg(INFUSION, [-1.0])


def test_200_times_of_a_week_are_fast() -> None:
    times = np.linspace(0.0, 168.0, 200)
    eeg(INFUSION, times[:2])
    started = time.perf_counter()
    eeg(INFUSION, times)
    # 0.1 s alone on one core; the bound leaves room for a busy machine
    assert time.perf_counter() - started < 0.8


def test_indices_of_connectivity_are_in_their_ranges_and_have_a_sense() -> None:
    cortex = typical_cortex()
    response = response_of(cortex, no_block(), FREQUENCIES_HZ)
    forth = link(response, FREQUENCIES_HZ, "frontal", "parietal", (8.0, 12.0))
    back = link(response, FREQUENCIES_HZ, "parietal", "frontal", (8.0, 12.0))
    assert 0 < forth.coherence[0] < 1
    assert 0 <= forth.weighted_phase_lag[0] <= 1
    assert forth.directed_phase_lag[0] == pytest.approx(-back.directed_phase_lag[0])
    assert thalamic_link(response, FREQUENCIES_HZ, "occipital", (8.0, 12.0)).coherence[0] > 0.1
    flow = cortical_flow(response, FREQUENCIES_HZ, "frontal", "parietal", (1.0, 80.0))
    assert 0 < flow.share[0] < 1
    assert flow.information[0] > 0


def test_the_weighted_index_is_that_of_gaussian_windows() -> None:
    generator = np.random.default_rng(2)
    real, imaginary = 0.3, 0.25
    target = complex(real, imaginary)
    first, other = (
        (generator.standard_normal(400_000) + 1j * generator.standard_normal(400_000)) / np.sqrt(2)
        for _ in range(2)
    )
    second = np.conj(target) * first + np.sqrt(1 - abs(target) ** 2) * other
    lag = np.imag(first * np.conj(second))
    free = 1 - real**2
    # 400,000 windows: 0.2% of chance
    weighted = 2 * imaginary * np.sqrt(free) / (free + imaginary**2)
    assert abs(lag.mean()) / np.abs(lag).mean() == pytest.approx(weighted, abs=0.01)
    assert np.mean(lag > 0) - 0.5 == pytest.approx(imaginary / (2 * np.sqrt(free)), abs=0.005)


def test_block_uncouples_front_from_back_and_cortex_from_thalamus_until_washout() -> None:
    course = eeg(BOLUS, [0.0, 5 / 60, 12.0])
    response = response_of(course.cortex, course.blocks, FREQUENCIES_HZ)
    coherence = link(response, FREQUENCIES_HZ, "frontal", "parietal", (8.0, 12.0)).coherence
    assert coherence[1] < 0.7 * coherence[0]
    for region in REGIONS:
        down = corticothalamic_flow(response, FREQUENCIES_HZ, region, (8.0, 12.0)).share
        assert down[1] < 0.6 * down[0]
        assert down[2] == pytest.approx(down[0], rel=0.1)
    assert coherence[2] == pytest.approx(coherence[0], rel=0.05)
    slow = course.alternation.slow_share
    assert slow[1] > 0.3
    assert slow[2] < 0.01
    for band in bands():
        # a hundredth of a decibel for each percent of power that is still different
        assert np.abs(change_db(course, band)[2]) < 0.25


def test_summary_rows_hold_every_region_at_every_time() -> None:
    course = eeg(INFUSION, [0.0, 0.5])
    rows = summary_rows(course)
    assert [row.region for row in rows] == ["frontal", "parietal", "occipital"] * 2
    assert 0 < float(relative_power(course, "alpha", "occipital")[0]) < 1
