"""The fit of the numbers of grade F of the cortex: one least squares over the table, the ladder and the rest.

`python -m nemda.validate.eeg.calibration` repeats it and prints the numbers. Its residuals, in their units:

    number of a row             (predicted - observed) / half of the accepted interval, beyond 0.97 six times
    direction of a row          what its change lacks to three dead bands, over two dead bands
    ladder                      ln(half-level of slowing by S-ketamine / published one) / 0.1
    flow from front to back     what ln(flow / flow at rest) lacks to ln 0.97, over 0.07; alpha and 1 to 80 Hz
    lead of the front in alpha  what the fall of the directed phase lag lacks to 0.003, over 0.003
    slow waves of anesthesia    what the rise of delta lacks to 1 dB, in each region at the highest level
    resonance of the loop       by how much more it stands out than at rest beyond 2 dB, over 2 dB, in each
                                region at the highest level: recordings of anesthesia show no peak there
    rest                        (peak of alpha - 10 Hz) / 0.5 Hz; powers over those of the file, in 2 dB
    prior                       0.3 ln(number / number before), which settles what nothing else does

Stays, which are published values, and macaques take no part. Flow and lead fell in anesthetized people, in
whose EEG no number of it was printed (Blain-Moraes 2014; Vlisides 2017); slow-delta alternates with gamma
(Akeju 2016; Garwood 2021) without a number of its power. The fit stops where a step brings
nothing: a row used here is no test of the model.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex import no_block, spectra
from nemda.cortex.bands import decibel
from nemda.cortex.connectivity import cortical_flow, link
from nemda.cortex.course import FREQUENCIES_HZ
from nemda.cortex.parameters import Cortex, cortex_table, typical_cortex
from nemda.cortex.populations import REGIONS
from nemda.cortex.readouts import ALPHA_SEARCH_HZ, band_peak, change_db, relative_power
from nemda.cortex.spectrum import response_of, unstable_modes
from nemda.errors import NemdaError, SolverError
from nemda.validate.biology.observed import numbers_of
from nemda.validate.eeg.conventions import out_of_scope
from nemda.validate.eeg.curve import curve_of, published_half_level
from nemda.validate.eeg.predict import Verdict, verdict_of
from nemda.validate.eeg.row import EEGRow, row_of
from nemda.validate.eeg.study import steady_blocks
from nemda.validate.reading import observations

NOT_FITTED = ("theta_reference",)
"""Of grade F, yet no part of the fit: the zero of a recording's own decibels."""
PRIOR = 0.3
INNER, OUTER = 0.97, 6.0
"""Residuals of numbers beyond `INNER` half-intervals count `OUTER` times."""
LADDER_SPREAD = 0.1
FLOW, FLOW_SPREAD = float(np.log(0.97)), 0.07
LEAD = 0.003
SLOW_RISE_DB = 1.0
LOOP_HZ, DEEP_LOOP_HZ, TALLER_DB = (7.0, 16.0), (9.0, 18.0), 2.0
FLOW_LEVELS = (0.6, 1.0, 4.0, 6.0)
"""Total levels (umol/L) of the racemate at which flow is looked at: 0.5 mg/kg over 40 min to 1.5 mg/kg."""
ALPHA_HZ, WHOLE_HZ = (8.0, 12.0), (1.0, 80.0)
PEAK_HZ, PEAK_SPREAD, REST_SPREAD_DB = 10.0, 0.5, 2.0
UNSTABLE = 5.0
IMPOSSIBLE = 20.0
"""Residual of every row where a cortex comes to no rest."""
SMALLEST = 1e-3


def free_names() -> tuple[str, ...]:
    """Return the names of the fitted numbers."""
    table = cortex_table()
    return tuple(name for name, one in table.items() if one.grade == "F" and name not in NOT_FITTED)


@cache
def used_rows() -> tuple[EEGRow, ...]:
    """Return the rows of the shipped table that the fit uses."""
    rows = [row_of(cells) for cells in observations("eeg")]
    return tuple(
        row
        for row in rows
        if out_of_scope(row) is None
        and not re.search(r"macaque|monkey", row.shared.species)
        and not re.search(r"duration|dwell", row.shared.readout)
    )


def residuals(cortex: Cortex) -> Float[ndarray, " residual"]:
    """Return all residuals but those of the prior.

    Raises
    ------
    SolverError
        The cortex comes to no rest at a level.
    """
    found = [part for row in used_rows() for part in _of_row(row, cortex)]
    ladder = (
        np.log(curve_of("esketamine", cortex).half_level / published_half_level("esketamine")) / LADDER_SPREAD
    )
    return np.concatenate([found, [ladder], _of_flow(cortex), _of_anesthesia(cortex), _of_rest(cortex)])


def _of_row(row: EEGRow, cortex: Cortex) -> list[float]:
    numbers = numbers_of(row.shared)
    try:
        verdict = verdict_of(row, numbers, cortex)
    except SolverError:
        raise
    except NemdaError:  # what cannot be read or predicted
        return []
    if isinstance(verdict.predicted, float) and isinstance(verdict.observed, float):
        return [_of_number(verdict, verdict.predicted, verdict.observed)]
    dead = verdict.dead_band
    turns = {"increase": 1.0, "decrease": -1.0}
    return [
        max(0.0, 3 * dead - turns[wanted] * change) / (2 * dead) if wanted in turns
        else max(0.0, change) / dead if wanted == "no increase"
        else 0.0
        for change, wanted in zip(verdict.changes, verdict.wanted, strict=True)
    ]  # fmt: skip


