"""The people of an arm: preset, baseline on MADRS, age, resistance and crisis, from what a row says."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from nemda.trial.rows.arm_row import ArmRow
from nemda.trial.rows.elsewhere import PAIN
from nemda.trial.rows.reading_scales import scale_reading
from nemda.trial.rows.text import NUMBER, has

USUAL_BASELINE = (33.8, 6.8)
"""MADRS of the individual data of ten trials (wilkinson2018_ipd)."""
LOWEST_SD = 3.0
OLDER_AGE_Y = (70.0, 5.0)
RESISTANT = (
    r"trd|treatment[- ]resistant|resistant|refractory|>=? ?[2-9] fail|failed|inadequate response|non-?respon"
)
NOT_RESISTANT = r"not treatment[- ]resistant|non-?resistant|treatment[- ]na.ve|drug-na.ve|first[- ]episode"
CRISIS = (
    r"(?:active|severe|acute|imminent|high|current) suicid\w*|suicid\w* (?:ideation and intent|ideation with"
    r" intent|intent|attempt\w*|crisis)|emergency department|imminent risk"
)
CRISIS_SCALE = 1.0
ENRICHED = (
    r"(?:prior|previous|known|earlier) responders?|responders? to (?:one|a single|a first|an earlier)"
    r"|responded to (?:one|a|an) (?:prior|previous|single|earlier)"
)
PAIN_BASELINE = 7.0
"""Of 10, where a trial of long-standing pain gives none (assumed)."""


class Cohort(NamedTuple):
    """Who is simulated: preset, MADRS at entry (mean, SD), age (mean, SD), shares of traits of the course."""

    preset: str
    baseline: tuple[float, float]
    age_y: tuple[float, float] | None
    nonresistance: float
    crisis: float
    enriched: bool
    notes: tuple[str, ...]


def cohort_of(row: ArmRow) -> Cohort:
    """Return the people that a row describes; what it leaves open is told in the notes."""
    nonresistance = _nonresistance(row)
    baseline, notes = _baseline(row)
    words = row.words
    older = has(words, "elderly|geriatric|late-life|older|>=? ?60(?: y\\w*)?|>=? ?65(?: y\\w*)?")
    return Cohort(
        preset="mdd" if nonresistance == 1 else "trd",
        baseline=baseline,
        age_y=OLDER_AGE_Y if older else None,
        nonresistance=nonresistance,
        crisis=CRISIS_SCALE if has(row.population, CRISIS) else 0.0,
        enriched=has(f"{row.population} | {row.note}", ENRICHED),
        notes=notes,
    )


def _nonresistance(row: ArmRow) -> float:
    """Return 0 for resistant, 1 for not resistant depression, and between for mixed groups."""
    if has(row.population, NOT_RESISTANT):
        return 1.0
    if (
        re.search(r"\bstep [3-9]", row.words)
        or row.trd == "yes"
        or (row.trd != "no" and has(row.population, RESISTANT))
    ):
        return 0.0
    return 0.5 if row.trd == "mixed" else 1.0


def _baseline(row: ArmRow) -> tuple[tuple[float, float], tuple[str, ...]]:
    reading = scale_reading(row.scale)
    if reading is not None and row.baseline_mean is not None:
        mean = reading.to_madrs(row.baseline_mean)
        sd = USUAL_BASELINE[1] if row.baseline_sd is None else row.baseline_sd * reading.madrs_per_point(mean)
        return (mean, max(sd, LOWEST_SD)), ()
    if reading is not None and reading.indication == PAIN:
        points = reading.madrs_per_point()
        return (PAIN_BASELINE * points, points), (f"baseline not given: pain {PAIN_BASELINE:g} is assumed",)
    within = re.search(
        rf"(madrs|phq-?9|ham-?d\w*|hdrs\w*|qids\S*|bdi\S*)\s*({NUMBER})\s*-\s*({NUMBER})", row.population
    )
    if within and (found := scale_reading(within[1])):
        low, high = found.to_madrs(float(within[2])), found.to_madrs(float(within[3]))
        return ((low + high) / 2, max((high - low) / 4, LOWEST_SD)), ("baseline from the range of entry",)
    least = re.search(
        rf"(madrs|phq-?9|ham-?d\w*|hdrs\w*|qids\S*|bdi\S*)\s*(?:>=|>|of at least)\s*({NUMBER})",
        row.population,
    )
    if least and (found := scale_reading(least[1])):
        return _cut(found.to_madrs(float(least[2]))), ("baseline from the limit of entry",)
    if has(row.population, "mild[- ](?:to[- ])?moderate"):
        return (20.5, 6.75), ("baseline of the mild and moderate bands of MADRS, 7 to 34",)
    return USUAL_BASELINE, ("baseline not given: MADRS 33.8 (6.8) is assumed",)


def _cut(least: float) -> tuple[float, float]:
    """Return mean and SD of the usual baseline among people at or above a limit (truncated normal)."""
    mean, sd = USUAL_BASELINE
    z = (least - mean) / sd
    tail = 0.5 * math.erfc(z / math.sqrt(2))
    hazard = math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / tail
    return mean + sd * hazard, max(sd * math.sqrt(1 + z * hazard - hazard**2), LOWEST_SD)
