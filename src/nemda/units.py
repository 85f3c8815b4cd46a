"""Units at the borders; inside nemda every value is in one fixed system.

Inside: hours, milligrams, liters, micromoles per liter, millimeters of mercury, kilograms.
Pint parses what people write (files, sentences, parameter tables) and checks dimensions; no
Pint object enters the mathematics. Pint is imported late because it costs a third of a second.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from nemda.errors import UnitError

HOURS_PER_DAY = 24.0
HOURS_PER_WEEK = 168.0
MINUTES_PER_HOUR = 60.0
NG_PER_ML_PER_MG_PER_L = 1000.0


@cache
def registry() -> Any:
    """Return the Pint registry of nemda, with the clinical units it lacks."""
    import pint

    units: Any = pint.UnitRegistry(cache_folder=None)
    units.define("point = [rating] = points")
    units.define("international_unit = [biological_activity] = IU")
    units.define("dimensionless_ratio = []")
    return units


@cache
def _factor(from_unit: str, to_unit: str) -> float:
    import pint

    try:
        return float(registry().Quantity(1.0, from_unit).to(to_unit).magnitude)
    except pint.UndefinedUnitError as error:
        raise UnitError("Unknown unit.", got=str(error), hint="write units as in 'mg/L' or '1/h'") from error
    except pint.DimensionalityError as error:
        raise UnitError(
            "Units of different dimension.", expected=f"a unit like {to_unit!r}", got=repr(from_unit)
        ) from error


def convert(value: float, from_unit: str, to_unit: str) -> float:
    """Return `value` given in `from_unit` expressed in `to_unit`.

    Only for units that differ by a factor (no offset units such as degrees Celsius).

    Raises
    ------
    UnitError
        A unit is unknown, or the two have different dimensions.
    """
    return value * _factor(from_unit, to_unit)


@cache
def dimension(unit: str) -> str:
    """Return the dimension of a unit as text, for comparison: ``dimension("mg/L")``."""
    import pint

    try:
        return str(registry().Quantity(1.0, unit).dimensionality)
    except pint.UndefinedUnitError as error:
        raise UnitError("Unknown unit.", got=repr(unit)) from error


def same_dimension(first: str, second: str) -> bool:
    """Return whether two units measure the same kind of quantity."""
    return dimension(first) == dimension(second)
