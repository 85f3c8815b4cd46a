"""Trains of synaptic pulses: use-dependent block, progressive block, and summation.

Each pulse is 1 mmol/L glutamate for 1 ms. The train begins in the steady state of the bath without agonist
(drug that was there before has had all time to act on resting receptors) or, with `pre_s`, after that
much time in the drug. Peaks and charges of each pulse are compared with the same train without drug, so that
what desensitization and summation do cancels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError
from nemda.receptor.experiment.setup import Setup, channel_only, prepared
from nemda.receptor.experiment.table import Table
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.preparation.run import run
from nemda.receptor.preparation.steady import steady_state
from nemda.receptor.protocol.builders import hold, train

SAMPLES = 120
EARLY_S = 0.05


@dataclass(frozen=True)
class SynapticTrain:
    """Responses (open probability) to a train, by time and by pulse.

    `peak` and `control_peak` (pulse,) are the largest open probabilities after each pulse, `charge` and
    `control_charge` the areas up to the next pulse (s), `held` the share of receptors with drug when a pulse
    begins. `base` is what is left of the response when the next pulse begins, the source of summation.
    """

    receptor: str
    drug: str
    concentration: float
    frequency_hz: float
    voltage_mv: float
    time_s: Float[ndarray, " time"]
    response: Float[ndarray, " time"]
    control_response: Float[ndarray, " time"]
    peak: Float[ndarray, " pulse"]
    control_peak: Float[ndarray, " pulse"]
    charge: Float[ndarray, " pulse"]
    control_charge: Float[ndarray, " pulse"]
    base: Float[ndarray, " pulse"]
    held: Float[ndarray, " pulse"]

    @property
    def relative_peak(self) -> Float[ndarray, " pulse"]:
        """Peak with drug over peak without, pulse by pulse."""
        return self.peak / self.control_peak

    @property
    def pulse_constant(self) -> float:
        """Number of pulses in which the block covers 63 % of its way to that of the last pulse.

        NaN where the block of the last pulse is that of the first (no use dependence).
        """
        block = 1 - self.relative_peak
        way = block[-1] - block[0]
        if abs(way) < 1e-6:
            return float("nan")
        covered = (block - block[0]) / way
        return float(np.interp(1 - np.exp(-1), covered, np.arange(block.size)))

    @property
    def summation(self) -> float:
        """Largest control peak over the first: above 1 where responses add up."""
        return float(self.control_peak.max() / self.control_peak[0])

    @property
    def table(self) -> Table:
        """One row for each pulse."""
        number = np.arange(1.0, self.peak.size + 1)
        columns = (
            number, self.peak, self.control_peak, self.relative_peak, self.charge, self.control_charge,
            self.held,
        )  # fmt: skip
        return Table(
            ("pulse", "peak", "control_peak", "relative_peak", "charge_s", "control_charge_s", "held_before"),
            tuple(tuple(float(cell) for cell in row) for row in zip(*columns, strict=True)),
        )


def synaptic_train(
    setup: Setup, drug: str = "", concentration: float = 0.0, count: int = 20, frequency_hz: float = 1.0,
    pulse_s: float = 1e-3, pre_s: float | None = None,
) -> SynapticTrain:  # fmt: skip
    """Return the responses to `count` pulses of the setup's agonist at `frequency_hz`.

    Raises
    ------
    ReceptorError
        The receptor has no pore, pulses overlap, or the drug is unknown.
    """
    channel_only(setup)
    if len(setup.agonist) != 1:
        raise ReceptorError("A train needs one agonist.", where="agonist", got=", ".join(setup.agonist))
    preparation = prepared(setup, [drug] if drug else [])
    with_drug = {**setup.background, **({drug: concentration} if drug else {})}
    treated = _train(preparation, setup, with_drug, drug, count, frequency_hz, pulse_s, pre_s)
    usual = _train(preparation, setup, setup.background, drug, count, frequency_hz, pulse_s, pre_s)
    times, response, held = treated
    _, control, _ = usual
    local = times[:SAMPLES]
    shape = (count, SAMPLES)
    by_pulse, control_by_pulse = response.reshape(shape), control.reshape(shape)
    return SynapticTrain(
        receptor=setup.scheme.name, drug=drug, concentration=concentration, frequency_hz=frequency_hz,
        voltage_mv=setup.voltage_mv, time_s=times, response=response, control_response=control,
        peak=by_pulse.max(axis=-1), control_peak=control_by_pulse.max(axis=-1),
        charge=np.trapezoid(by_pulse, local, axis=-1),
        control_charge=np.trapezoid(control_by_pulse, local, axis=-1),
        base=control_by_pulse[:, 0], held=held.reshape(shape)[:, 0],
    )  # fmt: skip


def _train(
    preparation: Preparation, setup: Setup, background: Mapping[str, float], drug: str, count: int,
    frequency_hz: float, pulse_s: float, pre_s: float | None,
) -> tuple[ndarray, ndarray, ndarray]:  # fmt: skip
    start = steady_state(preparation, setup.voltage_mv, background if pre_s is None else setup.background)
    if pre_s:
        before = hold(pre_s, setup.voltage_mv, background)
        start = run(preparation, before, np.array([pre_s]), start).final
    ((agonist, level),) = setup.agonist.items()
    protocol = train(count, frequency_hz, setup.voltage_mv, agonist, level, pulse_s, background)
    interval = 1 / frequency_hz
    inside = _within(interval, pulse_s)
    times = (interval * np.arange(count)[:, None] + inside).ravel()
    course = run(preparation, protocol, times, start)
    held = course.held(drug)[0] if drug else np.zeros(times.size)
    return times, course.open_probability[0], held


def _within(interval_s: float, pulse_s: float) -> Float[ndarray, " time"]:
    """Return SAMPLES times of one interval (s): a few in the pulse, most in what follows at once."""
    early = min(max(EARLY_S, 2 * pulse_s), (pulse_s + interval_s) / 2)
    counts = (SAMPLES // 10, SAMPLES // 2, SAMPLES - SAMPLES // 10 - SAMPLES // 2)
    edges = (0.0, pulse_s, early, interval_s)
    blocks = [
        np.linspace(low, high, count, endpoint=False)
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
    ]
    return np.concatenate(blocks)
