"""Current against voltage, in steady states, at peaks, or during a ramp, in several baths.

The conductance is taken as constant, so all curvature comes from the receptor: block by magnesium and by
drugs, and gating where a scheme's depends on voltage. A ramp gives the steady curve only if it is slow
against block and unblock: of magnesium always, of ketamine never. Compare `ramp_iv` with `steady_iv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.experiment.grid import decade_times
from nemda.receptor.experiment.setup import Setup, channel_only, prepared
from nemda.receptor.experiment.table import Table
from nemda.receptor.measure.current import current_pa
from nemda.receptor.measure.unitary import unitary
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.preparation.run import run, run_family
from nemda.receptor.preparation.steady import steady_open_probability, steady_state
from nemda.receptor.protocol.builders import hold, ramp

Baths = Mapping[str, Mapping[str, float]]
CONTROL: Baths = {"control": {}}
LOWEST_MV, HIGHEST_MV, STEP_MV = -100.0, 60.0, 5.0
PEAK_WINDOW_S = 0.5
RAMP_POINTS = 161


@dataclass(frozen=True)
class IVCurve:
    """Open probability and current (pA, inward negative) by bath and voltage (mV)."""

    receptor: str
    labels: tuple[str, ...]
    voltage_mv: Float[ndarray, " voltage"]
    open_probability: Float[ndarray, "bath voltage"]
    current_pa: Float[ndarray, "bath voltage"]
    channels: float

    @property
    def inhibition(self) -> Float[ndarray, "bath voltage"]:
        """Share of the first bath's open probability that is lost in each bath."""
        return 1 - self.open_probability / self.open_probability[0]

    @property
    def table(self) -> Table:
        """One row for each bath and voltage."""
        rows = [
            (label, *(float(x) for x in (volt, opened, current, lost)))
            for label, open_row, current_row, lost_row in zip(
                self.labels, self.open_probability, self.current_pa, self.inhibition, strict=True
            )
            for volt, opened, current, lost in zip(
                self.voltage_mv, open_row, current_row, lost_row, strict=True
            )
        ]
        return Table(("bath", "voltage_mv", "open_probability", "current_pa", "inhibition"), tuple(rows))


def steady_iv(
    setup: Setup, baths: Baths = CONTROL, voltage_mv: Float[ndarray, " voltage"] | None = None,
    channels: float = 1000.0,
) -> IVCurve:  # fmt: skip
    """Return the steady curve in each bath (label -> concentrations added to the setup, umol/L).

    Raises
    ------
    ReceptorError
        The receptor has no pore, or a compound is unknown.
    """
    preparation, volts = _ready(setup, baths), _volts(voltage_mv)
    rows = [
        steady_open_probability(preparation, volts, {**setup.active, **extra}) for extra in baths.values()
    ]
    return _curve(setup, baths, volts, np.stack(rows), channels)


def peak_iv(
    setup: Setup, baths: Baths = CONTROL, voltage_mv: Float[ndarray, " voltage"] | None = None,
    channels: float = 1000.0,
) -> IVCurve:  # fmt: skip
    """Return the peak curve: agonist is applied at each voltage after the bath has acted without it.

    Raises
    ------
    ReceptorError
        As `steady_iv`.
    """
    preparation, volts = _ready(setup, baths), _volts(voltage_mv)
    times = decade_times(PEAK_WINDOW_S)
    rows: list[ndarray] = []
    for extra in baths.values():
        start = steady_state(preparation, volts, {**setup.background, **extra})
        protocols = [hold(PEAK_WINDOW_S, float(volt), {**setup.active, **extra}) for volt in volts]
        rows.append(run_family(preparation, protocols, times, start).peak())
    return _curve(setup, baths, volts, np.stack(rows), channels)


def ramp_iv(
    setup: Setup, baths: Baths = CONTROL, duration_s: float = 1.0, start_mv: float = LOWEST_MV,
    end_mv: float = HIGHEST_MV, channels: float = 1000.0,
) -> IVCurve:  # fmt: skip
    """Return the curve seen during a linear ramp that begins in the steady state at `start_mv`.

    Raises
    ------
    ReceptorError
        As `steady_iv`, or the ramp has no duration.
    """
    preparation = _ready(setup, baths)
    times = np.linspace(0.0, duration_s, RAMP_POINTS)
    rows: list[ndarray] = []
    volts = np.linspace(start_mv, end_mv, RAMP_POINTS)
    for extra in baths.values():
        levels = {**setup.active, **extra}
        start = steady_state(preparation, start_mv, levels)
        course = run(preparation, ramp(duration_s, start_mv, end_mv, levels), times, start)
        rows.append(course.open_probability[0])
    return _curve(setup, baths, volts, np.stack(rows), channels)


def _ready(setup: Setup, baths: Baths) -> Preparation:
    channel_only(setup)
    return prepared(setup, [name for extra in baths.values() for name in extra])


def _volts(given: Float[ndarray, " voltage"] | None) -> Float[ndarray, " voltage"]:
    return (
        np.arange(LOWEST_MV, HIGHEST_MV + STEP_MV, STEP_MV)
        if given is None
        else np.asarray(given, dtype=float)
    )


def _curve(setup: Setup, baths: Baths, volts: ndarray, opened: ndarray, channels: float) -> IVCurve:
    current = current_pa(opened, np.broadcast_to(volts, opened.shape), channels, unitary(setup.scheme))
    return IVCurve(setup.scheme.name, tuple(baths), volts, opened, current, channels)
