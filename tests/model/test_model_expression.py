import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.engine.source import function
from nemda.model.expression import Graph, derivatives, reachable, symbols_of
from nemda.model.maths import exp, hill, log, positive, power, sqrt

NUMBERS = st.floats(0.2, 3.0)


def formula(x, y):
    return exp(-x / y) + hill(x, y, 2) * log(1 + x * y) - sqrt(x + y) / (1 + positive(x - y)) + power(x, y)


def compiled(outputs, symbols):
    places = {node.index: f"x[{i}]" for i, node in enumerate(symbols)}
    code = function("code", ("x", "out"), [(f"out[{i}]", node) for i, node in enumerate(outputs)], places)

    def run(values):
        out = np.empty((len(outputs), *np.shape(values[0])))
        code(values, out)
        return out

    return run


def test_equal_expressions_are_one_node():
    graph = Graph()
    x, y = graph.symbol("x"), graph.symbol("y")
    assert x * y + 1 is y * x + 1
    assert (x + 0) is x
    assert (x * 1) is x
    assert (x * 0) is graph.constant(0.0)
    assert (x - x) is graph.constant(0.0)
    negative = -x
    assert -negative is x
    assert (x**1) is x


def test_constants_are_folded():
    graph = Graph()
    assert exp(graph.constant(1.0)).value == math.e
    assert (2 * graph.constant(3.0)).value == 6.0


def test_symbols_of_lists_what_an_expression_needs():
    graph = Graph()
    x, y = graph.symbol("x"), graph.symbol("y")
    assert symbols_of([x + y - y]) == {"x", "y"}
    assert [node.operation for node in reachable([x * y])] == ["symbol", "symbol", "mul"]


@given(NUMBERS, NUMBERS)
def test_traced_code_equals_plain_numbers(a, b):
    graph = Graph()
    x, y = graph.symbol("x"), graph.symbol("y")
    run = compiled([formula(x, y)], [x, y])
    # the same operations in the same order: only the library's exp, log and power may differ
    assert run(np.array([[a], [b]]))[0, 0] == pytest.approx(formula(a, b), rel=1e-14)


@given(NUMBERS, NUMBERS)
def test_derivatives_match_finite_differences(a, b):
    graph = Graph()
    x, y = graph.symbol("x"), graph.symbol("y")
    slopes = derivatives([formula(x, y)], [x, y])
    run = compiled([slopes[0, 0], slopes[0, 1]], [x, y])
    exact = run(np.array([[a], [b]]))[:, 0]
    step = 1e-6
    for index, (da, db) in enumerate(((step, 0), (0, step))):
        difference = (formula(a + da, b + db) - formula(a - da, b - db)) / (2 * step)
        # central differences: truncation 1e-12 times the third derivative, rounding 1e-16 / 1e-6
        assert exact[index] == pytest.approx(difference, rel=1e-6, abs=1e-7)


def test_structural_zeros_are_left_out():
    graph = Graph()
    x, y = graph.symbol("x"), graph.symbol("y")
    assert set(derivatives([x * x, y], [x, y])) == {(0, 0), (1, 1)}
