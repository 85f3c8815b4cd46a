"""How trials of one treatment differ, and how sure the calibration is: data beside a dated parameter set.

`drug_sd` is the standard deviation between trials of the log of the drug effect, `other_sd` that of the
share that all arms of a trial lose whatever they get. Studies of the calibration have estimates of their
own; a study that the calibration has not seen gets 0 with the whole standard deviation. Written by
``nemda fit trials``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from nemda.errors import DataError


@dataclass(frozen=True)
class StudyEffect:
    """A study's own deviations (see the module) with their posterior standard deviations."""

    drug: float
    other: float
    drug_error: float
    other_error: float


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

    drug_sd: float
    other_sd: float
    spontaneous_relapse_per_d: float
    discrepancy: Discrepancy
    studies: Mapping[str, StudyEffect] = field(default_factory=lambda: MappingProxyType({}))
    draws: tuple[tuple[tuple[str, float], ...], ...] = ()

    def effect_of(self, study_id: str, known: bool) -> StudyEffect:
        """Return a study's own deviations, or nothing with the whole spread for an unseen one."""
        new = StudyEffect(0.0, 0.0, self.drug_sd, self.other_sd)
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
    return Variation(
        drug_sd=float(content["drug_sd"]),
        other_sd=float(content["other_sd"]),
        spontaneous_relapse_per_d=float(content["spontaneous_relapse_per_d"]),
        discrepancy=Discrepancy(**{k: float(v) for k, v in content["discrepancy"].items()}),
        studies=MappingProxyType(
            {k: StudyEffect(*map(float, v)) for k, v in content.get("study", {}).items()}
        ),
        draws=tuple(
            tuple(sorted((k, float(v)) for k, v in draw.items())) for draw in content.get("draw", ())
        ),
    )
