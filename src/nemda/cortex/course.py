"""The EEG under levels of block, or along a dose: the spectra and what belongs to them.

Every time is a conditional steady state, so times may be any and in any order. Spectra of many times are
made in portions, so that a week of them needs no more memory than an hour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex.alternation import Alternation, alternation_of, with_alternation
from nemda.cortex.blocks import BLOCK_OUTPUTS, Blocks, blocks_of, checked
from nemda.cortex.coupling import coupling_of
from nemda.cortex.growth import grown
from nemda.cortex.levels import checked_times, person_levels
from nemda.cortex.parameters import Cortex, typical_cortex
from nemda.cortex.spectrum import power_of, rates_by_cell, response_with
from nemda.errors import DataError
from nemda.regimen import Regimen, parse

if TYPE_CHECKING:
    from xarray import Dataset

FREQUENCIES_HZ = np.geomspace(0.5, 180.0, 120)
SPINES = ("labile_spines", "stable_spines")
"""States of the chain that add up to the density of spines."""
PORTION = 64
"""So many levels are solved at once."""


@dataclass(frozen=True, eq=False)
class EEG:
    """Power spectra along a dose and at rest, two-sided, in units of one cell's random firing.

    `power` is [time, frequency, region] and `rest` [frequency, region], regions as in
    `nemda.cortex.populations.REGIONS`; `rates` are firing rates (1/s) by cell type, [time, region]; `spines`
    is the density of spines relative to that before the first dose, 1 unless given.
    """

    time_h: Float[ndarray, " time"]
    frequency_hz: Float[ndarray, " frequency"]
    power: Float[ndarray, "time frequency region"]
    rest: Float[ndarray, "frequency region"]
    blocks: Blocks
    alternation: Alternation
    rates: Mapping[str, Float[ndarray, "time region"]]
    cortex: Cortex
    spines: Float[ndarray, " time"]


def spectra(
    blocks: Blocks,
    time_h: Float[ndarray, " time"] | None = None,
    *,
    cortex: Cortex | None = None,
    alternates: bool = True,
    spines: Float[ndarray, " level"] | None = None,
    frequency_hz: Float[ndarray, " frequency"] = FREQUENCIES_HZ,
) -> EEG:
    """Return the EEG at each of several levels of block.

    `alternates` is whether anesthetic levels make the brain switch between states; `spines` is the density
    of spines at each level relative to that before the first dose (see `nemda.cortex.growth`).

    Raises
    ------
    DataError
        A share of block or a density of spines is refused.
    SolverError
        A level has no operating point.
    """
    values = typical_cortex() if cortex is None else cortex
    wanted = checked(blocks)
    density = np.ones(wanted.size) if spines is None else np.asarray(spines, dtype=float)
    if density.shape != (wanted.size,):
        raise DataError("One density per level.", where="spines", expected=wanted.size, got=density.shape)
    asked = [*(np.append(0.0, one) for one in wanted), np.append(1.0, density)]
    levels, back = np.unique(np.stack(asked), axis=1, return_inverse=True)
    found: list[ndarray] = []
    rates: dict[str, list[ndarray]] = {}
    for start in range(0, levels.shape[1], PORTION):
        *shares, grows = levels[:, start : start + PORTION]
        part = Blocks(*shares)
        response = response_with(values, grown(values, coupling_of(values, part), grows), frequency_hz)
        power = power_of(response)
        if alternates:
            power = with_alternation(values, part, response.point, frequency_hz, power)
        found.append(power)
        for cell, rows in rates_by_cell(response.point).items():
            rates.setdefault(cell, []).append(rows)
    all_power = np.concatenate(found)[back.ravel()]
    stays = alternation_of(values, wanted)
    if not alternates:
        stays = stays._replace(active_s=np.full(wanted.size, np.inf))
    return EEG(
        time_h=np.arange(wanted.size, dtype=float) if time_h is None else checked_times(time_h),
        frequency_hz=frequency_hz,
        power=all_power[1:],
        rest=all_power[0],
        blocks=wanted,
        alternation=stays,
        rates={cell: np.concatenate(rows)[back.ravel()][1:] for cell, rows in rates.items()},
        cortex=values,
        spines=density,
    )


def eeg(
    source: str | Regimen | Mapping[str, ndarray] | Dataset,
    times_h: Sequence[float] | Float[ndarray, " time"],
    *,
    person: int = 0,
    cortex: Cortex | None = None,
) -> EEG:
    """Return the EEG at times (h) along a dose.

    `source` is a regimen (a typical person of 70 kg gets it), levels at the effect site (umol/L) at those
    times by name as in `nemda.cortex.blocks_of`, or a result of `nemda.simulate` that holds the outputs
    `BLOCK_OUTPUTS`, of which `person` is read by straight lines between output times; where it holds
    `SPINES` as well, their density goes into the EEG (see `nemda.cortex.growth`).

    Raises
    ------
    NemdaError
        The source or the times are refused.
    """
    times = checked_times(times_h)
    if isinstance(source, str | Regimen):
        regimen = parse(source) if isinstance(source, str) else source
        levels = {name: rows[0] for name, rows in person_levels(regimen, times).items()}
        return spectra(blocks_of(levels), times, cortex=cortex)
    if hasattr(source, "coords"):
        result = cast("Dataset", source)
        blocks = _of_result(result, times, person)
        return spectra(blocks, times, cortex=cortex, spines=_spines_of(result, times, person))
    named = cast("Mapping[str, ndarray]", source)
    return spectra(_of_times(blocks_of(named), times), times, cortex=cortex)


def _of_times(blocks: Blocks, times: ndarray) -> Blocks:
    if blocks.size != times.size:
        raise DataError("One level per time.", where="levels", expected=times.size, got=blocks.size)
    return blocks


def _of_result(result: Dataset, times: ndarray, person: int) -> Blocks:
    missing = [name for name in BLOCK_OUTPUTS if name not in result]
    if missing:
        raise DataError(
            "The result lacks what the EEG depends on.", where="source", got=", ".join(missing),
            hint=f"simulate with variables={list(BLOCK_OUTPUTS)}",
        )  # fmt: skip
    people = int(result.sizes["person"])
    if not 0 <= person < people:
        raise DataError("No such person.", where="person", got=person, expected=f"0 to {people - 1}")
    clock = np.asarray(result["time"], dtype=float)
    if times.max() > clock[-1]:
        raise DataError(
            "A time is after the end of the result.", where="times_h", got=float(times.max()),
            expected=f"at most {clock[-1]:g} h",
        )  # fmt: skip
    rows = [np.asarray(result[name].isel(person=person), dtype=float) for name in BLOCK_OUTPUTS]
    return Blocks(*(np.interp(times, clock, row) for row in rows))


def _spines_of(result: Dataset, times: ndarray, person: int) -> ndarray | None:
    """Return the density of spines at times relative to the first one; None where the result has none."""
    if any(name not in result for name in SPINES):
        return None
    clock = np.asarray(result["time"], dtype=float)
    labile, stable = (np.asarray(result[name].isel(person=person), dtype=float) for name in SPINES)
    density = labile + stable
    return np.interp(times, clock, density / density[0])
