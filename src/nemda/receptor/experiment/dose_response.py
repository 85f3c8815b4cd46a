"""Dose-response of any compound at any receptor: agonist, blocker or modulator.

Three readings of the same question: the steady response (`steady_dose_response`, exact), the response after
a stated time in the drug (`timed_dose_response`, what a recording that is too short shows), and the
peak after all is applied at once to a resting receptor (`peak_dose_response`, for agonists that
desensitize). The half-effective concentration is read from the curve itself; the Hill fit comes with it.

A compound named as the agonist of the setup is the one whose concentration varies; any other is added to the
agonist and background of the setup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError
from nemda.receptor.experiment.grid import around_half_effect, crossing, decade_times, settling_time_s
from nemda.receptor.experiment.hill import Cells, HillFit, fit_hill
from nemda.receptor.experiment.setup import Setup, channel_only, prepared
from nemda.receptor.experiment.table import Table
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.preparation.run import run_family
from nemda.receptor.preparation.steady import steady_open_probability, steady_state
from nemda.receptor.protocol.builders import hold
from nemda.receptor.solve.conditions import conditions

PEAK_WINDOW_S = 1.0
PEAK_DECADES = 5
Levels = Float[ndarray, " level"] | Sequence[float]


@dataclass(frozen=True)
class DoseResponse:
    """Response against concentration of one compound.

    `level` in umol/L (gases atm) without 0; `response` is the open probability, `control` that without the
    drug. `relative` divides by the control, or by the largest response where there is none without drug.
    `half` is where the curve is half way to its last value, by interpolation in log scale. `duration_s` is
    the time in the drug: what the slowest concentration needs to settle, or the user's.
    """

    receptor: str
    drug: str
    voltage_mv: float
    others: Mapping[str, float]
    level: Float[ndarray, " level"]
    response: Float[ndarray, " level"]
    control: float
    half: float | None
    fit: HillFit | None
    duration_s: float

    @property
    def relative(self) -> Float[ndarray, " level"]:
        """Response over control, or over its maximum if nothing opens without the drug."""
        base = self.control if self.control > 0 else float(self.response.max(initial=0.0)) or 1.0
        return self.response / base

    @property
    def largest_inhibition(self) -> float:
        """Largest share of the control that is lost (0 for an agonist alone)."""
        return 0.0 if self.control <= 0 else max(0.0, float(1 - self.relative.min()))

    @property
    def table(self) -> Table:
        """Concentration, open probability, relative response and fitted response."""
        fitted = np.full(self.level.size, np.nan) if self.fit is None else self.fit.at(self.level)
        rows = zip(self.level, self.response, self.relative, fitted, strict=True)
        return Table(
            ("concentration", "open_probability", "relative_response", "hill_fit_open_probability"),
            tuple(tuple(float(cell) for cell in row) for row in rows),
        )


def steady_dose_response(
    setup: Setup, drug: str, level: Levels | None = None, cells: Cells | None = None
) -> DoseResponse:
    """Return the steady response at each concentration of `drug` (umol/L).

    Concentrations cover three decades around the half-effect unless given; confidence intervals need `cells`.

    Raises
    ------
    ReceptorError
        The receptor has no pore, the drug is unknown, or a concentration is not positive.
    """
    preparation, others = _ready(setup, drug)

    def effect(doses: Float[ndarray, " level"]) -> Float[ndarray, " level"]:
        return steady_open_probability(preparation, setup.voltage_mv, {**others, drug: doses})

    doses = around_half_effect(effect) if level is None else _positive(level)
    settle = settling_time_s(preparation, conditions(setup.voltage_mv, {**others, drug: doses}))
    return _result(
        setup, drug, others, doses, effect(doses), _control(preparation, setup, others), settle, cells
    )


def timed_dose_response(
    setup: Setup, drug: str, duration_s: float, level: Levels | None = None, cells: Cells | None = None
) -> DoseResponse:
    """Return the response `duration_s` seconds after the drug joins a steady response to the agonist.

    Raises
    ------
    ReceptorError
        As `steady_dose_response`, or the duration is not positive.
    """
    preparation, others = _ready(setup, drug)
    start = steady_state(preparation, setup.voltage_mv, others)
    doses = steady_dose_response(setup, drug).level if level is None else _positive(level)
    protocols = [hold(duration_s, setup.voltage_mv, {**others, drug: float(dose)}) for dose in doses]
    course = run_family(preparation, protocols, np.array([duration_s]), start)
    control = _control(preparation, setup, others)
    return _result(setup, drug, others, doses, course.open_probability[:, -1], control, duration_s, cells)


def peak_dose_response(
    setup: Setup, drug: str, level: Levels | None = None, cells: Cells | None = None,
    window_s: float = PEAK_WINDOW_S,
) -> DoseResponse:  # fmt: skip
    """Return the peak within `window_s` after everything is applied at once to a resting receptor.

    Raises
    ------
    ReceptorError
        As `steady_dose_response`.
    """
    preparation, others = _ready(setup, drug)

    def peaks(doses: Float[ndarray, " level"]) -> Float[ndarray, " level"]:
        protocols = [hold(window_s, setup.voltage_mv, {**others, drug: float(dose)}) for dose in doses]
        return run_family(preparation, protocols, decade_times(window_s, PEAK_DECADES)).peak()

    doses = around_half_effect(peaks) if level is None else _positive(level)
    control = float(peaks(np.zeros(1))[0])
    return _result(setup, drug, others, doses, peaks(doses), control, window_s, cells)


def _ready(setup: Setup, drug: str) -> tuple[Preparation, dict[str, float]]:
    channel_only(setup)
    others = {name: value for name, value in setup.active.items() if name != drug}
    return prepared(setup, [drug]), others


def _control(preparation: Preparation, setup: Setup, others: Mapping[str, float]) -> float:
    return float(steady_open_probability(preparation, setup.voltage_mv, others))


def _positive(level: Levels) -> Float[ndarray, " level"]:
    doses = np.asarray(level, dtype=float)
    if doses.ndim != 1 or doses.size == 0 or not np.all(np.isfinite(doses) & (doses > 0)):
        raise ReceptorError(
            "A concentration of a dose-response curve is not positive.", where="level", got=doses.tolist(),
            expected="positive numbers (umol/L); the response without drug is always included",
        )  # fmt: skip
    return np.sort(doses)


def _result(
    setup: Setup, drug: str, others: Mapping[str, float], doses: Float[ndarray, " level"],
    response: Float[ndarray, " level"], control: float, duration_s: float, cells: Cells | None,
) -> DoseResponse:  # fmt: skip
    half = crossing(doses, response, _halfway(control, response))
    fit = fit_hill(doses, response, cells) if doses.size >= 5 else None
    return DoseResponse(
        setup.scheme.name,
        drug,
        setup.voltage_mv,
        dict(others),
        doses,
        response,
        control,
        half,
        fit,
        duration_s,
    )


def _halfway(control: float, response: Float[ndarray, " level"]) -> float:
    # A blocker's curve goes to 0 if it falls below a tenth; otherwise its last value is its end.
    extreme = float(response[int(np.argmax(np.abs(response - control)))])
    if extreme < control and extreme < control / 10:
        return control / 2
    return (control + extreme) / 2
