from __future__ import annotations

from typing import NamedTuple

import pytest

from nemda.engine.points import typical_points
from nemda.mechanism.chain import MECHANISMS, chain
from nemda.model.assembly import assemble
from nemda.model.expression import Graph
from nemda.model.graph import Arrow, MechanismGraph, evaluate, joined_sign, mechanism_graph
from nemda.model.maths import Value, exp, log, power, sqrt
from nemda.model.mechanism import Declaration, Mechanism, fields_of, signal, state
from nemda.model.parameters import Parameter


@pytest.fixture(scope="module")
def shipped() -> MechanismGraph:
    return mechanism_graph(chain(), typical_points())


def arrow(graph: MechanismGraph, provider: str, user: str, name: str) -> Arrow:
    [found] = [a for a in graph.arrows if (a.provider, a.user, a.signal) == (provider, user, name)]
    return found


# The causal edges of the biology brief, as far as they are single signals of the model.
@pytest.mark.parametrize(
    ("provider", "user", "name", "target", "sign"),
    [
        ("block", "circuit", "parvalbumin_block", "parvalbumin_activity", "-"),
        ("block", "circuit", "somatostatin_block", "somatostatin_activity", "-"),
        ("block", "circuit", "pyramidal_block", "pyramidal_activity", "-"),
        ("block", "circuit", "pyramidal_block", "disinhibition", "-"),
        ("block", "circuit", "habenula_block", "habenula_bursting", "-"),
        ("circuit", "glutamate", "pyramidal_activity", "glutamate", "+"),
        ("glutamate", "ampa", "glutamate", "ampa_throughput", "+"),
        ("block", "bdnf", "resting_block", "phospho_eef2", "-"),
        ("ampa", "bdnf", "ampa_throughput", "bdnf_released", "+"),
        ("bdnf", "signaling", "trkb", "akt", "+"),
        ("signaling", "spines", "translation_drive", "synaptic_protein", "+"),
        ("stress", "spines", "stress_load", "stable_spines", "-"),
        ("stress", "glutamate", "cortisol", "glutamate", "+"),
        ("spines", "mood", "connectivity", "mood_slow", "+"),
        ("magnesium", "block", "brain_magnesium", "parvalbumin_occupancy", "-"),
        ("dissociation", "circulation", "active_level", "sympathetic_drive", "+"),
    ],
)
def test_known_arrows_have_their_sign(
    shipped: MechanismGraph, provider: str, user: str, name: str, target: str, sign: str
) -> None:
    effects = {effect.target: effect for effect in arrow(shipped, provider, user, name).effects}
    assert effects[target].sign == sign


def test_every_sign_is_the_one_a_small_change_shows(shipped: MechanismGraph) -> None:
    mechanisms = {mechanism.name: mechanism for mechanism in MECHANISMS}
    compared = 0
    for one in shipped.arrows:
        mechanism = mechanisms[one.user]
        for effect in one.effects:
            seen: set[str] = set()
            for point in typical_points():
                step = 1e-6 * max(1.0, abs(point[one.signal]))
                changed = {**point, one.signal: point[one.signal] + step}
                change = run(mechanism, changed)[effect.target] - run(mechanism, point)[effect.target]
                # Rounding of values of order 100 leaves 1e-14; a step of 1e-6 moves real effects above 1e-13.
                if abs(change) > 2e-13:
                    seen.add("+" if change > 0 else "-")
            assert joined_sign(seen) == effect.sign, (one.signal, effect.target)
            compared += 1
    assert compared > len(shipped.arrows)


def run(mechanism: Mechanism, point: dict[str, float]) -> dict[str, float]:
    kinds = (mechanism.states, mechanism.parameters, mechanism.inputs)
    arguments = [kind(*(point[field] for field in fields_of(kind))) for kind in kinds]
    found = dict(zip(fields_of(mechanism.states), mechanism.rates(*arguments), strict=True))
    if mechanism.output_equations is not None:
        outputs = mechanism.output_equations(*arguments)
        found |= dict(zip(fields_of(mechanism.outputs), outputs, strict=True))
    return found


