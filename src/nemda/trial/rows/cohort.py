"""The people of an arm: preset, baseline on MADRS, age, resistance and crisis, from what a row says."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

import numpy as np

from nemda.mechanism.mood import MADRS_MAXIMUM
from nemda.trial.rows.arm_row import ArmRow
from nemda.trial.rows.conduct import WITHDRAWAL
from nemda.trial.rows.elsewhere import PAIN
from nemda.trial.rows.reading_scales import ScaleReading, scale_reading
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.text import NUMBER, has
from nemda.trial.rows.words import words

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
SCALE_NAME = (
    r"(madrs|phq-?9|ham-?d[ -]?(?:17|21|24|25|28|29)?|hdrs[ -]?(?:17|21|24|25|28|29)?|hrsd[ -]?(?:17|21|24)?"
    r"|qids(?:-?(?:sr|c)(?:-?16)?)?|ids(?:-?(?:sr|c)(?:-?30)?)?|bdi(?:-?(?:ii|2))?|caps(?:-5)?|pcl-5|y-?bocs|lsas)"
)
HEALTHY = (
    r"healthy (?:\w+ )?"
    r"(?:volunteers?|subjects?|participants?|men|women|controls?|adults?|people|males?|females?)"
)
YOUNG = r"adolescen\w*|teen\w*|child\w*|youths?|pa?ediatric|1[2-7] ?- ?1[5-9] ?(?:y\w*)"
OLDER = (
    r"elderly|geriatric|late[- ]life|older|old age|>=? ?6[05](?: y\w*)?|6[05]\+"
    r"|aged? (?:>=? ?)?6[05]|6[05] (?:y\w*|years) (?:and|or) (?:older|over|above)"
)
BIPOLAR = r"bipolar(?: i{1,2})?(?:/i{1,2})? (?:depression|disorder|people|patients)|bipolar"
_PEOPLE = ("people", "patients", "adults", "subjects", "participants", "individuals", "those", "one",
           "anyone", "treated", "medicated", "diagnosed")  # fmt: skip
_GOES_ON = (
    "".join(f"(?<!{word} )" for word in _PEOPLE)
    + r"\b(?:with|aged?)\b|\band\b(?! (?:older|over|above|up|more|intent)\b)"
)
NOT_IN_STUDY = (
    r"\bexclu(?:d\w+|sions?)\b:?(?:[^;|()]|\([^()]*\))*"
    r"|\b(?:without|no|not|except(?: for)?|free of)\b(?! respon)(?: [^\s;,|()]+)?"
    rf"(?:(?!{_GOES_ON})[^;,|)])*"
)
"""What of a population names people who were not let in.

