"""The fit of the numbers of grade F of the cortex: one least squares over the table, the ladder and the rest.

`python -m nemda.validate.eeg.calibration` repeats it and prints the numbers. Its residuals, in their units:

    number of a row             (predicted - observed) / half of the accepted interval, beyond 0.97 six times
    direction of a row          what its change lacks to three dead bands, over two dead bands; of "no
                                increase" its rise, over one dead band
    ladder                      ln(half-level of slowing by S-ketamine / published one) / 0.1
    flow from front to back     what ln(flow / flow at rest) lacks to ln 0.97, over 0.07; alpha and 1 to 80 Hz
    lead of the front in alpha  what the fall of the directed phase lag lacks to 0.003, over 0.003, from
                                1 umol/L on: at the lowest level nothing is asked of it
    slow waves of anesthesia    what the rise of delta lacks to 1 dB, in each region at the highest level
    resonance of the loop       by how much more it stands out than at rest beyond 2 dB, over 2 dB, in each
                                region at the highest level: recordings of anesthesia show no peak there
    rest                        (peak of alpha - 10 Hz) / 0.5 Hz; powers over those of the file, in 2 dB
    prior                       0.3 ln(number / number before), which settles what nothing else does

Stays, which are published values, and macaques take no part. Flow and lead fell in anesthetized people, in
whose EEG no number of it was printed (Blain-Moraes 2014; Vlisides 2017); slow-delta alternates with gamma
(Akeju 2016; Garwood 2021) without a number of its power. The powers of the file are those of the model before
its last fit: they hold it in place and are no evidence. These weights and aims were set by hand and stand
in ``tables/fit.toml``. The fit stops where a step brings nothing, or after 20 steps, and a row used here is
no test of the model.
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
from nemda.cortex.bands import bands, decibel
from nemda.cortex.connectivity import cortical_flow, link
from nemda.cortex.course import FREQUENCIES_HZ
from nemda.cortex.parameters import Cortex, cortex_table, typical_cortex
from nemda.cortex.populations import REGIONS
from nemda.cortex.readouts import ALPHA_SEARCH_HZ, WHOLE_HZ, band_peak, change_db, relative_power
from nemda.cortex.spectrum import response_of, unstable_modes
from nemda.errors import NemdaError, SolverError
from nemda.model.parameters import ParameterTable, read_table
from nemda.validate.biology.observed import numbers_of
from nemda.validate.eeg.conventions import out_of_scope
from nemda.validate.eeg.curve import curve_of, published_half_level
from nemda.validate.eeg.predict import Verdict, verdict_of
from nemda.validate.eeg.row import EEGRow, row_of
from nemda.validate.eeg.study import is_macaque, steady_blocks
from nemda.validate.reading import observations

NOT_FITTED = ("theta_reference",)
"""Of grade F, yet no part of the fit: the zero of a recording's own decibels."""
SMALLEST = 1e-3
"""Least bound of a fitted number, whose logarithm is fitted."""
FLOW_LEVELS = ("level_first", "level_second", "level_third", "level_highest")
"""Levels at which flow is looked at: 0.5 mg/kg over 40 min to 1.5 mg/kg."""
STABLE_LEVELS = ("level_second", "level_highest", "level_stable")
"""Levels, beside rest, that have to be stable."""


@cache
def weights() -> ParameterTable:
    """Return the weights, aims and levels of the fit by name."""
    return read_table(files("nemda.validate.eeg").joinpath("tables", "fit.toml"), "validate/eeg")


def weight(name: str) -> float:
    """Return one of `weights` in its unit."""
    return weights()[name].value


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
        and not is_macaque(row)
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
    ratio = curve_of("esketamine", cortex).half_level / published_half_level("esketamine")
    ladder = np.log(ratio) / weight("ladder_spread")
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
    aim, spread = weight("direction_wanted") * dead, weight("direction_spread") * dead
    turns = {"increase": 1.0, "decrease": -1.0}
    return [
        max(0.0, aim - turns[wanted] * change) / spread if wanted in turns
        else max(0.0, change) / dead if wanted == "no increase"
        else 0.0
        for change, wanted in zip(verdict.changes, verdict.wanted, strict=True)
    ]  # fmt: skip


def _of_number(verdict: Verdict, predicted: float, observed: float) -> float:
    assert isinstance(verdict.tolerance, tuple)
    low, high = verdict.tolerance
    if low is None or high is None:
        return 0.0
    part, inner = 2 * (predicted - observed) / (high - low), weight("number_inner")
    beyond = max(0.0, abs(part) - inner)
    return float(np.sign(part)) * (min(abs(part), inner) + weight("number_outer") * beyond)


def _of_flow(cortex: Cortex) -> list[float]:
    blocks = steady_blocks("ketamine", np.array([weight(one) for one in FLOW_LEVELS])).with_rest()
    response = response_of(cortex, blocks, FREQUENCIES_HZ)
    found: list[float] = []
    aim, lag = float(np.log(weight("flow"))), weight("lead")
    for edges in (bands()["alpha"], WHOLE_HZ):
        flow = cortical_flow(response, FREQUENCIES_HZ, "frontal", "parietal", edges).information
        found += [max(0.0, float(np.log(one)) - aim) / weight("flow_spread") for one in flow[1:] / flow[0]]
    lead = link(response, FREQUENCIES_HZ, "frontal", "parietal", bands()["alpha"]).directed_phase_lag
    return [*found, *(max(0.0, float(one) + lag) / lag for one in lead[2:] - lead[0])]


def _of_anesthesia(cortex: Cortex) -> list[float]:
    deep = spectra(steady_blocks("ketamine", np.array([weight("level_highest")])), cortex=cortex)
    rise, most = weight("slow_rise"), weight("loop_taller")
    slow = [max(0.0, rise - float(change_db(deep, "delta", (one,))[0])) for one in REGIONS]
    edges, edges_at_rest = ((weight(f"{name}_low"), weight(f"{name}_high")) for name in ("deep_loop", "loop"))
    height = height_db(deep.frequency_hz, deep.power[0], edges)
    taller = height - height_db(deep.frequency_hz, deep.rest, edges_at_rest)
    return [*slow, *(max(0.0, float(one) - most) / most for one in taller)]


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
    peaks = [float(band_peak(rest, ALPHA_SEARCH_HZ, one)[0]) for one in REGIONS]
    found = [(one - weight("peak")) / weight("peak_spread") for one in peaks]
    for region in REGIONS:
        for band, usual in _usual_rest()[region].items():
            share = float(relative_power(rest, band, region)[0])
            found.append((10 * float(np.log10(share)) - usual) / weight("rest_spread"))
    levels = steady_blocks("ketamine", np.array([0.0, *(weight(one) for one in STABLE_LEVELS)]))
    return [*found, weight("unstable") * float(unstable_modes(cortex, levels).sum())]


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
            fit = np.full(size, weight("impossible"))
        return np.concatenate([fit, weight("prior") * (logs - start)])

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
