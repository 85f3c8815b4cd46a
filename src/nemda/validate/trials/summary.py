"""How good the predictions of trials are: mean absolute errors, bias, and the coverage of the intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nemda.validate.trials.outcome import TrialOutcomeRow

GROUPS = ("route", "compound", "dosing")


@dataclass(frozen=True)
class TrialSummary:
    """Counts of rows and measures over the predicted ones, None where there are none.

    `mae_change` (changes and scores of arms) and `mae_difference` (between arms) are in MADRS-equivalent
    points, `mae_rate` in percentage points, `coverage_90` is the share of observed values inside their
    interval, `bias` the mean error of changes and scores (MADRS points; negative: too much improvement is
    predicted), `bias_rate` that of rates (percentage points).
    """

    rows: int
    predicted: int
    not_applicable: int
    mae_change: float | None
    mae_difference: float | None
    mae_rate: float | None
    coverage_90: float | None
    bias: float | None
    bias_rate: float | None


def summarize_trials(rows: Sequence[TrialOutcomeRow]) -> TrialSummary:
    """Return the summary of some rows."""
    change = [r.madrs_error for r in rows if r.kind == "change" and r.madrs_error is not None]
    difference = [r.madrs_error for r in rows if r.kind == "difference" and r.madrs_error is not None]
    rate = [r.error for r in rows if r.kind == "rate" and r.error is not None]
    inside = [r.inside for r in rows if r.inside is not None]
    return TrialSummary(
        rows=len(rows),
        predicted=sum(r.status == "predicted" for r in rows),
        not_applicable=sum(r.status == "not_applicable" for r in rows),
        mae_change=_mean([abs(e) for e in change]),
        mae_difference=_mean([abs(e) for e in difference]),
        mae_rate=_mean([abs(e) for e in rate]),
        coverage_90=_mean([float(i) for i in inside]),
        bias=_mean(change),
        bias_rate=_mean(rate),
    )


def summaries_by(rows: Sequence[TrialOutcomeRow], kind: str) -> dict[str, TrialSummary]:
    """Return one summary per group of a kind ("route", "compound", "dosing"), over the predicted rows."""
    shown = [row for row in rows if row.status == "predicted"]
    names = sorted({row.group(kind) for row in shown})
    return {name: summarize_trials([row for row in shown if row.group(kind) == name]) for name in names}


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
