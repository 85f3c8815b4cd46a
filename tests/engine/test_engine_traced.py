"""The formulas that are made from one trace: their order, and the slope in time of the rates."""

import numpy as np
import pytest
from engine_models import shipped_group

from nemda.engine.kernels import assigning, kernels
from nemda.engine.traced import Formulas, needed
from nemda.mechanism.chain import chain
from nemda.model.expression import Graph

PEOPLE = 5


def test_the_drift_is_the_sum_over_all_drives_that_move():
    model, code = chain(), kernels(chain())
    traced, rng = code.traced, np.random.default_rng(2)
    values = np.array([model.parameters[name].value for name in model.parameter_names])
    p = values[:, None] * rng.uniform(0.9, 1.1, (values.size, PEOPLE))
    start = shipped_group(PEOPLE)[0].start
    x = start * rng.uniform(0.9, 1.1, start.shape)
    u, slope = rng.uniform(0.01, 0.5, (2, traced.drives, PEOPLE))
    found = np.empty_like(x)
    code.drift(x, u, slope, code.constants_of(p), found)
    # the slow way: one derivative for each drive, from the parameters themselves
    stepwise = [declared.stepwise for declared in model.drives.values()]
    parts = {key: node for key, node in model.drive_slopes.items() if not stepwise[key[1]]}
    seen = {index: place for index, place in traced.rates.places.items() if place[0] in ("x", "u")}
    formulas = Formulas(tuple(parts.values()), {**traced.prepare.places, **seen})
    columns = np.empty((len(parts), PEOPLE))
    assigning("columns", ("x", "u", "p"), formulas)(x, u, p, columns)
    expected = np.zeros_like(found)
    for (row, column), change in zip(parts, columns, strict=True):
        expected[row] += change * slope[column]
    # sums of up to a dozen terms in another order
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12 * np.abs(expected).max())
    assert np.count_nonzero(expected.any(axis=1)) > 20


def test_the_rates_of_one_person_in_plain_numbers_are_those_of_the_arrays():
    code, group = kernels(chain()), shipped_group(PEOPLE)[0]
    u = np.random.default_rng(3).uniform(0.01, 0.5, (code.traced.drives, PEOPLE))
    expected = np.empty_like(group.start)
    code.rates(group.start, u, group.constants, expected)
    for person in range(PEOPLE):
        found = [0.0] * code.traced.states
        arrays = (group.start, u, group.constants)
        code.scalar_rates(*(array[:, person].tolist() for array in arrays), found)
        # NumPy's exp and power differ from those of the C library in the last digits
        np.testing.assert_allclose(found, expected[:, person], rtol=1e-11, atol=1e-13)


def test_nodes_are_computed_before_they_are_used():
    graph = Graph()
    x, y = graph.symbol("x"), graph.symbol("y")
    product = x * y
    outputs = [product + x.apply_exp(), product]
    order = [node.index for node in needed(outputs, {x.index: ("x", 0), y.index: ("x", 1)})]
    assert order == [product.index, x.apply_exp().index, outputs[0].index]
    with pytest.raises(KeyError, match="no place for symbol y"):
        needed(outputs, {x.index: ("x", 0)})
