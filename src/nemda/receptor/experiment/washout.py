"""Onset and offset of block in continuous agonist, as Gilling et al. (2009) measured them.

The agonist is there all the time; the drug joins, reaches its steady block, and is washed out. Each limb is
fitted with one exponential. From the two time constants follow the apparent rates of a simple
bimolecular block,

    k_off = 1 / tau_off,        k_on = (1 / tau_on - k_off) / [drug],

which are those of the open channel times the open probability. Far above the half-blocking concentration
the onset is limited by gating and the apparent k_on falls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError
from nemda.receptor.experiment.grid import settling_time_s
from nemda.receptor.experiment.setup import Setup, channel_only, prepared
from nemda.receptor.experiment.table import Table
from nemda.receptor.measure.exponentials import fit_exponentials
from nemda.receptor.preparation.run import run
from nemda.receptor.preparation.steady import steady_open_probability, steady_state
from nemda.receptor.protocol.builders import hold
from nemda.receptor.solve.conditions import conditions

LEAST_S = 1e-3
POINTS = 400


@dataclass(frozen=True)
class Washout:
    """Response (open probability) over time (s, drug from 0 to `washed_at_s`) and what the limbs say.

    `block` is the share of the control lost at the end of the drug; `onset_s` and `offset_s` are fitted time
    constants; the rates are apparent ones, `association_per_umol_s` in 1/(umol/L s).
    """

    receptor: str
    drug: str
    concentration: float
    voltage_mv: float
    time_s: Float[ndarray, " time"]
    response: Float[ndarray, " time"]
    held: Float[ndarray, " time"]
    control: float
    washed_at_s: float
    onset_s: float
    offset_s: float

    @property
    def block(self) -> float:
        """Share of the control response lost when the wash begins."""
        at_wash = np.interp(self.washed_at_s, self.time_s, self.response)
        return float(1 - at_wash / self.control)

    @property
    def dissociation_per_s(self) -> float:
        """Apparent rate of recovery (1/s)."""
        return 1 / self.offset_s if self.offset_s > 0 else float("inf")

    @property
    def association_per_umol_s(self) -> float:
        """Apparent rate of block, 1/(umol/L s)."""
        if self.onset_s <= 0:
            return float("inf")
        return (1 / self.onset_s - self.dissociation_per_s) / self.concentration

    @property
    def table(self) -> Table:
        """Time, open probability, relative response, and share of receptors that hold the drug."""
        rows = zip(self.time_s, self.response, self.response / self.control, self.held, strict=True)
        return Table(
            ("time_s", "open_probability", "relative_response", "held"),
            tuple(tuple(float(cell) for cell in row) for row in rows),
        )


def washout_experiment(
    setup: Setup, drug: str, concentration: float, apply_s: float | None = None, wash_s: float | None = None
) -> Washout:
    """Return onset and offset of block by `concentration` (umol/L) in continuous agonist.

    Each limb lasts until the receptor has settled, unless a duration (s) is given.

    Raises
    ------
    ReceptorError
        The receptor has no pore, the drug does nothing here, or the concentration is not positive.
    """
    channel_only(setup)
    if not concentration > 0:
        raise ReceptorError("The drug needs a positive concentration.", where=drug, got=concentration)
    preparation = prepared(setup, [drug])
    before, during = setup.active, {**setup.active, drug: concentration}
    control = float(steady_open_probability(preparation, setup.voltage_mv, before))
    blocked = float(steady_open_probability(preparation, setup.voltage_mv, during))
    if not control > 0 or abs(blocked - control) < 1e-6 * control:
        raise ReceptorError(
            "Nothing changes when the drug is added, so there is nothing to wash out.", where=drug,
            got=f"open probability {control:.3g} without and {blocked:.3g} with {concentration:g} umol/L",
        )  # fmt: skip
    apply = apply_s or max(settling_time_s(preparation, conditions(setup.voltage_mv, during)), LEAST_S)
    wash = wash_s or max(settling_time_s(preparation, conditions(setup.voltage_mv, before)), LEAST_S)
    start = steady_state(preparation, setup.voltage_mv, before)
    onset = run(preparation, hold(apply, setup.voltage_mv, during), _times(apply), start)
    offset = run(preparation, hold(wash, setup.voltage_mv, before), _times(wash), onset.final)
    return Washout(
        receptor=setup.scheme.name, drug=drug, concentration=concentration, voltage_mv=setup.voltage_mv,
        time_s=np.concatenate([onset.time_s, apply + offset.time_s[1:]]),
        response=np.concatenate([onset.open_probability[0], offset.open_probability[0, 1:]]),
        held=np.concatenate([onset.held(drug)[0], offset.held(drug)[0, 1:]]),
        control=control, washed_at_s=apply,
        onset_s=_time_constant(onset.time_s, onset.open_probability[0]),
        offset_s=_time_constant(offset.time_s, offset.open_probability[0]),
    )  # fmt: skip


def _times(duration_s: float) -> Float[ndarray, " time"]:
    return np.linspace(0.0, duration_s, POINTS + 1)


def _time_constant(time_s: ndarray, response: ndarray) -> float:
    # A block at equilibrium with the pore jumps at once: nothing is left to fit.
    if np.ptp(response) < 1e-9 * response.max():
        return 0.0
    return float(fit_exponentials(time_s, response, 1).time_constant_s[0])
