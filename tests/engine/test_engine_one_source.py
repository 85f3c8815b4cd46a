"""The same equations on plain numbers, on traced nodes and on JAX arrays give the same rates."""

import numpy as np
import pytest

from nemda.engine.kernels import kernels
from nemda.mechanism.chain import chain
from nemda.model.mechanism import fields_of
from nemda.people import people, sample


def some_point():
    model = chain()
    drawn = sample(model.parameters, people("trd", n=4, seed=2))
    rng = np.random.default_rng(0)
    start = np.array([state.start for state in model.states.values()])
    x = np.abs(start[:, None] + 0.2 * rng.random((start.size, 4)))
    u = 0.3 * rng.random((len(model.drives), 4))
    return model, drawn, x, u


def evaluate(model, values, library=np.asarray):
    """Run the mechanisms' own functions in order of dependence, without tracing."""
    known = {name: library(value) for name, value in values.items()}
    waiting = list(model.mechanisms)

    def arguments(mechanism):
        kinds = (mechanism.states, mechanism.parameters, mechanism.inputs)
        return [kind(*(known[field] for field in fields_of(kind))) for kind in kinds]

    while waiting:
        ready = [m for m in waiting if all(f in known for f in fields_of(m.inputs))]
        for mechanism in ready:
            if mechanism.output_equations is not None:
                outputs = mechanism.output_equations(*arguments(mechanism))
                known |= dict(zip(fields_of(mechanism.outputs), outputs, strict=True))
            waiting.remove(mechanism)
    return np.array([rate for m in model.mechanisms for rate in np.asarray(m.rates(*arguments(m)))])


def traced_rates(model, drawn, x, u):
    code = kernels(model)
    constants = code.constants_of(np.array([drawn[name] for name in model.parameter_names]))
    out = np.empty_like(x)
    code.rates(x, u, constants, out)
    return out


def named(model, drawn, x, u, person):
    values = dict(zip(model.state_names, x[:, person], strict=True))
    values |= dict(zip(model.drive_names, u[:, person], strict=True))
    return values | {name: drawn[name][person] for name in model.parameter_names}


@pytest.mark.parametrize("person", range(4))
def test_plain_numbers_equal_the_traced_code(person):
    model, drawn, x, u = some_point()
    plain = evaluate(model, named(model, drawn, x, u, person), library=float)
    # the same operations; folding and the two math libraries leave a few rounding errors
    np.testing.assert_allclose(traced_rates(model, drawn, x, u)[:, person], plain, rtol=1e-11, atol=1e-13)


def test_jax_arrays_equal_the_traced_code():
    jax = pytest.importorskip("jax")
    model, drawn, x, u = some_point()
    with jax.enable_x64(True):
        on_jax = evaluate(model, named(model, drawn, x, u, 1), library=jax.numpy.asarray)
    np.testing.assert_allclose(on_jax, traced_rates(model, drawn, x, u)[:, 1], rtol=1e-11, atol=1e-13)


def test_jax_differentiates_the_same_equations():
    jax = pytest.importorskip("jax")
    from nemda.mechanism import circuit

    with jax.enable_x64(True):
        states = circuit.States(*jax.numpy.array([0.8, 0.9, 1.1]))
        table = circuit.CIRCUIT.parameter_table
        parameters = circuit.Parameters(*(table[name].value for name in circuit.Parameters._fields))

        def parvalbumin(block):
            inputs = circuit.Inputs(
                **dict.fromkeys(circuit.Inputs._fields, 0.1) | {"parvalbumin_block": block}
            )
            return circuit.rates(states, parameters, inputs).parvalbumin_activity

        slope = float(jax.grad(parvalbumin)(0.2))
        step = 1e-6
        difference = float(parvalbumin(0.2 + step) - parvalbumin(0.2 - step)) / (2 * step)
    # more block, slower firing; the central difference is right to the square of its step
    assert slope < 0
    assert slope == pytest.approx(difference, rel=1e-8)


def test_the_jacobian_matches_finite_differences():
    model, drawn, x, u = some_point()
    code = kernels(model)
    constants = code.constants_of(np.array([drawn[name] for name in model.parameter_names]))
    size = len(model.states)
    factors = np.empty((code.factors, 4))
    steep = np.full(4, 1e6)
    code.factor(x, u, constants, steep, factors)
    rng = np.random.default_rng(1)
    direction = rng.normal(size=(size, 4))
    step = 1e-6
    up, down = np.empty_like(x), np.empty_like(x)
    code.rates(x + step * direction, u, constants, up)
    code.rates(x - step * direction, u, constants, down)
    product = (up - down) / (2 * step)  # J times the direction
    solved = np.empty_like(x)
    code.solve(factors, steep * direction - product, solved)
    # solving (g I - J) y = (g I - J) direction must give the direction back
    np.testing.assert_allclose(solved, direction, rtol=0, atol=1e-8)
