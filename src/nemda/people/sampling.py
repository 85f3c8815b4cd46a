"""From typical parameters to each person's own, and from visit to visit.

A person's parameter is the typical value moved by the person's deviate on the scale of the
parameter's distribution (Lavielle 2014, Mixed Effects Models for the Population Approach, section 3):

    lognormal     value * exp(spread * z)
    normal        value + spread * z
    logitnormal   expit(logit(value) + spread * z)

with z standard normal, read from the stream named after the parameter at the person's position. Some
deviates go together (`nemda.people.together`), which leaves every distribution as it is. Nothing is cut:
the form of the distribution keeps a clearance positive and a fraction inside (0, 1). What would falsify
the form: a measured parameter with two humps, such as poor and extensive metabolizers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import PeopleError
from nemda.model.parameters import Parameter, ParameterTable
from nemda.people.checks import finite_number, unknown_name, whole_number
from nemda.people.correlations import Correlation, correlated_normals, correlation_matrix
from nemda.people.people import People
from nemda.people.streams import normals
from nemda.people.together import parameter_stream, shared_deviates, together


def sample(
    table: ParameterTable,
    people: People,
    spread_scale: float = 1.0,
    correlations: Sequence[Correlation] | None = None,
) -> dict[str, Float[ndarray, " person"]]:
    """Return every parameter of every person, by name.

    `spread_scale` multiplies all spreads; with 0 everybody is exactly the typical person. A parameter
    without a distribution is the same for everybody. `correlations` are between the deviates z. Without
    them people are those of nemda, with what goes together in a person; ``()`` draws every parameter
    apart. Among correlations that are given, a pair whose parameters are not both spread has nothing to
    correlate and is refused.

    Raises
    ------
    PeopleError
        `spread_scale` is negative or not finite, or a correlation names an unknown or constant parameter.
    """
    scale = finite_number("spread_scale", spread_scale)
    if scale < 0:
        raise PeopleError("A scale of spread cannot be negative.", where="spread_scale", got=scale)
    if correlations is None:
        jointly = shared_deviates(table, people, together())
    else:
        jointly = _correlated(table, people, correlations)
    drawn: dict[str, Float[ndarray, " person"]] = {}
    for name, parameter in table.items():
        if parameter.distribution == "none" or scale == 0:
            drawn[name] = np.full(people.n, parameter.value)
            continue
        deviates = jointly.get(name)
        if deviates is None:
            deviates = normals(people.seed, parameter_stream(name), people.first, people.n)
        drawn[name] = moved(parameter, scale * parameter.spread * deviates)
    return drawn


def moved(parameter: Parameter, shift: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    """Return the typical value moved by `shift` on the scale of the parameter's distribution.

    Raises
    ------
    PeopleError
        The parameter has no distribution, so there is no scale to move it on.
    """
    if parameter.distribution == "lognormal":
        return parameter.value * np.exp(shift)
    if parameter.distribution == "normal":
        return parameter.value + shift
    if parameter.distribution == "logitnormal":
        from scipy.special import expit, logit

        return expit(logit(parameter.value) + shift)
    raise PeopleError("This parameter does not vary.", where=parameter.name, got=parameter.distribution)


def _correlated(
    table: ParameterTable, people: People, correlations: Sequence[Correlation]
) -> dict[str, Float[ndarray, " person"]]:
    if not correlations:
        return {}
    names, matrix = correlation_matrix(correlations)
    for name in names:
        if name not in table:
            raise unknown_name("parameter in a correlation", name, table)
        if table[name].distribution == "none":
            raise PeopleError("A parameter that does not vary cannot be correlated.", where=name)
    streams = [parameter_stream(name) for name in names]
    deviates = correlated_normals(people.seed, streams, matrix, people.first, people.n)
    return dict(zip(names, deviates.values(), strict=True))


def occasion_normals(people: People, name: str, occasions: int) -> Float[ndarray, "occasion person"]:
    """Return standard normal deviates per occasion and person (between-occasion variability).

    Each occasion has its own stream, so a longer course leaves the earlier occasions as they were.

    Raises
    ------
    PeopleError
        The name is empty, or `occasions` is not a whole number of at least 1.
    """
    return _stacked(people, "occasion", name, whole_number("occasions", occasions, lowest=1))


def visit_noise(people: People, name: str, visits: int, sd: float) -> Float[ndarray, "visit person"]:
    """Return the error of a measurement at each visit: normal with mean 0 and the given SD, in its unit.

    Apart from `occasion_normals` of the same name, because a rater's error is not a change in the person.

    Raises
    ------
    PeopleError
        The name is empty, `visits` is not a whole number of at least 1, or the SD is negative.
    """
    size = finite_number("sd", sd)
    if size < 0:
        raise PeopleError("An SD cannot be negative.", where="sd", got=size)
    return size * _stacked(people, "visit", name, whole_number("visits", visits, lowest=1))


def _stacked(people: People, kind: str, name: str, count: int) -> Float[ndarray, "time person"]:
    if not name:
        raise PeopleError("A random stream needs a name.", where="name", got=repr(name))
    rows = [normals(people.seed, f"{kind}/{name}/{index}", people.first, people.n) for index in range(count)]
    return np.stack(rows)
