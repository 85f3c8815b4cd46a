"""The change of a score in points, term by term: sessions, feeling a drug, care, time, and the drug.

The score is baseline (1 - drug) (1 - expectancy - care - time) (`nemda.mechanism.mood`). The other terms are
counted as they would be without the drug term, which is what a comparator that feels the same would show;
the drug has the rest, -baseline drug (1 - expectancy - care - time), which is what it adds to such a
comparator. So the drug's points shrink where the other terms have taken symptoms away already, as they do
in the score itself. Wrong if the terms do not sum to the change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

Course = Float[ndarray, " time"]
NEGLIGIBLE = 1e-9
"""Points below which the limit of the scale was not reached."""


class Term(NamedTuple):
    """A part of the change of the score (points, negative is better) over time."""

    name: str
    title: str
    points: Course


def left(values: Mapping[str, Float[ndarray, "lane time"]]) -> Course:
    """Return the share of symptoms that expectancy, care and time have left, of the first lane."""
    return 1 - values["expectancy_share"][0] - values["natural_share"][0]


def drug_points(baseline: float, drug_share: Float[ndarray, "lane time"], remaining: Course) -> ndarray:
    """Return -baseline drug (1 - other terms) [lane, time] in points."""
    return -baseline * drug_share * remaining


def terms(
    values: Mapping[str, Float[ndarray, "lane time"]],
    drawn: Mapping[str, Float[ndarray, " lane"]],
    baseline: float,
) -> tuple[Term, ...]:
    """Return the terms of the first lane; the second lane has the blind perfect.

    Feeling the drug is the expectancy that a perfect blind would remove. If the score meets the end of
    its scale, a last term says how much of the sum that cuts off.
    """
    expected, blind = values["expectancy_share"][0], values["expectancy_share"][1]
    care = drawn["care_mood_gain"][0] * values["care"][0]
    points = {
        "expectancy": ("expectancy from sessions", -baseline * blind),
        "unblinding": ("expectancy from feeling a drug", -baseline * (expected - blind)),
        "care": ("care", -baseline * care),
        "natural_course": ("natural course", -baseline * (values["natural_share"][0] - care)),
        "drug": ("drug", drug_points(baseline, values["drug_share"][:1], left(values))[0]),
    }
    found = [Term(name, title, course) for name, (title, course) in points.items()]
    cut = values["madrs"][0] - baseline - np.sum([term.points for term in found], axis=0)
    if np.abs(cut).max() > NEGLIGIBLE:
        found.append(Term("scale_limit", "end of the scale", cut))
    return tuple(found)
