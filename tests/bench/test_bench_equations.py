"""Peers get the engine's own equations: same rates, right derivatives, right text in every language."""

import math
from xml.etree import ElementTree

import numpy as np
import pytest

from nemda.bench.engines import diffsol, roadrunner
from nemda.bench.engines.scipy_lsoda import scalar_jacobian, scalar_rates
from nemda.bench.equations import copied, equations_of
from nemda.bench.expressions import Language, infix, written
from nemda.bench.problem import Protocol, problem_of
from nemda.engine.kernels import kernels
from nemda.mechanism.chain import chain
from nemda.model.expression import Graph

PEOPLE = 3


@pytest.fixture(scope="module")
def problem():
    return problem_of(Protocol("2d", "0.5 mg/kg ketamine iv over 40 min on day 0", 2 / 7), PEOPLE)


@pytest.fixture(scope="module")
def equations(problem):
    return equations_of(problem)


def some_point(problem, equations, person, segment, elapsed_h):
    """Return t, y, p of a person, and the rates that our engine has there, in units of the scale."""
    rng = np.random.default_rng(person)
    x = problem.start + 0.1 * problem.scale[:, None] * rng.random(problem.start.shape)
    signals = problem.drive.at(np.array([problem.drive.edge_h[segment] + elapsed_h]))[:, 0]
    expected = np.empty_like(x)
    kernels(chain()).rates(x, signals, problem.constants, expected)
    parameters = np.concatenate(
        [equations.fixed(problem)[person], equations.changing(problem)[segment, person]]
    )
    return elapsed_h, (x[:, person] / problem.scale), parameters, expected[:, person] / problem.scale


@pytest.mark.parametrize(("person", "segment", "elapsed_h"), [(0, 0, 0.3), (1, 1, 0.1), (2, 2, 20.0)])
def test_the_rates_are_those_of_our_engine(problem, equations, person, segment, elapsed_h):
    t, y, p, expected = some_point(problem, equations, person, segment, elapsed_h)
    rates = np.empty_like(y)
    scalar_rates(equations)(t, y, p, rates)
    # same formulas; the sums of the signals round in another order, 1e-15 of terms up to 1e5 times the level
    np.testing.assert_allclose(rates, expected, rtol=1e-8, atol=1e-10)
    assert np.abs(expected).max() > 0.1


def test_the_jacobian_is_the_slope_of_the_rates(problem, equations):
    t, y, p, _ = some_point(problem, equations, 1, 1, 0.2)
    rates, jacobian = scalar_rates(equations), np.zeros((y.size, y.size))
    scalar_jacobian(equations)(t, y, p, jacobian)
    direction = np.random.default_rng(0).normal(size=y.size)
    up, down = np.empty_like(y), np.empty_like(y)
    rates(t, y + 1e-6 * direction, p, up)
    rates(t, y - 1e-6 * direction, p, down)
    # the matrix is transposed; a central difference of step 1e-6 is good to about 1e-9 of the largest slope
    np.testing.assert_allclose(direction @ jacobian, (up - down) / 2e-6, rtol=1e-6, atol=1e-5)
    assert 0 < np.count_nonzero(jacobian) <= len(equations.jacobian())


def test_the_parameters_have_one_row_for_each_name(problem, equations):
    rows = equations.fixed(problem).shape[1] + equations.changing(problem).shape[2]
    assert rows == len(equations.parameters)
    assert equations.changing(problem).shape[:2] == (problem.drive.edge_h.size, PEOPLE)


def test_written_expressions_have_the_value_of_the_formulas(problem, equations):
    t, y, p, _ = some_point(problem, equations, 2, 0, 0.4)
    expected = np.empty_like(y)
    scalar_rates(equations)(t, y, p, expected)
    named, texts = written(equations.rates, equations.names(), Language(infix, repr, str))
    known = {"exp": math.exp, "log": math.log, "sqrt": math.sqrt, "pow": pow, "t": t}
    known |= {str(node.value): value for node, value in zip(equations.states, y, strict=True)}
    known |= {str(node.value): value for node, value in zip(equations.parameters, p, strict=True)}
    for name, text in named.items():
        known[name] = eval(text, {}, known)
    np.testing.assert_allclose([eval(text, {}, known) for text in texts], expected, rtol=1e-13)


def test_a_value_is_named_only_if_it_is_used_again():
    graph = Graph()
    x, y = graph.symbol("x"), graph.symbol("y")
    shared, once = x * y, x - y
    places = {x.index: "x", y.index: "y"}
    named, texts = written([shared + 1.0, shared / once], places, Language(infix, repr, str))
    assert named == {"v0": "(x * y)"}
    assert texts == ["(v0 + 1.0)", "(v0 / (x - y))"]


def test_copying_puts_in_what_is_known():
    graph, other = Graph(), Graph()
    x, y = graph.symbol("x"), graph.symbol("y")
    [copy] = copied(
        [(x * y + 3.0).apply_exp()], {x.index: other.symbol("a"), y.index: other.constant(1.0)}, other
    )
    assert repr(copy) == "exp(add(a, 3.0))"
    assert copy.graph is other


def test_the_diffsl_text_names_every_state_and_input(equations):
    text = diffsol.model_text(equations)
    assert text.count("\nF_i {") == 1
    for node in (*equations.states, *equations.parameters):
        assert f"{node.value} =" in text


def test_powers_in_diffsl_have_a_base_above_zero(equations):
    text = diffsol.model_text(equations)
    assert text.count("pow(") > 0
    assert text.count("pow(max(") == text.count("pow(")


def test_the_sbml_is_whole(equations):
    root = ElementTree.fromstring(roadrunner.model_text(equations))
    core = "{http://www.sbml.org/sbml/level3/version1/core}"
    math_ml = "{http://www.w3.org/1998/Math/MathML}"
    declared = {element.get("id") for element in root.iter(f"{core}parameter")}
    used = {element.text for element in root.iter(f"{math_ml}ci")}
    assert used <= declared
    changing = {
        element.get("id") for element in root.iter(f"{core}parameter") if element.get("constant") == "false"
    }
    rules = [
        element.get("variable")
        for kind in ("assignmentRule", "rateRule")
        for element in root.iter(core + kind)
    ]
    assert sorted(rules) == sorted(changing)
    states = {str(node.value) for node in equations.states}
    assert {element.get("variable") for element in root.iter(f"{core}rateRule")} == states
