"""Rows on single doses (pressure, sedation, planes), predicted as `nemda validate acute` predicts such rows.

A row of long-term risk says the same things in other columns, so it is put into the columns of acute effects
and judged there; only what that table does not have (either of two limits, an odds ratio of age, induction
doses) is computed here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from nemda.evidence.tables import acute_effects
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.planes import LOGISTIC_TO_NORMAL
from nemda.pk.molar import molar_mass
from nemda.regimen import parse
from nemda.validate.acute.circulation import SEVERE_SYSTOLIC, share_reaching
from nemda.validate.acute.dosing import plan_of
from nemda.validate.acute.groups import Course, Who, course
from nemda.validate.acute.people import clinic_pressure
from nemda.validate.acute.predict import outcome_of
from nemda.validate.acute.row import AcuteRow
from nemda.validate.biology.outcome import BiologyOutcome
from nemda.validate.longterm.judge import Prediction
from nemda.validate.longterm.people import INFUSION
from nemda.validate.longterm.row import LongRow
from nemda.validate.outcome import NotApplicableError

MINUTES_PER_HOUR = 60.0
PATIENTS = Who("trd", clinic_pressure(), True)
LABEL_DOSES_MG = (56.0, 84.0)
NASAL_SESSIONS = 8
LEAST_MIN, TRIED_MG_KG = 5.0, 1.0
"""An induction holds at least five minutes where a row does not say (grade C); and the dose that is tried."""

INDUCTION_WEEKS = 4
"""Weeks in which the spray is given twice."""

AGE_SESSIONS = 12
"""Sessions of each person behind an odds ratio of age: severe hypertension is rare."""

REWORDED = (
    (r"^peak time$|^time of peak$", "SBP time of peak"),
    (r"^systolic rise$", "SBP change"),
    (r"^diastolic rise$", "DBP change"),
    (r"^duration of bp", "BP rise duration"),
    (r"^bp increase as adverse event", "blood pressure increased (AE)"),
    (r"^sedation$", "MOAAS any sedation (<5)"),
    (r"^dissociation$", "CADSS-defined dissociation"),
    (r"as adverse event$", ""),
)
ROUTES = (
    (r"\biv\b|intraven", "iv"),
    (r"\bim\b|intramus", "im"),
    (r"sublingual", "sublingual"),
    (r"\boral\b|\bpo\b", "oral"),
    (r"nasal|spray|esketamine", "in"),
)


def acute_outcome(row: LongRow) -> BiologyOutcome:
    """Return the outcome of a row on a single dose, with the row's own domain, item and unit."""
    acute, scale = as_acute(row)
    found = outcome_of(acute, {})
    return replace(
        found,
        topic=row.domain,
        readout=row.item,
        unit=row.unit,
        observed=_scaled(found.observed, scale),
        predicted=_scaled(found.predicted, scale),
        tolerance=_band(found.tolerance, scale),
        verified=row.verified,
    )


def as_acute(row: LongRow) -> tuple[AcuteRow, float]:
    """Return the row in the columns of acute effects, and what its number was divided by on the way."""
    effect = row.item
    for pattern, words in REWORDED:
        if re.search(pattern, effect):
            effect = words if words else re.sub(pattern, "", effect).strip()
            break
    week = re.search(r"week (\d+)", row.who)
    if week:
        effect = f"{effect} in {2 if int(week[1]) <= INDUCTION_WEEKS else 1} sessions"
    elif re.search(r"\b(?:first|single|one) (?:session|dose|infusion|spray|injection)", row.who):
        effect = f"{effect} in 1 session, first dose"
    scale = 1.0 / MINUTES_PER_HOUR if row.unit == "h" else 1.0
    compound = "esketamine" if "esketamine" in row.who else "racemic ketamine"
    route = next((name for words, name in ROUTES if re.search(words, row.who)), "iv")
    dose, minutes = _dose(row, compound, route)
    unit = "min" if row.unit == "h" else row.unit
    if "sessions with" in row.item:
        unit = "% of infusions"
    elif row.unit == "%":
        unit = "% patients"
    people = row.people or _people_elsewhere(row)
    total = re.search(r"([\d,]+) (?:sessions|infusions)", row.exposure)
    if "patients with" in row.item and total and people:
        effect = f"{effect} in {round(int(total[1].replace(',', '')) / people)} sessions"
    spread = re.search(r"\bsd ([\d.]+)", row.note)
    ranged = row.low is not None and row.high is not None
    pressed = re.search(r"\b(treated |untreated |without )?(?:hypertension|hypertensive)\b", row.who)
    if pressed:
        group = "normotensive" if pressed[1] == "without " else f"{pressed[1] or ''}hypertensive"
        effect = f"{effect}, {group} people"
    older = re.search(r"(>=|<)\s*(\d\d) y", row.population)
    if older and older[1] == ">=":
        effect = f"{effect}, >= {older[2]} y"
    return AcuteRow(
        study="",
        compound=compound,
        dose=dose,
        route=route,
        effect=effect.lower(),
        unit=unit,
        note=row.note,
        citation=row.citation,
        verified=row.verified,
        duration_min=minutes,
        people=people if "% of" not in unit else None,
        time_min=None,
        value=None if row.value is None else row.value / scale,
        dispersion=f"{row.low} to {row.high}" if ranged else spread[1] if spread else "",
        dispersion_type="range" if ranged else "SD" if spread else "",
    ), scale


