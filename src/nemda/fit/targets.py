"""What a calibration is held to: published means and spreads, each with how sure it is.

Only rows of the evidence tables enter (`nemda.trial.published`). The uncertainty of a row is its
sampling error joined with a model discrepancy: trials of the same treatment differ by more than
chance, and a fit that ignored this would chase the largest trial. Wrong if the residuals, divided by
these uncertainties, come out much larger or much smaller than 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from nemda.errors import TrialError
from nemda.trial.definition import Trial
from nemda.trial.results import Observed

BETWEEN_TRIAL_POINTS = 2.0
"""Standard deviation between trials of one treatment that the model cannot know (MADRS points).

Assumed (grade C): control arms of the three data sets alone differ by five points at 24 h.
"""

TRIALS_POOLED = {"wilkinson2018_ipd": 10}
"""Number of trials behind a row where it is more than one; their differences average out."""

SAMPLE_SIZES = {("wilkinson2018_ipd", "ketamine pooled"): 84, ("wilkinson2018_ipd", "control pooled"): 84}
"""People per arm where a row gives none: 167 people with ideation at baseline, taken as halves."""

ERRORS = {("murrough2013", "midazolam"): 8.8 / 4.63}
"""Standard errors of changes that come with a t value: |change| / |t| (note of the outcome rows)."""

INTERVAL_SPAN = 2 * 1.96
"""Width of a 95% interval in standard errors."""


@dataclass(frozen=True)
class Target:
    """One number to be met, of MADRS at a time.

    `quantity` is ``mean``, ``sd`` or ``change`` in an arm, or ``difference`` of the changes of two arms
    (`arm` is then written ``X_vs_Y``), adjusted to a common baseline as the trials adjust.
    """

    study_id: str
    arm: str
    time_h: float
    quantity: str
    value: float
    uncertainty: float


def targets_of(trial: Trial) -> tuple[Target, ...]:
    """Return the targets in a trial: means and SDs, changes of control arms, differences from control.

    What distinguishes one trial from another (its raters, its contact) acts on all its arms and cancels
    in a difference, so a difference carries its sampling error only. Rates are left out because they
    follow from the rest; they stay as checks.
    """
    found: list[Target] = []
    for row in trial.observed:
        if row.scale != "MADRS" or row.value is None or row.time_h is None:
            continue
        if row.quantity == "mean":
            found.extend(_mean_and_spread(trial, row, row.value, row.time_h))
        elif row.quantity == "diff_vs_control":
            error = _standard_error(trial, row)
            found.append(Target(trial.study_id, row.arm, row.time_h, "difference", row.value, error))
        elif row.quantity == "change_from_baseline" and trial.find_arm(row.arm, row.arm).role == "comparator":
            error = math.hypot(_standard_error(trial, row), _discrepancy(trial))
            found.append(Target(trial.study_id, row.arm, row.time_h, "change", row.value, error))
    return tuple(found)


def _discrepancy(trial: Trial) -> float:
    return BETWEEN_TRIAL_POINTS / math.sqrt(TRIALS_POOLED.get(trial.study_id, 1))


def _mean_and_spread(trial: Trial, row: Observed, value: float, time_h: float) -> list[Target]:
    spread = float(row.dispersion)
    size = row.n or SAMPLE_SIZES.get((trial.study_id, row.arm))
    if size is None or row.dispersion_type != "SD":
        raise TrialError("A mean needs an SD and a number of people.", where=f"{trial.study_id}: {row.arm}")
    error = math.hypot(spread / math.sqrt(size), _discrepancy(trial))
    spread_error = math.hypot(spread / math.sqrt(2 * size), _discrepancy(trial))
    return [
        Target(trial.study_id, row.arm, time_h, "mean", value, error),
        Target(trial.study_id, row.arm, time_h, "sd", spread, spread_error),
    ]


def _standard_error(trial: Trial, row: Observed) -> float:
    if row.dispersion_type == "SE":
        return float(row.dispersion)
    if row.dispersion_type == "95%CI":
        low, _, high = row.dispersion.partition(" to ")
        return (float(high) - float(low)) / INTERVAL_SPAN
    error = ERRORS.get((trial.study_id, row.arm))
    if error is None:
        raise TrialError("A change needs a standard error.", where=f"{trial.study_id}: {row.arm}")
    return error
