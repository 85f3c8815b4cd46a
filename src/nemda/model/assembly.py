"""Joining mechanisms into one model: names are wired, units compared, equations traced once.

Every input of a mechanism is the state or output of another one, or a signal from outside (a drug
level, a dosing session), found by its name; its unit must be the one the provider declares.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from nemda.errors import ModelError
from nemda.model.expression import Graph, Node, derivatives
from nemda.model.mechanism import Declaration, Mechanism, declarations, fields_of
from nemda.model.parameters import ParameterTable, merge


@dataclass(frozen=True, eq=False)
class Model:
    """Mechanisms joined and traced: the one source of every engine's equations.

    `rates` are nodes in the order of `states`, `outputs` in the order of `output_names`. Symbols
    carry the plain names of states, parameters and drives.
    """

    name: str
    mechanisms: tuple[Mechanism, ...]
    graph: Graph
    states: Mapping[str, Declaration]
    drives: Mapping[str, Declaration]
    outputs: Mapping[str, Declaration]
    parameters: ParameterTable
    rates: tuple[Node, ...]
    output_nodes: tuple[Node, ...]
    links: tuple[tuple[str, str, str], ...]

    @property
    def state_names(self) -> tuple[str, ...]:
        """Names of the states, in the order of every state array."""
        return tuple(self.states)

    @property
    def output_names(self) -> tuple[str, ...]:
        """Names of the algebraic outputs, in the order of every output array."""
        return tuple(self.outputs)

    @property
    def drive_names(self) -> tuple[str, ...]:
        """Names of the signals that must come from outside."""
        return tuple(self.drives)

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """Names of the parameters, in the order of every parameter array."""
        return tuple(self.parameters)

    @cached_property
    def jacobian(self) -> Mapping[tuple[int, int], Node]:
        """Structurally non-zero derivatives of the rates with respect to the states."""
        return derivatives(self.rates, [self.graph.symbol(name) for name in self.states])

    @cached_property
    def drive_slopes(self) -> Mapping[tuple[int, int], Node]:
        """Structurally non-zero derivatives of the rates with respect to the drives."""
        return derivatives(self.rates, [self.graph.symbol(name) for name in self.drives])


def assemble(name: str, mechanisms: Sequence[Mechanism], drives: Mapping[str, Declaration]) -> Model:
    """Return the model that these mechanisms make, driven by the given outside signals.

    Raises
    ------
    ModelError
        A name is defined twice, an input has no provider or another unit than its provider, or
        outputs depend on each other in a circle.
    """
    providers = _providers(mechanisms, drives)
    links = tuple(link for mechanism in mechanisms for link in _wire(mechanism, providers))
    graph = Graph()
    values: dict[str, Node] = {name: graph.symbol(name) for name in drives}
    for mechanism in mechanisms:
        for field in (*fields_of(mechanism.states), *fields_of(mechanism.parameters)):
            values[field] = graph.symbol(field)
    for mechanism in _in_order(mechanisms, providers):
        if mechanism.output_equations is not None:
            traced = mechanism.output_equations(*_arguments(mechanism, values))
            for field, value in zip(fields_of(mechanism.outputs), traced, strict=True):
                values[field] = graph.node(value)
    rates: list[Node] = []
    for mechanism in mechanisms:
        rates.extend(graph.node(rate) for rate in mechanism.rates(*_arguments(mechanism, values)))
    states = {k: d for mechanism in mechanisms for k, d in declarations(mechanism.states).items()}
    outputs = {k: d for mechanism in mechanisms for k, d in declarations(mechanism.outputs).items()}
    if len(rates) != len(states):
        raise ModelError("As many rates as states are needed.", expected=len(states), got=len(rates))
    return Model(
        name=name,
        mechanisms=tuple(mechanisms),
        graph=graph,
        states=states,
        drives=dict(drives),
        outputs=outputs,
        parameters=merge(mechanism.parameter_table for mechanism in mechanisms),
        rates=tuple(rates),
        output_nodes=tuple(values[field] for field in outputs),
        links=links,
    )


def _arguments(mechanism: Mechanism, values: Mapping[str, Node]) -> list[object]:
    kinds = (mechanism.states, mechanism.parameters, mechanism.inputs)
    return [kind(*(values[field] for field in fields_of(kind))) for kind in kinds]


def _providers(
    mechanisms: Sequence[Mechanism], drives: Mapping[str, Declaration]
) -> dict[str, tuple[str, Declaration]]:
    providers = {name: ("outside", declaration) for name, declaration in drives.items()}
    for mechanism in mechanisms:
        for kind in (mechanism.states, mechanism.outputs):
            for field, declaration in declarations(kind).items():
                if field in providers:
                    raise ModelError(
                        "Name defined twice.", where=field, got=f"{providers[field][0]} and {mechanism.name}"
                    )
                providers[field] = (mechanism.name, declaration)
    return providers


def _wire(
    mechanism: Mechanism, providers: Mapping[str, tuple[str, Declaration]]
) -> list[tuple[str, str, str]]:
    links: list[tuple[str, str, str]] = []
    for field, wanted in declarations(mechanism.inputs).items():
        if field not in providers:
            near = difflib.get_close_matches(field, providers, n=3)
            raise ModelError(
                "Input without a provider.", where=f"{mechanism.name}: {field}",
                hint=f"did you mean {', '.join(near)}?" if near else "add a mechanism or a drive",
            )  # fmt: skip
        origin, given = providers[field]
        if given.unit != wanted.unit:
            raise ModelError(
                "Input and provider have different units.", where=f"{mechanism.name}: {field}",
                expected=wanted.unit, got=f"{given.unit} from {origin}",
            )  # fmt: skip
        links.append((origin, mechanism.name, field))
    return links


def _in_order(
    mechanisms: Sequence[Mechanism], providers: Mapping[str, tuple[str, Declaration]]
) -> list[Mechanism]:
    """Return the mechanisms so that outputs are computed before the outputs that use them."""
    output_owner = {f: m.name for m in mechanisms for f in fields_of(m.outputs)}
    waiting = {
        m.name: {output_owner[f] for f in fields_of(m.inputs) if f in output_owner} for m in mechanisms
    }
    by_name = {m.name: m for m in mechanisms}
    ordered: list[Mechanism] = []
    while waiting:
        ready = [name for name, needs in waiting.items() if not needs & set(waiting) - {name}]
        if not ready:
            raise ModelError("Outputs depend on each other in a circle.", got=sorted(waiting))
        for name in ready:
            ordered.append(by_name[name])
            del waiting[name]
    return ordered
