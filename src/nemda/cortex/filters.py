"""How each connection shapes what passes through it, by frequency.

A connection is a chain of first-order lags (axon, synapse, dendrite or membrane), 1 / (1 + i w tau) each,
and a delay. Dendrites of pyramidal and thalamic cells have the two lags that Robinson (2004) fitted to EEG;
somatostatin cells are taken to have the same. Parvalbumin cells are faster (membrane and AMPA decay of Wang
2002). NMDA receptors add their slow decay. Long axons of pyramidal cells act as the damped wave of Robinson
at wave number 0, two lags of 1 / gamma; cells reach their own column's interneurons without it. The loop
through the thalamus takes half of its delay each way; two lags stand for axons of many calibers, which blur
the delay, so that the loop has no sharp overtones. Falsified by: an EEG resonance that does not move with
the loop delay.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Complex, Float
from numpy import ndarray

from nemda.cortex.parameters import MILLISECONDS, Cortex
from nemda.cortex.populations import (
    CORTICAL,
    COUNT,
    PARVALBUMIN,
    PYRAMIDAL,
    REGIONS,
    RELAY,
    RETICULAR,
    SOMATOSTATIN,
    Place,
)

MILLIMETERS_PER_METER = 1000.0


class Lags(NamedTuple):
    """Time constants (s) of the chains of lags by receptor and target cell, and of the axons."""

    ampa: tuple[tuple[float, float], ...]
    nmda: tuple[tuple[float, float, float], ...]
    gaba_fast: tuple[float, float]
    gaba_slow: tuple[float, float]
    dendrite: tuple[float, float]
    axon: tuple[float, float]
    loop: tuple[float, float]


class Filters(NamedTuple):
    """Responses as [frequency, target, source] by receptor, and of single paths as [frequency]."""

    ampa: Complex[ndarray, "frequency target source"]
    nmda: Complex[ndarray, "frequency target source"]
    gaba: Complex[ndarray, "frequency target source"]
    axon: Complex[ndarray, " frequency"]
    sensory_ampa: Complex[ndarray, " frequency"]
    sensory_nmda: Complex[ndarray, " frequency"]


def lags_of(cortex: Cortex) -> Lags:
    """Return the time constants of all chains, by cell in the order of `CELLS`."""
    dendrite = (cortex.dendritic_decay * MILLISECONDS, cortex.dendritic_rise * MILLISECONDS)
    membrane = cortex.interneuron_membrane * MILLISECONDS
    fast = (membrane, cortex.ampa_decay * MILLISECONDS)
    slow = (cortex.nmda_decay * MILLISECONDS, cortex.nmda_rise * MILLISECONDS)
    cells = (PYRAMIDAL, PARVALBUMIN, SOMATOSTATIN, RELAY, RETICULAR)
    return Lags(
        ampa=tuple(fast if cell == PARVALBUMIN else dendrite for cell in cells),
        nmda=tuple((*slow, membrane if cell == PARVALBUMIN else dendrite[0]) for cell in cells),
        gaba_fast=(cortex.gaba_fast_decay * MILLISECONDS, cortex.dendritic_rise * MILLISECONDS),
        gaba_slow=(cortex.gaba_slow_decay * MILLISECONDS, cortex.dendritic_rise * MILLISECONDS),
        dendrite=dendrite,
        axon=(1 / cortex.cortical_damping, 1 / cortex.cortical_damping),
        loop=(cortex.loop_lag * MILLISECONDS, cortex.loop_lag * MILLISECONDS),
    )


def half_delay_s(cortex: Cortex) -> float:
    """Return the delay (s) each way of the thalamic loop that its lags leave."""
    return (cortex.loop_delay / 2 - 2 * cortex.loop_lag) * MILLISECONDS


def delays_of(cortex: Cortex) -> Float[ndarray, "region region"]:
    """Return the delays (s) between regions: distance over axonal velocity."""
    near, back, far = (
        distance / MILLIMETERS_PER_METER / cortex.axonal_velocity
        for distance in (
            cortex.distance_frontal_parietal, cortex.distance_parietal_occipital,
            cortex.distance_frontal_occipital,
        )
    )  # fmt: skip
    return np.array([[0.0, near, far], [near, 0.0, back], [far, back, 0.0]])


def filters_of(cortex: Cortex, frequency_hz: Float[ndarray, " frequency"]) -> Filters:
    """Return all responses at some frequencies (Hz); kept for the next call, and read-only for that."""
    return _filters(cortex, tuple(np.asarray(frequency_hz, dtype=float).tolist()))


@lru_cache(maxsize=8)
def _filters(cortex: Cortex, frequency_hz: tuple[float, ...]) -> Filters:
    angular = 2 * np.pi * np.array(frequency_hz)
    lags = lags_of(cortex)
    axon = _chain(angular, lags.axon)
    half = _delay(angular, half_delay_s(cortex)) * _chain(angular, lags.loop)
    between = delays_of(cortex)
    ampa = [_chain(angular, one) for one in lags.ampa]
    nmda = [_chain(angular, one) for one in lags.nmda]
    shape = (angular.size, COUNT, COUNT)
    by_ampa, by_nmda, by_gaba = (np.zeros(shape, dtype=complex) for _ in range(3))
    for region in range(len(REGIONS)):
        pyramidal, parvalbumin, somatostatin, relay, reticular = (
            Place(region, cell).number for cell in (PYRAMIDAL, PARVALBUMIN, SOMATOSTATIN, RELAY, RETICULAR)
        )
        for cell in CORTICAL:
            target = Place(region, cell).number
            for source, path in ((pyramidal, 1.0), (relay, half)):
                by_ampa[:, target, source] = ampa[cell] * path
                by_nmda[:, target, source] = nmda[cell] * path
            by_gaba[:, target, parvalbumin] = _chain(angular, lags.gaba_fast)
            by_gaba[:, target, somatostatin] = _chain(angular, lags.gaba_slow)
        for other in range(len(REGIONS)):
            path = axon * _delay(angular, float(between[region, other]))
            source = Place(other, PYRAMIDAL).number
            by_ampa[:, pyramidal, source] = ampa[PYRAMIDAL] * path
            by_nmda[:, pyramidal, source] = nmda[PYRAMIDAL] * path
        for target, cell in ((relay, RELAY), (reticular, RETICULAR)):
            by_ampa[:, target, pyramidal] = ampa[cell] * half * axon
            by_nmda[:, target, pyramidal] = nmda[cell] * half * axon
        by_ampa[:, reticular, relay] = ampa[RETICULAR]
        by_nmda[:, reticular, relay] = nmda[RETICULAR]
        by_gaba[:, relay, reticular] = _chain(angular, lags.dendrite)
    found = Filters(by_ampa, by_nmda, by_gaba, axon, ampa[RELAY], nmda[RELAY])
    for one in found:
        one.flags.writeable = False
    return found


def _chain(angular: Float[ndarray, " frequency"], lags: tuple[float, ...]) -> Complex[ndarray, " frequency"]:
    response = np.ones(angular.size, dtype=complex)
    for lag in lags:
        response = response / (1 + 1j * angular * lag)
    return response


def _delay(angular: Float[ndarray, " frequency"], delay_s: float) -> Complex[ndarray, " frequency"]:
    return np.exp(-1j * angular * delay_s)
