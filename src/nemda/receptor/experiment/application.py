"""Does the order of application matter? Drug with the agonist, before it, or before it and washed off.

A blocker that needs an open channel does nothing to resting receptors: after a pre-exposure without agonist
the first response is as large as without drug. A drug that acts on closed receptors is at full effect from
the first moment. This is the test of use dependence (Huettner and Bean 1988, 10.1073/pnas.85.4.1307).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.experiment.grid import decade_times, settling_time_s
from nemda.receptor.experiment.setup import Setup, channel_only, prepared
from nemda.receptor.experiment.table import Table
from nemda.receptor.preparation.run import run
from nemda.receptor.preparation.steady import steady_state
from nemda.receptor.protocol.builders import hold
from nemda.receptor.solve.conditions import conditions

DECADES, POINTS = 4, 60


@dataclass(frozen=True)
class ApplicationOrder:
    """Responses (open probability) from the moment the agonist is applied, for four orders.

    `control`: agonist alone. `together`: drug and agonist at once. `before`: drug for `pre_s`, then agonist
    with the drug still there. `washed`: drug for `pre_s`, then agonist without the drug.
    """

    receptor: str
    drug: str
    concentration: float
    pre_s: float
    time_s: Float[ndarray, " time"]
    control: Float[ndarray, " time"]
    together: Float[ndarray, " time"]
    before: Float[ndarray, " time"]
    washed: Float[ndarray, " time"]

    @property
    def peak_block(self) -> dict[str, float]:
        """Share of the control peak lost, by order."""
        top = float(self.control.max())
        return {name: float(1 - one.max() / top) for name, one in self._treated.items()}

    @property
    def late_block(self) -> dict[str, float]:
        """Share of the control lost at the end of the agonist, by order."""
        return {name: float(1 - one[-1] / self.control[-1]) for name, one in self._treated.items()}

    @property
    def _treated(self) -> dict[str, Float[ndarray, " time"]]:
        return {"together": self.together, "before": self.before, "washed": self.washed}

    @property
    def table(self) -> Table:
        """Time and the four responses."""
        rows = zip(self.time_s, self.control, self.together, self.before, self.washed, strict=True)
        return Table(
            ("time_s", "control", "together", "before", "washed"),
            tuple(tuple(float(cell) for cell in row) for row in rows),
        )


def application_order(
    setup: Setup, drug: str, concentration: float, apply_s: float | None = None, pre_s: float = 30.0
) -> ApplicationOrder:
    """Return the responses to the agonist for four orders of application of `concentration` (umol/L).

    The agonist is there until the response with drug has settled unless `apply_s` (s) is given.

    Raises
    ------
    ReceptorError
        The receptor has no pore or the drug is unknown.
    """
    channel_only(setup)
    preparation = prepared(setup, [drug])
    bath, active = setup.background, setup.active
    dose = {drug: concentration}
    apply = apply_s or max(
        settling_time_s(preparation, conditions(setup.voltage_mv, {**active, **dose})), 1.0
    )
    times = decade_times(apply, DECADES, POINTS)
    rest = steady_state(preparation, setup.voltage_mv, bath)
    exposed = run(preparation, hold(pre_s, setup.voltage_mv, {**bath, **dose}), np.array([pre_s]), rest).final

    def response(levels: dict[str, float], start: ndarray) -> Float[ndarray, " time"]:
        course = run(preparation, hold(apply, setup.voltage_mv, levels), times, start)
        return course.open_probability[0]

    plain = dict(active)
    return ApplicationOrder(
        setup.scheme.name, drug, concentration, pre_s, times,
        response(plain, rest), response({**plain, **dose}, rest), response({**plain, **dose}, exposed),
        response(plain, exposed),
    )  # fmt: skip
