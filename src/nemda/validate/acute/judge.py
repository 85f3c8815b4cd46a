"""The verdict on a row: the predicted number or direction against what the row says."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from nemda.validate.acute.row import AcuteRow, interval_of
from nemda.validate.biology.outcome import BiologyOutcome, Shown
from nemda.validate.outcome import Status

SPECIES = "human"


class Prediction(NamedTuple):
    """What the model gives: a number in the row's unit, the direction of the effect, and what was assumed."""

    value: float | None
    direction: str
    notes: tuple[str, ...] = ()


def said_direction(row: AcuteRow) -> str | None:
    """Return the direction that the words of a row without a number claim, None where they claim none."""
    words = row.said
    if re.search(
        r"\bno (?:significant |relevant )?(?:change|increase|rise|difference|effect in|bprs)", words
    ):
        return "no change"
    if re.search(r"lower(?:s|ed|ing)|decreas|reduc(?:es|ed|tion)|fall|attenuat", row.effect + row.unit):
        return "decrease"
    if re.search(r"rise|increas|dose[- ]dependent|linear|more|higher", words):
        return "increase"
    return None


def _signed(row: AcuteRow) -> str | None:
    """Return the direction of a number that is a change, None where it is none."""
    if row.value is None or not re.search(r"change|difference|\bvs\b|versus|compared", row.effect):
        return None
    return "increase" if row.value > 0 else "decrease" if row.value < 0 else "no change"


def judged(row: AcuteRow, topic: str, prediction: Prediction) -> BiologyOutcome:
    """Return the outcome of a row that was predicted."""
    reason = "; ".join(prediction.notes)
    if row.value is None or prediction.value is None:
        claimed = said_direction(row) or _signed(row)
        if claimed is None:
            return left_out(row, topic, "not_applicable", "the row has neither a number nor a direction")
        right = claimed == prediction.direction
        return _outcome(
            row, topic, claimed, prediction.direction, None, right, right, None, reason, numeric=False
        )
    if not math.isfinite(prediction.value):
        return left_out(row, topic, "not_applicable", "; ".join((*prediction.notes, "never reached here")))
    low, high = interval_of(row)
    inside = (low is None or prediction.value >= low) and (high is None or prediction.value <= high)
    distance = None
    if low is not None and high is not None and high > low:
        distance = (prediction.value - row.value) / ((high - low) / 2)
    sign = (prediction.value > 0) == (row.value > 0) if "change" in row.effect else None
    return _outcome(
        row, topic, row.value, prediction.value, (low, high), inside, sign, distance, reason, numeric=True
    )


def left_out(row: AcuteRow, topic: str, status: Status, reason: str) -> BiologyOutcome:
    """Return the outcome of a row without a prediction."""
    return BiologyOutcome(
        topic, SPECIES, row.effect, status, row.value is not None, row.value, None, row.unit, None, None,
        None, None, row.verified, reason,
    )  # fmt: skip


def _outcome(
    row: AcuteRow, topic: str, observed: Shown, predicted: Shown,
    tolerance: tuple[float | None, float | None] | None, within: bool, sign: bool | None,
    distance: float | None, reason: str, *, numeric: bool,
) -> BiologyOutcome:  # fmt: skip
    return BiologyOutcome(
        topic, SPECIES, row.effect, "predicted", numeric, observed, predicted, row.unit, tolerance, within,
        sign, distance, row.verified, reason,
    )  # fmt: skip