An exclusion ends with its clause or parenthesis, "no" and "without" also where "with", "and" or an age tells
of the people again. Words on what they did not respond to are of people who take part.
"""
TAKING = (
    r"(?:co-?)?medicated with|on|taking|receiving|adjunct(?:ive)? to|add-on to|added to|pretreat\w* with"
    r"|continued|stable"
)
MODERATE_MADRS = 20.0
"""Lower end of the moderate band (scales.csv)."""
YES = {"yes", "y", "true", "trd", "1"}
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
    """Return the people that a row describes; what it leaves open is told in the notes.

    Raises
    ------
    NotPredictedError
        The people are healthy, or their baseline is none of its scale.
    """
    if has(row.population, HEALTHY):
        raise NotPredictedError("healthy people have no depression that could lift")
    nonresistance = _nonresistance(row)
    baseline, notes = _baseline(row)
    words = _whom(row.words)
    if has(_whom(row.population), YOUNG):
        notes = (*notes, "people under 18 are not in the program: adults are simulated")
    notes = (*notes, *_unlike(row))
    return Cohort(
        preset="mdd" if nonresistance == 1 else "trd",
        baseline=baseline,
        age_y=OLDER_AGE_Y if has(words, OLDER) else None,
        nonresistance=nonresistance,
        crisis=CRISIS_SCALE if has(_whom(row.population), CRISIS) else 0.0,
        enriched=has(f"{row.population} | {row.note}", ENRICHED),
        notes=notes,
    )


def _whom(text: str) -> str:
    """Return words about people without whom a study left out ("no bipolar disorder, excluding age > 65")."""
    return re.sub(NOT_IN_STUDY, " ", text)


def _unlike(row: ArmRow) -> tuple[str, ...]:
    """Return what sets people apart and is not simulated: bipolar depression, drugs they already take."""
    bipolar = has(_whom(row.population), BIPOLAR)
    notes = ("bipolar depression is simulated as any other",) if bipolar else ()
    said = f"{row.population} | {row.design} | {row.note}"
    drug = f"(?:{words().beside_drugs})"
    found = re.search(rf"\b(?:{TAKING}) ({drug}(?:(?: or |/| and ){drug})*)\b", said)
    return (*notes, f"not simulated: {found[1]}, which people take") if found else notes


def _nonresistance(row: ArmRow) -> float:
    """Return 0 for resistant, 1 for not resistant depression, and between for mixed groups."""
    if has(row.population, NOT_RESISTANT):
        return 1.0
    if (
        re.search(r"\bstep [3-9]", row.words)
        or row.trd in YES
        or (row.trd != "no" and has(row.population, RESISTANT))
    ):
        return 0.0
    return 0.5 if row.trd == "mixed" else 1.0


def _baseline(row: ArmRow) -> tuple[tuple[float, float], tuple[str, ...]]:
    reading = scale_reading(row.scale)
    well = reading is not None and reading.to_madrs(row.baseline_mean or MODERATE_MADRS) < MODERATE_MADRS
    if well and has(row.design, WITHDRAWAL):
        return USUAL_BASELINE, (
            "the baseline is that after the course: MADRS 33.8 (6.8) at entry is assumed",
        )
    if reading is not None and row.baseline_mean is not None:
        told = () if reading.depression or reading.indication == PAIN else (f"baseline: {reading.note}",)
        return _on_scale(reading, row.scale, row.baseline_mean, row.baseline_sd), told
    written = _in_words(f"{row.population} | {row.note} | {row.arm.lower()} | {row.design}")
    if written is not None:
        return written, ()
    unread = (
        (f"the baseline on {row.scale} is not read",)
        if row.baseline_mean is not None and reading is None
        else ()
    )
    if reading is not None and reading.indication == PAIN:
        points = reading.madrs_per_point()
        return (PAIN_BASELINE * points, points), (f"baseline not given: pain {PAIN_BASELINE:g} is assumed",)
    within = re.search(rf"{SCALE_NAME}\s*({NUMBER})\s*-\s*({NUMBER})", row.population)
    if within and (found := scale_reading(within[1])):
        low, high = found.to_madrs(float(within[2])), found.to_madrs(float(within[3]))
        return ((low + high) / 2, max((high - low) / 4, LOWEST_SD)), ("baseline from the range of entry",)
    least = re.search(
        rf"{SCALE_NAME}(?: score)?\s*(?:>=|>|of at least)\s*({NUMBER})", row.population
    ) or re.search(
        rf"{SCALE_NAME}(?: score)?(?: of)?\s*({NUMBER}) or (?:more|higher|above|greater)", row.population
    )
    if least and (found := scale_reading(least[1])):
        return _cut(found.to_madrs(float(least[2]))), ("baseline from the limit of entry",)
    if has(row.population, "mild[- ](?:to[- ])?moderate"):
        return (20.5, 6.75), ("baseline of the mild and moderate bands of MADRS, 7 to 34",)
    return USUAL_BASELINE, (*unread, "baseline not given: MADRS 33.8 (6.8) is assumed")


def _on_scale(reading: ScaleReading, name: str, mean: float, sd: float | None) -> tuple[float, float]:
    """Return mean and SD on MADRS of a baseline on another scale."""
    most = float(reading.of_madrs(np.array([MADRS_MAXIMUM]))[0])
    if mean > most:
        raise NotPredictedError(
            f"baseline_mean {mean:g} is above the highest score of {name.strip()}, {most:g}"
        )
    middle = reading.to_madrs(mean)
    spread = USUAL_BASELINE[1] if sd is None else sd * reading.madrs_per_point(middle)
    return middle, max(spread, LOWEST_SD)


def _in_words(text: str) -> tuple[float, float] | None:
    """Return the baseline that a text gives: "baseline MADRS 33.1 (SD 6)", "HAM-D17 baseline 22.4 ± 4.1"."""
    filler = r"(?:[ -]*(?:total|scores?|baseline|mean|average|at|entry|was|of|=|:|,))*"
    spread = rf"(?: ?(?:\((?:sd|±)? ?=? ?|±|\+/-) ?({NUMBER}))?"
    before = r"((?:baseline|mean|average|entry)[a-z ]*)?"
    pattern = rf"{before}{SCALE_NAME}({filler}) ?({NUMBER}){spread}(?![\d.]| ?(?:-|to|or|%) ?\S)"
    for found in re.finditer(pattern, text):
        ahead, name, between, mean, sd = found.groups()
        reading = scale_reading(name)
        said = ahead or re.search("baseline|mean|average|entry", between) or sd
        if reading is not None and said:
            return _on_scale(reading, name, float(mean), None if sd is None else float(sd))
    return None


def _cut(least: float) -> tuple[float, float]:
    """Return mean and SD of the usual baseline among people at or above a limit (truncated normal)."""
    mean, sd = USUAL_BASELINE
    z = (least - mean) / sd
    tail = 0.5 * math.erfc(z / math.sqrt(2))
    hazard = math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / tail
    return mean + sd * hazard, max(sd * math.sqrt(1 + z * hazard - hazard**2), LOWEST_SD)
