import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nemda.engine.elimination import elimination_order, factorize, substitute
from nemda.engine.source import function
from nemda.model.expression import Graph


def solve_by_formulas(matrix, right):
    """Solve (d I - J) x = b for a given matrix W = d I - J, through the symbolic elimination."""
    size = len(matrix)
    graph = Graph()
    pattern = [(i, j) for i in range(size) for j in range(size) if matrix[i, j] != 0 or i == j]
    symbols = {key: graph.symbol(f"j{key}") for key in pattern}
    elimination = factorize(graph, size, symbols, graph.constant(0.0))
    b = [graph.symbol(f"b{i}") for i in range(size)]
    solution = substitute(elimination.order, elimination.entries, b)
    places = {symbols[key].index: f"w[{n}]" for n, key in enumerate(pattern)}
    places |= {node.index: f"b[{i}]" for i, node in enumerate(b)}
    code = function("code", ("w", "b", "out"), [(f"out[{i}]", x) for i, x in enumerate(solution)], places)
    out = np.empty(size)
    code(np.array([-matrix[key] for key in pattern]), right, out)
    return out


@given(st.integers(1, 8), st.integers(0, 10_000))
def test_formulas_solve_sparse_systems(size, seed):
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=(size, size)) * (rng.random((size, size)) < 0.4)
    np.fill_diagonal(matrix, 5.0 + rng.random(size) * size)  # dominant, as g I - J is for accepted steps
    right = rng.normal(size=size)
    # diagonal dominance bounds the condition number by about 10
    np.testing.assert_allclose(solve_by_formulas(matrix, right), np.linalg.solve(matrix, right), rtol=1e-11)


def test_the_order_avoids_fill():
    arrow = {(0, j) for j in range(6)} | {(i, 0) for i in range(6)}
    assert elimination_order(6, arrow)[-1] in (0, 5)
    assert 0 in elimination_order(6, arrow)[-2:]


def test_every_state_is_eliminated_once():
    assert sorted(elimination_order(5, {(0, 4), (4, 0), (2, 3)})) == [0, 1, 2, 3, 4]
