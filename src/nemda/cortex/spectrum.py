"""Spectra of the linearized model: exact in frequency, delays included.

Around the operating point the rates obey (I - rho K(w)) q(w) = noise(w), with rho the slopes of firing and K
the filtered strengths. Noise has two sources: the pyramidal cells' own random firing, whose power is their
rate (as of independent Poisson neurons), and the random input of the senses to relay cells; that of
interneurons is left out, because the fit to resting spectra gave it none. The EEG of a region is the field
of its pyramidal axons. What would falsify the form: spectra of the simulation in time
(`nemda.cortex.simulation`) that differ from these.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Complex, Float
from numpy import ndarray

from nemda.cortex.blocks import Blocks, no_block
from nemda.cortex.columns import transfer
from nemda.cortex.coupling import Coupling, coupling_of
from nemda.cortex.filters import Filters, filters_of
from nemda.cortex.operating import OperatingPoint, operating_point
from nemda.cortex.parameters import Cortex
from nemda.cortex.populations import CELLS, COUNT, PYRAMIDAL, REGIONS, RELAY, places

OBSERVED = (*places(PYRAMIDAL), *places(RELAY))
"""Populations whose signals are kept: pyramidal and relay cells of the three regions."""


class Response(NamedTuple):
    """The linear response: signal of `OBSERVED` (frontal, parietal, occipital; cortex, then thalamus).

    `from_noise` is the amplitude that the noise of each of `OBSERVED`, the only populations that have any,
    leaves in each signal, so that the cross-spectrum is from_noise @ from_noise^H; `point` is the operating
    point.
    """

    from_noise: Complex[ndarray, "level frequency signal source"]
    point: OperatingPoint


def response_of(cortex: Cortex, blocks: Blocks, frequency_hz: Float[ndarray, " frequency"]) -> Response:
    """Return the response at each level of block and frequency (Hz, above 0).

    Raises
    ------
    SolverError
        A level has no operating point.
    """
    return response_with(cortex, coupling_of(cortex, blocks), frequency_hz)


def response_with(cortex: Cortex, coupling: Coupling, frequency_hz: Float[ndarray, " frequency"]) -> Response:
    """Return the response at each level of a coupling, which need not be that of a block.

    Raises
    ------
    SolverError
        A level has no operating point.
    """
    point = operating_point(cortex, coupling, coupling_of(cortex, no_block()))
    filters = filters_of(cortex, frequency_hz)
    rows = transfer(coupling, point, filters)
    rows[:, :, : len(REGIONS)] *= filters.axon[None, :, None, None]
    rows *= noise_of(cortex, coupling, point, filters)[:, :, None, :]
    return Response(rows, point)


def system_of(
    coupling: Coupling, point: OperatingPoint, filters: Filters
) -> Complex[ndarray, "level frequency target source"]:
    """Return I - rho K(w)."""
    passed = (
        coupling.ampa[:, None] * filters.ampa
        + coupling.nmda[:, None] * filters.nmda
        + coupling.gaba[:, None] * filters.gaba
    )
    return np.eye(COUNT) - point.slope[:, None, :, None] * passed


def noise_of(
    cortex: Cortex, coupling: Coupling, point: OperatingPoint, filters: Filters
) -> Float[ndarray, "level frequency source"]:
    """Return the amplitude of the noise of each of `OBSERVED`, as multiples of a pyramidal cell's."""
    entering = np.sqrt(cortex.sensory_noise) * np.abs(
        coupling.sensory_ampa[:, None] * filters.sensory_ampa
        + coupling.sensory_nmda[:, None] * filters.sensory_nmda
    )
    own = np.sqrt(point.rate[:, None, places(PYRAMIDAL)])
    return np.concatenate(
        [
            np.broadcast_to(own, (*entering.shape, len(REGIONS))),
            entering[:, :, None] * point.slope[:, None, places(RELAY)],
        ],
        axis=2,
    )


def cross_spectrum(response: Response) -> Complex[ndarray, "level frequency signal signal"]:
    """Return the cross-spectra of all signals; the diagonal holds their power."""
    return response.from_noise @ np.conj(np.swapaxes(response.from_noise, -1, -2))


def power_of(response: Response) -> Float[ndarray, "level frequency region"]:
    """Return the power of the EEG of each region."""
    cortical = response.from_noise[:, :, : len(REGIONS)]
    return np.sum(np.real(cortical) ** 2 + np.imag(cortical) ** 2, axis=-1)


def driven_power(response: Response) -> Float[ndarray, "level frequency region"]:
    """Return the power that input of the senses to a region's own relay cells leaves in its EEG.

    Its ratio between levels is that of the response to a stimulus of the same strength at each frequency.
    """
    own = [response.from_noise[:, :, region, len(REGIONS) + region] for region in range(len(REGIONS))]
    return np.abs(np.stack(own, axis=-1)) ** 2


def unstable_modes(cortex: Cortex, blocks: Blocks) -> Float[ndarray, " level"]:
    """Return how many modes grow at each level: 0 where the linear spectrum is that of a resting brain.

    By the argument principle: the turns of det(I - rho K(w)) around 0 from w = 0 to infinity, twice.
    """
    frequency = np.concatenate([[1e-4], np.geomspace(0.01, 2000.0, 700)])
    coupling = coupling_of(cortex, blocks)
    point = operating_point(cortex, coupling, coupling_of(cortex, no_block()))
    sign, _ = np.linalg.slogdet(system_of(coupling, point, filters_of(cortex, frequency)))
    phase = np.unwrap(np.angle(sign), axis=1)
    return np.abs(np.rint((phase[:, -1] - phase[:, 0]) / np.pi))


def rates_by_cell(point: OperatingPoint) -> dict[str, Float[ndarray, "level region"]]:
    """Return the rates (1/s) of each cell type by name."""
    shaped = point.rate.reshape(-1, len(REGIONS), len(CELLS))
    return {cell: shaped[:, :, place] for place, cell in enumerate(CELLS)}