def _dose(row: LongRow, compound: str, route: str) -> tuple[str, float | None]:
    said = re.search(r"\d+(?:\.\d+)?(?:\s*-\s*\d+(?:\.\d+)?)?\s*mg(?:/kg)?", row.who)
    over = re.search(r"over (\d+(?:\.\d+)?) min", row.who)
    if said:
        minutes = float(over[1]) if over else 40.0 if said[0].startswith("0.5 mg/kg") else None
        return said[0] + (" bolus" if "bolus" in row.who else ""), minutes
    if route == "in" and compound == "esketamine":
        return "56-84 mg", None
    return "not said; standard", 40.0


def _people_elsewhere(row: LongRow) -> int | None:
    """Return the people of the same study in acute_effects, found by its address."""
    for other in acute_effects():
        if other.n and len(other.url) > 12 and row.url.startswith(other.url.lower()):
            return int(other.n)
    return None


def _scaled(shown: object, scale: float) -> float | str | None:
    if isinstance(shown, int | float):
        return float(shown) * scale
    return shown if isinstance(shown, str) else None


def _band(band: object, scale: float) -> tuple[float | None, float | None] | None:
    if not isinstance(band, tuple):
        return None
    low, high = cast("tuple[float | None, float | None]", band)
    return None if low is None else low * scale, None if high is None else high * scale


def label_course(dose_mg: float = 84.0) -> Course:
    """Return the course of a group after one spray of the label."""
    return course(parse(f"{dose_mg:g} mg esketamine nasal"), 0.0, PATIENTS, None)


def label_peaks() -> tuple[float, ...]:
    """Return everybody's highest active level (umol/L) after one spray of the label's full dose."""
    return tuple(label_course().values["active_level"].max(axis=1).tolist())


def either_limit(row: LongRow) -> Prediction:
    """Return the share (%) of people who pass one of two limits of pressure in the course of the label."""
    limits = re.findall(r"(sbp|dbp)[^>]*>=\s*(\d+)", row.item)
    rises = re.search(r"rise|increase|change", row.item) is not None
    share = np.mean(
        [
            share_reaching(arm, NASAL_SESSIONS, lambda one, session: _passed(one, session, limits, rises))
            for arm in map(label_course, LABEL_DOSES_MG)
        ]
    )
    return Prediction(100 * float(share), (f"{NASAL_SESSIONS} sessions of 56 or 84 mg",))


def _passed(
    arm: Course, session: int, limits: list[tuple[str, str]], rises: bool
) -> Bool[ndarray, " person"]:
    read = arm.readings(session)
    found: list[Bool[ndarray, " person"]] = []
    for sign, limit in limits:
        course_of = {
            ("sbp", True): read.systolic_change,
            ("sbp", False): read.systolic,
            ("dbp", True): read.diastolic_change,
            ("dbp", False): read.diastolic,
        }[sign, rises]
        found.append(course_of[:, 1:].max(axis=1) >= float(limit))
    return np.any(found, axis=0)


def age_odds(row: LongRow) -> Prediction:
    """Return the odds ratio per year of age of severe hypertension in a session, by logistic regression."""
    del row
    plan = parse(INFUSION)
    arm = course(plan, plan.doses[0].duration_h, PATIENTS, None)
    given = np.stack([arm.given(session) for session in range(AGE_SESSIONS)], axis=1)
    severe = given & np.stack(
        [
            arm.readings(session).systolic[:, 1:].max(axis=1) >= SEVERE_SYSTOLIC
            for session in range(AGE_SESSIONS)
        ],
        axis=1,
    )
    if not severe.any():
        raise NotApplicableError("nobody passes the limit")
    slope = _slope(arm.people["age_y"], severe.sum(axis=1), given.sum(axis=1))
    return Prediction(float(np.exp(slope)), (f"{AGE_SESSIONS} sessions of {arm.people.n} people",))


