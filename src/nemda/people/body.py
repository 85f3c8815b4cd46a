"""Height, weight and body mass index: any two give the third, by weight = index * height^2.

Height and index are what presets describe, because the index hardly depends on height (correlation
-0.004 to -0.205 in 72 groups: Diverse Populations Collaboration 2005, DOI 10.1002/ajpa.20107), so that
weight rises with height and sex as it does in life. A weight that the caller or a file gives comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import PeopleError
from nemda.people.covariates import Covariate, given_names
from nemda.people.definitions import definition

CM_PER_M = 100.0
BODY = ("height_cm", "bmi_kg_m2", "weight_kg")
ROUNDING = 0.02
"""Tolerated mismatch of three given numbers: height rounded to 1 cm and weight to 1 kg make up to 2%."""


def third_of_body(given: Collection[str]) -> str | None:
    """Return which of height, index and weight follows from the others; None when all three are given.

    Weight follows, unless it is given; then the index does, unless that is given as well.
    """
    for name in ("weight_kg", "bmi_kg_m2", "height_cm"):
        if name not in given:
            return name
    return None


def with_followed(covariates: Mapping[str, Covariate]) -> dict[str, Covariate]:
    """Return the covariates, with the body measure that follows from the others marked as derived."""
    marked = dict(covariates)
    third = third_of_body(given_names(covariates))
    if third is not None and (third not in marked or marked[third].men is not None):
        note = "follows from the other two body measures"
        marked[third] = Covariate(definition(third), None, None, grade="B", source="derived", note=note)
    return marked


def follow(name: str, values: Mapping[str, Float[ndarray, " person"]]) -> Float[ndarray, " person"]:
    """Return the height (cm), body mass index (kg/m^2) or weight (kg) that follows from the other two."""
    if name == "weight_kg":
        return values["bmi_kg_m2"] * (values["height_cm"] / CM_PER_M) ** 2
    if name == "bmi_kg_m2":
        return values["weight_kg"] / (values["height_cm"] / CM_PER_M) ** 2
    return CM_PER_M * np.sqrt(values["weight_kg"] / values["bmi_kg_m2"])


def check_body(values: Mapping[str, Float[ndarray, " person"]], given: Collection[str], where: str) -> None:
    """Refuse given body measures that contradict each other or imply an impossible third.

    Raises
    ------
    PeopleError
        Three given measures do not fit together, or two of them imply a third outside its interval.
    """
    third = third_of_body(given)
    if third is None:
        expected = follow("bmi_kg_m2", values)
        wrong = np.abs(values["bmi_kg_m2"] / expected - 1) > ROUNDING
        if wrong.any():
            person = int(np.argmax(wrong))
            raise PeopleError(
                "Height, weight and body mass index do not fit together.",
                where=f"{where}, person {person}",
                expected=f"a body mass index of {expected[person]:.1f}",
                got=float(values["bmi_kg_m2"][person]),
                hint="leave one of the three out; it follows from the others",
            )
    elif sum(name in given for name in BODY) == 2:
        definition(third).check(values[third], where=f"{where}, from the other two body measures")
