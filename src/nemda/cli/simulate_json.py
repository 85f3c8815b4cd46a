"""The result of a run for programs: one JSON object with plain numbers, None where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nemda.cli.simulate_request import Request
from nemda.trial import ArmSummary, Comparison, ComparisonRow, Run
from nemda.trial.intervals import Proportion, Spread
from nemda.trial.summary import DayResult, RelapseResult


def as_json(request: Request, run: Run, folder: Path, report: Path | None) -> dict[str, Any]:
    """Return a run as one JSON object: `regimens`, for a trial `comparison`, and where the files are."""
    content: dict[str, Any] = {
        "title": request.title,
        **request.record,
        "regimens": [_regimen(summary) for summary in run.summaries],
    }
    if run.comparison is not None:
        content |= _comparison(run.comparison)
    return content | {"folder": str(folder), "report": None if report is None else str(report)}


def _regimen(summary: ArmSummary) -> dict[str, Any]:
    return {
        "name": summary.name,
        "sentence": summary.sentence,
        "n": summary.n,
        "peak": {key: spread.q50 for key, spread in summary.peaks.items()},
        "peak_90_of_people": {key: [spread.q05, spread.q95] for key, spread in summary.peaks.items()},
        "madrs": scores_by_day(summary.days),
        "madrs_change": changes_by_day(summary.days),
        "endpoint_day": summary.endpoint_day,
        "response": summary.endpoint.response.share,
        "remission": summary.endpoint.remission.share,
        "response_interval": interval(summary.endpoint.response),
        "remission_interval": interval(summary.endpoint.remission),
        **shares_by_day(summary.days),
        "response_after_session": [{"day": s.day, **s.response._asdict()} for s in summary.build_up],
        "relapse": _relapse(summary.relapse),
    }


def scores_by_day(days: Sequence[DayResult]) -> list[dict[str, float]]:
    """Return the MADRS of each day."""
    return [_day(day.day, day.madrs) for day in days]


def changes_by_day(days: Sequence[DayResult]) -> list[dict[str, float]]:
    """Return the change of MADRS of each day."""
    return [_day(day.day, day.change) for day in days]


def shares_by_day(days: Sequence[DayResult]) -> dict[str, list[dict[str, float]]]:
    """Return the shares of people in response and in remission on each day."""
    return {
        "response_by_day": [{"day": d.day, **d.response._asdict()} for d in days],
        "remission_by_day": [{"day": d.day, **d.remission._asdict()} for d in days],
    }


def _day(day: float, spread: Spread) -> dict[str, float]:
    return {"day": day, **spread._asdict()}


def interval(proportion: Proportion) -> list[float]:
    """Return the ends of a share's 90% interval."""
    return [proportion.lower_90, proportion.upper_90]


def _relapse(relapse: RelapseResult | None) -> dict[str, Any] | None:
    return None if relapse is None else relapse._asdict()


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "comparison": [_row(row) for row in comparison.rows],
        "not_compared": [_row(row) for row in comparison.not_compared],
        "errors": [error._asdict() for error in comparison.errors],
        "inside_90": comparison.inside,
    }


def _row(row: ComparisonRow) -> dict[str, Any]:
    return row._asdict()
