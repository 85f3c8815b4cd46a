"""The count of operations behind the bound, and the rate it is divided by."""

import numpy as np
import pytest

from nemda.bench.bound import (
    cost,
    multiply_add_rate,
    operations_per_person,
    operations_per_step,
)
from nemda.bench.problem import Protocol, problem_of
from nemda.engine.kernels import kernels
from nemda.engine.tableau import STAGES
from nemda.engine.traced import needed
from nemda.mechanism.chain import chain
from nemda.model.expression import Graph


@pytest.fixture(scope="module")
def problem():
    return problem_of(Protocol("1d", "0.5 mg/kg ketamine iv over 40 min on day 0", 1 / 7), 1)


def test_each_operation_has_its_cost():
    graph = Graph()
    x, y = graph.symbol("x"), graph.symbol("y")
    assert [cost(node) for node in (x + y, x - y, x * y, x / y, x.apply_sqrt())] == [1] * 5
    assert cost(-x) == 0
    assert cost(x**3.0) == 2
    # a polynomial of degree 11 alone is 22 operations
    assert 22 < cost(x.apply_exp()) < 50
    assert 14 < cost(x.apply_log()) < 50
    assert cost(x**y) == cost(x.apply_exp()) + cost(x.apply_log()) + 1


def test_a_step_is_at_least_its_rates_and_substitutions(problem):
    traced = kernels(chain()).traced
    per_step = operations_per_step(traced, problem)
    beside = traced.beside_effects(traced.rates)
    rates = sum(cost(node) for node in needed(beside.outputs, beside.places))
    solve = sum(cost(node) for node in needed(traced.solve.outputs, traced.solve.places))
    assert per_step > STAGES * (rates + solve)
    # nothing is counted twice: linearizing costs less than four evaluations of the rates
    assert per_step < 20 * STAGES * (rates + solve)


def test_operations_grow_with_steps_and_outputs(problem):
    traced = kernels(chain()).traced
    few, many = (operations_per_person(traced, problem, steps) for steps in (300.0, 600.0))
    assert many - few == pytest.approx(300 * operations_per_step(traced, problem))
    assert few > 300 * operations_per_step(traced, problem)


def test_the_rate_is_one_of_this_century():
    rate = multiply_add_rate()
    assert np.isfinite(rate)
    assert 1e8 < rate < 1e14
