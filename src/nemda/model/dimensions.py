"""Dimensions inside the equations: every sum, exponential and returned rate must make sense in units.

The equations run once on values that carry a unit and no number. Declared units alone would let
``level + share`` or a rate without its time constant pass; here each operation is judged. Units are
compared with their size, because no equation converts: mmol/L plus umol/L is as wrong as mmol/L plus h.
A wrong operation marks its result and every equation that uses it, so each faulty equation is found.
What this cannot see: a wrong factor without a unit, or two quantities of one unit mistaken for each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from nemda.errors import ModelError
from nemda.model.mechanism import Mechanism, declarations, fields_of
from nemda.units import dimension, registry

SAME_SIZE = 1e-9
"""Units that differ by less are the same; only rounding of conversion factors lies below."""


@dataclass(frozen=True)
class Dimensional:
    """A quantity without a number: its unit, and what was wrong where it came from."""

    unit: Any
    fault: str = ""

    def __add__(self, other: Dimensional | float) -> Dimensional:
        return _sum("adds", self, other)

    def __radd__(self, other: Dimensional | float) -> Dimensional:
        return _sum("adds", other, self)

    def __sub__(self, other: Dimensional | float) -> Dimensional:
        return _sum("subtracts", self, other)

    def __rsub__(self, other: Dimensional | float) -> Dimensional:
        return _sum("subtracts", other, self)

    def __mul__(self, other: Dimensional | float) -> Dimensional:
        right = quantity(other)
        return Dimensional(self.unit * right.unit, self.fault or right.fault)

    __rmul__ = __mul__

    def __truediv__(self, other: Dimensional | float) -> Dimensional:
        right = quantity(other)
        return Dimensional(self.unit / right.unit, self.fault or right.fault)

    def __rtruediv__(self, other: float) -> Dimensional:
        return quantity(other) / self

    def __neg__(self) -> Dimensional:
        return self

    def __pow__(self, exponent: Dimensional | float) -> Dimensional:
        if not isinstance(exponent, Dimensional):
            return Dimensional(self.unit**exponent, self.fault)
        bare = self._bare("raises to a parameter")
        return Dimensional(bare.unit, bare.fault or exponent._bare("has an exponent").fault)

    def __rpow__(self, base: float) -> Dimensional:
        return quantity(base) ** self

    def apply_exp(self) -> Dimensional:
        """Return the exponential; only a pure number has one."""
        return self._bare("takes exp of")

    def apply_log(self) -> Dimensional:
        """Return the logarithm; only a pure number has one."""
        return self._bare("takes log of")

    def apply_sqrt(self) -> Dimensional:
        """Return the square root."""
        return Dimensional(self.unit**0.5, self.fault)

    def _bare(self, does: str) -> Dimensional:
        one = quantity(1.0)
        wrong = "" if same_unit(self, one) else f"{does} a quantity in {name_of(self)}"
        return Dimensional(one.unit, self.fault or wrong)


def quantity(value: Dimensional | float | str) -> Dimensional:
    """Return a unit's text, or a bare number, as a quantity.

    Raises
    ------
    nemda.errors.UnitError
        The unit is unknown.
    """
    if isinstance(value, Dimensional):
        return value
    return _of_unit(value if isinstance(value, str) else "1")


@cache
def _of_unit(text: str) -> Dimensional:
    dimension(text)  # an unknown unit is refused with our own error
    return Dimensional(registry().Quantity(1.0, text).units)


def same_unit(first: Dimensional, second: Dimensional) -> bool:
    """Return whether two quantities have one unit, size included."""
    ratio = registry().Quantity(1.0, first.unit / second.unit).to_base_units()
    return bool(ratio.dimensionless and math.isclose(ratio.magnitude, 1.0, rel_tol=SAME_SIZE))


def name_of(value: Dimensional) -> str:
    """Return the unit as text, ``"1"`` for a pure number."""
    return f"{value.unit:~C}" or "1"


def _sum(does: str, left: Dimensional | float, right: Dimensional | float) -> Dimensional:
    # Zero has every unit: a sum may begin with it.
    if not isinstance(left, Dimensional) and left == 0:
        return quantity(right)
    if not isinstance(right, Dimensional) and right == 0:
        return quantity(left)
    a, b = quantity(left), quantity(right)
    wrong = "" if same_unit(a, b) else f"{does} quantities in {name_of(a)} and {name_of(b)}"
    return Dimensional(a.unit, a.fault or b.fault or wrong)


class Fault(NamedTuple):
    """One wrong equation: whose it is, the unit it must have, and what it does instead."""

    where: str
    expected: str
    got: str


def faults(mechanism: Mechanism) -> tuple[Fault, ...]:
    """Return every equation of a mechanism whose dimensions are wrong: outputs first, then rates."""
    table = mechanism.parameter_table
    arguments = (
        mechanism.states(*map(quantity, _units(mechanism.states).values())),
        mechanism.parameters(*(quantity(table[name].unit) for name in fields_of(mechanism.parameters))),
        mechanism.inputs(*map(quantity, _units(mechanism.inputs).values())),
    )
    found: list[Fault] = []
    if mechanism.output_equations is not None:
        found += _check(mechanism.name, _units(mechanism.outputs), mechanism.output_equations(*arguments))
    per_hour = {name: f"({unit})/h" for name, unit in _units(mechanism.states).items()}
    return (*found, *_check(mechanism.name, per_hour, mechanism.rates(*arguments)))


def check_dimensions(mechanism: Mechanism) -> None:
    """Refuse a mechanism with a dimensionally wrong equation.

    Raises
    ------
    ModelError
        Names the mechanism and the state or output, the unit it must have, and what was found.
    """
    wrong = faults(mechanism)
    if wrong:
        first = wrong[0]
        others = f"; also wrong: {', '.join(fault.where for fault in wrong[1:])}" if wrong[1:] else ""
        raise ModelError(
            "An equation is dimensionally wrong.",
            where=first.where,
            expected=first.expected,
            got=first.got + others,
            hint="correct the equation, or the declared unit of one of its quantities",
        )


def _units(kind: type) -> dict[str, str]:
    return {name: declared.unit for name, declared in declarations(kind).items()}


def _check(owner: str, wanted: Mapping[str, str], results: Iterable[Dimensional | float]) -> list[Fault]:
    found: list[Fault] = []
    for (name, unit), result in zip(wanted.items(), results, strict=True):
        if not isinstance(result, Dimensional) and result == 0:
            continue  # a quantity that never changes has every unit
        got = quantity(result)
        if got.fault or not same_unit(got, quantity(unit)):
            found.append(Fault(f"{owner}: {name}", unit, got.fault or f"a result in {name_of(got)}"))
    return found
