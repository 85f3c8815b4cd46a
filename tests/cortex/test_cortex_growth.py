"""New spines in the EEG: delta rises at kept firing rates, and the simulation in time agrees."""

from __future__ import annotations

import numpy as np
import pytest
from xarray import Dataset

from nemda.cortex import eeg, no_block, spectra
from nemda.cortex.bands import band_power, decibel
from nemda.cortex.coupling import coupling_of
from nemda.cortex.course import SPINES
from nemda.cortex.growth import grown
from nemda.cortex.operating import operating_point, rest_of
from nemda.cortex.parameters import typical_cortex
from nemda.cortex.populations import PYRAMIDAL, places
from nemda.cortex.readouts import change_db
from nemda.errors import DataError

CORTEX = typical_cortex()
REST = coupling_of(CORTEX, no_block())


def test_synapses_grow_among_pyramidal_cells_at_kept_rates() -> None:
    more = grown(CORTEX, REST, np.array([1.1]))
    cells = places(PYRAMIDAL)
    among = np.ix_([0], cells, cells)
    np.testing.assert_allclose(more.total[among], 1.1 * REST.total[among])
    outside = np.ones((15, 15), dtype=bool)
    outside[np.ix_(cells, cells)] = False
    np.testing.assert_array_equal(more.total[0][outside], REST.total[0][outside])
    # the solver stops at 1e-8 mV, of which the slope makes less than 1e-6/s
    np.testing.assert_allclose(
        operating_point(CORTEX, more, REST).rate[0], rest_of(CORTEX).vector(), atol=1e-6
    )


def test_no_growth_changes_nothing() -> None:
    assert grown(CORTEX, REST, np.ones(1)) is REST
    plain, given = spectra(no_block()), spectra(no_block(), spines=np.ones(1))
    np.testing.assert_array_equal(plain.power, given.power)


def test_spines_raise_delta_and_little_else() -> None:
    nothing = no_block()
    late = spectra(nothing, spines=np.array([1.05]))
    delta = float(change_db(late, "delta")[0])
    assert 0.1 < delta < 1.0
    for band in ("alpha", "beta", "gamma", "high_frequency"):
        assert abs(float(change_db(late, band)[0])) < 0.5 * delta
    twice = spectra(nothing, spines=np.array([1.10]))
    assert float(change_db(twice, "delta")[0]) > 1.5 * delta


def test_densities_that_are_none_are_refused() -> None:
    with pytest.raises(DataError, match="above 0"):
        spectra(no_block(), spines=np.zeros(1))
    with pytest.raises(DataError, match="per level"):
        spectra(no_block(), spines=np.ones(3))


def test_a_result_with_spines_gives_the_late_eeg() -> None:
    clock = np.array([0.0, 24.0, 72.0])
    values = {f"{name}_block": 0 * clock for name in ("pyramidal", "parvalbumin", "somatostatin")}
    densities = dict(zip(SPINES, (np.array([0.2, 0.25, 0.3]), np.array([0.8, 0.8, 0.8])), strict=True))
    result = Dataset(
        {name: (("person", "time"), rows[None]) for name, rows in (values | densities).items()},
        coords={"time": clock},
    )
    course = eeg(result, [0.0, 48.0])
    np.testing.assert_allclose(course.spines, [1.0, 1.075])
    change = change_db(course, "delta")
    assert change[0] == pytest.approx(0.0, abs=1e-12)
    assert change[1] > 0.2
    assert eeg(result.drop_vars(SPINES[0]), [48.0]).spines[0] == 1.0


def test_the_band_that_grows_is_the_one_of_the_slow_end_of_the_spectrum() -> None:
    rest = spectra(no_block())
    late = spectra(no_block(), spines=np.array([1.1]))
    changes = [
        float(decibel(band_power(rest.frequency_hz, late.power[0, :, 0], edges)
                      / band_power(rest.frequency_hz, rest.rest[:, 0], edges)))
        for edges in ((0.5, 2.0), (4.0, 8.0), (8.0, 16.0))
    ]  # fmt: skip
    assert changes[0] > changes[1] > changes[2]
