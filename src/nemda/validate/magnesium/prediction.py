"""What a predictor says of a row: a number or a direction, the assumption behind it, or why it cannot."""

from __future__ import annotations

from typing import NamedTuple

from nemda.validate.outcome import NotApplicableError, Status

__all__ = ["NotApplicableError", "Prediction", "UnpredictableError"]


class UnpredictableError(NotApplicableError):
    """A row that belongs to the model and cannot be predicted; `status` says whether it should be."""

    def __init__(self, why: str, status: Status = "not_applicable") -> None:
        super().__init__(why)
        self.status: Status = status


class Prediction(NamedTuple):
    """One prediction in the row's unit; several numbers where the row reports several, in its order.

    `direction` is -1, 0 or 1 for a row of words. `observed` replaces the row's own number where its cells
    mean something else (two groups). `fitted` marks a row that set a constant.
    """

    numbers: tuple[float, ...] = ()
    direction: int | None = None
    note: str = ""
    observed: tuple[float, ...] = ()
    fitted: bool = False
