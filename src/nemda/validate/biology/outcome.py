"""What became of one row of biology, and the summary of many.

Rows that say a direction are judged by sign, rows that say a number by whether the prediction lies inside
the published interval, or within a quarter of the number where none is published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from nemda.validate.outcome import Status

Shown: TypeAlias = float | tuple[float, ...] | str | None
"""A number, several, the words for a direction, or nothing."""


@dataclass(frozen=True)
class BiologyOutcome:
    """One row beside what the model gives.

    `tolerance` is the interval (low, high) that a number must lie in, with None for an open end, or the
    dead band of a direction. `within`: inside it (for a direction: the sign is right). `sign`: whether the
    direction is right, None where the row has none (a rate, a time). `distance` is prediction minus
    observation in units of the tolerance, None where that has no meaning. `reason` says why a row is not
    predicted, or what had to be assumed.
    """

    topic: str
    species: str
    readout: str
    status: Status
    is_numeric: bool
    observed: Shown
    predicted: Shown
    unit: str
    tolerance: float | tuple[float | None, float | None] | None
    within: bool | None
    sign: bool | None
    distance: float | None
    verified: str
    reason: str

    @property
    def is_miss(self) -> bool:
        """Return whether a predicted row is wrong in sign or outside its interval."""
        return self.status == "predicted" and (self.within is False or self.sign is False)


@dataclass(frozen=True)
class BiologySummary:
    """Counts of rows, and shares of the predicted ones; a share of nothing is None.

    `sign_correct` is over predicted rows that have a direction, `within_tolerance` over predicted rows
    that have a number; the two denominators are `signed` and `numeric_predicted`.
    """

    rows: int
    numeric_rows: int
    predicted: int
    not_applicable: int
    missing: int
    sign_correct: float | None
    within_tolerance: float | None
    signed: int
    numeric_predicted: int


def summarize_biology(outcomes: Sequence[BiologyOutcome]) -> BiologySummary:
    """Return the summary of some rows."""
    predicted = [one for one in outcomes if one.status == "predicted"]
    signs = [one.sign for one in predicted if one.sign is not None]
    inside = [bool(one.within) for one in predicted if one.is_numeric]
    return BiologySummary(
        rows=len(outcomes),
        numeric_rows=sum(one.is_numeric for one in outcomes),
        predicted=len(predicted),
        not_applicable=sum(one.status == "not_applicable" for one in outcomes),
        missing=sum(one.status == "missing" for one in outcomes),
        sign_correct=_share(signs),
        within_tolerance=_share(inside),
        signed=len(signs),
        numeric_predicted=len(inside),
    )


def summaries_by_topic(outcomes: Sequence[BiologyOutcome]) -> dict[str, BiologySummary]:
    """Return one summary per topic, by name."""
    topics = sorted({one.topic for one in outcomes})
    return {topic: summarize_biology([one for one in outcomes if one.topic == topic]) for topic in topics}


def _share(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None
