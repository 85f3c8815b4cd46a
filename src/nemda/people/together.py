"""What goes together in a person: correlations of the shipped people.

`mechanism/data/between_people.toml` says which deviates of `nemda.people.sampling` are drawn together, as a
Gaussian copula (`nemda.people.correlations`). A correlation here is between people and no arrow: whoever
answers strongly to the drug in one way tends to answer strongly in another, but what changes dissociation in
a person does not change mood. Each parameter keeps its distribution; only who has which value changes. Wrong
if the two go together within a person from session to session, or not at all: studies disagree, see the
notes of the table.

The whole block is always drawn, also where a table holds some of its parameters only, so that leaving one
out changes nobody.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from jaxtyping import Float
from numpy import ndarray

from nemda.model.parameters import ParameterTable
from nemda.people.correlations import Correlation, correlated_normals, correlation_matrix, parse_correlations
from nemda.people.people import People


@cache
def together() -> tuple[Correlation, ...]:
    """Return what goes together in the people that nemda ships.

    Raises
    ------
    PeopleError
        The table is not written as expected, a pair comes twice, or the correlations contradict each other.
    """
    file = files("nemda.mechanism").joinpath("data", "between_people.toml")
    pairs = parse_correlations(tomllib.loads(file.read_text(encoding="utf-8")).get("correlation", ()))
    correlation_matrix(pairs)
    return pairs


def shared_deviates(
    table: ParameterTable, people: People, shared: tuple[Correlation, ...]
) -> dict[str, Float[ndarray, " person"]]:
    """Return the deviates of those parameters of the block that the table holds, by name.

    Raises
    ------
    PeopleError
        The correlations contradict each other.
    """
    names, matrix = correlation_matrix(shared)
    if not any(name in table for name in names):
        return {}
    streams = [parameter_stream(name) for name in names]
    deviates = correlated_normals(people.seed, streams, matrix, people.first, people.n)
    drawn = zip(names, deviates.values(), strict=True)
    return {name: values for name, values in drawn if name in table}


def parameter_stream(name: str) -> str:
    """Return the name of the stream of a parameter (apart from a covariate of the same name)."""
    return f"parameter/{name}"
