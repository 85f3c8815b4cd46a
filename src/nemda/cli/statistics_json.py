"""Statistics without people for programs: one JSON object with plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nemda.cli.simulate_json import changes_by_day, interval, scores_by_day, shares_by_day
from nemda.cli.simulate_request import Request
from nemda.trial.counted_summary import CountedSummary


def as_json(request: Request, summaries: Sequence[CountedSummary], folder: Path) -> dict[str, Any]:
    """Return a run as one JSON object: `regimens`, where the files are, and that no people are in them."""
    return {
        "title": request.title,
        **request.record,
        "people_stored": 0,
        "regimens": [_regimen(summary) for summary in summaries],
        "folder": str(folder),
        "report": None,
    }


def _regimen(summary: CountedSummary) -> dict[str, Any]:
    return {
        "name": summary.name,
        "sentence": summary.sentence,
        "n": summary.n,
        "highest_median": {key: spread.q50 for key, spread in summary.highest.items()},
        "highest_median_90_of_people": {
            key: [spread.q05, spread.q95] for key, spread in summary.highest.items()
        },
        "madrs": scores_by_day(summary.days),
        "madrs_change": changes_by_day(summary.days),
        "madrs_quantile_error": summary.error,
        "endpoint_day": summary.endpoint_day,
        "response": summary.endpoint.response.share,
        "remission": summary.endpoint.remission.share,
        "response_interval": interval(summary.endpoint.response),
        "remission_interval": interval(summary.endpoint.remission),
        **shares_by_day(summary.days),
    }