def _of_number(verdict: Verdict, predicted: float, observed: float) -> float:
    assert isinstance(verdict.tolerance, tuple)
    low, high = verdict.tolerance
    if low is None or high is None:
        return 0.0
    part = 2 * (predicted - observed) / (high - low)
    beyond = max(0.0, abs(part) - INNER)
    return float(np.sign(part)) * (min(abs(part), INNER) + OUTER * beyond)


def _of_flow(cortex: Cortex) -> list[float]:
    blocks = steady_blocks("ketamine", np.array(FLOW_LEVELS)).with_rest()
    response = response_of(cortex, blocks, FREQUENCIES_HZ)
    found: list[float] = []
    for edges in (ALPHA_HZ, WHOLE_HZ):
        flow = cortical_flow(response, FREQUENCIES_HZ, "frontal", "parietal", edges).information
        found += [max(0.0, float(np.log(one)) - FLOW) / FLOW_SPREAD for one in flow[1:] / flow[0]]
    lead = link(response, FREQUENCIES_HZ, "frontal", "parietal", ALPHA_HZ).directed_phase_lag
    return [*found, *(max(0.0, float(one) + LEAD) / LEAD for one in lead[2:] - lead[0])]


def _of_anesthesia(cortex: Cortex) -> list[float]:
    deep = spectra(steady_blocks("ketamine", np.array(FLOW_LEVELS[-1:])), cortex=cortex)
    slow = [max(0.0, SLOW_RISE_DB - float(change_db(deep, "delta", (one,))[0])) for one in REGIONS]
    taller = height_db(deep.frequency_hz, deep.power[0], DEEP_LOOP_HZ) - height_db(
        deep.frequency_hz, deep.rest, LOOP_HZ
    )
    return [*slow, *(max(0.0, float(one) - TALLER_DB) / TALLER_DB for one in taller)]


def height_db(
    frequency_hz: Float[ndarray, " frequency"],
    power: Float[ndarray, "frequency region"],
    edges: tuple[float, float],
) -> Float[ndarray, " region"]:
    """Return how far (dB) a spectrum stands above the line between the edges of a band (Hz), at most."""
    inside = (frequency_hz >= edges[0]) & (frequency_hz <= edges[1])
    axis, curve = np.log(frequency_hz[inside]), decibel(power[inside])
    along = ((axis - axis[0]) / (axis[-1] - axis[0]))[:, None]
    return np.max(curve - (curve[:1] * (1 - along) + curve[-1:] * along), axis=0)


def _of_rest(cortex: Cortex) -> list[float]:
    rest = spectra(no_block(), cortex=cortex)
    found = [(float(band_peak(rest, ALPHA_SEARCH_HZ, one)[0]) - PEAK_HZ) / PEAK_SPREAD for one in REGIONS]
    for region, bands in _usual_rest().items():
        for band, usual in bands.items():
            share = float(relative_power(rest, band, REGIONS[REGIONS.index(region)])[0])  # pyright: ignore[reportArgumentType]  a region by name
            found.append((10 * float(np.log10(share)) - usual) / REST_SPREAD_DB)
    levels = steady_blocks("ketamine", np.array([0.0, 1.0, 6.0, 12.0]))
    return [*found, UNSTABLE * float(unstable_modes(cortex, levels).sum())]


@cache
def _usual_rest() -> dict[str, dict[str, float]]:
    text = files("nemda.validate.eeg").joinpath("tables", "calibration.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["relative_power"]


def calibrated(most: int = 20) -> Cortex:
    """Return the cortex fitted from the shipped one, after at most so many steps; minutes of work."""
    from scipy.optimize import least_squares

    table, before = cortex_table(), typical_cortex()
    names = free_names()
    low = np.log([max(table[name].interval[0], SMALLEST) for name in names])
    high = np.log([table[name].interval[1] for name in names])
    start = np.clip(np.log([getattr(before, name) for name in names]), low + 1e-6, high - 1e-6)
    size = residuals(before).size

    def cortex_at(logs: ndarray) -> Cortex:
        return before._replace(**dict(zip(names, map(float, np.exp(logs)), strict=True)))

    def misfit(logs: ndarray) -> ndarray:
        try:
            fit = residuals(cortex_at(logs))
        except SolverError:
            fit = np.full(size, IMPOSSIBLE)
        return np.concatenate([fit, PRIOR * (logs - start)])

    found = least_squares(misfit, start, bounds=(low, high), diff_step=1e-3, max_nfev=most)
    return cortex_at(found.x)


def main() -> None:
    """Print the numbers of the fit beside those shipped, and what the fit is worth."""
    before, after = typical_cortex(), calibrated()
    for name in free_names():
        print(f"{name}: {getattr(before, name):.4g} -> {getattr(after, name):.4g}")
    costs = [float(np.sum(residuals(one) ** 2)) for one in (before, after)]
    print(f"sum of squares: {costs[0]:.3f} -> {costs[1]:.3f}")


if __name__ == "__main__":
    main()
