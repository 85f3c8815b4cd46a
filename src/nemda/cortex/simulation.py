"""The model in time: every lag and delay integrated, with noise; the check of the linear spectra.

Euler-Maruyama steps of the noise, with the exact decay of each lag over a step. Several independent courses
run side by side. The curve of firing is kept whole, so that the linear spectra are tested as well.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex.blocks import Blocks, no_block
from nemda.cortex.coupling import coupling_of
from nemda.cortex.filters import delays_of, half_delay_s, lags_of
from nemda.cortex.operating import firing, operating_point
from nemda.cortex.parameters import MILLISECONDS, Cortex
from nemda.cortex.populations import (
    CELLS,
    COUNT,
    PARVALBUMIN,
    PYRAMIDAL,
    REGIONS,
    RELAY,
    RETICULAR,
    SOMATOSTATIN,
    Place,
    places,
)
from nemda.errors import DataError

STEP_S = 5e-4
CELLS_PER_COLUMN = 1e6
"""Pyramidal cells whose random firing makes the noise: many, so that it is small."""
WARM_UP_S = 1.0


class Course(NamedTuple):
    """EEG of each region over time in several independent courses, about its mean, as one cell's noise."""

    step_s: float
    signal: Float[ndarray, "step region course"]


def simulate(
    cortex: Cortex,
    blocks: Blocks,
    duration_s: float,
    *,
    courses: int = 1,
    seed: int = 1,
    step_s: float = STEP_S,
) -> Course:
    """Return courses of the EEG at one level of block.

    Raises
    ------
    DataError
        More than one level, or a duration or step that is not above 0.
    """
    if blocks.size != 1 or not (duration_s > step_s > 0) or courses < 1:
        raise DataError(
            "One level, some time and some courses.", where="blocks, duration_s, courses",
            expected=f"1 level, more than {step_s:g} s, at least 1", got=(blocks.size, duration_s, courses),
        )  # fmt: skip
    coupling = coupling_of(cortex, blocks)
    rest = operating_point(cortex, coupling, coupling_of(cortex, no_block())).rate[0]
    noise = _Noise.of(cortex, rest, courses, step_s, np.random.default_rng(seed))
    paths = _Paths.of(cortex, step_s)
    decay = _decays(cortex, step_s)
    weights = [one[0] for one in (coupling.ampa, coupling.nmda, coupling.gaba)]
    fast, slow = _by_inhibitor(weights[2])
    sources = [weights[0], weights[1], fast, slow]
    background = coupling.background[0]
    relay = places(RELAY)
    history = np.tile(rest[:, None], (paths.longest + 1, 1, courses))
    waves = np.tile(rest[places(PYRAMIDAL)][:, None], (paths.longest + 1, 1, courses))
    ends = [*places(RELAY), *places(PYRAMIDAL)]
    loop = np.tile(rest[ends][None, :, None], (2, 1, courses))
    loops = np.tile(rest[ends][:, None], (paths.longest + 1, 1, courses))
    loop_decay = 1 - np.exp(-step_s / (cortex.loop_lag * MILLISECONDS))
    into = [_filled(one, rest, courses, decay[group].shape[0]) for group, one in enumerate(sources)]
    axon = np.tile(rest[places(PYRAMIDAL)][None, :, None], (2, 1, courses))
    axon_decay = np.exp(-step_s * cortex.cortical_damping)
    steps, warm = round(duration_s / step_s), round(WARM_UP_S / step_s)
    kept = np.empty((steps, len(REGIONS), courses))
    for step in range(-warm, steps):
        now = step % (paths.longest + 1)
        membrane = sum(one[-1] for one in into) + background[:, None]
        history[now] = firing(cortex, membrane) + noise.cells()
        axon[0] += (1 - axon_decay) * (history[now][places(PYRAMIDAL)] - axon[0])
        axon[1] += (1 - axon_decay) * (axon[0] - axon[1])
        waves[now] = axon[1]
        entering = np.concatenate([history[now][relay], axon[1]])
        loop[0] += loop_decay * (entering - loop[0])
        loop[1] += loop_decay * (loop[0] - loop[1])
        loops[now] = loop[1]
        sensory = noise.sensory()
        for group, weight in enumerate(sources):
            drive = (
                paths.arriving(weight, history, waves, loops, step) if group < 2 else weight @ history[now]
            )
            if group < 2:
                strength = (coupling.sensory_ampa, coupling.sensory_nmda)[group][0]
                drive[relay] += strength * sensory
            previous = drive
            for stage in range(into[group].shape[0]):
                into[group][stage] += decay[group][stage][:, None] * (previous - into[group][stage])
                previous = into[group][stage]
        if step >= 0:
            kept[step] = axon[1] - rest[places(PYRAMIDAL)][:, None]
    return Course(step_s, kept * np.sqrt(CELLS_PER_COLUMN))


