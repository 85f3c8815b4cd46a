"""What is measured in an experiment: from the courses of two arms to one number, and its error.

Each readout is a pure function of the drug arm and the vehicle arm of an experiment, averaged over a window
of time. Mood of animals is read as the share of a behavioral deficit that the lift takes away, with the same
equation as the score of people (`nemda.mechanism.mood`); people are read as trials are, as means and
shares of responders over people who differ (`nemda.hypothesis.crowd`). The error is that of a group
of documented size. Falsified by: a published dispersion far from the error assumed here.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ExperimentError
from nemda.hypothesis.crowd import Terms, mean_madrs, response_rate
from nemda.hypothesis.explanation import table_text
from nemda.mechanism.mood import Felt, held_lift

Arm = Mapping[str, Float[ndarray, " time"]]

RATIO, DIFFERENCE = "ratio", "difference"
"""Forms of a readout that is one variable: relative to vehicle minus 1, or minus vehicle."""
MOOD = ("mood_fast", "mood_slow", "opioid_gate")
SCORE = (*MOOD, "madrs", "madrs_change")
SPINES = ("labile_spines", "stable_spines")
HEALTHY_SPINES = 1.0


class Scale(NamedTuple):
    """Parameters that turn mood into what is seen; `spread_*` are the spreads between people.

    A behavioral test has a susceptibility of its own: how much of its deficit a lift of mood takes away.
    """

    drug_susceptibility: float
    behavior_susceptibility: float
    slow_mood_gain: float
    spread_susceptibility: float
    spread_natural: float
    felt: Felt = Felt()


@dataclass(frozen=True)
class Readout:
    """One way to measure: `error` is the standard error of a difference between groups, in `unit`."""

    name: str
    meaning: str
    form: str
    variable: str
    unit: str
    error: float
    source: str
    note: str

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables that a course must hold."""
        return FORMS[self.form].variables if self.form in FORMS else (self.variable,)

    def value(self, drug: Arm, vehicle: Arm, scale: Scale, untouched: Arm | None = None) -> float:
        """Return the readout of one arm, averaged over the times of its course.

        `vehicle` is what the drug is read against (with a co-drug: the co-drug alone). A ratio is the
        difference on the scale of the `untouched` animal, so that a co-drug which empties the
        denominator does not blow it up; left out, that is the vehicle.
        """
        if self.form == RATIO:
            apart = np.mean(drug[self.variable]) - np.mean(vehicle[self.variable])
            return float(apart / np.mean((untouched or vehicle)[self.variable]))
        if self.form == DIFFERENCE:
            return float(np.mean(drug[self.variable]) - np.mean(vehicle[self.variable]))
        return float(np.mean(FORMS[self.form].value(drug, vehicle, scale)))


class Form(NamedTuple):
    """The variables that a form needs, and its value at each time."""

    variables: tuple[str, ...]
    value: Callable[[Arm, Arm, Scale], Float[ndarray, " time"]]


def _spines(arm: Arm) -> ndarray:
    return arm["labile_spines"] + arm["stable_spines"]


def _spine_ratio(drug: Arm, vehicle: Arm, scale: Scale) -> ndarray:
    del scale
    return _spines(drug) / _spines(vehicle) - 1


def _spines_regained(drug: Arm, vehicle: Arm, scale: Scale) -> ndarray:
    """Return the share of lost spines that is back; without a loss there is nothing to regain."""
    del scale
    lost = HEALTHY_SPINES - _spines(vehicle)
    return np.where(lost > 0, (_spines(drug) - _spines(vehicle)) / np.where(lost > 0, lost, 1.0), 0.0)


def _lift(drug: Arm, vehicle: Arm, scale: Scale) -> ndarray:
    """Return fast + gain (slow - slow of vehicle) gate as it is felt, as in `nemda.mechanism.mood.score`."""
    slow = drug["mood_slow"] - vehicle["mood_slow"]
    fast = drug["mood_fast"] - vehicle["mood_fast"]
    return held_lift(fast + scale.slow_mood_gain * slow * drug["opioid_gate"], scale.felt)


def _behavior(drug: Arm, vehicle: Arm, scale: Scale) -> ndarray:
    """Return 1 - exp(-susceptibility lift); what worsens a deficit can at most double it."""
    return np.maximum(1 - np.exp(-scale.behavior_susceptibility * _lift(drug, vehicle, scale)), -1.0)


def _terms(drug: Arm, vehicle: Arm, scale: Scale) -> Terms:
    baseline = drug["madrs"] - drug["madrs_change"]
    lift = _lift(drug, vehicle, scale)
    ceiling = scale.felt.ceiling
    left = 1 - ceiling * (1 - np.exp(-scale.drug_susceptibility * lift))  # of the typical person
    return Terms(baseline, lift, 1 - drug["madrs"] / (baseline * left), ceiling)


def _mean(drug: Arm, vehicle: Arm, scale: Scale) -> ndarray:
    terms = _terms(drug, vehicle, scale)
    return mean_madrs(terms, scale.drug_susceptibility, scale.spread_susceptibility)


def _madrs_difference(drug: Arm, vehicle: Arm, scale: Scale) -> ndarray:
    return _mean(drug, vehicle, scale) - _mean(vehicle, vehicle, scale)


def _madrs_change(drug: Arm, vehicle: Arm, scale: Scale) -> ndarray:
    return _mean(drug, vehicle, scale) - (drug["madrs"] - drug["madrs_change"])


def _responders(drug: Arm, vehicle: Arm, scale: Scale) -> ndarray:
    terms = _terms(drug, vehicle, scale)
    return response_rate(terms, scale.drug_susceptibility, scale.spread_susceptibility, scale.spread_natural)


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "spine ratio": Form(SPINES, _spine_ratio),
        "spines regained": Form(SPINES, _spines_regained),
        "behavior": Form(MOOD, _behavior),
        "madrs difference": Form(SCORE, _madrs_difference),
        "madrs change": Form(SCORE, _madrs_change),
        "response rate": Form(SCORE, _responders),
    }
)


@cache
def readouts() -> Mapping[str, Readout]:
    """Return every readout by name.

    Raises
    ------
    ExperimentError
        The file names an unknown form, or gives no error.
    """
    content = tomllib.loads(table_text("readouts"))
    return MappingProxyType({name: _readout(name, entry) for name, entry in content.items()})


def _readout(name: str, entry: dict[str, str | float]) -> Readout:
    if entry["form"] not in (RATIO, DIFFERENCE, *FORMS):
        raise ExperimentError(
            "Unknown form of a readout.", where=f"readouts.toml: {name}",
            expected=", ".join((RATIO, DIFFERENCE, *FORMS)), got=entry["form"],
        )  # fmt: skip
    if "error" in entry:
        error = float(entry["error"])
    else:
        error = float(entry["coefficient_of_variation"]) * math.sqrt(2 / float(entry["animals"]))
    texts = {key: str(entry[key]) for key in ("meaning", "form", "variable", "unit", "source", "note")}
    return Readout(name=name, error=error, **texts)
