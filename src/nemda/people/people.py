"""People: a group of persons with their covariates, the same whenever and wherever they are drawn.

A person is named by the seed and a number. Everything random about person k of seed s (covariates
here, parameters and visits in `nemda.people.sampling`) is read from named streams at position k, so a
group can be cut into chunks, spread over machines, or grown, and nobody changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import PeopleError
from nemda.people.body import with_followed
from nemda.people.checks import unknown_name, whole_number
from nemda.people.covariates import Covariate, overridden
from nemda.people.definitions import definition
from nemda.people.drawing import draw_covariates
from nemda.people.presets import read_preset
from nemda.people.summary import CovariateSummary, as_text, summarize


@dataclass(frozen=True, eq=False, repr=False)
class People:
    """Persons ``first`` to ``first + n - 1`` of a seed, with read-only covariates [person].

    `preset` is the name of the group or of the file they were read from; `sources` says for each
    covariate how it is distributed and who says so.
    """

    preset: str
    seed: int
    first: int
    n: int
    covariates: Mapping[str, Float[ndarray, " person"]]
    sources: Mapping[str, Covariate]

    def __post_init__(self) -> None:
        whole_number("seed", self.seed, lowest=0)
        whole_number("first", self.first, lowest=0)
        whole_number("n", self.n, lowest=1)
        if set(self.covariates) != set(self.sources):
            raise PeopleError(
                "Covariates and their sources differ.",
                expected=sorted(self.sources),
                got=sorted(self.covariates),
            )
        kept: dict[str, Float[ndarray, " person"]] = {}
        for name, values in self.covariates.items():
            array = np.array(values, dtype=np.float64)
            if array.shape != (self.n,):
                raise PeopleError(
                    "Not one value per person.", where=name, expected=(self.n,), got=array.shape
                )
            definition(name)
            array.flags.writeable = False
            kept[name] = array
        object.__setattr__(self, "covariates", MappingProxyType(kept))
        object.__setattr__(self, "sources", MappingProxyType(dict(self.sources)))

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, covariate: str) -> Float[ndarray, " person"]:
        """Return one covariate of everybody.

        Raises
        ------
        PeopleError
            These people have no such covariate.
        """
        if covariate not in self.covariates:
            raise unknown_name("covariate", covariate, self.covariates)
        return self.covariates[covariate]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, People):
            return NotImplemented
        mine = (self.preset, self.seed, self.first, self.n, dict(self.sources))
        theirs = (other.preset, other.seed, other.first, other.n, dict(other.sources))
        return mine == theirs and all(
            np.array_equal(values, other.covariates[name]) for name, values in self.covariates.items()
        )

    def __hash__(self) -> int:
        return hash((self.preset, self.seed, self.first, self.n))

    def __repr__(self) -> str:
        return f"People({self.preset!r}, n={self.n}, seed={self.seed}, first={self.first})"

    def __reduce__(self) -> tuple[type[People], tuple[Any, ...]]:
        # read-only mappings cannot be pickled; plain ones can, and the constructor seals them again
        plain = (dict(self.covariates), dict(self.sources))
        return People, (self.preset, self.seed, self.first, self.n, *plain)

    def slice(self, start: int, stop: int) -> People:
        """Return persons `start` to ``stop - 1`` of these (counted from 0), unchanged.

        Raises
        ------
        PeopleError
            The slice is empty or reaches outside these people.
        """
        whole_number("start", start, lowest=0)
        whole_number("stop", stop, lowest=1)
        if not start < stop <= self.n:
            raise PeopleError(
                "Not a slice of these people.", expected=f"0 <= start < stop <= {self.n}", got=(start, stop)
            )
        return replace(
            self,
            first=self.first + start,
            n=stop - start,
            covariates={name: values[start:stop] for name, values in self.covariates.items()},
        )

    def summary(self) -> tuple[CovariateSummary, ...]:
        """Return mean, SD, range, grade and source of each covariate."""
        return summarize(self.covariates, self.sources)

    def describe(self) -> str:
        """Return a readable table of `summary`, under a line that says who these people are."""
        return f"{self!r}\n{as_text(self.summary())}"


def people(preset: str = "trd", n: int = 1000, seed: int = 1, first: int = 0, **overrides: object) -> People:
    """Return `n` virtual people of a preset, from person `first` of the seed on.

    Every covariate can be set by name: one number for everybody (for `female`, the share of women), or
    a pair (mean, SD), which is met by the people inside the plausible interval.

    >>> people("trd", n=2, seed=7, weight_kg=70)
    People('trd', n=2, seed=7, first=0)

    Raises
    ------
    PeopleError
        The preset or a covariate is unknown, a number is not whole or too small, or a value is absurd.
    """
    group = read_preset(preset)
    size, start = whole_number("n", n, lowest=1), whole_number("first", first, lowest=0)
    key = whole_number("seed", seed, lowest=0)
    covariates = dict(group.covariates)
    for name, value in overrides.items():
        definition(name)
        covariates[name] = overridden(covariates[name], value)
    covariates = with_followed(covariates)
    values = draw_covariates(covariates, group.correlations, {}, seed=key, first=start, n=size)
    return People(group.name, key, start, size, values, covariates)
