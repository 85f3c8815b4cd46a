"""The prediction of one row with its 90% interval, from four sources of variation.

Drawn together: people (as many as the trial had, with replacement), the trial's own deviation of drug
effect and of everything else (shared by its arms; averaged over the trials of a pooled analysis), and the
parameters (difference of posterior draws from the best ones, on the same people). The interval is the
5th to 95th percentile of the draws; the shares of variance come from each source alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.people.streams import stream_key
from nemda.trial.deviation import NAMES, Deviation
from nemda.trial.rows.course import Course
from nemda.trial.rows.measure import POINT_QUANTITIES, RATE_QUANTITIES
from nemda.trial.rows.reckon import drawn_numbers, expected_of, number_of
from nemda.trial.rows.request import Refused, Request
from nemda.trial.rows.scenario import Scenario
from nemda.trial.rows.variation import StudyEffect, Variation
from nemda.validate.trials.outcome import TrialOutcomeRow, Variances
from nemda.validate.trials.staying import courses_of_stayers, share_of_stayers

DRAWS = 400
TIME_QUANTITIES = {
    "time_to_relapse",
    "onset_of_superiority",
    "infusions_to_response",
    "infusions_to_remission",
}
"""Times and counts of sessions: like ratios, what is unexplained is a share of their size."""
ALONE = 100
"""Draws for the share of variance of one source alone."""
LOG_QUANTITIES = {"odds_ratio", "relative_risk", "hazard_ratio", "nnt"}
PRE_POST_SPREAD = 0.4
"""Relative SD of standardized changes: trials divide by the SD at entry (7), of the change, or later (12)."""
Courses = Mapping[Scenario, Course]


def predicted_row(
    request: Request, courses: Courses, others: Sequence[Courses], small: Courses, variation: Variation,
    known: bool, seed: int,
) -> TrialOutcomeRow:  # fmt: skip
    """Return the outcome of a row that can be predicted.

    `others` are courses under posterior draws of the parameters, `small` those of the best parameters for
    the same people; `known` uses the study's own estimates where the calibration has them.
    """
    effect = variation.effect_of(request.row.study_id, known)
    courses, small = courses_of_stayers(request, courses), courses_of_stayers(request, small)
    others = [courses_of_stayers(request, other) for other in others]
    key = stream_key(seed, f"validate/{request.row.position}")
    generator = np.random.Generator(np.random.Philox(key=key))
    hazard = variation.spontaneous_relapse_per_d
    middle = float(number_of(request, courses, effect.fixed(), hazard)[0])
    value = float(expected_of(request, courses, effect.fixed(), variation.sd, hazard)[0])
    moved = np.array([_moved(request, other, small, effect, hazard) for other in others])
    shifts = _drawn(effect, request.trials, generator, DRAWS)
    drawn = drawn_numbers(request, courses, shifts, hazard, generator)
    if math.isfinite(middle):  # else the middle trial of a pool holds nobody that the row counts
        drawn = drawn + (value - middle)
    if moved.size:
        drawn = drawn + moved[generator.integers(moved.size, size=drawn.size)]
    noise = _unexplained(request, value, variation)
    drawn = drawn + noise * generator.standard_normal(drawn.size)
    drawn = drawn[np.isfinite(drawn)]
    if not math.isfinite(value) or drawn.size < DRAWS / 4:
        return refused_row(
            Refused(request.row, request.arms[0], "nobody is left to count in the simulated arm"), variation
        )
    lower, upper = (float(q) for q in np.quantile(drawn, (0.05, 0.95)))
    parts = _variances(request, courses, effect, hazard, moved, noise, generator)
    return _row(request, value, _bounded(request, lower), _bounded(request, upper), parts, variation, known)


def _drawn(effect: StudyEffect, trials: int, generator: np.random.Generator, draws: int) -> Deviation:
    return effect.drawn(generator.standard_normal((len(NAMES), draws)), trials)


def _moved(request: Request, other: Courses, small: Courses, effect: StudyEffect, hazard: float) -> float:
    at = effect.fixed()
    difference = float((number_of(request, other, at, hazard) - number_of(request, small, at, hazard))[0])
    return difference if math.isfinite(difference) else 0.0


def _variances(
    request: Request, courses: Courses, effect: StudyEffect, hazard: float, moved: Float[ndarray, " draw"],
    noise: float, generator: np.random.Generator,
) -> Variances | None:  # fmt: skip
    people = _variance(drawn_numbers(request, courses, effect.fixed(ALONE), hazard, generator))
    shifts = _drawn(effect, request.trials, generator, ALONE)
    trials = _variance(number_of(request, courses, shifts, hazard))
    parameters = _variance(moved)
    total = people + trials + parameters + noise**2
    if total <= 0:
        return None
    return Variances(people / total, parameters / total, trials / total, noise**2 / total)


def _unexplained(request: Request, value: float, variation: Variation) -> float:
    """Return the SD of what nothing else explains, in the unit of the row."""
    measure, discrepancy = request.measure, variation.discrepancy
    if measure.quantity in RATE_QUANTITIES or measure.quantity == "risk_difference":
        return discrepancy.rate * abs(measure.factor)
    if measure.quantity in LOG_QUANTITIES | TIME_QUANTITIES:
        return abs(value) * discrepancy.log
    if measure.effect_size and measure.quantity in {"change_from_baseline", "mean"}:
        return abs(value) * PRE_POST_SPREAD
    if measure.quantity in POINT_QUANTITIES and not measure.effect_size:
        return discrepancy.points / measure.reading.madrs_per_point()
    return discrepancy.effect_size


def _variance(values: ndarray) -> float:
    finite = values[np.isfinite(values)]
    return float(np.var(finite)) if finite.size > 1 else 0.0


def _bounded(request: Request, value: float) -> float:
    if request.measure.quantity in RATE_QUANTITIES:
        return min(max(value, 0.0), 100.0 * request.measure.factor)
    if request.measure.quantity == "p_value":
        return min(max(value, 0.0), 1.0)
    positive = request.measure.quantity in LOG_QUANTITIES | TIME_QUANTITIES
    return max(value, 0.0) if positive else value


def _row(
    request: Request, value: float, lower: float, upper: float, parts: Variances | None, variation: Variation,
    known: bool,
) -> TrialOutcomeRow:  # fmt: skip
    row, measure = request.row, request.measure
    observed = row.value
    against = 0.0 if measure.quantity == "null_result" else observed
    error = None if observed is None else value - observed
    in_points = measure.quantity in POINT_QUANTITIES - {"percent_change"} and not measure.effect_size
    slope = measure.reading.madrs_per_point() if in_points else 0.0
    return TrialOutcomeRow(
        study_id=row.study_id, arm=row.arm, time_h=row.time_h, scale=row.scale, quantity=row.quantity,
        unit=row.unit, status="predicted", observed=observed, predicted=value, lower_90=lower, upper_90=upper,
        inside=None if against is None else lower <= against <= upper,
        error=error,
        madrs_error=None if error is None or not in_points else error * slope * measure.factor,
        kind=kind_of(request), variances=parts,
        known=known and row.study_id in variation.studies,
        reason="; ".join((*request.notes, *_stayed(request))),
        groups=groups_of(request),
    )  # fmt: skip


def _stayed(request: Request) -> tuple[str, ...]:
    share = share_of_stayers(request)
    return (f"read in those who stayed, {share:.0%} of the arm",) if share < 1 else ()


def kind_of(request: Request) -> str:
    """Return what a row counts as in the summary: ``change``, ``difference``, ``rate``, or ``other``."""
    quantity, unit = request.measure.quantity, request.row.unit
    if request.measure.effect_size or not request.measure.reading.depression:
        return "other"
    if quantity in RATE_QUANTITIES and (unit == "%" or (unit and request.measure.factor == 1)):
        return "rate"
    if quantity in {"change_from_baseline", "mean"}:
        return "change"
    return "difference" if quantity == "diff_vs_control" else "other"


def groups_of(request: Request) -> tuple[tuple[str, str], ...]:
    """Return the route, the compound and single or repeated dosing of the first arm of a row."""
    planned = request.planned[0]
    doses = [dose for regimen, _ in planned.scenario.portions for dose in regimen.doses]
    first = doses[0] if doses else None
    repeated = len({dose.start_h for dose in doses}) > 1
    return (
        ("route", first.route if first else "none"),
        ("compound", first.compound if first else "none"),
        ("dosing", "repeated" if repeated else "single"),
    )


def refused_row(refused: Refused, variation: Variation) -> TrialOutcomeRow:
    """Return the outcome of a row without a prediction."""
    del variation
    row = refused.row
    return TrialOutcomeRow(
        study_id=row.study_id, arm=row.arm, time_h=row.time_h, scale=row.scale, quantity=row.quantity,
        unit=row.unit, status="not_applicable", observed=row.value, predicted=None, lower_90=None,
        upper_90=None, inside=None, error=None, madrs_error=None, kind="other", variances=None, known=False,
        reason=refused.reason,
        groups=(),
    )  # fmt: skip
