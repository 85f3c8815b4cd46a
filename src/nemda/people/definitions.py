"""What each covariate is, whoever the people are: unit, meaning and plausible interval.

The table is `covariates.toml`. The plausible interval is wide on purpose: it catches a pound for a
kilogram or a shifted decimal point, not an unusual person. What would falsify it: a real adult outside.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import PeopleError
from nemda.people.checks import unknown_name


@dataclass(frozen=True)
class Definition:
    """What a covariate is; `plausible` is the interval outside which a value must be a mistake."""

    name: str
    unit: str
    meaning: str
    plausible: tuple[float, float]
    whole: bool = False

    def check(self, values: Float[ndarray, " person"], where: str) -> None:
        """Refuse values that are not finite, not plausible, or not whole where they must be.

        Raises
        ------
        PeopleError
            Names the first offending person (counted from 0), the value and the interval.
        """
        low, high = self.plausible
        good = np.isfinite(values) & (values >= low) & (values <= high)
        if self.whole:
            good &= values == np.round(values)
        if not good.all():
            person = int(np.argmin(good))
            raise self._refusal(float(values[person]), f"{where}, person {person}")

    def check_number(self, value: float, where: str) -> None:
        """Refuse one value as `check` refuses those of persons.

        Raises
        ------
        PeopleError
            Names the value and the interval.
        """
        low, high = self.plausible
        if not low <= value <= high or (self.whole and value != round(value)):
            raise self._refusal(value, where)

    def _refusal(self, value: float, where: str) -> PeopleError:
        low, high = self.plausible
        return PeopleError(
            f"A value of {self.name} that cannot be right.",
            where=where,
            expected=f"{'a whole number, ' if self.whole else ''}{low:g} to {high:g} {self.unit}",
            got=value,
            hint="check the unit and the decimal point",
        )


@cache
def definitions() -> Mapping[str, Definition]:
    """Return every covariate that people can have, by name, in the order of the table."""
    with (files("nemda.people") / "covariates.toml").open("rb") as stream:
        table = tomllib.load(stream)
    found: dict[str, Definition] = {}
    for name, entry in table.items():
        low, high = entry["plausible"]
        found[name] = Definition(
            name, entry["unit"], entry["meaning"], (float(low), float(high)), entry.get("whole", False)
        )
    return MappingProxyType(found)


def definition(name: str) -> Definition:
    """Return what one covariate is.

    Raises
    ------
    PeopleError
        The name is unknown; the nearest ones are named.
    """
    if name not in definitions():
        raise unknown_name("covariate", name, definitions())
    return definitions()[name]
