"""What a group of people looks like in numbers, with the source of each distribution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jaxtyping import Float
from numpy import ndarray

from nemda.people.covariates import Covariate


class CovariateSummary(NamedTuple):
    """One covariate over all persons: `sd` is the sample SD (n - 1; 0 for one person)."""

    name: str
    unit: str
    mean: float
    sd: float
    minimum: float
    maximum: float
    grade: str
    source: str
    note: str


def summarize(
    values: Mapping[str, Float[ndarray, " person"]], covariates: Mapping[str, Covariate]
) -> tuple[CovariateSummary, ...]:
    """Return one summary per covariate, in the order of `values`."""
    return tuple(_summary(covariates[name], array) for name, array in values.items())


def _summary(covariate: Covariate, array: Float[ndarray, " person"]) -> CovariateSummary:
    return CovariateSummary(
        name=covariate.definition.name,
        unit=covariate.definition.unit,
        mean=float(array.mean()),
        sd=float(array.std(ddof=1)) if array.size > 1 else 0.0,
        minimum=float(array.min()),
        maximum=float(array.max()),
        grade=covariate.grade,
        source=covariate.source,
        note=covariate.note,
    )


def as_text(summaries: tuple[CovariateSummary, ...]) -> str:
    """Return the summaries as an aligned table, one line per covariate."""
    width = max(len(row.name) for row in summaries)
    units = max(len(row.unit) for row in summaries)
    lines = [
        f"{'':{width}}  {'mean':>8} {'SD':>7}  {'lowest':>7} {'highest':>7}  {'':{units}}  grade, source"
    ]
    lines += [
        f"{row.name:{width}}  {row.mean:8.2f} {row.sd:7.2f}  {row.minimum:7.1f} {row.maximum:7.1f}  "
        f"{row.unit:{units}}  {row.grade}, {row.source}"
        for row in summaries
    ]
    return "\n".join(lines)
