"""The arrows that can be switched off, and what switching one off does to the parameters.

The switches of the mechanisms are found by themselves, so that a new one needs no entry here. Arrows without
a switch stand in ``data/arrows.toml`` with the parameters that remove them, and nothing else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.errors import ModelError
from nemda.mechanism.chain import chain
from nemda.mechanism.picture import READERS, SPELLING
from nemda.model.mechanism import fields_of
from nemda.model.parameters import Parameter
from nemda.model.printing import readable

MECHANISM, LAST_STEP, EXPECTANCY = "mechanism", "last step", "expectancy"
"""The games: the arrows between block and mood, the last arrows before mood, and what people expect."""


class Change(NamedTuple):
    """One step of switching off: a new value, or a factor read from another parameter."""

    parameter: str
    value: float = 0.0
    by: str = ""
    by_rest_of: str = ""

    def applied(self, drawn: Mapping[str, Float[ndarray, " lane"]]) -> Float[ndarray, " lane"]:
        """Return the parameter after this step."""
        if self.by:
            return drawn[self.parameter] * drawn[self.by]
        if self.by_rest_of:
            return drawn[self.parameter] * (1 - drawn[self.by_rest_of])
        return np.full_like(drawn[self.parameter], self.value)


@dataclass(frozen=True)
class Arrow:
    """An arrow that can be off: its name, what it claims, how well that is known, and how it goes off.

    `game` says with which arrows it is compared; `title` is what a table calls it.
    """

    name: str
    title: str
    game: str
    meaning: str
    grade: str
    source: str
    note: str
    off: tuple[Change, ...]

    @property
    def claim(self) -> str:
        """What the arrow says, as a sentence without its mark."""
        return self.meaning.removeprefix("arrow: ")


@cache
def arrows() -> tuple[Arrow, ...]:
    """Return every arrow that can be switched off, in the order of cause.

    Raises
    ------
    ModelError
        The table names a parameter that the model does not have.
    """
    with (files("nemda.explain") / "data" / "arrows.toml").open("rb") as stream:
        content = tomllib.load(stream)
    expected: Sequence[str] = content[EXPECTANCY]["names"]
    own = [_of_entry(entry) for entry in content["arrow"]]
    known = chain().parameters
    steps = [step for arrow in own for step in arrow.off]
    named = {part for step in steps for part in (step.parameter, step.by, step.by_rest_of)}
    missing = sorted((named | set(expected)) - set(known) - {""})
    if missing:
        raise ModelError(
            "An arrow is switched off by a parameter that the model lacks.", where="arrows.toml", got=missing,
            hint="name the parameter that carries the arrow now",
        )  # fmt: skip
    upstream = _parameters_upstream_of_mood()
    switches = [
        _of_switch(parameter, EXPECTANCY if name in expected else MECHANISM)
        for name, parameter in known.items()
        if parameter.kind == "switch" and name in upstream
    ]
    return (*switches, *own)


def switched(
    drawn: Mapping[str, Float[ndarray, " one"]], chosen: Sequence[Arrow], on: Bool[ndarray, "lane arrow"]
) -> dict[str, Float[ndarray, " lane"]]:
    """Return one person's parameters for each lane, with the arrows that are not `on` switched off."""
    lanes = on.shape[0]
    result = {name: np.repeat(values, lanes) for name, values in drawn.items()}
    for column, arrow in enumerate(chosen):
        for step in arrow.off:
            result[step.parameter] = np.where(on[:, column], result[step.parameter], step.applied(result))
    return result


def is_off(arrow: Arrow, drawn: Mapping[str, Float[ndarray, " one"]]) -> bool:
    """Return whether switching an arrow off would change nothing, because it is off for this person."""
    return all(np.array_equal(step.applied(drawn), drawn[step.parameter]) for step in arrow.off)


def _parameters_upstream_of_mood() -> set[str]:
    """Return the parameters of every mechanism from which a path leads to the score."""
    model = chain()
    reached = set(READERS.values())
    while True:
        before = {provider for provider, user, _ in model.links if user in reached} - reached
        if not before:
            break
        reached |= before
    return {name for one in model.mechanisms if one.name in reached for name in fields_of(one.parameters)}


def _of_switch(parameter: Parameter, game: str) -> Arrow:
    title = readable(parameter.name.removesuffix("_switch"), SPELLING)
    off = (Change(parameter.name),)
    return Arrow(
        parameter.name, title, game, parameter.meaning, parameter.grade, parameter.source, parameter.note, off
    )


def _of_entry(entry: Mapping[str, Any]) -> Arrow:
    words = {key: value for key, value in entry.items() if key != "off"}
    return Arrow(**words, off=tuple(Change(**step) for step in entry["off"]))
