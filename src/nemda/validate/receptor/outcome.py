"""What became of one row of receptor experiments, which may hold several numbers.

The fold error of a number is the larger over the smaller of observed and predicted; that of a row with
several numbers is their geometric mean. So it is never below 1, and the direction of a miss shows in the
numbers themselves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from nemda.validate.outcome import Outcome

FOLDS = (1.5, 2.0)
MISS = 1.5
"""Rows that are off by more than this factor are misses."""


class Compared(NamedTuple):
    """One observed number and the predicted one, in the unit of the row, with the label of the number."""

    label: str
    observed: float
    predicted: float

    @property
    def fold_error(self) -> float:
        """Return by what factor the prediction is off, whichever the direction."""
        return math.exp(abs(math.log(self.predicted / self.observed)))


@dataclass(frozen=True)
class RowOutcome:
    """A row with its numbers; `numbers` is empty where nothing was predicted.

    `observed` are the numbers of a row without prediction. `built_from` names the constants that come from
    the work of the row; `kind` is the kind of quantity.
    """

    experiment_id: str
    measured: str
    status: Literal["predicted", "not_applicable"]
    numbers: tuple[Compared, ...]
    observed: tuple[float, ...]
    unit: str
    scheme: str
    reason: str
    kind: str
    is_numeric: bool
    is_verified: bool
    built_from: tuple[str, ...] = ()

    @property
    def fold_error(self) -> float | None:
        """Return the geometric mean of the fold errors of the numbers; None where nothing was predicted."""
        return _geometric_mean([one.fold_error for one in self.numbers])

    @property
    def is_miss(self) -> bool:
        """Return whether the prediction is off by more than `MISS`."""
        return self.fold_error is not None and self.fold_error > MISS

    def as_json(self) -> dict[str, Any]:
        """Return the row with its keys in fixed order; several numbers are a list."""
        seen = [one.observed for one in self.numbers] or list(self.observed)
        return {
            "experiment_id": self.experiment_id, "status": self.status, "observed": _simple(seen),
            "predicted": _simple([one.predicted for one in self.numbers]), "fold_error": self.fold_error,
            "unit": self.unit, "scheme": self.scheme, "reason": self.reason,
        }  # fmt: skip

    def outcomes(self) -> tuple[Outcome, ...]:
        """Return one outcome for each number, as the other validations have them (for the figure)."""
        role = "the bench was built from this work" if self.built_from else "not used"
        single = len(self.numbers) == 1
        return tuple(
            Outcome(
                self.experiment_id, self.measured if single else f"{self.measured} ({one.label})",
                "predicted", one.observed, one.predicted, self.unit, self.scheme, "", self.reason,
                (("compound", self.scheme), ("role", role), ("kind", self.kind)),
            )
            for one in self.numbers
        )  # fmt: skip


@dataclass(frozen=True)
class BenchSummary:
    """Counts of rows; geometric mean fold error and shares within a factor over the predicted ones."""

    rows: int
    numeric_rows: int
    predicted: int
    not_applicable: int
    gmfe: float | None
    within: tuple[float | None, ...]

    def as_json(self) -> dict[str, float | int | None]:
        """Return the summary with its keys in fixed order."""
        shares = {
            f"within_{fold:g}".replace(".", "_"): one for fold, one in zip(FOLDS, self.within, strict=True)
        }
        return {
            "rows": self.rows, "numeric_rows": self.numeric_rows, "predicted": self.predicted,
            "not_applicable": self.not_applicable, "gmfe": self.gmfe, **shares,
        }  # fmt: skip


def summarize_bench(outcomes: Sequence[RowOutcome]) -> BenchSummary:
    """Return the summary of some rows."""
    folds = [one.fold_error for one in outcomes if one.fold_error is not None]
    return BenchSummary(
        rows=len(outcomes),
        numeric_rows=sum(one.is_numeric for one in outcomes),
        predicted=len(folds),
        not_applicable=sum(one.status == "not_applicable" for one in outcomes),
        gmfe=_geometric_mean(folds),
        # Rounding must not put a ratio of exactly 2 outside of two-fold.
        within=tuple(
            sum(fold <= limit * (1 + 1e-12) for fold in folds) / len(folds) if folds else None
            for limit in FOLDS
        ),
    )


def independent(outcomes: Sequence[RowOutcome]) -> tuple[RowOutcome, ...]:
    """Return the rows whose work gave the bench no constant."""
    return tuple(one for one in outcomes if not one.built_from)


def _geometric_mean(values: Sequence[float]) -> float | None:
    return math.exp(math.fsum(map(math.log, values)) / len(values)) if values else None


def _simple(values: Sequence[float]) -> float | list[float] | None:
    if not values:
        return None
    return values[0] if len(values) == 1 else list(values)
