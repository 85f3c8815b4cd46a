"""Who eats: age, sex, weight, kidney function, and what decides whether magnesium is safe.

Nothing is guessed: a property that is not said is that of a healthy adult of 70 kg, or unknown where only
safety asks for it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from nemda.errors import PeopleError

CONDITIONS = (
    "av_block", "bradycardia", "cardiac_conduction_disorder", "bowel_obstruction", "hypersensitivity",
    "diarrhea", "pregnant", "lactating",
)  # fmt: skip
LIMITS = {
    "age_y": (1.0, 110.0),
    "weight_kg": (8.0, 300.0),
    "egfr_ml_min": (0.0, 200.0),
    "heart_rate_bpm": (20.0, 250.0),
    "systolic_mmhg": (40.0, 260.0),
    "serum_mmol_l": (0.1, 10.0),
}


@dataclass(frozen=True)
class Person:
    """One person; `egfr_ml_min` is glomerular filtration in mL/min (per 1.73 m2 taken as it is).

    `heart_rate_bpm`, `systolic_mmhg` and `serum_mmol_l` are None where not measured. `conditions` are
    among `CONDITIONS`.

    Raises
    ------
    PeopleError
        A property is outside of its range, or a condition is unknown.
    """

    age_y: float = 40.0
    is_female: bool = False
    weight_kg: float = 70.0
    egfr_ml_min: float = 100.0
    heart_rate_bpm: float | None = None
    systolic_mmhg: float | None = None
    serum_mmol_l: float | None = None
    conditions: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            given = getattr(self, name)
            if given is not None and not (math.isfinite(given) and low <= given <= high):
                raise PeopleError(
                    "A property of the person is out of range.", where=name,
                    expected=f"{low:g} to {high:g}", got=given,
                )  # fmt: skip
        for name in sorted(self.conditions):
            if name not in CONDITIONS:
                raise PeopleError(
                    "Unknown condition.", where="conditions", got=name, expected=", ".join(CONDITIONS)
                )
