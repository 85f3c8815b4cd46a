from typing import NamedTuple

import pytest

from nemda.errors import ModelError
from nemda.model.assembly import assemble
from nemda.model.maths import Value
from nemda.model.mechanism import Declaration, Mechanism, Nothing, no_rates, signal, state
from nemda.model.parameters import Parameter


def parameter(name):
    return Parameter(name, 1.0, "1/h", "a rate", (0.0, 10.0), "C", "assumption", note="for the test")


class Level(NamedTuple):
    level: Value = state("mg", "an amount", start=1.0)


class Rate(NamedTuple):
    rate: Value


class Inflow(NamedTuple):
    inflow: Value = signal("mg/h", "what comes in")


class Output(NamedTuple):
    doubled: Value = signal("mg", "twice the amount")


def decay(states, parameters, inputs):
    return Level(inputs.inflow - parameters.rate * states.level)


def doubled(states, parameters, inputs):
    del parameters, inputs
    return Output(2 * states.level)


def tank(name="tank", **changes):
    fields = {
        "claim": "amounts decay", "states": Level, "parameters": Rate, "inputs": Inflow, "rates": decay,
        "outputs": Output, "output_equations": doubled, "table": {"rate": parameter("rate")},
    } | changes  # fmt: skip
    return Mechanism(name=name, **fields)


OUTSIDE = {"inflow": Declaration("mg/h", "a pump")}


def test_a_model_knows_its_names_and_links():
    model = assemble("one tank", [tank()], OUTSIDE)
    assert model.state_names == ("level",)
    assert model.output_names == ("doubled",)
    assert model.links == (("outside", "tank", "inflow"),)
    assert repr(model.rates[0]) == "sub(inflow, mul(level, rate))"
    assert set(model.jacobian) == {(0, 0)}


def test_an_input_without_provider_is_refused_with_near_names():
    with pytest.raises(ModelError, match="did you mean inflows"):
        assemble("wrong", [tank()], {"inflows": Declaration("mg/h", "a pump")})


def test_units_of_input_and_provider_must_agree():
    with pytest.raises(ModelError, match="different units"):
        assemble("wrong", [tank()], {"inflow": Declaration("ug/h", "a pump")})


def test_a_name_defined_twice_is_refused():
    with pytest.raises(ModelError, match="defined twice"):
        assemble("wrong", [tank(), tank("second")], OUTSIDE)


def test_outputs_in_a_circle_are_refused():
    class One(NamedTuple):
        one: Value = signal("1", "one")

    class Two(NamedTuple):
        two: Value = signal("1", "two")

    def from_two(states, parameters, inputs):
        return One(inputs.two)

    def from_one(states, parameters, inputs):
        return Two(inputs.one)

    shared = {"claim": "", "parameters": Nothing, "rates": no_rates}
    first = Mechanism("first", inputs=Two, outputs=One, output_equations=from_two, **shared)
    second = Mechanism("second", inputs=One, outputs=Two, output_equations=from_one, **shared)
    with pytest.raises(ModelError, match="circle"):
        assemble("wrong", [first, second], {})


def test_fields_and_table_must_name_the_same_parameters():
    with pytest.raises(ModelError, match="parameter table differ"):
        tank(table={})


def test_a_field_without_unit_is_refused():
    class Bare(NamedTuple):
        bare: Value

    with pytest.raises(ModelError, match="without unit"):
        assemble("wrong", [tank(inputs=Bare)], OUTSIDE)
