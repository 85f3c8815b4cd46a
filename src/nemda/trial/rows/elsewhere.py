"""Scores of complaints beside depression: what the simulated people's states mean on another scale.

Disorders follow nemda.indication (fitted transfers, grade F, weak evidence): left = (1 - transfer drug)
(1 - weight other) of the score at entry, or a chance to be well. Pain is what the mechanism of pain leaves of
long-standing pain, and expectancy and time take the same share of it as of mood (assumed). Wrong if people
whose mood does not change gain on these scales.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.indication import indication
from nemda.indication.forms import RESIDUAL
from nemda.indication.library import fitted_numbers
from nemda.trial.rows.text import plain

Values = Float[ndarray, "draw person look"]
PAIN = "pain"
SCALES = (
    (r"caps|pcl|iesr|ptsd", "ptsd"), (r"ybocs", "ocd"), (r"lsas|socialanxiety", "social_anxiety"),
    (r"^daysabstinent|%daysabstinent", "alcohol"), (r"^abstinen", "cocaine"),
    (r"^(nrs|vas)pain|^pain(smd|nrs|vas|score|intensity)?$", PAIN),
)  # fmt: skip
OTHER_READINGS = {
    "ptsd": (r"veteran|military|service member", "veterans"),
    "ocd": (r"refractor|resist", "open"),
}
"""Whom a further reading of the evidence speaks of; everybody else gets the first reading."""
AT_END_OF_COURSE = {"alcohol", "cocaine"}
"""Fitted to what the states 24 h after the course mean for the weeks or months that follow it."""
PERSON_STREAM = 733


class Numbers(NamedTuple):
    """Transfer, weight and level of an indication in each draw [draw, 1, 1]."""

    transfer: Float[ndarray, "draw one one"]
    weight: Float[ndarray, "draw one one"]
    level: Float[ndarray, "draw one one"]


def indication_of(scale: str) -> str:
    """Return the indication that a scale belongs to, `PAIN`, or nothing for any other scale.

    >>> indication_of("CAPS-5"), indication_of("NRS pain"), indication_of("MADRS")
    ('ptsd', 'pain', '')
    """
    text = re.sub(r"[\s_()-]", "", plain(scale))
    return next((name for words, name in SCALES if re.search(words, text)), "")


def reading_of(name: str, people: str) -> str:
    """Return which reading of an indication's evidence speaks of these people (empty for pain)."""
    if name == PAIN:
        return ""
    words, other = OTHER_READINGS.get(name, ("$^", ""))
    return other if re.search(words, people) else indication(name).readings[0].name


def numbers_of(name: str, reading: str, draws: int, generator: np.random.Generator | None) -> Numbers:
    """Return the fitted numbers, the same in every draw, or drawn within their standard errors.

    A reading that was fitted to a difference alone has no weight; it takes that of the first reading.
    """
    fitted = fitted_numbers()[name, reading]
    first = fitted_numbers()[name, indication(name).readings[0].name]
    if fitted.weight_error == 0:
        fitted = fitted._replace(weight=first.weight, weight_error=first.weight_error)

    def part(value: float, error: float) -> ndarray:
        spread = np.zeros(draws) if generator is None else generator.standard_normal(draws)
        return (value + error * spread)[:, None, None]

    return Numbers(
        part(fitted.transfer, fitted.transfer_error),
        part(fitted.weight, fitted.weight_error),
        part(fitted.level, fitted.level_error),
    )


def score_elsewhere(
    name: str, numbers: Numbers, entry: Float[ndarray, "draw person"], drug: Values, other: Values
) -> Values:
    """Return scores of an indication from the shares that drug and everything else take of mood.

    Form "share": entry times what is left, with the scatter RESIDUAL that no state explains; "chance":
    0 in people who are well, else the score at entry; "points": what is gained.
    """
    generator = np.random.Generator(np.random.Philox(key=PERSON_STREAM))
    form = indication(name).form
    if form == "points":
        return numbers.transfer * drug + 0 * other
    if form == "chance":
        logit = numbers.level + numbers.transfer * drug + numbers.weight * other
        well = generator.random(entry.shape)[:, :, None] < 1 / (1 + np.exp(-logit))
        return np.where(well, 0.0, entry[:, :, None])
    left = np.maximum(1 - numbers.transfer * drug, 0.0) * np.maximum(1 - numbers.weight * other, 0.0)
    scatter = RESIDUAL * generator.standard_normal(entry.shape)[:, :, None]
    return entry[:, :, None] * (left + scatter)


def pain_score(entry: Float[ndarray, "draw person"], chronic_pain: Values, other: Values) -> Values:
    """Return pain: what the drug leaves of long-standing pain, less what expectancy and time take."""
    return entry[:, :, None] * chronic_pain * (1 - other)