def _slope(x: Float[ndarray, " person"], hits: Int[ndarray, " person"], of: Int[ndarray, " person"]) -> float:
    """Return the slope of a logistic regression of hits of so many on x, by Newton's method."""
    design = np.stack([np.ones_like(x), x - x.mean()], axis=1)
    beta = np.array([-3.0, 0.0])
    for _ in range(30):
        p = 1 / (1 + np.exp(-design @ beta))
        weight = np.maximum(of * p * (1 - p), 1e-9)
        beta = beta + np.linalg.solve(design.T @ (design * weight[:, None]), design.T @ (hits - of * p))
    return float(beta[1])


def perceptual_correlation(row: LongRow) -> Prediction:
    """Return the correlation of the mean perceptual change with the level, over the levels that are said."""
    found = re.search(r"(\d+)\s*-\s*(\d+)\s*ng/ml", row.exposure)
    if found is None:
        raise NotApplicableError("no range of levels is read")
    levels = np.linspace(float(found[1]), float(found[2]), 4)
    means: list[float] = []
    for level in levels:
        acute = replace(as_acute(row)[0], dose=f"tci target {level:g} ng/ml", duration_min=30.0)
        plan = plan_of(acute, {})
        arm = course(plan.regimens[0], plan.ends_h[0], Who("healthy"), plan.weight_kg, 20 / MINUTES_PER_HOUR)
        means.append(float(arm.at("perceptual_change", 20 / MINUTES_PER_HOUR).mean()))
    return Prediction(
        float(np.corrcoef(levels, means)[0, 1]), ("healthy volunteers after 20 min at a level",)
    )


def reaction_on_waking(row: LongRow) -> Prediction:
    """Return the share (%) of people with a reaction on waking from the dose that the row names."""
    asked = replace(as_acute(row)[0], effect="emergence reaction", unit="% patients", dispersion="")
    found = outcome_of(asked, {})
    if not isinstance(found.predicted, float):
        raise NotApplicableError(found.reason)
    return Prediction(found.predicted, (found.reason,))


def plane_median(row: LongRow) -> Prediction:
    """Return the median level (ng/mL of racemate) of a plane that a row names without a dose."""
    names = {
        "analg": "analgesia_plane_level",
        "dissoc": "dissociation_plane_level",
        "awak": "awakening_level",
        "surg": "surgical_level",
    }
    name = next((full for word, full in names.items() if word in row.exposure), None)
    if name is None:
        raise NotApplicableError(f"no plane is read in {row.exposure!r}")
    scale = {"ng/ml": 1.0, "ug/l": 1.0, "ug/ml": 1e-3, "mg/l": 1e-3}.get(row.unit)
    if scale is None:
        raise NotApplicableError(f"a unit of level that is not read: {row.unit!r}")
    level = simulation_parameters()[name].value * molar_mass("ketamine")
    return Prediction(scale * level, ("median of people",))


def induction_dose(row: LongRow) -> Prediction:
    """Return the dose (mg/kg) that keeps a typical person at surgical anesthesia for the least time said.

    The label's words are that a dose "usually" gives surgical anesthesia for so many minutes. Kinetics are
    linear, so one course gives all doses; the level at the effect site is read back from the chance of being
    unconscious.
    """
    route = "im" if re.search(r"\bim\b", row.exposure) else "iv over 1 min"
    plan = parse(f"{TRIED_MG_KG:g} mg/kg ketamine {route}")
    arm = course(plan, plan.doses[0].duration_h, Who(), None)
    lasts = re.search(r"lasts (\d+)", row.note)
    onset = re.search(r"onset (\d+)-?(\d+)? min", row.note)
    minutes = (float(lasts[1]) if lasts else LEAST_MIN) + (float(onset[1]) if onset else 0.0)
    table = simulation_parameters()
    median, spread = table["awakening_level"].value, table["awakening_spread"].value
    chance = np.clip(arm.at("unconscious_plane", minutes / MINUTES_PER_HOUR), 1e-12, 1 - 1e-12)
    level = median * (chance / (1 - chance)) ** (spread / LOGISTIC_TO_NORMAL)
    dose = TRIED_MG_KG * table["surgical_level"].value / float(np.median(level))
    return Prediction(
        float(dose), (f"a typical person at surgical anesthesia {minutes:g} min after the dose",)
    )
