"""With how many digits a run computes: doubles, or single precision where speed matters more.

In single precision twice as many people share an instruction. Times, the closed form of the drug levels and
the results stay double; states, rates and their factorization are single. Rounding then limits what can be
asked for. With the usual tolerance every state of the shipped model is right to 1e-4 of itself, or of a tenth
of its largest value where it is smaller than that. Double precision keeps that down to a thousandth of the
largest value; there single precision reaches 7e-4, and 4e-3 in `homeostatic_scale`, which adds up the small
difference of two large numbers. Useful for screening many people or protocols; not for small differences
between two runs, nor for slopes by differences. Wrong if `benchmarks/single_precision.py` measures more.
"""

from __future__ import annotations

from dataclasses import dataclass

from nemda.engine.lanes import Tolerance
from nemda.errors import SolverError


@dataclass(frozen=True)
class Precision:
    """Kind of number, the tolerance used if none is given, and the finest one that makes sense."""

    name: str
    bits: int
    usual: Tolerance
    finest: Tolerance

    def check(self, tolerance: Tolerance) -> None:
        """Refuse a tolerance that rounding does not allow.

        Raises
        ------
        SolverError
            The tolerance is too fine.
        """
        if tolerance.relative < self.finest.relative or tolerance.absolute < self.finest.absolute:
            raise SolverError(
                f"The tolerance is too fine for {self.name}.", where="tolerance",
                expected=f"relative at least {self.finest.relative:g}, absolute {self.finest.absolute:g}",
                got=f"{tolerance.relative:g}, {tolerance.absolute:g}",
                hint="use float64, or leave the tolerance out",
            )  # fmt: skip


DOUBLE = Precision("float64", 64, Tolerance(), Tolerance(0.0, 0.0))
SINGLE = Precision("float32", 32, Tolerance(1e-4, 1e-6), Tolerance(1e-5, 1e-7))
PRECISIONS = {precision.name: precision for precision in (DOUBLE, SINGLE)}


def precision_of(name: str) -> Precision:
    """Return a precision by its name, ``float64`` or ``float32``.

    Raises
    ------
    SolverError
        The name is another one.
    """
    if name not in PRECISIONS:
        raise SolverError("Unknown precision.", where="precision", expected=" or ".join(PRECISIONS), got=name)
    return PRECISIONS[name]
