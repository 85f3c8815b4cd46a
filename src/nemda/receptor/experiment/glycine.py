"""Removal of glycine in the presence of glutamate: the current decays as glycine leaves its site.

The site has its own speed here (`explicit_glycine`). Jessen et al. (2017, PMC5508192, table 2) measured the
decay after 100 umol/L glycine in 100 umol/L glutamate: 0.82 s at GluN2B, 0.66 s at GluN2C. The dose-response
of glycine itself is `steady_dose_response(setup, "glycine")`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.experiment.grid import settling_time_s
from nemda.receptor.experiment.setup import Setup, channel_only, prepared
from nemda.receptor.experiment.table import Table
from nemda.receptor.measure.exponentials import Exponentials, fit_exponentials
from nemda.receptor.preparation.run import run
from nemda.receptor.preparation.steady import steady_state
from nemda.receptor.protocol.builders import hold
from nemda.receptor.solve.conditions import conditions

POINTS = 500


@dataclass(frozen=True)
class GlycineRemoval:
    """Open probability from the moment glycine is removed (s), and the exponential fitted to it."""

    receptor: str
    concentration: float
    time_s: Float[ndarray, " time"]
    response: Float[ndarray, " time"]
    decay: Exponentials

    @property
    def table(self) -> Table:
        """Time, open probability, fitted curve."""
        rows = zip(self.time_s, self.response, self.decay.at(self.time_s), strict=True)
        return Table(
            ("time_s", "open_probability", "fit"), tuple(tuple(float(cell) for cell in row) for row in rows)
        )


def glycine_removal(
    setup: Setup, concentration: float = 100.0, wash_s: float | None = None
) -> GlycineRemoval:
    """Return the decay of the steady current when `concentration` (umol/L) of glycine is washed off.

    Raises
    ------
    ReceptorError
        The receptor has no glycine site, or a duration is not positive.
    """
    channel_only(setup)
    explicit = replace(setup, explicit_glycine=True)
    preparation = prepared(explicit, ["glycine"])
    with_glycine = {**setup.active, "glycine": concentration}
    without = {**setup.active, "glycine": 0.0}
    start = steady_state(preparation, setup.voltage_mv, with_glycine)
    wash = wash_s or settling_time_s(preparation, conditions(setup.voltage_mv, without))
    times = np.linspace(0.0, wash, POINTS + 1)
    course = run(preparation, hold(wash, setup.voltage_mv, without), times, start)
    response = course.open_probability[0]
    return GlycineRemoval(
        setup.scheme.name, concentration, times, response, fit_exponentials(times, response, 1, end=0.0)
    )
