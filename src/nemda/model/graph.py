"""The mechanism graph, read from the code: who hands what to whom, in which direction it acts, how fast.

An arrow runs from the provider of a signal to its user. Its sign is that of the derivatives of the
user's rates and outputs with respect to the signal; a picture drawn by hand could disagree with the
equations, this one cannot. A switch belongs to an arrow when nothing is left of the arrow with the
switch at 0. Wrong if turning a signal up in a simulation first moves a target against its sign.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nemda.model.assembly import Model
from nemda.model.expression import Graph, Node, derivatives, reachable
from nemda.model.mechanism import Mechanism, fields_of
from nemda.model.parameters import Parameter

Point = Mapping[str, float]
"""Values of all states, outputs, drives and parameters at one moment."""

NEGLIGIBLE = 1e-9
"""A derivative below is rounding around a zero: the quantities are of order 1."""


class Effect(NamedTuple):
    """What a signal does to one state or output of its user: ``"+"``, ``"-"``, ``"+/-"``, or ``"0"``.

    ``"0"`` means that no point showed an effect; `switches` are those without which it vanishes.
    """

    target: str
    sign: str
    switches: tuple[str, ...]


@dataclass(frozen=True)
class Arrow:
    """One signal from its provider to a user; the provider of a signal from outside is ``"outside"``.

    `switches` holds the switches of the arrow as a whole; with any of them at 0 it is gone. An arrow
    that has one is contested.
    """

    provider: str
    user: str
    signal: str
    effects: tuple[Effect, ...]
    switches: tuple[Parameter, ...]

    @property
    def sign(self) -> str:
        """The common sign of all effects, ``"+/-"`` if they differ."""
        return joined_sign(effect.sign for effect in self.effects)


@dataclass(frozen=True)
class Place:
    """One mechanism in the graph: its claim, and the time scale (h) of each state near rest.

    The time scale is -1 / (d rate / d state), what is left of a small push after it being 1/e.
    """

    name: str
    claim: str
    times_h: Mapping[str, float]


@dataclass(frozen=True)
class MechanismGraph:
    """The mechanisms of a model and the arrows between them, in the order of the model."""

    places: tuple[Place, ...]
    arrows: tuple[Arrow, ...]


def mechanism_graph(model: Model, points: Sequence[Point]) -> MechanismGraph:
    """Return the graph of a model, with signs read at the given points.

    `points` begins with the drug-free rest. Further points, such as moments after a dose, show
    arrows that rest hides (pyramidal block changes disinhibition only once interneurons are quiet).
    All switches should be 1 in them, or the arrows that are off look as if they had no effect.
    """
    traces = {mechanism.name: _Trace(mechanism) for mechanism in model.mechanisms}
    places = tuple(
        Place(mechanism.name, mechanism.claim, traces[mechanism.name].times_h(points[0]))
        for mechanism in model.mechanisms
    )
    arrows: list[Arrow] = []
    for provider, user, signal in model.links:
        effects = traces[user].effects(signal, points)
        names = set(_common_switches(effects))
        if provider in traces:
            names |= traces[provider].gates(signal, points)
        switches = tuple(parameter for name, parameter in model.parameters.items() if name in names)
        arrows.append(Arrow(provider, user, signal, effects, switches))
    return MechanismGraph(places, tuple(arrows))


def joined_sign(signs: Iterable[str]) -> str:
    """Return one sign for several: the common one, ``"+/-"`` if they differ, ``"0"`` if all vanish."""
    seen = {part for sign in signs for part in sign.split("/") if part != "0"}
    return "/".join(part for part in ("+", "-") if part in seen) or "0"


class _Trace:
    """The equations of one mechanism as nodes, with its inputs left as symbols."""

    def __init__(self, mechanism: Mechanism) -> None:
        graph = Graph()
        kinds = (mechanism.states, mechanism.parameters, mechanism.inputs)
        self._symbols = {field: graph.symbol(field) for kind in kinds for field in fields_of(kind)}
        arguments = [kind(*(self._symbols[field] for field in fields_of(kind))) for kind in kinds]
        rates = map(graph.node, mechanism.rates(*arguments))
        self._rates = dict(zip(fields_of(mechanism.states), rates, strict=True))
        self._outputs: dict[str, Node] = {}
        if mechanism.output_equations is not None:
            values = map(graph.node, mechanism.output_equations(*arguments))
            self._outputs = dict(zip(fields_of(mechanism.outputs), values, strict=True))
        self._inner = (*fields_of(mechanism.states), *fields_of(mechanism.inputs))
        self._switches = [n for n, p in mechanism.parameter_table.items() if p.kind == "switch"]

    def times_h(self, rest: Point) -> dict[str, float]:
        """Return the time scale of each state at rest; infinite for one that nothing pulls back."""
        slopes = {state: self._slope(rate, state) for state, rate in self._rates.items()}
        pulls = {
            state: -evaluate([slope], rest)[0] if slope is not None else 0.0
            for state, slope in slopes.items()
        }
        return {state: 1.0 / pull if pull > 0 else math.inf for state, pull in pulls.items()}

    def effects(self, signal: str, points: Sequence[Point]) -> tuple[Effect, ...]:
        """Return the direct effects of an input on the rates and outputs."""
        found: list[Effect] = []
        for target, node in (self._rates | self._outputs).items():
            slope = self._slope(node, signal)
            if slope is not None:
                found.append(Effect(target, sign_of(slope, points), self._gating([slope], points)))
        return tuple(found)

    def gates(self, signal: str, points: Sequence[Point]) -> set[str]:
        """Return the switches without which an output no longer carries anything."""
        if signal not in self._outputs:
            return set()
        slopes = [self._slope(self._outputs[signal], field) for field in self._inner]
        return set(self._gating([slope for slope in slopes if slope is not None], points))

    def _slope(self, node: Node, field: str) -> Node | None:
        return derivatives([node], [self._symbols[field]]).get((0, 0))

    def _gating(self, slopes: Sequence[Node], points: Sequence[Point]) -> tuple[str, ...]:
        if all(sign_of(slope, points) == "0" for slope in slopes):
            return ()
        return tuple(
            switch
            for switch in self._switches
            if all(sign_of(slope, [{**point, switch: 0.0} for point in points]) == "0" for slope in slopes)
        )


def _common_switches(effects: Sequence[Effect]) -> tuple[str, ...]:
    seen = [set(effect.switches) for effect in effects if effect.sign != "0"]
    return tuple(set.intersection(*seen)) if seen else ()


def sign_of(slope: Node, points: Sequence[Point]) -> str:
    """Return the sign that a node's value has at the points: ``"+"``, ``"-"``, ``"+/-"``, or ``"0"``."""
    values = [evaluate([slope], point)[0] for point in points]
    return joined_sign("+" if value > 0 else "-" for value in values if abs(value) > NEGLIGIBLE)


def evaluate(nodes: Sequence[Node], point: Point) -> list[float]:
    """Return the numbers that nodes have at a point, which names every symbol they need."""
    value: dict[int, float] = {}
    for node in reachable(nodes):
        arguments = [value[argument.index] for argument in node.args]
        match node.operation:
            case "constant":
                result = float(node.value)
            case "symbol":
                result = point[str(node.value)]
            case "neg":
                result = -arguments[0]
            case "add":
                result = arguments[0] + arguments[1]
            case "sub":
                result = arguments[0] - arguments[1]
            case "mul":
                result = arguments[0] * arguments[1]
            case "div":
                result = arguments[0] / arguments[1]
            case "pow":
                result = arguments[0] ** arguments[1]
            case name:
                result = getattr(math, name)(arguments[0])
        value[node.index] = float(result)
    return [value[node.index] for node in nodes]
