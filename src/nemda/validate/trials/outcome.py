"""What became of one outcome row of a trial: observed, predicted, its interval and where that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from nemda.validate.outcome import Status


class Variances(NamedTuple):
    """Shares of the variance of a prediction by source; they sum to 1.

    People: who was recruited, by `n`; `unexplained`: what the residuals of the calibration leave.
    """

    people: float
    parameters: float
    trials: float
    unexplained: float


@dataclass(frozen=True)
class TrialOutcomeRow:
    """One outcome row beside its prediction.

    `error` is predicted minus observed in the unit of the row, `madrs_error` the same in MADRS-equivalent
    points for changes, scores and differences in points. `inside` is None where nothing was observed but
    a direction; for a null result it says whether the interval holds 0. `known` says that the study's own
    deviation from the calibration was used. `groups` are pairs such as ``("route", "iv")``.
    """

    study_id: str
    arm: str
    time_h: float | None
    scale: str
    quantity: str
    unit: str
    status: Status
    observed: float | None
    predicted: float | None
    lower_90: float | None
    upper_90: float | None
    inside: bool | None
    error: float | None
    madrs_error: float | None
    kind: str
    variances: Variances | None
    known: bool
    reason: str
    groups: tuple[tuple[str, str], ...] = ()

    def group(self, kind: str) -> str:
        """Return the name of the row's group of a kind, or nothing where it has none."""
        return dict(self.groups).get(kind, "")
