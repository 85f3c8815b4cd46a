"""A hypothesis: a named setting of the contested arrows, with the parameters that are its own to fit.

Form: every trigger and gate that a hypothesis does not name is off, so that each can be run alone; a mixture
weighs them. Free parameters move as prior * exp(spread * z), kept in the interval of the parameter table;
a free switch is the normal distribution function of z, which makes it uniform on 0 to 1. z is then standard
normal beforehand for every parameter. The files are data: an explanation of one's own is another entry.
Wrong if a setting here and the same switches on the command line of ``nemda simulate`` differ.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ExperimentError
from nemda.evidence.near import near_matches
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.sets import DEFAULT_SET
from nemda.model.parameters import Parameter, ParameterTable

SWITCHES: tuple[str, ...] = (
    "disinhibition_switch",
    "eef2_switch",
    "hydroxynorketamine_switch",
    "homeostatic_switch",
    "habenula_switch",
    "trkb_direct_switch",
    "opioid_switch",
    "inflammation_switch",
)
"""The arrows on which the explanations disagree; the last two are gates, the others triggers."""

MIX = "mix"
COMMON = "common"
NUISANCE = "nuisance"


@dataclass(frozen=True)
class Free:
    """A parameter that is fitted: `prior` is its value beforehand, `spread` the SD of its logarithm.

    A switch has spread 0 and is uniform on its interval beforehand.
    """

    name: str
    prior: float
    spread: float
    interval: tuple[float, float]

    @property
    def is_switch(self) -> bool:
        """Whether it is the share of an arrow."""
        return self.spread == 0

    def value(self, z: Float[ndarray, " draw"]) -> Float[ndarray, " draw"]:
        """Return the parameter at standardized values z."""
        if self.is_switch:
            from scipy.special import ndtr

            low, high = self.interval
            return low + (high - low) * ndtr(z)
        return np.clip(self.prior * np.exp(self.spread * z), *self.interval)


@dataclass(frozen=True)
class Finding:
    """Something seen that speaks for or against, and the keys of where it was seen."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Hypothesis:
    """One explanation.

    `switches` holds all of `SWITCHES`; `free` what is fitted, the parameters common to all first;
    `test` is the simulation that the literature asks of it.
    """

    name: str
    title: str
    claim: str
    switches: Mapping[str, float]
    free: tuple[Free, ...]
    supports: tuple[Finding, ...]
    opposes: tuple[Finding, ...]
    test: str

    def changes(self, z: Float[ndarray, "draw free"]) -> list[dict[str, float]]:
        """Return the changes of parameters for each row of standardized values."""
        columns = {one.name: one.value(z[:, index]) for index, one in enumerate(self.free)}
        return [
            {**self.switches, **{name: float(column[row]) for name, column in columns.items()}}
            for row in range(z.shape[0])
        ]

    def typical(self) -> dict[str, float]:
        """Return the changes before any fit: the switches, and the values of the parameter table."""
        return self.changes(np.zeros((1, len(self.free))))[0]


@cache
def hypotheses(parameter_set: str = DEFAULT_SET) -> Mapping[str, Hypothesis]:
    """Return every shipped hypothesis by name, the mixture of all last.

    Raises
    ------
    ParameterError
        The parameter set is unknown.
    ExperimentError
        The file names an unknown parameter or switch.
    """
    content = tomllib.loads(table_text("hypotheses"))
    table = simulation_parameters((parameter_set,))
    extra = content.pop(NUISANCE)
    common = content.pop(COMMON)["free"]
    own = tuple(
        Free(
            name,
            float(one["value"]),
            float(one["spread"]),
            (float(one["interval"][0]), float(one["interval"][1])),
        )
        for name, one in extra.items()
    )
    found = {name: _hypothesis(name, entry, common, own, table) for name, entry in content.items()}
    return MappingProxyType(found)


@cache
def nuisance_names() -> frozenset[str]:
    """Return the fitted numbers that belong to a measurement and not to the chain."""
    return frozenset(tomllib.loads(table_text("hypotheses"))[NUISANCE])