class _Noise(NamedTuple):
    """Random firing of cortical cells and random input of the senses, per step."""

    amplitude: Float[ndarray, " population"]
    sensory_amplitude: float
    courses: int
    generator: np.random.Generator

    @classmethod
    def of(
        cls, cortex: Cortex, rest: ndarray, courses: int, step_s: float, generator: np.random.Generator
    ) -> _Noise:
        amplitude = np.zeros(COUNT)
        pyramidal = places(PYRAMIDAL)
        amplitude[pyramidal] = np.sqrt(rest[pyramidal] / (CELLS_PER_COLUMN * step_s))
        sensory = float(np.sqrt(cortex.sensory_noise / (CELLS_PER_COLUMN * step_s)))
        return cls(amplitude, sensory, courses, generator)

    def cells(self) -> ndarray:
        return self.amplitude[:, None] * self.generator.standard_normal((COUNT, self.courses))

    def sensory(self) -> ndarray:
        return self.sensory_amplitude * self.generator.standard_normal((len(REGIONS), self.courses))


class _Paths(NamedTuple):
    """Which past value of which source reaches a target: steps of delay of the paths between cells."""

    between: ndarray
    half: int
    longest: int

    @classmethod
    def of(cls, cortex: Cortex, step_s: float) -> _Paths:
        between = np.rint(delays_of(cortex) / step_s).astype(int)
        half = round(half_delay_s(cortex) / step_s)
        return cls(between, half, max(half, int(between.max())))

    def arriving(
        self, weight: ndarray, history: ndarray, waves: ndarray, loops: ndarray, step: int
    ) -> ndarray:
        """Return the drive of every population by one receptor now, [population, course]."""
        size = self.longest + 1
        now, then = step % size, (step - self.half) % size
        drive = np.zeros(history.shape[1:])
        for region in range(len(REGIONS)):
            at = [Place(region, cell).number for cell in range(len(CELLS))]
            for other in range(len(REGIONS)):
                past = waves[(step - self.between[region, other]) % size, other]
                drive[at[PYRAMIDAL]] += weight[at[PYRAMIDAL], Place(other, PYRAMIDAL).number] * past
            thalamic, descending = loops[then, region], loops[then, len(REGIONS) + region]
            drive[at[PYRAMIDAL]] += weight[at[PYRAMIDAL], at[RELAY]] * thalamic
            for cell in (PARVALBUMIN, SOMATOSTATIN):
                drive[at[cell]] += weight[at[cell], at[PYRAMIDAL]] * history[now, at[PYRAMIDAL]]
                drive[at[cell]] += weight[at[cell], at[RELAY]] * thalamic
            for cell in (RELAY, RETICULAR):
                drive[at[cell]] += weight[at[cell], at[PYRAMIDAL]] * descending
            drive[at[RETICULAR]] += weight[at[RETICULAR], at[RELAY]] * history[now, at[RELAY]]
        return drive


def _by_inhibitor(gaba: ndarray) -> tuple[ndarray, ndarray]:
    """Return the strengths through fast and dendritic filters and those of somatostatin cells apart."""
    slow = np.zeros_like(gaba)
    slow[:, places(SOMATOSTATIN)] = gaba[:, places(SOMATOSTATIN)]
    return gaba - slow, slow


def _decays(cortex: Cortex, step_s: float) -> list[ndarray]:
    """Return the part of the way that each stage of each group goes in a step, [stage, population]."""
    lags = lags_of(cortex)
    cells = range(len(CELLS))
    reticular = [lags.dendrite if cell == RELAY else lags.gaba_fast for cell in cells]
    groups = [
        [lags.ampa[cell] for cell in cells], [lags.nmda[cell] for cell in cells], reticular,
        [lags.gaba_slow for _ in cells],
    ]  # fmt: skip
    return [1 - np.exp(-step_s / np.tile(np.array(group).T, (1, len(REGIONS)))) for group in groups]


def _filled(weight: ndarray, rest: ndarray, courses: int, stages: int) -> ndarray:
    """Return all stages of a group at rest."""
    return np.tile((weight @ rest)[None, :, None], (stages, 1, courses))


def welch(course: Course, window_s: float = 2.0) -> tuple[ndarray, Float[ndarray, "region frequency"]]:
    """Return frequencies (Hz) and two-sided power of the courses, averaged over windows and courses."""
    from scipy.signal import welch as periodograms

    frequency, power = periodograms(
        course.signal, fs=1 / course.step_s, nperseg=round(window_s / course.step_s), axis=0
    )
    return frequency, np.mean(power, axis=2).T / 2
