"""Calcium carried by a current.

Directly measured is the share P_f of the current that calcium carries, from whole-cell current and dye
fluorescence at once (table 7 of Dingledine 1999). It holds near -60 mV and 1.8 mmol/L calcium, the
conditions of those recordings. Constant-field theory carries it to other conditions: with the same
monovalent ions [M] on both sides and no calcium inside, and r = P_Ca / P_M,

    P_f = 4 r [Ca] / (4 r [Ca] + [M] (1 - exp(2 F V / RT)))

(Schneggenburger 1993). With the published r = 3.10 of GluN2A it gives 0.14, as measured.

Wrong if: the share at other voltages departs from this form. It does somewhat for GluN2A, whose flux
ratio is not that of independent ions (Wollmuth and Sakmann 1998), so near -60 mV use the measured share.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError
from nemda.receptor.measure.current import course_current_pa
from nemda.receptor.measure.unitary import unitary
from nemda.receptor.preparation.course import Course

THERMAL_MV = 25.3
"""RT/F at the room temperature of the recordings (293 K)."""

MEASURED_AT_MV, MEASURED_CALCIUM_MMOL, MONOVALENT_MMOL = -60.0, 1.8, 140.0
"""Usual conditions of the measured shares."""

ELEMENTARY_CHARGE_C = 1.602176634e-19
COULOMB_PER_PICOCOULOMB = 1e-12


def calcium_current_pa(course: Course, channels: float = 1.0) -> Float[ndarray, "batch time"]:
    """Return the part of the current that calcium carries (pA), by the measured share of its channel."""
    return course_current_pa(course, channels) * unitary(course.scheme).calcium_fraction.value


def calcium_ions(course: Course, channels: float = 1.0) -> Float[ndarray, " batch"]:
    """Return how many calcium ions enter during a course (negative: leave), two charges each."""
    inward = -np.trapezoid(calcium_current_pa(course, channels), course.time_s, axis=-1)
    return inward * COULOMB_PER_PICOCOULOMB / (2 * ELEMENTARY_CHARGE_C)


def calcium_fraction(
    voltage_mv: float | Float[ndarray, "*shape"],
    permeability_ratio: float,
    calcium_mmol: float = MEASURED_CALCIUM_MMOL,
) -> Float[ndarray, "*shape"]:
    """Return P_f by constant-field theory at a voltage below 0 mV and an external calcium (mmol/L).

    Raises
    ------
    ReceptorError
        A voltage is not below 0 mV: there the monovalent current turns and a share has no meaning.
    """
    voltage = np.asarray(voltage_mv, dtype=float)
    if np.any(voltage >= 0):
        raise ReceptorError(
            "The calcium share of a current needs a voltage below its reversal.", where="voltage_mv",
            expected="below 0 mV", got=float(np.max(voltage)),
        )  # fmt: skip
    calcium = 4 * permeability_ratio * calcium_mmol
    return np.asarray(calcium / (calcium - MONOVALENT_MMOL * np.expm1(2 * voltage / THERMAL_MV)))


def permeability_of_fraction(fraction: float) -> float:
    """Return the r = P_Ca / P_M that gives the measured share P_f under its usual conditions (inverse)."""
    return (
        -fraction
        / (1 - fraction)
        * MONOVALENT_MMOL
        * float(np.expm1(2 * MEASURED_AT_MV / THERMAL_MV))
        / (4 * MEASURED_CALCIUM_MMOL)
    )
