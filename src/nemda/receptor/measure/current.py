"""Current through many channels, I = N gamma P_open (V - E_rev), inward negative.

With conductance in pS, voltage in mV and N channels, N gamma P (V - E) is in fA; divided by 1000 it is
in pA. The conductance does not depend on voltage here: real NMDA currents rectify slightly without
magnesium.
"""

from __future__ import annotations

from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.measure.unitary import Unitary, unitary
from nemda.receptor.preparation.course import Course

FEMTO_PER_PICO = 1000.0


def current_pa(
    open_probability: Float[ndarray, "*shape"],
    voltage_mv: float | Float[ndarray, "*#shape"],
    channels: float,
    one: Unitary,
) -> Float[ndarray, "*shape"]:
    """Return the current (pA) of `channels` channels at `voltage_mv`; `one` is what one channel carries."""
    force = voltage_mv - one.reversal_mv.value
    return channels * one.conductance_ps.value * open_probability * force / FEMTO_PER_PICO


def course_current_pa(course: Course, channels: float = 1.0) -> Float[ndarray, "batch time"]:
    """Return the current (pA) of a course, with the unitary numbers of its receptor.

    Raises
    ------
    ReceptorError
        The receptor has no pore or no known conductance.
    """
    return current_pa(course.open_probability, course.voltage_mv, channels, unitary(course.scheme))
