from __future__ import annotations

import math
import sys
from typing import NamedTuple

import numpy as np
import pytest

from nemda.errors import MissingExtraError
from nemda.mechanism.chain import MECHANISMS
from nemda.model.maths import Value, hill
from nemda.model.mechanism import Mechanism, fields_of, signal, state
from nemda.model.parameters import Parameter
from nemda.model.printing import TEXT, printed
from nemda.model.symbols import Equations, equations

PYTHON = TEXT._replace(times=" * ", power="%s ** %s")
"""The text notation, so written that Python can compute with it."""


def computed(written: Equations, values: dict[str, float]) -> dict[str, float]:
    """Return outputs and rates from the printed text alone, `d x` for the rate of x."""
    known = dict(values)
    functions = {"exp": math.exp, "log": math.log, "sqrt": math.sqrt}
    # Outputs may use each other, so they are computed when all they need is there.
    waiting = {**written.intermediate, **written.outputs}
    while waiting:
        ready = [
            name for name, right in waiting.items() if {s.name for s in right.free_symbols} <= set(known)
        ]
        assert ready, f"these equations wait for each other: {list(waiting)}"
        for name in ready:
            known[name] = eval(printed(waiting.pop(name), PYTHON), functions, known)
    rates = {f"d {name}": eval(printed(r, PYTHON), functions, known) for name, r in written.rates.items()}
    return {name: known[name] for name in written.outputs} | rates


def from_code(mechanism: Mechanism, values: dict[str, float]) -> dict[str, float]:
    kinds = (mechanism.states, mechanism.parameters, mechanism.inputs)
    arguments = [kind(*(values[field] for field in fields_of(kind))) for kind in kinds]
    rates = zip(fields_of(mechanism.states), mechanism.rates(*arguments), strict=True)
    found = {f"d {name}": float(value) for name, value in rates}
    if mechanism.output_equations is not None:
        outputs = mechanism.output_equations(*arguments)
        found |= dict(zip(fields_of(mechanism.outputs), map(float, outputs), strict=True))
    return found


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda m: m.name)
def test_the_printed_equations_give_the_numbers_of_the_code(mechanism: Mechanism, seed: int) -> None:
    written = equations(mechanism)
    kinds = (mechanism.states, mechanism.parameters, mechanism.inputs)
    names = [field for kind in kinds for field in fields_of(kind)]
    random = np.random.default_rng(seed)
    for _ in range(20):
        values = dict(zip(names, map(float, random.uniform(0.2, 2.0, len(names))), strict=True))
        expected = from_code(mechanism, values)
        # Printing opens nested sums and products, so only rounding differs.
        assert computed(written, values) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda m: m.name)
def test_intermediate_quantities_use_only_known_names(mechanism: Mechanism) -> None:
    written = equations(mechanism)
    kinds = (mechanism.states, mechanism.parameters, mechanism.inputs, mechanism.outputs)
    known = {field for kind in kinds for field in fields_of(kind)}
    assert not known & set(written.intermediate)
    for name, right in written.intermediate.items():
        assert {symbol.name for symbol in right.free_symbols} <= known
        known.add(name)


class States(NamedTuple):
    level: Value = state("1", "a level", start=1.0)


class Parameters(NamedTuple):
    half: Value
    time: Value


class Inputs(NamedTuple):
    drug: Value = signal("1", "a drug")


class Outputs(NamedTuple):
    effect: Value = signal("1", "an effect")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    share = hill(inputs.drug, parameters.half, 2)
    return Outputs(share * states.level)


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    time = 2 * states.level  # a local name that a parameter has already
    pieces = (inputs.drug - 1, inputs.drug + 1)
    made = outputs(states, parameters, inputs).effect
    return States((pieces[0] * pieces[1] - time - made) / parameters.time)


def parameter(name: str) -> Parameter:
    return Parameter(name, 1.0, "1", "a number", (0.0, 2.0), "C", "assumption", note="for a test")


TOY = Mechanism(
    "toy", "nothing", Parameters, Inputs, rates, States, Outputs, outputs,
    {name: parameter(name) for name in Parameters._fields},
)  # fmt: skip


def text(written: Equations) -> dict[str, str]:
    everything = {**written.intermediate, **written.outputs, **written.rates}
    return {name: printed(right, TEXT) for name, right in everything.items()}


def test_names_come_from_the_code() -> None:
    assert text(equations(TOY)) == {
        # The Hill function is printed in its usual form.
        "share": "drug^2 / (half^2 + drug^2)",
        "effect": "share level",
        "pieces_1": "drug - 1",
        "pieces_2": "drug + 1",
        # `time` is a parameter, so the local of that name is written out.
        "level": "(pieces_1 pieces_2 - 2 level - effect) / time",
    }


def test_a_profiler_that_watches_already_is_put_back() -> None:
    def watch(*_: object) -> None:
        return None

    sys.setprofile(watch)
    try:
        equations(TOY)
        assert sys.getprofile() is watch
    finally:
        sys.setprofile(None)


def test_without_sympy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sympy", None)
    with pytest.raises(MissingExtraError, match=r"nemda\[symbols\]"):
        equations(TOY)
