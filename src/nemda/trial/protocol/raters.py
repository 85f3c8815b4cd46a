"""How far one rating lies from the person's true score, by who rates."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from nemda.errors import TrialError
from nemda.trial.scales.library import find_scale


class Rater(NamedTuple):
    """Who rates: SD of one rating about the true score (points of MADRS), and where that number is from."""

    error_sd: float
    grade: str
    source: str
    note: str


@cache
def raters() -> Mapping[str, Rater]:
    """Return every kind of rater by name."""
    with files("nemda.trial.protocol").joinpath("raters.toml").open("rb") as stream:
        return MappingProxyType({name: Rater(**entry) for name, entry in tomllib.load(stream).items()})


def rater_error_sd(rater: str, scale: str) -> float:
    """Return the SD of one rating in points of a scale: that of MADRS in proportion to the range.

    Raises
    ------
    TrialError
        The kind of rater is unknown.
    """
    if rater not in raters():
        raise TrialError(
            "Unknown rater.", where="scales.rater", expected=", ".join(raters()), got=repr(rater)
        )
    return raters()[rater].error_sd * find_scale(scale).most / find_scale("madrs").most
