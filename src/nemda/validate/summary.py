"""How good predictions are as a whole: absolute average fold error, shares within a factor, bias.

AAFE = exp(mean |ln(predicted / observed)|), also called the geometric mean fold error, is the factor by
which a prediction is off on average whichever the direction; bias = exp(mean ln(predicted / observed)) is
the factor that is left when errors cancel.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nemda.validate.outcome import Outcome

FOLDS: tuple[float, ...] = (1.25, 1.5, 2.0)


@dataclass(frozen=True)
class Summary:
    """Counts of rows and the measures over the predicted ones, which are None where there are none."""

    rows: int
    predicted: int
    not_applicable: int
    missing: int
    aafe: float | None
    within: tuple[float | None, ...]
    bias: float | None

    def as_json(self) -> dict[str, float | int | None]:
        """Return the summary with its keys in fixed order; ``missing`` only where a row is."""
        shares = {
            f"within_{fold:g}".replace(".", "_"): share
            for fold, share in zip(FOLDS, self.within, strict=True)
        }
        content: dict[str, float | int | None] = {
            "rows": self.rows, "predicted": self.predicted, "not_applicable": self.not_applicable,
            "aafe": self.aafe, **shares, "bias": self.bias,
        }  # fmt: skip
        if self.missing:
            content["missing"] = self.missing
        return content


def summarize(outcomes: Sequence[Outcome]) -> Summary:
    """Return the summary of some rows."""
    folds = [outcome.fold_error for outcome in outcomes]
    logs = [math.log(fold) for fold in folds if fold is not None]
    counted = len(logs)
    return Summary(
        rows=len(outcomes),
        predicted=counted,
        not_applicable=sum(outcome.status == "not_applicable" for outcome in outcomes),
        missing=sum(outcome.status == "missing" for outcome in outcomes),
        aafe=math.exp(math.fsum(map(abs, logs)) / counted) if counted else None,
        within=tuple(_share_within(logs, fold) for fold in FOLDS),
        bias=math.exp(math.fsum(logs) / counted) if counted else None,
    )


def summarize_by(outcomes: Sequence[Outcome], kind: str) -> dict[str, Summary]:
    """Return one summary per group of a kind, by name."""
    names = sorted({outcome.group(kind) for outcome in outcomes})
    return {name: summarize([each for each in outcomes if each.group(kind) == name]) for name in names}


def _share_within(logs: Sequence[float], fold: float) -> float | None:
    # Rounding must not put a ratio of exactly 2 outside of two-fold.
    limit = math.log(fold) + 1e-12
    return sum(abs(log) <= limit for log in logs) / len(logs) if logs else None
