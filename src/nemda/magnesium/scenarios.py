"""What injury and stress do to magnesium: a factor on serum and on brain over a window of time.

A head injury lowers ionized magnesium in rat blood from half an hour on for at least four days; swim stress
in mice raises serum and lowers the brain, and imipramine restores the brain. Whether ketamine raises
intracellular magnesium or undoes the fall after trauma is claimed in popular articles; no primary source was
found, so that arrow is off unless asked for. What would falsify it: blood magnesium unchanged a day after
a head injury.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import DataError
from nemda.magnesium.parameters import value

Name = Literal["none", "trauma", "stress"]
NAMES: tuple[Name, ...] = ("none", "trauma", "stress")
TRAUMA_ONSET_H = 0.5
"""Hours from a head injury to the first low value (the ionized level was low at 30 min)."""


class Scenario(NamedTuple):
    """Factors on ionized serum and brain magnesium over [start_h, stop_h), and the species of the study."""

    name: str
    serum: float
    brain: float
    start_h: float
    stop_h: float
    species: str
    note: str


def scenario(
    name: str, start_h: float = 0.0, *, imipramine: bool = False, ketamine_restores: bool = False
) -> Scenario:
    """Return a scenario that begins at `start_h`.

    `imipramine` restores the brain under stress (mouse). `ketamine_restores` switches on the unsourced claim
    that ketamine undoes the fall after trauma; it is off by default.

    Raises
    ------
    DataError
        The scenario is unknown.
    """
    if name == "none":
        return Scenario("none", 1.0, 1.0, 0.0, 0.0, "", "")
    if name == "trauma":
        factor = 1.0 if ketamine_restores else value("trauma_ionized")
        note = "rat; brain free magnesium falls too, by how much was not seen, so as much as blood is assumed"
        if ketamine_restores:
            note = "claim without a primary source: ketamine undoes the fall"
        onset = start_h + TRAUMA_ONSET_H
        return Scenario(name, factor, factor, onset, onset + value("trauma_hours"), "rat", note)
    if name == "stress":
        brain = 1.0 if imipramine else value("stress_brain")
        return Scenario(
            name, value("stress_serum"), brain, start_h, math.inf, "mouse",
            "swim stress; directions were seen, sizes are assumed",
        )  # fmt: skip
    raise DataError("Unknown scenario.", got=name, expected=", ".join(NAMES))


def factors(
    found: Scenario, time_h: Float[ndarray, " time"]
) -> tuple[Float[ndarray, " time"], Float[ndarray, " time"]]:
    """Return the factors on serum and on brain at some times."""
    inside = (time_h >= found.start_h) & (time_h < found.stop_h)
    return np.where(inside, found.serum, 1.0), np.where(inside, found.brain, 1.0)
