"""What the replicates of a trial say together: median and interval of each number, beside what was seen."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nemda.trial.compare import why_not
from nemda.trial.definition import VERSUS, Trial
from nemda.trial.estimates import NO_TIME, Key
from nemda.trial.replicates import TrialReplicates
from nemda.trial.results import ComparisonRow, Observed
from nemda.trial.rows.variation import Discrepancy
from nemda.units import HOURS_PER_WEEK

SAME_TIME_H = 1e-6
EVENTS = {
    ("relapse_rate", "%"): "relapse_rate",
    ("time_to_relapse", "days"): "time_to_relapse",
    ("hazard_ratio", "HR"): "hazard_ratio_relapse",
}
"""Published numbers of relapse and the estimate that each stands beside."""
Z_90 = 1.645
"""Half-width of a 90% interval of a normal distribution, in SDs."""


class Outcome(NamedTuple):
    """One number of a trial over its replicates; the interval holds 90% of trials like this one."""

    key: Key
    mean: float
    sd: float
    lower_90: float
    median: float
    upper_90: float
    replicates: int


class Verdict(NamedTuple):
    """The test of the endpoint: how many trials found a difference, and what they found."""

    contrast: str
    scale: str
    time_h: float
    difference: Outcome
    standardized: Outcome
    significant: float
    alpha: float


def outcomes(done: TrialReplicates) -> tuple[Outcome, ...]:
    """Return every number that replicates report, in the order of the first one."""
    found: list[Outcome] = []
    for key, values in done.values.items():
        known = values[np.isfinite(values)]
        if known.size:
            lower, median, upper = (float(q) for q in np.quantile(known, (0.05, 0.5, 0.95)))
            sd = float(known.std(ddof=1)) if known.size > 1 else 0.0
            found.append(Outcome(key, float(known.mean()), sd, lower, median, upper, int(known.size)))
    return tuple(found)


def verdicts(done: TrialReplicates, scale: str, time_h: float) -> tuple[Verdict, ...]:
    """Return the test of every contrast at a visit."""
    alpha = done.prepared.trial.protocol.analysis.alpha
    by_key = {one.key: one for one in outcomes(done)}
    found: list[Verdict] = []
    for contrast in done.prepared.contrasts:
        name = f"{contrast.first}{VERSUS}{contrast.second}"
        keys = [
            Key(q, scale, name, time_h) for q in ("diff_vs_control", "standardized_difference", "p_value")
        ]
        if all(key in by_key for key in keys):
            p = done.values[keys[2]]
            share = float((p[np.isfinite(p)] < alpha).mean())
            found.append(Verdict(name, scale, time_h, by_key[keys[0]], by_key[keys[1]], share, alpha))
    return tuple(found)


def observed_rows(trial: Trial, done: TrialReplicates) -> tuple[ComparisonRow, ...]:
    """Return every published number beside the interval of the replicates; what is not predicted says why.

    The interval is wider than that of the replicates by what the calibration could not explain
    (`nemda.trial.rows.variation.Discrepancy`): its half-widths are put together as roots of sums of squares.
    """
    by_key = {one.key: one for one in outcomes(done)}
    unexplained = done.prepared.variation.discrepancy
    return tuple(_row(trial, by_key, number, unexplained) for number in trial.observed)


def _row(trial: Trial, by_key: dict[Key, Outcome], row: Observed, unexplained: Discrepancy) -> ComparisonRow:

    event = EVENTS.get((row.quantity, row.unit))
    if event is not None:
        return _event_row(trial, by_key, row, event, unexplained)
    reason = why_not(row)
    found = None if reason or row.time_h is None else _find(trial, by_key, row.arm, row.quantity, row.time_h)
    if found is None or row.value is None:
        note = reason or "the replicates do not report it"
        return ComparisonRow(
            row.arm, row.time_h, row.scale, row.quantity, row.value, None, None, None, row.unit, None, note
        )
    more = Z_90 * (unexplained.rate if row.unit == "%" else unexplained.points)
    lower = found.median - float(np.hypot(found.median - found.lower_90, more))
    upper = found.median + float(np.hypot(found.upper_90 - found.median, more))
    if row.unit == "%":
        lower, upper = max(lower, 0.0), min(upper, 100.0)
    inside = lower <= row.value <= upper
    return ComparisonRow(
        row.arm, row.time_h, row.scale, row.quantity, row.value, found.median, lower, upper,
        row.unit, inside,
    )  # fmt: skip


def _event_row(
    trial: Trial, by_key: dict[Key, Outcome], row: Observed, quantity: str, unexplained: Discrepancy
) -> ComparisonRow:
    """Return a published relapse beside that of the whole trial: a rate, a median time, a hazard ratio."""
    found = _find(trial, by_key, row.arm, quantity, NO_TIME)
    is_later = row.time_h is not None and row.time_h < trial.weeks * HOURS_PER_WEEK - SAME_TIME_H
    if found is None or row.value is None or is_later:
        note = "relapse up to this time is not counted" if is_later else "too few relapses in the replicates"
        return ComparisonRow(
            row.arm, row.time_h, row.scale, row.quantity, row.value, None, None, None, row.unit, None, note
        )
    if row.unit == "%":
        more = Z_90 * unexplained.rate
        lower = max(found.median - float(np.hypot(found.median - found.lower_90, more)), 0.0)
        upper = min(found.median + float(np.hypot(found.upper_90 - found.median, more)), 100.0)
    else:
        more = Z_90 * unexplained.log
        lower = found.median * float(np.exp(-np.hypot(np.log(found.median / found.lower_90), more)))
        upper = found.median * float(np.exp(np.hypot(np.log(found.upper_90 / found.median), more)))
    return ComparisonRow(
        row.arm, row.time_h, row.scale, row.quantity, row.value, found.median, lower, upper, row.unit,
        lower <= row.value <= upper, "relapse as the protocol counts it",
    )  # fmt: skip


def _find(trial: Trial, by_key: dict[Key, Outcome], arm: str, quantity: str, time_h: float) -> Outcome | None:
    if VERSUS in arm:
        contrast = trial.contrast(arm, "observed")
        name = f"{contrast.first}{VERSUS}{contrast.second}"
    else:
        name = trial.find_arm(arm, "observed").name
    wanted = (quantity, "madrs", name)
    return next(
        (one for key, one in by_key.items() if key[:3] == wanted and abs(key.time_h - time_h) < SAME_TIME_H),
        None,
    )
