"""The parameters of one published model: typical values, and checked values for each person of a run."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ParameterError
from nemda.model.parameters import ParameterTable
from nemda.pk.published.structure import Values

FRACTION = "fraction"
"""Unit of a part of a whole, which cannot exceed 1."""


def typical_values(table: ParameterTable, people: int) -> dict[str, Float[ndarray, " person"]]:
    """Return every parameter at its typical value, for a number of equal people."""
    return {name: np.full(people, parameter.value) for name, parameter in table.items()}


def person_values(table: ParameterTable, model: str, values: Mapping[str, ndarray], people: int) -> Values:
    """Return every parameter of a model as one value per person; a single value stands for all.

    Raises
    ------
    ParameterError
        A name is missing or unknown, a shape does not fit, or a value is not finite, negative, zero
        where the table allows none, or a fraction above 1.
    """
    if unknown := sorted(set(values) - set(table)):
        raise ParameterError(
            "This published model has no such parameter.", where=model,
            expected=", ".join(table), got=", ".join(unknown),
        )  # fmt: skip
    if missing := sorted(set(table) - set(values)):
        raise ParameterError(
            "Missing parameter of a published model.", where=model, expected=", ".join(missing),
            hint="start from the typical values of the model",
        )  # fmt: skip
    return {name: _value(table, model, name, values[name], people) for name in table}


def _value(table: ParameterTable, model: str, name: str, given: ndarray, people: int) -> ndarray:
    where = f"{model}: {name}"
    value = np.asarray(given, dtype=float)
    if value.shape not in {(), (1,), (people,)}:
        raise ParameterError("Wrong shape.", where=where, expected=f"({people},)", got=value.shape)
    may_be_zero = table[name].interval[0] == 0
    if not np.all(np.isfinite(value) & ((value >= 0) if may_be_zero else (value > 0))):
        raise ParameterError(
            "A value that the parameter cannot have.", where=where, got=float(np.min(value)),
            expected="a finite number of at least 0" if may_be_zero else "a finite number above 0",
        )  # fmt: skip
    if table[name].unit == FRACTION and np.any(value > 1):
        raise ParameterError("A fraction is at most 1.", where=where, got=float(value.max()))
    return np.broadcast_to(value, (people,))
