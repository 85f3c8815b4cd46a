"""What people are exposed to: peak and its time, areas, terminal half-life, bioavailability, per person.

All are exact for the modes of the levels (`nemda.pk.metrics`) and need no sampling times. Libraries for
noncompartmental analysis (PKNCA in R, pystatsbio and openpkflow in Python) estimate the same from samples of
one person, because a study has nothing else; with the whole curve in closed form their trapezoids and
fitted slopes would only add an error. What would falsify this: a fine noncompartmental analysis of the
same curve that does not converge to these numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.drugs import compounds
from nemda.model.drive import Drive
from nemda.pk.metrics import area_under_curve, peak, terminal_half_life
from nemda.pk.molar import ng_per_ml
from nemda.regimen import Regimen


class Quantity(NamedTuple):
    """What a number of exposure is: its unit and meaning; `is_ratio` marks what interactions are told in."""

    unit: str
    meaning: str
    short: str
    is_ratio: bool = False


QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        "cmax": Quantity("ng/mL", "highest level until the end", "Cmax", is_ratio=True),
        "tmax": Quantity("h", "time of the highest level since the start", "Tmax"),
        "auc": Quantity("ng h/mL", "area under the level from the start to the end", "AUC 0-t"),
        "auc_inf": Quantity(
            "ng h/mL", "area under the level from the start to infinity", "AUC 0-inf", is_ratio=True
        ),
        "half_life": Quantity("h", "terminal half-life: of the slowest fall after the last dose", "t1/2"),
        "bioavailability": Quantity(
            "1", "area to infinity over that of the same doses as intravenous boluses", "F"
        ),
    }
)
"""The numbers of exposure, in the order in which they are shown."""

RATIOS = tuple(name for name, quantity in QUANTITIES.items() if quantity.is_ratio)


def exposure(drive: Drive, signal: str, compound: str, end_h: float) -> dict[str, Float[ndarray, " person"]]:
    """Return all `QUANTITIES` of a signal but bioavailability, one value per person.

    Raises
    ------
    ModelError
        The signal is unknown, or zero after the last dose.
    """
    highest = peak(drive, signal, 0.0, end_h)
    return {
        "cmax": ng_per_ml(highest.level, compound),
        "tmax": highest.time_h,
        "auc": ng_per_ml(area_under_curve(drive, signal, 0.0, end_h), compound),
        "auc_inf": ng_per_ml(area_under_curve(drive, signal), compound),
        "half_life": terminal_half_life(drive, signal),
    }


def into_vein(regimen: Regimen) -> Regimen | None:
    """Return the doses of ketamine as intravenous boluses; None without any, or where one is intravenous."""
    doses = tuple(dose for dose in regimen.doses if compounds()[dose.compound].enantiomers is not None)
    if not doses or any(dose.route == "iv" for dose in doses):
        return None
    boluses = tuple(replace(dose, route="iv", duration_h=0.0, formulation=None) for dose in doses)
    return Regimen(boluses, label="the same doses as intravenous boluses")


def summary(values: Float[ndarray, " person"]) -> tuple[float, float, float]:
    """Return the median and the 5th and 95th percentile over people."""
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    return float(middle), float(low), float(high)
