"""How a covariate is distributed in a group of people, and who says so.

Grade and source speak of mean and SD, as for parameters: A seen in a source, B derived from one,
C assumed; `given` marks what the caller or a file supplied, which is not ours to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import PeopleError
from nemda.model.parameters import GRADES
from nemda.people.checks import finite_number
from nemda.people.definitions import Definition
from nemda.people.distributions import Bernoulli, Constant, Distribution, TruncatedLognormal
from nemda.people.matching import matched_lognormal, matched_normal

GIVEN = "given"


@dataclass(frozen=True)
class Covariate:
    """A covariate in one group: its distribution for men and for women, with grade and source.

    `men` and `women` are the same unless the source gives them apart. Both are None where the value
    follows from others (weight from height and body mass index) or was given person by person.
    """

    definition: Definition
    men: Distribution | None
    women: Distribution | None
    grade: str
    source: str
    citation: str = ""
    evidence: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        where = self.definition.name
        if self.grade not in (*GRADES, GIVEN):
            raise PeopleError("Unknown grade.", where=where, expected=(*GRADES, GIVEN), got=self.grade)
        if not self.source:
            raise PeopleError("A distribution without a source.", where=where)
        if self.grade == "C" and not self.note:
            raise PeopleError("An assumed distribution needs a note that says why.", where=where)

    def draw(
        self, uniform: Float[ndarray, " person"], female: Float[ndarray, " person"]
    ) -> Float[ndarray, " person"]:
        """Return each person's value from one number in (0, 1) each and the sex (1 women, 0 men).

        Raises
        ------
        PeopleError
            The covariate follows from others or was given, so it cannot be drawn.
        """
        if self.men is None or self.women is None:
            raise PeopleError("This covariate is not drawn.", where=self.definition.name)
        if self.women == self.men:
            return self.men.quantile(uniform)
        return np.where(female == 1, self.women.quantile(uniform), self.men.quantile(uniform))


def given_names(covariates: Mapping[str, Covariate]) -> frozenset[str]:
    """Return the names of the covariates that the caller or a file supplied."""
    return frozenset(name for name, covariate in covariates.items() if covariate.grade == GIVEN)


def overridden(covariate: Covariate, value: object) -> Covariate:
    """Return the covariate as the caller wants it instead: one number, or a pair (mean, SD).

    A number is everybody's value; for `female` it is the share of women. A pair keeps the form (normal
    or lognormal; weight is lognormal), cut at the plausible interval, and the people inside it have that
    mean and SD.

    Raises
    ------
    PeopleError
        The value is not plausible, no curve has that mean and SD, or a pair is given for a covariate of
        whole numbers.
    """
    what = covariate.definition
    if isinstance(value, tuple):
        chosen = _spread(covariate, value)
    elif isinstance(covariate.men, Bernoulli):
        share = finite_number(what.name, value)
        if not 0 <= share <= 1:
            raise PeopleError("A share lies between 0 and 1.", where=what.name, got=share)
        chosen = Bernoulli(share)
    else:
        chosen = Constant(finite_number(what.name, value))
        what.check_number(chosen.value, where="the value asked for")
    return Covariate(what, chosen, chosen, grade=GIVEN, source="the caller", note=f"set to {value}")


def _spread(covariate: Covariate, pair: tuple[object, ...]) -> Distribution:
    what = covariate.definition
    if what.whole or len(pair) != 2:
        raise PeopleError(
            "Cannot be read as a distribution.",
            where=what.name,
            expected="one whole number" if what.whole else "a pair (mean, SD)",
            got=pair,
        )
    mean, sd = (finite_number(what.name, part) for part in pair)
    skewed = covariate.men is None or isinstance(covariate.men, TruncatedLognormal)
    curve = matched_lognormal if skewed else matched_normal
    return curve(mean, sd, *what.plausible, where=what.name)
