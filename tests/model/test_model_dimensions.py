from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from nemda.errors import ModelError, UnitError
from nemda.mechanism.chain import MECHANISMS
from nemda.mechanism.mood import Parameters as MoodParameters
from nemda.mechanism.mood import score
from nemda.model.dimensions import check_dimensions, faults, name_of, quantity, same_unit
from nemda.model.maths import Value, exp, hill, log, positive, power, sqrt
from nemda.model.mechanism import Mechanism, signal, state
from nemda.model.parameters import Parameter


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda m: m.name)
def test_every_shipped_equation_is_dimensionally_right(mechanism: Mechanism) -> None:
    check_dimensions(mechanism)


def test_the_score_is_in_points() -> None:
    mood = next(mechanism for mechanism in MECHANISMS if mechanism.name == "mood")
    parameters = MoodParameters(*(quantity(mood.parameter_table[n].unit) for n in MoodParameters._fields))
    one = quantity("1")
    result = score(parameters, quantity("point"), one, one, one, one, one, quantity("h"))
    assert result.madrs.fault == ""
    assert same_unit(result.madrs, quantity("point"))
    assert [part.fault for part in result] == [""] * 4


class States(NamedTuple):
    level: Value = state("umol/L", "a level", start=1.0)
    share: Value = state("1", "a share", start=0.0)


class Parameters(NamedTuple):
    half: Value
    time: Value
    exponent: Value


class Inputs(NamedTuple):
    drug: Value = signal("umol/L", "a drug")
    magnesium: Value = signal("mmol/L", "magnesium")


class Outputs(NamedTuple):
    effect: Value = signal("point", "an effect")


def parameter(name: str, unit: str) -> Parameter:
    return Parameter(name, 1.0, unit, "a number", (0.0, 2.0), "C", "assumption", note="for a test")


TABLE = {
    "half": parameter("half", "umol/L"),
    "time": parameter("time", "h"),
    "exponent": parameter("exponent", "1"),
}
Equations = Callable[[States, Parameters, Inputs], Any]


def toy(rates: Equations, table: dict[str, Parameter] | None = None) -> Mechanism:
    return Mechanism("toy", "nothing", Parameters, Inputs, rates, States, table=table or TABLE)


def right(s: States, p: Parameters, i: Inputs) -> States:
    return States((i.drug - s.level) / p.time, (hill(i.drug, p.half, p.exponent) - s.share) / p.time)


def test_a_right_mechanism_passes() -> None:
    assert faults(toy(right)) == ()


@pytest.mark.parametrize(
    ("equation", "reason"),
    [
        (lambda s, p, i: (i.drug + s.share) / p.time, "adds quantities in µmol/l and 1"),
        (lambda s, p, i: (1 - i.drug) / p.time, "subtracts quantities in 1 and µmol/l"),
        # One dimension, but a thousandfold apart: nobody converts inside an equation.
        (lambda s, p, i: (i.magnesium - s.level) / p.time, "subtracts quantities in mmol/l and µmol/l"),
        (lambda s, p, i: i.drug - s.level, "a result in µmol/l"),
        (lambda s, p, i: i.magnesium / p.time, "a result in mmol/h/l"),
        (lambda s, p, i: exp(i.drug) * s.level / p.time, "takes exp of a quantity in µmol/l"),
        (lambda s, p, i: log(i.drug) * s.level / p.time, "takes log of a quantity in µmol/l"),
        (lambda s, p, i: power(i.drug, p.exponent) / p.time, "raises to a parameter a quantity in µmol/l"),
        (lambda s, p, i: 2 ** (i.drug) * s.level / p.time, "has an exponent a quantity in µmol/l"),
        (lambda s, p, i: sqrt(i.drug) / p.time, "a result in µmol**0.5/h/l**0.5"),
        (lambda s, p, i: hill(i.drug, p.time) * s.level / p.time, "adds quantities in 1 and µmol/h/l"),
        (lambda s, p, i: positive(i.drug) / p.time, "adds quantities in µmol**2/l**2 and 1"),
        (lambda s, p, i: 3.0, "a result in 1"),
    ],
)
def test_a_wrong_equation_is_found(equation: Equations, reason: str) -> None:
    mechanism = toy(lambda s, p, i: States(equation(s, p, i), (1 - s.share) / p.time))
    [fault] = faults(mechanism)
    assert fault.where == "toy: level"
    assert fault.expected == "(umol/L)/h"
    assert fault.got == reason


@pytest.mark.parametrize(
    "equation",
    [
        lambda s, p, i: sqrt(i.drug * s.level) / p.time,
        lambda s, p, i: -(i.drug**2) / (s.level * p.time),
        lambda s, p, i: sum((i.drug, s.level)) / p.time,
        lambda s, p, i: (1 / p.time) * (i.drug - s.level) * positive(s.share),
        lambda s, p, i: s.level * log(s.share) * exp(1 - s.share) / p.time,
        lambda s, p, i: 0.0,
    ],
)
def test_a_right_equation_is_let_through(equation: Equations) -> None:
    assert faults(toy(lambda s, p, i: States(equation(s, p, i), -s.share / p.time))) == ()


def test_a_fault_marks_every_equation_that_uses_it_and_no_other() -> None:
    def rates(s: States, p: Parameters, i: Inputs) -> States:
        wrong = i.drug + 1
        return States(wrong * s.share / p.time, -s.share / p.time)

    assert [fault.where for fault in faults(toy(rates))] == ["toy: level"]
    both = toy(lambda s, p, i: States((i.drug + 1) / p.time, exp(i.drug) / p.time))
    assert [fault.where for fault in faults(both)] == ["toy: level", "toy: share"]


def test_an_output_is_held_to_its_unit() -> None:
    mechanism = Mechanism(
        "toy", "nothing", Parameters, Inputs, right, States, Outputs,
        lambda s, p, i: Outputs(s.share), TABLE,
    )  # fmt: skip
    [fault] = faults(mechanism)
    assert fault == ("toy: effect", "point", "a result in 1")


def test_the_wrong_unit_in_a_table_is_found() -> None:
    # A time constant in minutes would make every rate sixty times too fast.
    table = {**TABLE, "time": parameter("time", "min")}
    assert {fault.where for fault in faults(toy(right, table))} == {"toy: level", "toy: share"}


def test_the_error_names_mechanism_state_and_units() -> None:
    mechanism = toy(lambda s, p, i: States((i.drug + s.share) / p.time, i.drug / p.time))
    with pytest.raises(ModelError) as caught:
        check_dimensions(mechanism)
    assert caught.value.where == "toy: level"
    assert caught.value.expected == "(umol/L)/h"
    assert caught.value.got == "adds quantities in µmol/l and 1; also wrong: toy: share"


def test_an_unknown_unit_is_refused() -> None:
    table = {**TABLE, "time": parameter("time", "hourz")}
    with pytest.raises(UnitError, match="hourz"):
        faults(toy(right, table))


def test_units_are_compared_with_their_size() -> None:
    assert same_unit(quantity("umol/L"), quantity("mmol/m^3"))
    assert not same_unit(quantity("umol/L"), quantity("mmol/L"))
    assert not same_unit(quantity("point"), quantity("1"))
    assert name_of(quantity(1.0)) == "1"
