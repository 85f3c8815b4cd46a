"""Every arrow of the mechanism graph cut in turn: what of the change in mood is lost without it.

A cut arrow hands its user the value that the signal has at this person's drug-free rest, so the rest stays
what it was and only the change is stopped. This needs no parameter that could be 0: the model is
assembled again from the same mechanisms with a keep (1 or 0) and a rest value for each input, so the
equations are those of the shipped model. Arrows in series each lose everything; the losses do not sum.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.kernels import kernels
from nemda.engine.rest import rest
from nemda.explain.task import Task
from nemda.mechanism.chain import chain
from nemda.mechanism.mood import Parameters as MoodParameters
from nemda.mechanism.mood import score
from nemda.mechanism.picture import READERS
from nemda.model.assembly import Model, assemble
from nemda.model.mechanism import Mechanism, fields_of
from nemda.model.parameters import Parameter


class Link(NamedTuple):
    """An arrow of the graph and the points of the change (negative is better) that are lost without it."""

    provider: str
    user: str
    signal: str
    lost: Float[ndarray, " time"]


def links(task: Task) -> tuple[Link, ...]:
    """Return every arrow of the model and of the score with what is lost when it is cut [time].

    Raises
    ------
    SolverError
        No steady state, or no solution, with some arrow cut.
    """
    model = cut_model()
    shipped = chain()
    drawn = task.drawn
    at_rest = _rest_values(shipped, drawn)
    lanes = len(shipped.links) + 1
    wide = {name: np.repeat(values, lanes) for name, values in drawn.items()}
    for number, (_, user, signal) in enumerate(shipped.links):
        wide[keep_name(user, signal)] = (np.arange(lanes) != number).astype(float)
        wide[rest_name(user, signal)] = np.full(lanes, at_rest[signal])
    madrs = task.over_time(wide, "madrs", model)
    inside = [
        Link(provider, user, signal, madrs[-1] - madrs[number])
        for number, (provider, user, signal) in enumerate(shipped.links)
    ]
    return (*inside, *_score_links(task))


@cache
def cut_model() -> Model:
    """Return the shipped model with a parameter that cuts each of its arrows."""
    shipped = chain()
    return assemble("dose to mood, cut", [_cuttable(each) for each in shipped.mechanisms], shipped.drives)


def keep_name(user: str, signal: str) -> str:
    """Return the name of the parameter that is 1 for an arrow as it is and 0 for a cut one."""
    return f"keep_{user}_{signal}"


def rest_name(user: str, signal: str) -> str:
    """Return the name of the parameter that holds what a cut arrow hands on."""
    return f"rest_{user}_{signal}"


def _cuttable(mechanism: Mechanism) -> Mechanism:
    signals = fields_of(mechanism.inputs)
    if not signals:
        return mechanism
    own = fields_of(mechanism.parameters)
    keeps = [keep_name(mechanism.name, signal) for signal in signals]
    rests = [rest_name(mechanism.name, signal) for signal in signals]
    names = (*own, *keeps, *rests)
    kind: Any = namedtuple("Parameters", names)  # pyright: ignore[reportUntypedNamedTuple]  names known late
    table = {name: _parameter(name, 1.0) for name in keeps} | {name: _parameter(name, 0.0) for name in rests}

    def arguments(states: Any, parameters: Any, inputs: Any) -> tuple[Any, Any, Any]:
        mine = mechanism.parameters(*parameters[: len(own)])
        cut = [
            getattr(parameters, held) + getattr(parameters, keep) * (value - getattr(parameters, held))
            for value, keep, held in zip(inputs, keeps, rests, strict=True)
        ]
        return states, mine, mechanism.inputs(*cut)

    def rates(states: Any, parameters: Any, inputs: Any) -> Any:
        return mechanism.rates(*arguments(states, parameters, inputs))

    def outputs(states: Any, parameters: Any, inputs: Any) -> Any:
        assert mechanism.output_equations is not None
        return mechanism.output_equations(*arguments(states, parameters, inputs))

    return replace(
        mechanism,
        parameters=kind,
        rates=rates,
        output_equations=None if mechanism.output_equations is None else outputs,
        table=MappingProxyType({**mechanism.parameter_table, **table}),
    )


def _parameter(name: str, value: float) -> Parameter:
    """Return one of the parameters that cut; it is no number of nature."""
    return Parameter(
        name, value, "1", "what a cut arrow hands on", (-np.inf, np.inf), grade="A", source="definition"
    )


def _rest_values(model: Model, drawn: Mapping[str, Float[ndarray, " one"]]) -> dict[str, float]:
    """Return every state, output and drive at the person's drug-free rest, where all drives are 0."""
    code = kernels(model)
    constants = code.constants_of(np.array([drawn[name] for name in model.parameter_names]))
    drives = np.zeros((len(model.drives), 1))
    states = rest(model, code, constants, drives)
    outputs = np.empty((len(model.outputs), 1))
    code.outputs(states, drives, constants, outputs)
    return (
        dict.fromkeys(model.drive_names, 0.0)
        | dict(zip(model.state_names, map(float, states[:, 0]), strict=True))
        | dict(zip(model.output_names, map(float, outputs[:, 0]), strict=True))
    )


def _score_links(task: Task) -> list[Link]:
    """Return the arrows into the score, cut by reading what they bring at the start of the course."""
    drawn = task.drawn
    values = task.run(drawn).values
    course = {name: values[name][0] for name in READERS if name in values}
    course["slow_gain"] = values["mood_slow"][0] - values["mood_slow"][0, 0]
    parameters = MoodParameters(*(drawn[name] for name in MoodParameters._fields))
    in_care_h = values["in_care"][0] * task.job.times_h
    baseline = task.who.people["baseline_madrs"][0]

    def madrs(arguments: Mapping[str, ndarray]) -> ndarray:
        return np.asarray(score(parameters, baseline_madrs=baseline, in_care_h=in_care_h, **arguments).madrs)

    whole = madrs(course)
    cut = {name: {**course, name: np.full_like(course[name], course[name][0])} for name in READERS}
    return [Link(provider, "score", name, whole - madrs(cut[name])) for name, provider in READERS.items()]
