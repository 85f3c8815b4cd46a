"""Relaxation after a voltage step in steady agonist and drug (Emnett 2013, 10.1124/mol.113.089334).

Depolarization lets a charged blocker out of the pore. Channels that are open relax within tens of
milliseconds; those that closed with the drug inside must open first. Two exponentials fitted to the step
current give a fast and a slow share; the exact modes of the scheme are reported beside the fit. The jump
of driving force at the step itself does not appear in the open probability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.experiment.grid import settling_time_s
from nemda.receptor.experiment.setup import Setup, channel_only, prepared
from nemda.receptor.experiment.table import Table
from nemda.receptor.measure.exponentials import Exponentials, fit_exponentials
from nemda.receptor.measure.modes import Relaxation, relaxation
from nemda.receptor.preparation.run import run
from nemda.receptor.preparation.steady import steady_state
from nemda.receptor.protocol.builders import hold
from nemda.receptor.solve.conditions import conditions

POINTS = 2000
LEAST_S = 0.5


@dataclass(frozen=True)
class VoltageJump:
    """Open probability after a step from `from_mv` to `to_mv` (mV) at time 0, with and without drug."""

    receptor: str
    drug: str
    concentration: float
    from_mv: float
    to_mv: float
    time_s: Float[ndarray, " time"]
    response: Float[ndarray, " time"]
    control: Float[ndarray, " time"]
    fit: Exponentials
    exact: Relaxation

    @property
    def fast_share(self) -> float:
        """Share of the faster of two fitted components in the whole relaxation (0 to 1)."""
        return float(self.fit.share[0])

    @property
    def table(self) -> Table:
        """Time, open probability with drug and without, fitted curve."""
        rows = zip(self.time_s, self.response, self.control, self.fit.at(self.time_s), strict=True)
        return Table(
            ("time_s", "open_probability", "control_open_probability", "two_exponential_fit"),
            tuple(tuple(float(cell) for cell in row) for row in rows),
        )


def voltage_jump(
    setup: Setup, drug: str, concentration: float, to_mv: float = 50.0, duration_s: float | None = None
) -> VoltageJump:
    """Return the relaxation after a step from the holding voltage to `to_mv` in drug and agonist.

    The record lasts until the receptor has settled unless `duration_s` is given.

    Raises
    ------
    ReceptorError
        The receptor has no pore, or the drug is unknown.
    """
    channel_only(setup)
    preparation = prepared(setup, [drug])
    levels = {**setup.active, drug: concentration}
    after = conditions(to_mv, levels)
    duration = duration_s or max(settling_time_s(preparation, after), LEAST_S)
    times = np.linspace(0.0, duration, POINTS + 1)
    start = steady_state(preparation, setup.voltage_mv, levels)
    course = run(preparation, hold(duration, to_mv, levels), times, start)
    usual = run(
        preparation, hold(duration, to_mv, setup.active), times,
        steady_state(preparation, setup.voltage_mv, setup.active),
    )  # fmt: skip
    return VoltageJump(
        setup.scheme.name, drug, concentration, setup.voltage_mv, to_mv, times,
        course.open_probability[0], usual.open_probability[0],
        fit_exponentials(times, course.open_probability[0], 2), relaxation(preparation, after, start),
    )  # fmt: skip
