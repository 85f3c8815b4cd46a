"""Printing equations: as LaTeX for pages, as plain text for a terminal.

An own small printer, because SymPy's orders terms anew, nests fractions and has no way to spell names of
several words. Both notations walk the same tree and differ only in how they write a fraction, a power and
a name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from nemda.model.symbols import Expression

Spelling = Mapping[str, str]
"""How words of a name are written, such as ``{"bdnf": "BDNF"}``; other words stay as they are."""

NO_SPELLING: Spelling = MappingProxyType({})
SUM, PRODUCT, RAISED, ATOM = 1, 2, 3, 4
"""How tightly a printed piece holds together; a looser one gets parentheses inside a tighter one.

Raised are powers and upright fractions: they need parentheses only under an exponent."""


class Notation(NamedTuple):
    """How the pieces of an equation are written; ``%s`` stands for what is inside.

    `upright` says whether a fraction is one over the other, so that its parts need no parentheses.
    """

    name: Callable[[str, Spelling], str]
    times: str
    fraction: str
    power: str
    root: str
    exponential: str
    logarithm: str
    parentheses: str
    upright: bool


def readable(name: str, spelling: Spelling = NO_SPELLING) -> str:
    """Return a name as words: ``bdnf_released`` becomes ``BDNF released``."""
    return " ".join(spelling.get(word, word) for word in name.split("_"))


def latex_name(name: str, spelling: Spelling = NO_SPELLING) -> str:
    r"""Return a name as LaTeX: ``bdnf_released`` becomes ``\mathrm{BDNF\ released}``."""
    return rf"\mathrm{{{readable(name, spelling)}}}".replace(" ", r"\ ")


def plain_name(name: str, spelling: Spelling = NO_SPELLING) -> str:
    """Return a name as it stands in the code."""
    del spelling
    return name


LATEX = Notation(
    name=latex_name,
    times=r" \cdot ",
    fraction=r"\frac{%s}{%s}",
    power="{%s}^{%s}",
    root=r"\sqrt{%s}",
    exponential=r"\exp\left(%s\right)",
    logarithm=r"\ln\left(%s\right)",
    parentheses=r"\left(%s\right)",
    upright=True,
)
TEXT = Notation(
    name=plain_name,
    times=" ",
    fraction="%s / %s",
    power="%s^%s",
    root="sqrt(%s)",
    exponential="exp(%s)",
    logarithm="log(%s)",
    parentheses="(%s)",
    upright=False,
)


def printed(expression: Expression, notation: Notation, spelling: Spelling = NO_SPELLING) -> str:
    """Return an expression of `nemda.model.symbols.equations` in a notation."""
    return _Writer(notation, spelling).write(expression, SUM)


class _Writer(NamedTuple):
    """Writes expressions in one notation."""

    notation: Notation
    spelling: Spelling

    def write(self, expression: Expression, least: int) -> str:
        """Return the text, in parentheses if it holds together less tightly than asked for."""
        text, tightness = self._write(expression)
        return text if tightness >= least else self.notation.parentheses % text

    def _write(self, expression: Expression) -> tuple[str, int]:
        import sympy

        style = self.notation
        if expression.is_Symbol:
            return style.name(expression.name, self.spelling), ATOM
        if expression.is_Number:
            return _number(expression), SUM if expression < 0 else ATOM
        if expression.is_Add:
            return self._sum(expression), SUM
        if isinstance(expression, sympy.exp):
            return style.exponential % self.write(expression.args[0], SUM), ATOM
        if isinstance(expression, sympy.log):
            return style.logarithm % self.write(expression.args[0], SUM), ATOM
        if expression.is_Pow and expression.exp == sympy.S.Half:
            return style.root % self.write(expression.base, SUM), ATOM
        if expression.is_Pow and expression.exp != sympy.S.NegativeOne:
            least = SUM if style.upright else ATOM
            return style.power % (
                self.write(expression.base, ATOM),
                self.write(expression.exp, least),
            ), RAISED
        return self._product(expression)

    def _sum(self, expression: Expression) -> str:
        text = ""
        for negative, term in _terms(expression):
            piece = self.write(term, PRODUCT)
            sign = (" - " if negative else " + ") if text else ("-" if negative else "")
            text += sign + piece
        return text

    def _product(self, expression: Expression) -> tuple[str, int]:
        negative, over, under = _split(expression)
        sign = "-" if negative else ""
        if not under:
            text, tightness = self._factors(over)
            return sign + text, SUM if negative else tightness
        upright = self.notation.upright
        numerator, _ = self._factors(over, SUM if upright and len(over) == 1 else PRODUCT)
        denominator, tightness = self._factors(under, SUM if upright and len(under) == 1 else PRODUCT)
        if not upright and tightness <= PRODUCT:
            denominator = self.notation.parentheses % denominator
        text = self.notation.fraction % (numerator, denominator)
        return sign + text, SUM if negative else RAISED if upright else PRODUCT

    def _factors(self, factors: list[Expression], least: int = PRODUCT) -> tuple[str, int]:
        if not factors:
            return "1", ATOM
        if len(factors) == 1:
            text, tightness = self._write(factors[0])
            return (text, tightness) if tightness >= least else (self.notation.parentheses % text, ATOM)
        return self.notation.times.join(self.write(factor, PRODUCT) for factor in factors), PRODUCT


def _terms(expression: Expression) -> list[tuple[bool, Expression]]:
    """Return the terms of a sum with their signs, sums within sums opened and zeros left out."""
    import sympy

    terms: list[tuple[bool, Expression]] = []
    for argument in expression.args:
        factors = list(argument.args) if argument.is_Mul else [argument]
        if argument.is_Add:
            terms += _terms(argument)
        elif factors[0].is_Number and factors[0] < 0:
            factors[0] = -factors[0]
            kept = [factor for factor in factors if factor != sympy.S.One] or factors
            terms.append((True, kept[0] if len(kept) == 1 else sympy.Mul(*kept, evaluate=False)))
        elif not (argument.is_Number and argument == 0):
            terms.append((False, argument))
    return terms


def _split(expression: Expression) -> tuple[bool, list[Expression], list[Expression]]:
    """Return sign, numerator and denominator of a product; products within products are opened."""
    import sympy

    over: list[Expression] = []
    under: list[Expression] = []
    negative = False
    for factor in expression.args if expression.is_Mul else (expression,):
        if factor == sympy.S.NegativeOne:
            negative = not negative
        elif factor.is_Mul:
            other, more_over, more_under = _split(factor)
            negative ^= other
            over += more_over
            under += more_under
        elif factor.is_Pow and factor.exp == sympy.S.NegativeOne:
            # 1 / (a b / c) = c / (a b)
            base_negative, base_over, base_under = _split(factor.base)
            negative ^= base_negative
            over += base_under
            under += base_over
        elif factor.is_Rational and not factor.is_Integer:
            over += [sympy.Integer(factor.p)] if factor.p != 1 else []
            under.append(sympy.Integer(factor.q))
        elif factor != sympy.S.One:
            over.append(factor)
    return negative, over, under


def _number(value: Expression) -> str:
    return str(value) if value.is_Rational else f"{float(value):.12g}"
