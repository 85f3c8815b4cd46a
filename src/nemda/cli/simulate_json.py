"""The result of a run for programs: one JSON object with plain numbers, None where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nemda.cli.monitoring import monitoring_json
from nemda.cli.outlook import outlook_json
from nemda.cli.simulate_request import Request
from nemda.plan.monitoring import MonitoringPlan
from nemda.plan.outlook import Outlook
from nemda.trial import ArmSummary, Comparison, ComparisonRow, Run
from nemda.trial.intervals import Proportion, Spread
from nemda.trial.results import ArmResult
from nemda.trial.scales.summary import ScaleDay, scale_days
from nemda.trial.summary import DayResult, RelapseResult


def as_json(
    request: Request,
    run: Run,
    folder: Path,
    report: Path | None,
    plans: Mapping[str, MonitoringPlan] = MappingProxyType({}),
    outlooks: Mapping[str, Outlook] = MappingProxyType({}),
    scales: Sequence[str] = (),
) -> dict[str, Any]:
    """Return a run as one JSON object: `regimens`, for a trial `comparison`, and where the files are.

    Each regimen tells its days on every one of `scales`.
    """
    content: dict[str, Any] = {
        "title": request.title,
        **request.record,
        "regimens": [
            _regimen(summary) | _on_scales(arm, summary, scales)
            for arm, summary in zip(run.arms, run.summaries, strict=True)
        ],
    }
    if plans:
        content["monitoring"] = {name: monitoring_json(plan) for name, plan in plans.items()}
    if outlooks:
        content["beyond_the_session"] = {name: outlook_json(one) for name, one in outlooks.items()}
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


def _on_scales(arm: ArmResult, summary: ArmSummary, scales: Sequence[str]) -> dict[str, Any]:
    """Return an arm on other scales, day by day, with the error of the cross-walk."""
    days = [day.day for day in summary.days]
    told = {scale: [_scale_day(day) for day in scale_days(arm.dataset, scale, days)] for scale in scales}
    return {"scales": told} if told else {}


def _scale_day(day: ScaleDay) -> dict[str, Any]:
    return {
        **_day(day.day, day.score),
        "mean_change": day.change.mean,
        "response": day.response.share,
        "response_interval": interval(day.response),
        "person_error_sd": day.person_error_sd,
        "rated_sd": day.rated_sd,
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
