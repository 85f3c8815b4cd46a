"""Which solver runs a group: the compiled one where llvmlite is installed, else the portable one.

Both carry out the same method by the same rules on the same traced equations, and agree to rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from jaxtyping import Float
from numpy import ndarray

from nemda.engine import lanes
from nemda.engine.kernels import Kernels
from nemda.engine.lanes import Solution, Tolerance
from nemda.engine.precision import DOUBLE, Precision
from nemda.errors import MissingExtraError
from nemda.model.drive import Drive


def can_compile() -> bool:
    """Return whether machine code can be made here."""
    return find_spec("llvmlite") is not None


def get_ready(kernels: Kernels, message: Callable[[str], None], precision: Precision = DOUBLE) -> None:
    """Make a model's code now rather than with the first group, and say so if that takes a compiler."""
    if not can_compile():
        message("llvmlite is not installed: running the portable solver, which is many times slower")
        return
    from nemda.engine.simd.machine import this_machine
    from nemda.engine.simd.program import is_compiled, program

    if not is_compiled(kernels.traced, this_machine(), precision.bits):
        message("compiling the model for this processor (once, a few seconds)")
    program(kernels.traced, this_machine(), precision.bits)


def integrate(
    kernels: Kernels,
    start: Float[ndarray, "state person"],
    constants: Float[ndarray, "constant person"],
    drive: Drive,
    time_h: Float[ndarray, " time"],
    scale: Float[ndarray, " state"],
    tolerance: Tolerance,
    precision: Precision = DOUBLE,
) -> Solution:
    """Return the states of every person at the given times (h, rising, not negative).

    `scale` is the size of each state below which differences do not matter. A person whose step size
    falls below a millisecond is marked as failed, never returned silently; the caller runs that person
    with another solver.

    Raises
    ------
    MissingExtraError
        Single precision is asked for and there is no compiler.
    """
    if not can_compile():
        if precision is not DOUBLE:
            raise MissingExtraError(
                f"The portable solver knows no {precision.name}.", hint="pip install llvmlite, or use float64"
            )
        return lanes.integrate(kernels, start, constants, drive, time_h, scale, tolerance)
    from nemda.engine.simd.integrate import integrate as integrate_compiled

    return integrate_compiled(kernels, start, constants, drive, time_h, scale, tolerance, precision=precision)
