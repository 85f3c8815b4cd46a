from __future__ import annotations

import math
from typing import Any

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from nemda.model.printing import LATEX, TEXT, latex_name, printed, readable

PYTHON = TEXT._replace(times=" * ", power="%s ** %s")
VALUES = {"a": 1.3, "b": 0.7, "c": 2.1, "long_name": 0.4}
a, b, c, long_name = (sympy.Symbol(name, positive=True) for name in VALUES)

leaves = st.sampled_from([a, b, c, long_name, sympy.Integer(1), sympy.Integer(-2), sympy.Float(0.25)])


def grown(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    def two(operation: Any) -> st.SearchStrategy[Any]:
        return st.builds(operation, children, children)

    return st.one_of(
        two(lambda x, y: sympy.Add(x, y, evaluate=False)),
        two(lambda x, y: sympy.Add(x, sympy.Mul(-1, y, evaluate=False), evaluate=False)),
        two(lambda x, y: sympy.Mul(x, y, evaluate=False)),
        two(lambda x, y: sympy.Mul(x, sympy.Pow(y, -1, evaluate=False), evaluate=False)),
        st.builds(lambda x: sympy.Mul(-1, x, evaluate=False), children),
        st.builds(lambda x: sympy.Pow(x, 2, evaluate=False), children),
        st.builds(lambda x: sympy.exp(x, evaluate=False), children),
    )


@given(st.recursive(leaves, grown, max_leaves=8))
def test_text_means_the_same_as_the_expression(expression: Any) -> None:
    with sympy.evaluate(False):
        text = printed(expression, PYTHON)
    names = {symbol: sympy.Float(VALUES[symbol.name]) for symbol in expression.free_symbols}
    expected = complex(sympy.N(expression.subs(names)))
    try:
        got = eval(text, {"exp": math.exp}, VALUES)
    except (OverflowError, ZeroDivisionError):
        assert not math.isfinite(abs(expected)) or abs(expected) > 1e100
        return
    if math.isfinite(abs(expected)):
        # Cancellation in sums of squares and exponentials leaves an error relative to the largest term.
        assert got == pytest.approx(expected.real, rel=1e-6, abs=1e-6)


@given(st.recursive(leaves, grown, max_leaves=8))
def test_latex_has_matching_braces_and_parentheses(expression: Any) -> None:
    text = printed(expression, LATEX)
    assert text.count("{") == text.count("}")
    assert text.count(r"\left(") == text.count(r"\right)")


@pytest.mark.parametrize(
    ("build", "latex", "text"),
    [
        (lambda: (a - b) / c, r"\frac{\mathrm{a} - \mathrm{b}}{\mathrm{c}}", "(a - b) / c"),
        (lambda: a * (b + 1) / (c * 2), None, "a (b + 1) / (c 2)"),
        (lambda: a / (b / c), None, "a c / b"),
        (lambda: -(a - 1), None, "-(a - 1)"),
        (lambda: 1 - a * b, None, "1 - a b"),
        (lambda: (a / b) ** c, r"{\left(\frac{\mathrm{a}}{\mathrm{b}}\right)}^{\mathrm{c}}", "(a / b)^c"),
        (lambda: a ** (b + c), r"{\mathrm{a}}^{\mathrm{b} + \mathrm{c}}", "a^(b + c)"),
        (lambda: sympy.sqrt(a + b), r"\sqrt{\mathrm{a} + \mathrm{b}}", "sqrt(a + b)"),
        (lambda: sympy.log(a) * long_name, r"\ln\left(\mathrm{a}\right) \cdot \mathrm{long\ name}", None),
        (lambda: a + sympy.Float(0.0004), None, "a + 0.0004"),
        (lambda: sympy.Integer(0) + a, None, "a"),
    ],
)
def test_pieces_are_written_as_people_write_them(build: Any, latex: str | None, text: str | None) -> None:
    with sympy.evaluate(False):
        expression = build()
        assert latex is None or printed(expression, LATEX) == latex
        assert text is None or printed(expression, TEXT) == text


def test_names_are_spelled_word_by_word() -> None:
    spelling = {"bdnf": "BDNF"}
    assert readable("bdnf_store_time", spelling) == "BDNF store time"
    assert latex_name("bdnf_store", spelling) == r"\mathrm{BDNF\ store}"
    assert printed(long_name, LATEX, {"long": "LONG"}) == r"\mathrm{LONG\ name}"
