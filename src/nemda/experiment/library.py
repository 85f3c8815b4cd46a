"""The classic experiments as data: what was done, what was read out, and what was seen.

Files in the folder ``classics``, in the form of `nemda.experiment.files`. An observation is a number, or one
of the words ``up``, ``down`` and ``flat``, or, compared with the arm that the file names first, ``blocked``,
``kept`` and ``raised``. What a source did not state is marked in the note of its file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from nemda.errors import ExperimentError
from nemda.experiment.definition import unknown
from nemda.experiment.files import Finding, Study, study_of
from nemda.experiment.readout import measure
from nemda.mechanism.sets import DEFAULT_SET

WORDS = ("up", "down", "flat", "blocked", "kept", "raised")
BLOCKED_BELOW = 0.5
"""An effect counts as blocked when less than half of the reference arm's is left (a convention)."""

NUMBER_WITHIN = 0.25
"""Relative distance within which a predicted number agrees with an observed one that has no interval."""


class Comparison(NamedTuple):
    """One readout of one arm: predicted, observed, and whether they agree (None without an observation)."""

    arm: str
    readout: str
    predicted: float
    observed: str | float | None
    agrees: bool | None


@cache
def classics() -> Mapping[str, Study]:
    """Return the shipped studies by short name."""
    folder = files("nemda.experiment").joinpath("classics")
    return MappingProxyType(
        {
            file.name.removesuffix(".yaml"): study_of(file.read_text("utf-8"), file.name)
            for file in sorted(folder.iterdir(), key=lambda file: file.name)
            if file.name.endswith(".yaml")
        }
    )


def find_classic(name: str) -> Study:
    """Return a shipped study.

    Raises
    ------
    ExperimentError
        There is none of this name.
    """
    if name not in classics():
        raise unknown("experiment of the library", "library", name, tuple(classics()))
    return classics()[name]


def compare(
    study: Study, *, changes: Mapping[str, float] | None = None, parameter_set: str = DEFAULT_SET
) -> tuple[Comparison, ...]:
    """Return every readout of every arm beside what was observed.

    Raises
    ------
    ExperimentError
        An observation is a word that is not known.
    """
    found: list[Comparison] = []
    for finding in study.findings:
        values = {
            arm: measure(one, finding.readout, changes=changes, parameter_set=parameter_set)
            for arm, one in study.arms.items()
        }
        for arm, value in values.items():
            observed = finding.observed.get(arm)
            agrees = None if observed is None else _agrees(study, finding, values, arm, observed)
            found.append(Comparison(arm, str(finding.readout), value, observed, agrees))
    return tuple(found)


def _agrees(
    study: Study, finding: Finding, values: Mapping[str, float], arm: str, observed: str | float
) -> bool:
    value = values[arm]
    if isinstance(observed, float | int):
        return math.isclose(value, observed, rel_tol=NUMBER_WITHIN)
    neutral = 1.0 if finding.readout.change == "ratio" else 0.0
    effect = value - neutral
    reference = next(iter(values.values())) - neutral
    if observed in ("blocked", "kept"):
        return (effect < BLOCKED_BELOW * reference) == (observed == "blocked")
    if observed == "raised":
        return effect > reference
    if observed not in WORDS:
        raise ExperimentError(
            "An observation is a number or a word.", where=f"{study.name}, {arm}",
            expected=", ".join(WORDS), got=observed,
        )  # fmt: skip
    direction = "flat" if abs(effect) <= study.flat_within else "up" if effect > 0 else "down"
    return direction == observed
