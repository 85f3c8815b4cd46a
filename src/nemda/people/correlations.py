"""Normal deviates that go together: a Gaussian copula over named streams.

Person by person, z = L e, with e the independent deviates of the named streams and L the lower
triangle (Cholesky) of the correlation matrix. The first name keeps its own deviate, and a name added
at the end changes none before it. The correlation is that of the normal deviates; the values made of
them (lognormal, cut) correlate a little less. What would falsify the form: values that go together
only at their extremes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import PeopleError
from nemda.model.parameters import GRADES
from nemda.people.checks import finite_number
from nemda.people.streams import normals

PAIR_FIELDS = ("between", "value", "grade", "source", "note")


@dataclass(frozen=True)
class Correlation:
    """How strongly the normal deviates of two variables go together, and who says so."""

    between: tuple[str, str]
    value: float
    grade: str
    source: str
    note: str = ""

    def __post_init__(self) -> None:
        where = f"correlation of {' and '.join(self.between)}"
        if len(set(self.between)) != 2:
            raise PeopleError("A correlation needs two different names.", where=where, got=self.between)
        if not -1 < self.value < 1:
            raise PeopleError("A correlation lies between -1 and 1.", where=where, got=self.value)
        if self.grade not in GRADES:
            raise PeopleError("Unknown grade.", where=where, expected=GRADES, got=self.grade)
        if not self.source or (self.grade == "C" and not self.note):
            raise PeopleError("A correlation needs a source, and an assumed one a note.", where=where)


def read_correlations(file: Traversable) -> tuple[Correlation, ...]:
    """Return the ``[[correlation]]`` entries of a TOML file, in their order.

    Raises
    ------
    PeopleError
        An entry has a field missing or unknown, or is itself refused.
    """
    with file.open("rb") as stream:
        return parse_correlations(tomllib.load(stream).get("correlation", ()))


def parse_correlations(entries: Sequence[Mapping[str, Any]]) -> tuple[Correlation, ...]:
    """Return correlations from the entries of a TOML array of tables.

    Raises
    ------
    PeopleError
        As in `read_correlations`.
    """
    return tuple(_parse_pair(entry) for entry in entries)


def _parse_pair(entry: Mapping[str, Any]) -> Correlation:
    if set(entry) | {"note"} != set(PAIR_FIELDS) or len(entry["between"]) != 2:
        raise PeopleError("A correlation is not written as expected.", expected=PAIR_FIELDS, got=dict(entry))
    first, second = entry["between"]
    value = finite_number(f"correlation of {first} and {second}", entry["value"])
    return Correlation((first, second), value, entry["grade"], entry["source"], entry.get("note", ""))


def correlation_matrix(
    correlations: Sequence[Correlation],
) -> tuple[tuple[str, ...], Float[ndarray, "name name"]]:
    """Return the names in the order they first appear, and their matrix; pairs not given are 0.

    Raises
    ------
    PeopleError
        A pair is given twice.
    """
    names = tuple(dict.fromkeys(name for pair in correlations for name in pair.between))
    matrix = np.eye(len(names))
    for pair in correlations:
        row, column = (names.index(name) for name in pair.between)
        if matrix[row, column] != 0:
            raise PeopleError("Correlation given twice.", got=pair.between)
        matrix[row, column] = matrix[column, row] = pair.value
    return names, matrix


def correlated_normals(
    seed: int, names: Sequence[str], matrix: Float[ndarray, "name name"], first: int, n: int
) -> dict[str, Float[ndarray, " person"]]:
    """Return standard normal deviates by name, with the given correlation matrix between names.

    Each name is the name of its stream (see `nemda.people.streams`).

    Raises
    ------
    PeopleError
        A name comes twice, or the matrix is not a correlation matrix of that size (symmetric, ones on
        the diagonal, positive definite).
    """
    lower = _lower_triangle(names, matrix)
    independent = [normals(seed, name, first, n) for name in names]
    together: dict[str, Float[ndarray, " person"]] = {}
    for row, name in enumerate(names):
        # summed term by term: a matrix product may round differently for other numbers of people
        deviates = lower[row, 0] * independent[0]
        for column in range(1, row + 1):
            deviates = deviates + lower[row, column] * independent[column]
        together[name] = deviates
    return together


def _lower_triangle(names: Sequence[str], matrix: Float[ndarray, "name name"]) -> Float[ndarray, "name name"]:
    if len(set(names)) != len(names):
        raise PeopleError("A name comes twice in a correlation.", got=list(names))
    if matrix.shape != (len(names), len(names)):
        raise PeopleError("A correlation matrix has the wrong size.", expected=len(names), got=matrix.shape)
    if not np.array_equal(matrix, matrix.T) or not np.all(np.diag(matrix) == 1):
        raise PeopleError("Not a correlation matrix.", expected="symmetric, with ones on the diagonal")
    try:
        return np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError as error:
        raise PeopleError(
            "These correlations contradict each other.",
            where=", ".join(names),
            expected="a positive definite matrix",
            hint="weaken the largest ones, or give the pairs that are missing (they count as 0)",
        ) from error
