"""How much magnesium a population eats, and the share below requirement.

Intake is lognormal: mu = ln(median), sigma = sqrt(2 ln(mean / median)), from NHANES 1999-2000 by sex and
group (Ford and Mokdad 2003). The share below requirement follows two ways: the cut-point method, P(intake <
EAR), which is what surveys report, and the probability method, which averages each intake's own probability
over requirements of CV 10%. Intakes are of one or two recalls, so day-to-day noise widens them: the share is
that of the survey's own distribution and not of habitual intake. What would falsify it: a survey whose mean
and median give this spread and whose share below the EAR lies elsewhere.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import DataError
from nemda.evidence.tables import magnesium
from nemda.magnesium.absorption import Range
from nemda.magnesium.parameters import value
from nemda.magnesium.person import Person
from nemda.magnesium.reference import probability_inadequate, references

_Z95 = 1.959963984540054


class IntakeGroup(NamedTuple):
    """One surveyed group: median and mean (mg/day), spread of the log, sex, source."""

    name: str
    is_female: bool
    median_mg: float
    mean_mg: float
    sigma: float
    citation: str


def lognormal_sigma(mean: float, median: float) -> float:
    """Return the spread of the log of a lognormal with this mean and median.

    Raises
    ------
    DataError
        The mean is not above the median, so it is not lognormal.
    """
    if not mean > median > 0:
        raise DataError("A lognormal mean is above its median.", where="intake", got=f"{mean:g}, {median:g}")
    return math.sqrt(2 * math.log(mean / median))


def intake_groups() -> tuple[IntakeGroup, ...]:
    """Return the surveyed groups of the table that give a median and a mean."""
    found: list[IntakeGroup] = []
    for row in magnesium():
        mean = _mean_in(row.note)
        if row.section != "intake" or "median" not in row.item or row.value is None or mean is None:
            continue
        name = row.population_or_condition
        found.append(
            IntakeGroup(
                name, "women" in name, row.value, mean, lognormal_sigma(mean, row.value), row.citation
            )
        )
    return tuple(found)


def typical_sigma(is_female: bool) -> float:
    """Return the middle of the groups' spreads of one sex."""
    return float(np.median([group.sigma for group in intake_groups() if group.is_female is is_female]))


def share_below(median_mg: float, sigma: float, threshold_mg: float) -> float:
    """Return the share of a lognormal intake below a threshold (the cut-point method)."""
    return 0.5 * math.erfc((math.log(median_mg) - math.log(threshold_mg)) / sigma / math.sqrt(2))


def share_inadequate(median_mg: float, sigma: float, average_mg: float) -> float:
    """Return the share below their own requirement (the probability method), requirements with CV 10%."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(41)
    intakes = median_mg * np.exp(sigma * nodes)
    short = np.array([probability_inadequate(float(one), average_mg) for one in intakes])
    return float((weights * short).sum() / weights.sum())


def adult_share_below(median_mg: float, sigma: float, *, is_female: bool) -> float:
    """Return the share of adults below the EAR, whose value differs between those up to 30 and the older."""
    young = value("young_adult_share")
    parts = ((young, 25.0), (1 - young, 50.0))
    total = 0.0
    for weight, age_y in parts:
        average = references(Person(age_y=age_y, is_female=is_female)).average_mg
        if average is None:
            raise DataError("No average requirement of adults in the table.", where=f"{age_y:g} years")
        total += weight * share_below(median_mg, sigma, average)
    return total


def with_sampling_error(share: float, people: int) -> Range:
    """Return a share with the 95% interval of a survey of so many people (Wilson 1927).

    Raises
    ------
    DataError
        A survey of nobody.
    """
    if people < 1:
        raise DataError("A survey has people.", where="people", got=people)
    scale = 1 + _Z95**2 / people
    middle = (share + _Z95**2 / (2 * people)) / scale
    half = _Z95 / scale * math.sqrt(share * (1 - share) / people + _Z95**2 / (4 * people**2))
    return Range(share, middle - half, middle + half)


def draw_intakes(group: IntakeGroup, people: int, seed: int) -> Float[ndarray, " person"]:
    """Return drawn intakes (mg/day) of a group."""
    normal = np.random.default_rng(seed).standard_normal(people)
    return group.median_mg * np.exp(group.sigma * normal)


def median_of_mean(mean_mg: float, sigma: float) -> float:
    """Return the median of a lognormal with this mean and spread."""
    return mean_mg * math.exp(-(sigma**2) / 2)


def _mean_in(note: str) -> float | None:
    words = note.split()
    if words[:1] != ["mean"]:
        return None
    return float(words[1])
