"""What became of one published number: predicted, missing, or not applicable with the reason.

Errors are counted as ratios, because levels, exposures and their errors span powers of ten: a level
predicted at half and one predicted at twice the observed are equally wrong. A table whose numbers may
be negative (a change in a rhythm) must turn them into ratios first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nemda.errors import DataError, NemdaError

Status: TypeAlias = Literal["predicted", "not_applicable", "missing"]
"""predicted: the model gives a number; not_applicable: it does not claim to, or the row cannot be read;
missing: it should, and the data it needs are not there."""


class NotApplicableError(NemdaError):
    """A published number that the model does not predict; the message is the reason."""


@dataclass(frozen=True)
class Outcome:
    """One published number beside the predicted one.

    `observed` and `predicted` are in `unit`. `reason` says why a row has no prediction, and for a
    predicted row what had to be assumed. `groups` are pairs (kind of group, name), such as
    ``("route", "iv")``.

    Raises
    ------
    DataError
        A predicted row without a finite prediction and observation above 0.
    """

    study_id: str
    quantity: str
    status: Status
    observed: float | None
    predicted: float | None
    unit: str
    model: str
    sampling: str
    reason: str
    groups: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.status == "predicted" and not (_is_positive(self.observed) and _is_positive(self.predicted)):
            raise DataError(
                "A prediction is compared as a ratio, so both numbers are finite and above 0.",
                where=f"{self.study_id}, {self.quantity}", got=(self.observed, self.predicted),
            )  # fmt: skip

    @property
    def fold_error(self) -> float | None:
        """Return predicted over observed; None where nothing was predicted."""
        if self.status != "predicted" or self.observed is None or self.predicted is None:
            return None
        return self.predicted / self.observed

    def group(self, kind: str) -> str:
        """Return the name of the row's group of a kind, or nothing where it has none."""
        return dict(self.groups).get(kind, "")


def _is_positive(value: float | None) -> bool:
    return value is not None and math.isfinite(value) and value > 0
