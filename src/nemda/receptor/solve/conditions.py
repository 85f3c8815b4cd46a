"""What a receptor is exposed to at one moment: voltage and concentrations, for a batch of experiments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError

Level = float | Float[ndarray, "..."]
"""A number, or an array over a batch of experiments."""


class Conditions(NamedTuple):
    """Voltage (mV) and concentrations (umol/L), each of one batch shape; an absent ligand is at 0."""

    voltage_mv: Float[ndarray, "*batch"]
    concentrations: Mapping[str, Float[ndarray, "*batch"]]

    def of(self, ligand: str) -> Float[ndarray, "*batch"]:
        """Return the concentration of one ligand (umol/L)."""
        found = self.concentrations.get(ligand)
        return np.zeros_like(self.voltage_mv) if found is None else found


def conditions(
    voltage_mv: Level,
    concentrations: Mapping[str, Level],
) -> Conditions:
    """Return conditions from numbers or arrays, broadcast to one batch shape.

    Raises
    ------
    ReceptorError
        Shapes do not broadcast, a concentration is negative, or a number is not finite.
    """
    values = [np.asarray(value, dtype=float) for value in (voltage_mv, *concentrations.values())]
    try:
        voltage, *levels = np.broadcast_arrays(*values)
    except ValueError as error:
        raise ReceptorError(
            "Voltage and concentrations have shapes that do not fit together.",
            where="conditions", got=[value.shape for value in values],
        ) from error  # fmt: skip
    if not np.all(np.isfinite(voltage)):
        raise ReceptorError("A voltage is not a finite number.", where="voltage_mv", got=voltage.tolist())
    for name, level in zip(concentrations, levels, strict=True):
        if not np.all(np.isfinite(level) & (level >= 0)):
            raise ReceptorError(
                "A concentration is negative or not a number.", where=f"concentration of {name}",
                expected="0 or more (umol/L)", got=float(np.min(level)),
            )  # fmt: skip
    return Conditions(voltage, dict(zip(concentrations, levels, strict=True)))
