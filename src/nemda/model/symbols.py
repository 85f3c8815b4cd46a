"""The equations of a mechanism as symbols: the functions that are simulated, run on SymPy.

Nothing is retyped, so what is printed is what is computed. SymPy is told not to rearrange, and an
intermediate quantity keeps the name it has in the code: the local variables of the equations are read
as their function returns. Wrong if putting numbers into the printed equations ever gives other
rates than the code does (the tests do that for every mechanism).
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any

from nemda.errors import MissingExtraError
from nemda.model.mechanism import Mechanism, fields_of

Expression = Any
"""A SymPy expression; SymPy has no usable types."""


@dataclass(frozen=True)
class Equations:
    """One mechanism in symbols: intermediate quantities, algebraic outputs, rates per hour.

    Each maps a name to its right-hand side, a SymPy expression in the names of states, parameters,
    inputs, outputs and intermediate quantities. `intermediate` stands in an order in which each uses
    only earlier ones.
    """

    intermediate: Mapping[str, Expression]
    outputs: Mapping[str, Expression]
    rates: Mapping[str, Expression]


def equations(mechanism: Mechanism) -> Equations:
    """Return the equations of a mechanism as they stand in its code.

    Raises
    ------
    MissingExtraError
        SymPy is not installed.
    """
    try:
        import sympy
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "Equations are printed with SymPy.", hint="pip install 'nemda[symbols]'"
        ) from error

    kinds = (mechanism.states, mechanism.parameters, mechanism.inputs)
    arguments = [kind(*map(sympy.Symbol, fields_of(kind))) for kind in kinds]
    taken = {field for kind in (*kinds, mechanism.outputs) for field in fields_of(kind)}
    with sympy.evaluate(False):
        outputs, local = _run(mechanism.output_equations, arguments, mechanism.outputs)
        rates, more = _run(mechanism.rates, arguments, mechanism.states)
        names = {right: name for name, right in outputs.items() if right.args}
        for name, right in _parts([*local.items(), *more.items()]):
            if name not in taken and right not in names:
                names[right] = name
                taken.add(name)
        return _with_names(names, outputs, rates)


def _run(
    function: Callable[..., Any] | None, arguments: list[Any], kind: type
) -> tuple[dict[str, Expression], dict[str, Any]]:
    """Return what the function returns, by field, and its local variables as it returns."""
    import sympy

    if function is None:
        return {}, {}
    code = getattr(inspect.unwrap(function), "__code__", None)
    local: dict[str, Any] = {}

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and frame.f_code is code:
            local.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        values = function(*arguments)
    finally:
        sys.setprofile(before)
    return {name: sympy.sympify(value) for name, value in zip(fields_of(kind), values, strict=True)}, local


def _parts(local: list[tuple[str, Any]]) -> Iterator[tuple[str, Expression]]:
    """Yield the local variables that are expressions; the members of a plain tuple get a number."""
    import sympy

    for name, value in local:
        members = value if type(value) is tuple else (value,)
        for number, member in enumerate(members, start=1):
            if isinstance(member, sympy.Expr) and member.args:
                yield f"{name}_{number}" if type(value) is tuple else name, member


def _with_names(
    names: Mapping[Expression, str], outputs: Mapping[str, Expression], rates: Mapping[str, Expression]
) -> Equations:
    """Return the equations with every named part replaced by its name."""
    import sympy

    used: dict[str, Expression] = {}

    def named(part: Expression) -> Expression:
        if part in names:
            name = names[part]
            if name not in outputs and name not in used:
                used[name] = inside(part)
            return sympy.Symbol(name)
        return inside(part)

    def inside(part: Expression) -> Expression:
        if not part.args:
            return part
        parts = part.args
        if part.is_Mul and parts[0] == sympy.S.NegativeOne and len(parts) > 2:
            # SymPy writes -(a b) as the product (-1) a b, in which a b would not be found.
            parts = (parts[0], sympy.Mul(*parts[1:]))
        return _tidy(part.func(*map(named, parts)))

    new_outputs = {name: inside(right) for name, right in outputs.items()}
    new_rates = {name: inside(right) for name, right in rates.items()}
    return Equations(used, new_outputs, new_rates)


def _tidy(part: Expression) -> Expression:
    """Return a part in the form people know: x x as x^2, and r / (1 + r) of r = a / b as a / (b + a)."""
    import sympy

    if not (part.is_Mul and len(part.args) == 2):
        return part
    ratio, divisor = part.args
    if ratio == divisor:
        return sympy.Pow(ratio, 2)
    if divisor != sympy.Pow(sympy.Add(sympy.S.One, ratio), sympy.S.NegativeOne):
        return part
    base, exponent = (ratio.base, ratio.exp) if _is_power_of_ratio(ratio) else (ratio, sympy.S.One)
    if not _is_ratio(base):
        return part
    over, under = base.args[0], base.args[1].base
    if under.is_Number and float(under) == 1:
        under = sympy.S.One
    if exponent != sympy.S.One:
        over = sympy.Pow(over, exponent)
        under = under if under == sympy.S.One else sympy.Pow(under, exponent)
    return sympy.Mul(over, sympy.Pow(sympy.Add(under, over), sympy.S.NegativeOne))


def _is_ratio(part: Expression) -> bool:
    return bool(part.is_Mul and len(part.args) == 2 and part.args[1].is_Pow and part.args[1].exp == -1)


def _is_power_of_ratio(part: Expression) -> bool:
    return bool(part.is_Pow and part.exp != -1 and _is_ratio(part.base))
