"""Rows of target-controlled infusions: the level that a pump aims at and, by its own model, holds.

The pump is driven by the package's own kinetics, so the level of the dosed compound is the target once
it is reached; what such a row tests is whether real pumps held their targets.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.pk.levels import DEFAULT
from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.compounds import Analyte, Dosed
from nemda.validate.pk.doses import read_target
from nemda.validate.pk.observation import Observation
from nemda.validate.pk.quantities import Quantity
from nemda.validate.pk.units import unit_factor


class Held(NamedTuple):
    """The level held, in the row's unit, the model of the pump and what was assumed."""

    value: float
    model: str
    assumed: tuple[str, ...]


def is_target(row: Observation) -> bool:
    """Return whether a row is of a target-controlled infusion."""
    return bool(re.search(r"target|\btci\b", f"{row.dose} {row.route}"))


def predicted_target(row: Observation, dosed: Dosed, analyte: Analyte, quantity: Quantity) -> Held | None:
    """Return the level that a target-controlled infusion holds; None where a row is of none.

    Raises
    ------
    NotApplicableError
        Something else than the level of the dosed compound was measured.
    """
    if not is_target(row):
        return None
    target = read_target(row.dose, row.dose_unit)
    form = {"esketamine": "s", "arketamine": "r"}.get(dosed.compound, "")
    is_dosed = analyte.compound == "ketamine" and analyte.form in {form, ""} and not analyte.is_each
    if not is_dosed or quantity.kind not in {"level", "plateau", "peak", "end", "average"}:
        raise NotApplicableError("of a target-controlled infusion only the targeted level is predicted")
    given = unit_factor("level", target.unit, "ketamine").value
    wanted = unit_factor("level", row.unit, "ketamine").value
    return Held(target.level * wanted / given, DEFAULT, ("a pump driven by the same kinetics",))
