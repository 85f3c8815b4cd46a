"""Rows that report how many fold one condition differs from another: two scenarios instead of one.

What is compared is what the row lists twice: uses of the receptor (extrasynaptic and synaptic), voltages,
magnesium, compounds, or subtypes. Rules for the direction: "faster", "shorter" and "more potent" divide the
second by the first of times and concentrations; a shift or an increase divides the later by the former;
anything else divides the first by the second.
"""

from __future__ import annotations

import re
from dataclasses import replace

from nemda.validate.outcome import NotApplicableError
from nemda.validate.receptor.bench import measured
from nemda.validate.receptor.conventions import convention
from nemda.validate.receptor.measured import Measured
from nemda.validate.receptor.quantities import Quantity
from nemda.validate.receptor.receptors import Receptors
from nemda.validate.receptor.results import Part
from nemda.validate.receptor.row import Row
from nemda.validate.receptor.scenario import Position, Scenario, read_scenario

_INVERSE = r"faster|quicker|short|more potent|potency|more sensitive|accelerat|speed"
_LATER = r"shift|increase|reduc|change|raise|rise|on adding|by (?:adding )?\d|right-?ward"


def fold(row: Row, quantity: Quantity, part: Part, study: Receptors) -> tuple[Measured, Scenario]:
    """Return the ratio of a quantity between the two conditions of a row, and the first scenario.

    Raises
    ------
    NotApplicableError
        The row does not name two conditions.
    """
    first, second = _pair(row, quantity, part, study)
    if replace(first, assumed=()) == replace(second, assumed=()):
        raise NotApplicableError("a fold difference without two conditions that the bench can tell apart")
    values = measured(first, quantity), measured(second, quantity)
    ratio = values[0].value / values[1].value
    inverse = values[0].dimension in {"time", "concentration"} and re.search(
        _INVERSE, f"{row.measured} {row.unit}"
    )
    later = re.search(_LATER, row.measured) and not re.search(r"\bvs\b|versus|than|\bover\b", row.measured)
    return Measured(1 / ratio if inverse or later else ratio, "fold"), first


def _pair(row: Row, quantity: Quantity, part: Part, study: Receptors) -> tuple[Scenario, Scenario]:
    first, second = (read_scenario(row, quantity, part, Position(index, 2, None), study) for index in (0, 1))
    if "extrasynaptic" in row.said and re.search(r"(?<!extra)synaptic", row.said):
        tonic = replace(first, is_synaptic=False)
        synaptic = replace(first, is_synaptic=True, pulse_s=convention("synaptic_pulse"))
        order = row.said.index("extrasynaptic") <= _place_of_synaptic(row.said)
        return (tonic, synaptic) if order else (synaptic, tonic)
    if first == second and first.magnesium_mmol > 0 and re.search(r"\bmg|magnesium", row.measured):
        # One level named: what it does compared with none.
        with_none = replace(first, magnesium_mmol=0.0)
        return (with_none, second) if re.search(_LATER, row.measured) else (first, with_none)
    return first, second


def _place_of_synaptic(text: str) -> int:
    found = re.search(r"(?<!extra)synaptic", text)
    return found.start() if found else len(text)
