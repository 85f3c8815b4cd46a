"""What a run hands to whoever shows it: simulated arms, observed points, and the two side by side.

Plain values without behavior, so that the report, the terminal and the files all tell the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xarray import Dataset


@dataclass(frozen=True, eq=False)
class ArmResult:
    """One simulated arm: its name, its regimen in words, and the course of its people.

    `dataset` is what `nemda.engine.simulate.simulate` returns: variables [person, time], time in h.
    """

    name: str
    sentence: str
    dataset: Dataset


class Observed(NamedTuple):
    """One published outcome, as it stands in the evidence.

    `arm` is the name of an arm, or ``"X_vs_Y"`` for a contrast of two; `time_h` counts from the first
    dose and is None where the source gives none. `value` is in `unit`; it is None where the source
    gives a direction only. `dispersion` is kept as text because sources also give ranges
    ("-12.71 to -3.20"); `dispersion_type` says what it is (SD, SE, 95%CI, count, ...). `n` is the
    published number of people, None where it is not given. `adjusted` says that the source adjusted
    the value for baseline (least-squares means); `evidence` is the remark of the
    evidence table.
    """

    arm: str
    time_h: float | None
    scale: str
    quantity: str
    value: float | None
    unit: str
    dispersion: str = ""
    dispersion_type: str = ""
    n: int | None = None
    adjusted: bool = False
    evidence: str = ""


class ComparisonRow(NamedTuple):
    """An observed value beside what the simulation predicts for a trial of that size.

    `lower_90` to `upper_90` is the interval in which 90% of trials of the published size would lie if
    the model were true; `inside` says whether the observed value does. All are None where the value
    cannot be predicted, and `note` says why; otherwise `note` says what was assumed.
    """

    arm: str
    time_h: float | None
    scale: str
    quantity: str
    observed: float | None
    predicted: float | None
    lower_90: float | None
    upper_90: float | None
    unit: str
    inside: bool | None = None
    note: str = ""