def of_the_chain(changes: Mapping[str, float]) -> dict[str, float]:
    """Return the changes that the chain knows, as ``nemda simulate --change`` takes them."""
    return {name: value for name, value in changes.items() if name not in nuisance_names()}


def find_hypothesis(name: str, parameter_set: str = DEFAULT_SET) -> Hypothesis:
    """Return the hypothesis of a name (dashes and spaces count as underscores).

    Raises
    ------
    ExperimentError
        There is none; the error names the nearest.
    """
    known = hypotheses(parameter_set)
    key = name.strip().lower().replace("-", "_").replace(" ", "_")
    if key in known:
        return known[key]
    near = near_matches(key, known)
    raise ExperimentError(
        "Unknown hypothesis.", where="hypothesis", expected=", ".join(known), got=name,
        hint=f"did you mean {near[0]}?" if near else "nemda hypotheses list",
    )  # fmt: skip


def chosen_hypotheses(names: Sequence[str], parameter_set: str = DEFAULT_SET) -> tuple[Hypothesis, ...]:
    """Return the hypotheses of the names, each once; all shipped ones for no name.

    Raises
    ------
    ExperimentError
        A name is unknown.
    """
    if not names:
        return tuple(hypotheses(parameter_set).values())
    keys = dict.fromkeys(find_hypothesis(name, parameter_set).name for name in names)
    return tuple(hypotheses(parameter_set)[key] for key in keys)


def mixed_switches(weights: Mapping[str, float], parameter_set: str = DEFAULT_SET) -> dict[str, float]:
    """Return the switches of a mixture: sum over hypotheses of weight * switch, each at most 1.

    A weight of 1 is the hypothesis in full; weights need not add to 1, because arms that act together do
    not dilute one another.

    Raises
    ------
    ExperimentError
        A name is unknown, or a weight is outside 0 to 1.
    """
    total = dict.fromkeys(SWITCHES, 0.0)
    for name, weight in weights.items():
        if not (math.isfinite(weight) and 0 <= weight <= 1):
            raise ExperimentError(
                "A weight of a hypothesis is out of range.", where=name, expected="0 to 1", got=weight
            )
        for switch, value in find_hypothesis(name, parameter_set).switches.items():
            total[switch] = min(1.0, total[switch] + weight * value)
    return total


def table_text(name: str) -> str:
    """Return the text of a table of this room."""
    return (resources.files("nemda.hypothesis") / "tables" / f"{name}.toml").read_text("utf-8")


def _hypothesis(
    name: str,
    entry: Mapping[str, Any],
    common: Mapping[str, float],
    own: tuple[Free, ...],
    table: ParameterTable,
) -> Hypothesis:
    named: Mapping[str, float] = entry.get("switches", {})
    spreads: dict[str, float] = {**common, **entry["free"]}
    unknown = [one for one in (*named, *spreads) if one not in table]
    if unknown or set(named) - set(SWITCHES):
        raise ExperimentError(
            "A hypothesis names an unknown switch or parameter.", where=f"hypotheses.toml: {name}",
            expected="a parameter of the chain; switches: " + ", ".join(SWITCHES), got=unknown or list(named),
        )  # fmt: skip
    return Hypothesis(
        name=name,
        title=entry["title"],
        claim=entry["claim"],
        switches=MappingProxyType({switch: float(named.get(switch, 0)) for switch in SWITCHES}),
        free=(*own, *(_free(table[one], float(spread)) for one, spread in spreads.items())),
        supports=_findings(entry["for"]),
        opposes=_findings(entry["against"]),
        test=entry["test"],
    )


def _free(parameter: Parameter, spread: float) -> Free:
    return Free(parameter.name, parameter.value, spread, parameter.interval)


def _findings(rows: Sequence[Sequence[str]]) -> tuple[Finding, ...]:
    return tuple(Finding(text, tuple(key.strip() for key in keys.split(";"))) for text, keys in rows)
