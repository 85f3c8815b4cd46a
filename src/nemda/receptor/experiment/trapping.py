"""Recovery from trapping: drug and agonist together, both washed off, agonist again.

A drug that only the open channel lets out stays in a channel that has closed around it. The receptor is
brought to the steady block, then drug and agonist are washed off together for a minute, then short pulses of
agonist test how much block is left. The retained share is the block of a test pulse over the block before
the wash (Blanpied 1997: five sixths for memantine). Every pulse opens channels and lets some drug out, faster
when depolarized, which a run at a second voltage shows; the control is the same protocol without drug.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError
from nemda.receptor.experiment.setup import Setup, channel_only, prepared
from nemda.receptor.experiment.table import Table
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.preparation.run import run
from nemda.receptor.preparation.steady import steady_open_probability, steady_state
from nemda.receptor.protocol.builders import hold
from nemda.receptor.protocol.protocol import Protocol
from nemda.receptor.protocol.segment import Segment

SAMPLES = 40
LEAST_BLOCK = 1e-3
NOTHING_LEFT = 1e-6


@dataclass(frozen=True)
class Trapping:
    """Block before the joint wash and at each test pulse afterwards, at one or more voltages.

    `loaded_block` (voltage,) is the share of the steady response lost; `block` (voltage, retest) that of the
    peak of each test pulse; `held` (voltage, retest) the share of receptors with drug before each pulse.
    """

    receptor: str
    drug: str
    concentration: float
    wash_s: float
    voltage_mv: Float[ndarray, " voltage"]
    loaded_block: Float[ndarray, " voltage"]
    block: Float[ndarray, "voltage retest"]
    held: Float[ndarray, "voltage retest"]

    @property
    def retained(self) -> Float[ndarray, "voltage retest"]:
        """Share of the block that is left at each test pulse."""
        return self.block / self.loaded_block[:, None]

    @property
    def recovery_per_pulse(self) -> Float[ndarray, " voltage"]:
        """Share of the remaining block that the first test pulse removes; NaN where none remained."""
        first, second = self.block[:, 0], self.block[:, 1]
        left = np.divide(second, first, out=np.full(first.shape, np.nan), where=first > NOTHING_LEFT)
        return 1 - left

    @property
    def table(self) -> Table:
        """One row for each voltage and test pulse."""
        rows = [
            (float(volt), float(number + 1), float(block), float(share), float(held))
            for volt, blocks, shares, helds in zip(
                self.voltage_mv, self.block, self.retained, self.held, strict=True
            )
            for number, (block, share, held) in enumerate(zip(blocks, shares, helds, strict=True))
        ]
        return Table(("voltage_mv", "test_pulse", "block", "retained", "held_before_pulse"), tuple(rows))


def trapping(
    setup: Setup, drug: str, concentration: float, wash_s: float = 60.0,
    voltages_mv: Sequence[float] = (-70.0, 40.0), retests: int = 10, test_s: float = 0.05,
    interval_s: float = 1.0,
) -> Trapping:  # fmt: skip
    """Return the block that remains after drug and agonist have been washed off together.

    The drug acts at the holding voltage of the setup; wash and test pulses are done at each of
    `voltages_mv`. Test pulses of `test_s` come every `interval_s` (s).

    Raises
    ------
    ReceptorError
        The receptor has no pore, the drug does not block at this concentration, or pulses overlap.
    """
    channel_only(setup)
    if retests < 2 or not 0 < test_s < interval_s:
        raise ReceptorError(
            "Two test pulses or more are needed, shorter than their interval.", where="retests",
            got=(retests, test_s, interval_s),
        )  # fmt: skip
    preparation = prepared(setup, [drug])
    loaded_levels = {**setup.active, drug: concentration}
    control = float(steady_open_probability(preparation, setup.voltage_mv, setup.active))
    loaded = 1 - float(steady_open_probability(preparation, setup.voltage_mv, loaded_levels)) / control
    if loaded < LEAST_BLOCK:
        raise ReceptorError(
            "The drug does not block here, so nothing can be trapped.", where=drug,
            got=f"block of {loaded:.2g}", hint="raise the concentration",
        )  # fmt: skip
    with_drug = steady_state(preparation, setup.voltage_mv, loaded_levels)
    without = steady_state(preparation, setup.voltage_mv, setup.active)
    blocks, helds = list[ndarray](), list[ndarray]()
    for voltage in voltages_mv:
        peaks, held = _retest(
            preparation, setup, with_drug, voltage, wash_s, retests, test_s, interval_s, drug
        )
        usual, _ = _retest(preparation, setup, without, voltage, wash_s, retests, test_s, interval_s, drug)
        blocks.append(1 - peaks / usual)
        helds.append(held)
    volts = np.asarray(voltages_mv, dtype=float)
    return Trapping(
        setup.scheme.name, drug, concentration, wash_s, volts, np.full(volts.size, loaded),
        np.stack(blocks), np.stack(helds),
    )  # fmt: skip


def _retest(
    preparation: Preparation, setup: Setup, start: ndarray, voltage_mv: float, wash_s: float,
    retests: int, test_s: float, interval_s: float, drug: str,
) -> tuple[ndarray, ndarray]:  # fmt: skip
    washed = run(preparation, hold(wash_s, voltage_mv, setup.background), np.array([wash_s]), start).final
    pair = (
        Segment(test_s, voltage_mv, setup.active),
        Segment(interval_s - test_s, voltage_mv, setup.background),
    )
    begins = interval_s * np.arange(retests)
    inside = np.linspace(0.0, test_s, SAMPLES, endpoint=False)
    times = (begins[:, None] + inside).ravel()
    course = run(preparation, Protocol(pair * retests), times, washed)
    peaks = course.open_probability[0].reshape(retests, SAMPLES).max(axis=-1)
    return peaks, course.held(drug)[0].reshape(retests, SAMPLES)[:, 0]
