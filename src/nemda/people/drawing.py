"""Drawing covariates: from streams, distributions and correlations to one value per person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import PeopleError
from nemda.people.body import check_body, follow, third_of_body
from nemda.people.correlations import Correlation, correlated_normals, correlation_matrix
from nemda.people.covariates import Covariate, given_names
from nemda.people.definitions import definitions
from nemda.people.streams import uniforms


def covariate_stream(name: str) -> str:
    """Return the name of the stream of a covariate (apart from a parameter of the same name)."""
    return f"covariate/{name}"


def draw_covariates(
    covariates: Mapping[str, Covariate],
    correlations: Sequence[Correlation],
    measured: Mapping[str, Float[ndarray, " person"]],
    *,
    seed: int,
    first: int,
    n: int,
) -> dict[str, Float[ndarray, " person"]]:
    """Return every covariate of persons ``first`` to ``first + n - 1``, in the order of the definitions.

    `measured` values are kept as they are; the rest is drawn, for the measured sex where sex is
    measured. Body measures follow as in `nemda.people.body`.

    Raises
    ------
    PeopleError
        Someone's diastolic pressure is not below the systolic, or body measures contradict each other.
    """
    given = given_names(covariates)
    third = third_of_body(given)
    uniform = _correlated_uniforms(correlations, seed, first, n)
    unknown_sex = np.zeros(n)
    values: dict[str, Float[ndarray, " person"]] = {}
    for name in definitions():
        if name in measured:
            values[name] = measured[name]
        elif name != third:
            numbers = uniform.get(name)
            if numbers is None:
                numbers = uniforms(seed, covariate_stream(name), first, n)
            # sex is first in the table: the only covariate that is drawn before sex is known
            values[name] = covariates[name].draw(numbers, values.get("female", unknown_sex))
    if third is not None:
        values[third] = follow(third, values)
    check_body(values, given, where="people")
    _check_pressures(values)
    return {name: values[name] for name in definitions()}


def _correlated_uniforms(
    correlations: Sequence[Correlation], seed: int, first: int, n: int
) -> dict[str, Float[ndarray, " person"]]:
    from scipy.special import ndtr

    if not correlations:
        return {}
    names, matrix = correlation_matrix(correlations)
    deviates = correlated_normals(seed, [covariate_stream(name) for name in names], matrix, first, n)
    return {name: ndtr(deviates[covariate_stream(name)]) for name in names}


def _check_pressures(values: Mapping[str, Float[ndarray, " person"]]) -> None:
    wrong = values["diastolic_mmHg"] >= values["systolic_mmHg"]
    if wrong.any():
        person = int(np.argmax(wrong))
        raise PeopleError(
            "A diastolic pressure that is not below the systolic.",
            where=f"person {person}",
            expected=f"below {values['systolic_mmHg'][person]:.0f} mmHg",
            got=f"{values['diastolic_mmHg'][person]:.0f} mmHg",
            hint="give both systolic_mmHg and diastolic_mmHg, so that they fit together",
        )
