"""What an infusion pump can do: how often it changes its rate, and how fast it can run."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nemda.errors import RegimenError

TEN_SECONDS_H = 10.0 / 3600.0


@dataclass(frozen=True)
class Pump:
    """A pump that keeps one rate for each update interval.

    `update_h` is the length of an interval (10 s by default, common in target-controlled infusion);
    `limit_mg_per_h` the largest rate, in mg of base. A syringe driver that runs 1200 mL/h with 10 mg/mL
    gives 12,000 mg/h, the default.

    Raises
    ------
    RegimenError
        A number is not finite and above 0.
    """

    update_h: float = TEN_SECONDS_H
    limit_mg_per_h: float = 12_000.0

    def __post_init__(self) -> None:
        for name, value in (("update_h", self.update_h), ("limit_mg_per_h", self.limit_mg_per_h)):
            if not (math.isfinite(value) and value > 0):
                raise RegimenError(
                    "A property of a pump is a finite number above 0.", where=f"Pump.{name}", got=value
                )


def pump_of(flow_ml_per_h: float, strength_mg_per_ml: float, update_h: float = TEN_SECONDS_H) -> Pump:
    """Return a pump with the limit that its largest flow and the strength of the syringe set.

    Strength is mg of base per mL: a label in hydrochloride must be converted first.

    Raises
    ------
    RegimenError
        A number is not finite and above 0.
    """
    return Pump(update_h, flow_ml_per_h * strength_mg_per_ml)