@pytest.mark.parametrize(
    ("provider", "user", "name", "switch"),
    [
        ("block", "bdnf", "resting_block", "eef2_switch"),
        ("block", "ampa", "resting_block", "homeostatic_switch"),
        ("block", "bdnf", "ketamine_free", "trkb_direct_switch"),
        ("circuit", "mood", "disinhibition", "disinhibition_switch"),
        ("circuit", "mood", "habenula_relief", "habenula_switch"),
        ("opioid", "mood", "opioid_gate", "opioid_switch"),
        ("inflammation", "bdnf", "inflammation_brake", "inflammation_switch"),
        ("block", "glutamate", "hydroxynorketamine_free", "hydroxynorketamine_switch"),
        ("dissociation", "expectancy", "felt_effect", "unblinding_switch"),
    ],
)
def test_contested_arrows_know_their_switch(
    shipped: MechanismGraph, provider: str, user: str, name: str, switch: str
) -> None:
    assert [p.name for p in arrow(shipped, provider, user, name).switches] == [switch]


def test_accepted_arrows_have_no_switch(shipped: MechanismGraph) -> None:
    for provider, user, name in [
        ("glutamate", "ampa", "glutamate"),
        ("spines", "mood", "connectivity"),
        # The high-affinity site adds to pore block, which is there without it.
        ("outside", "block", "ketamine_s_effect"),
    ]:
        assert arrow(shipped, provider, user, name).switches == ()


def test_every_link_of_the_model_is_an_arrow(shipped: MechanismGraph) -> None:
    assert [(a.provider, a.user, a.signal) for a in shipped.arrows] == list(chain().links)
    assert all(a.effects for a in shipped.arrows), "an input that no equation uses"


class States(NamedTuple):
    level: Value = state("1", "a level", start=1.0)
    sum: Value = state("1", "what has come", start=0.0)


class Parameters(NamedTuple):
    time: Value
    toy_switch: Value


class Inputs(NamedTuple):
    drug: Value = signal("1", "a drug")
    other: Value = signal("1", "another drug")


class Outputs(NamedTuple):
    effect: Value = signal("1", "an effect")


def rates(s: States, p: Parameters, i: Inputs) -> States:
    return States((p.toy_switch * i.drug * (1 - i.other) - s.level) / p.time, i.other)


def outputs(s: States, p: Parameters, i: Inputs) -> Outputs:
    return Outputs(i.drug + p.toy_switch * s.level)


def toy() -> MechanismGraph:
    def number(name: str, value: float, kind: str) -> Parameter:
        return Parameter(
            name, value, "1", "a number", (0.0, 9.0), "C", "assumption", note="a test", kind=kind
        )

    table = {"time": number("time", 4.0, "value"), "toy_switch": number("toy_switch", 1.0, "switch")}
    mechanism = Mechanism(
        "toy", "nothing", Parameters, Inputs, rates, States, Outputs, outputs, table
    )  # fmt: skip
    outside = {name: Declaration("1", "a drug") for name in Inputs._fields}
    model = assemble("toy", [mechanism], outside)
    rest = {"level": 0.0, "sum": 0.0, "drug": 0.0, "other": 0.0, "time": 4.0, "toy_switch": 1.0}
    points = [rest, {**rest, "drug": 1.0}, {**rest, "drug": 1.0, "other": 2.0}]
    return mechanism_graph(model, points)


def test_a_toy_graph_tells_time_scales_signs_and_switches() -> None:
    graph = toy()
    [place] = graph.places
    assert place.times_h == {"level": 4.0, "sum": float("inf")}
    drug, other = graph.arrows
    # The drug raises the level while the other is low and lowers it while the other is high.
    assert drug.effects == (("level", "+/-", ("toy_switch",)), ("effect", "+", ()))
    assert drug.sign == "+/-"
    assert drug.switches == ()
    # At rest the other drug changes no level; only the second point shows it.
    assert other.effects == (("level", "-", ("toy_switch",)), ("sum", "+", ()))


def test_nodes_are_evaluated_as_the_functions_are() -> None:
    graph = Graph()
    x, y = graph.symbol("x"), graph.symbol("y")
    nodes = [-x + y * 2, x / y - 1, power(x, y), exp(x), log(y), sqrt(x * y), graph.constant(3.0)]
    a, b = 1.7, 0.6
    expected = [-a + b * 2, a / b - 1, a**b, exp(a), log(b), sqrt(a * b), 3.0]
    assert evaluate(nodes, {"x": a, "y": b}) == pytest.approx(expected, rel=1e-15)


def test_signs_are_joined() -> None:
    assert joined_sign([]) == "0"
    assert joined_sign(["0", "+"]) == "+"
    assert joined_sign(["+", "-"]) == "+/-"
    assert joined_sign(["+/-", "+"]) == "+/-"
