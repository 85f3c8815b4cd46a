"""How trials of one treatment differ, and how sure the calibration is: data beside a dated parameter set.

`sd` are the standard deviations between trials of the three deviations of `nemda.trial.deviation`. Studies
of the calibration have estimates of their own; a study that the calibration has not seen gets 0 with the
whole standard deviation. Written by ``nemda fit trials``.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import DataError
from nemda.trial.deviation import NAMES, NO_DEVIATION, Deviation


@dataclass(frozen=True)
class StudyEffect:
    """A study's own deviations with their posterior standard deviations."""

    own: Deviation
    error: Deviation

    def drawn(self, normal: Float[ndarray, "deviation ..."], trials: int = 1) -> Deviation:
        """Return deviations at standard normal numbers, as of the mean of some trials."""
        root = math.sqrt(trials)
        moved = zip(self.own, self.error, normal, strict=True)
        return Deviation(*(middle + error / root * each for middle, error, each in moved))

    def fixed(self, draws: int = 1) -> Deviation:
        """Return the deviations themselves, once for each draw."""
        return Deviation(*(np.full(draws, each) for each in self.own))


@dataclass(frozen=True)
class Discrepancy:
    """SD of what neither people nor trials nor parameters explain: points, percentage points, log of ratios.

    Estimated from the residuals of the calibration beyond their sampling error; `effect_size` is that of
    points over an SD of 10 points.
    """

    points: float
    rate: float
    log: float

    @property
    def effect_size(self) -> float:
        """The same for standardized differences and other numbers near 1."""
        return self.points / 10.0


@dataclass(frozen=True)
class Variation:
    """Between-trial variation, hazard (1/d) of relapse for other reasons, posterior draws of parameters."""

    sd: Deviation
    spontaneous_relapse_per_d: float
    discrepancy: Discrepancy
    studies: Mapping[str, StudyEffect] = field(default_factory=lambda: MappingProxyType({}))
    draws: tuple[tuple[tuple[str, float], ...], ...] = ()

    def effect_of(self, study_id: str, known: bool) -> StudyEffect:
        """Return a study's own deviations, or nothing with the whole spread for an unseen one."""
        new = StudyEffect(NO_DEVIATION, self.sd)
        return self.studies.get(study_id, new) if known else new


@cache
def variation_of(parameter_set: str) -> Variation:
    """Return the variation that was fitted with a parameter set.

    Raises
    ------
    DataError
        No variation was fitted with this set.
    """
    file = files("nemda.trial.rows") / "variation" / f"{parameter_set}.toml"
    if not file.is_file():
        raise DataError("No variation between trials was fitted with this parameter set.", got=parameter_set)
    content = tomllib.loads(file.read_text("utf-8"))
    studies: Mapping[str, Mapping[str, list[float]]] = content.get("study", {})
    return Variation(
        sd=Deviation(**{name: float(content["sd"][name]) for name in NAMES}),
        spontaneous_relapse_per_d=float(content["spontaneous_relapse_per_d"]),
        discrepancy=Discrepancy(**{k: float(v) for k, v in content["discrepancy"].items()}),
        studies=MappingProxyType(
            {k: StudyEffect(_deviation(v["own"]), _deviation(v["error"])) for k, v in studies.items()}
        ),
        draws=tuple(
            tuple(sorted((k, float(v)) for k, v in draw.items())) for draw in content.get("draw", ())
        ),
    )


def _deviation(values: list[float]) -> Deviation:
    return Deviation(*map(float, values))
