"""The verdict on a row: the predicted number or word against what the row says."""

from __future__ import annotations

import math
from typing import NamedTuple

from nemda.validate.biology.outcome import BiologyOutcome
from nemda.validate.longterm.row import LongRow, interval_of
from nemda.validate.outcome import Status

SPECIES = "human"


class Prediction(NamedTuple):
    """What the model gives: a number in the row's unit or a word, and what was assumed."""

    value: float | str
    notes: tuple[str, ...] = ()


def judged(row: LongRow, prediction: Prediction) -> BiologyOutcome:
    """Return the outcome of a row that was predicted."""
    reason = "; ".join(prediction.notes)
    if row.value is None and not isinstance(prediction.value, str):
        return left_out(row, "not_applicable", "; ".join((*prediction.notes, "a number beside a word")))
    if row.value is None:
        right = prediction.value == row.words
        return BiologyOutcome(
            row.domain,
            SPECIES,
            row.item,
            "predicted",
            False,
            row.words,
            prediction.value,
            row.unit,
            None,
            right,
            right,
            None,
            row.verified,
            reason,
        )
    if isinstance(prediction.value, str) or not math.isfinite(prediction.value):
        return left_out(row, "not_applicable", "; ".join((*prediction.notes, "a word beside a number")))
    low, high = interval_of(row)
    inside = (low is None or prediction.value >= low) and (high is None or prediction.value <= high)
    distance = None
    if low is not None and high is not None and high > low:
        distance = (prediction.value - row.value) / ((high - low) / 2)
    sign = (prediction.value > 0) == (row.value > 0) if "change" in row.item and row.value else None
    return BiologyOutcome(
        row.domain,
        SPECIES,
        row.item,
        "predicted",
        True,
        row.value,
        prediction.value,
        row.unit,
        (low, high),
        inside,
        sign,
        distance,
        row.verified,
        reason,
    )


def left_out(row: LongRow, status: Status, reason: str) -> BiologyOutcome:
    """Return the outcome of a row without a prediction."""
    observed = row.words if row.value is None else row.value
    return BiologyOutcome(
        row.domain,
        SPECIES,
        row.item,
        status,
        row.value is not None,
        observed,
        None,
        row.unit,
        None,
        None,
        None,
        None,
        row.verified,
        reason,
    )
