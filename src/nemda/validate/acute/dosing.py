"""What a row says was given, as regimens: one per amount and route named.

A range ("56-84 mg") stands for its two ends, whose predictions are averaged; a rate over a time for its
total; a target level for the infusion of a pump set for a typical person of 70 kg. Words that name a level
of the study (such as the low or the high one) are looked up among the levels that rows of the same study
state.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from nemda.drugs.routes import Route, find_route
from nemda.errors import NemdaError
from nemda.pk import plasma_drive
from nemda.pk.molar import molar_mass
from nemda.pk.target import TargetCourse, target_infusion
from nemda.pk.values import typical_values
from nemda.regimen import Dose, Regimen
from nemda.validate.acute.row import NUMBER, AcuteRow
from nemda.validate.outcome import NotApplicableError

TYPICAL_KG = 70.0
MINUTES_PER_HOUR = 60.0
USUAL_MG_KG, USUAL_MIN = 0.5, 40.0
"""Dose and length of an infusion where a row says neither: those of nearly all trials (grade C)."""
BOLUS_MIN = 1.0
UG_PER_MG = 1000.0
STEP_MIN = 30.0
"""How long a target level is held where the row does not say (grade C)."""

_AMOUNT = re.compile(
    rf"(?P<low>{NUMBER})(?:\s*(?:-|–|to|/)\s*(?P<high>{NUMBER}))?\s*"
    r"(?P<unit>mg/kg/(?:h|min)|(?:ug|mcg)/kg/(?:h|min)|mg/(?:h|min)|(?:ug|mcg)/kg|mg/kg|mg)\b"
    r"(?P<per70>/70 kg)?(?:\s*x\s*(?P<hours>\d+(?:\.\d+)?)\s*h)?(?P<bolus>\s*bolus)?"
)
_OVER = re.compile(rf"\b(?:over|for|in) ({NUMBER}) ?(min|minutes|h|hours?)\b")
_ROUTE_WORDS = tuple(
    (re.compile(pattern), route)
    for pattern, route in (
        (r"nasal|spray", "nasal"), (r"\bi\.?v\.?\b|intraven|infus", "iv"), (r"\bi\.?m\.?\b|muscul", "im"),
        (r"\bs\.?c\.?\b|subcut", "sc"), (r"sublingual|buccal|lozenge|troche", "sublingual"),
        (r"\bp\.?o\.?\b|oral|tablet|capsule", "oral"), (r"rectal|supposit", "rectal"),
    )
)  # fmt: skip
_UNSAID = re.compile(r"not (?:seen|said)|treatment dose|standard|usual|sub-?an(?:a)?esthetic")
_LEVELS = re.compile(rf"(?:target |to )?({NUMBER}(?:\s*[/,]\s*{NUMBER})*)\s*ng/ml")
_STEPS = re.compile(rf"({NUMBER})\s*ng/ml steps? (?:per|every) ({NUMBER})\s*min to ({NUMBER})\s*ng/ml")


class Plan(NamedTuple):
    """What is given: one regimen per arm, when its dosing ends (h), and what had to be assumed."""

    regimens: tuple[Regimen, ...]
    ends_h: tuple[float, ...]
    weight_kg: float | None
    assumed: tuple[str, ...]


def plan_of(row: AcuteRow, study_levels: Mapping[str, float]) -> Plan:
    """Return what a row says was given.

    `study_levels` are levels (ng/mL) by the word its study uses for them.

    Raises
    ------
    NotApplicableError
        No dose can be read, or the model has no such compound or route.
    """
    if re.search(r"recreational|abuse|misuse|illicit", row.dose):
        raise NotApplicableError("recreational use, which has no dose; see nemda validate longterm")
    plans = [_one(row, compound, route, study_levels) for compound, route in _pairs(row)]
    return Plan(
        tuple(r for plan in plans for r in plan.regimens), tuple(e for plan in plans for e in plan.ends_h),
        plans[0].weight_kg, tuple(dict.fromkeys(a for plan in plans for a in plan.assumed)),
    )  # fmt: skip


def _pairs(row: AcuteRow) -> list[tuple[str, Route]]:
    compounds = [_compound(part) for part in re.split(r"/| or | and ", row.compound)]
    routes: list[Route] = [_route(part.strip(), row.route) for part in re.split(r"/|,| or | and ", row.route)]
    if len(compounds) == len(routes):
        return list(zip(compounds, routes, strict=True))
    return [(compound, route) for compound in compounds for route in routes]


def _route(text: str, said: str) -> Route:
    """Return a route by its name, or by a word in it ("intranasal spray")."""
    words = next((word for pattern, word in _ROUTE_WORDS if pattern.search(text)), text)
    for name in (text, words):
        try:
            return find_route(name)
        except NemdaError:
            continue
    raise NotApplicableError(f"no kinetics of the route {said!r}")


def _compound(text: str) -> str:
    if re.search(r"\bnor|metabolite", text):
        raise NotApplicableError("a metabolite, which the model forms and nobody is given")
    if re.search(r"esket|s-ket|s\(\+\)", text):
        return "esketamine"
    if re.search(r"arket|r-ket", text):
        return "arketamine"
    if "ketamine" in text:
        return "ketamine"
    raise NotApplicableError(f"no dose of the compound {text!r} can be given")


def _one(row: AcuteRow, compound: str, route: Route, study_levels: Mapping[str, float]) -> Plan:
    text = row.dose
    if "tci" in text or re.search(r"target", text):
        return _target(row, compound, study_levels)
    parts = re.split(r"\s+or\s+", text)
    wanted = [p for p in parts if _fits_route(p, route)] or parts
    found = list(_AMOUNT.finditer("; ".join(wanted)))
    if found:
        return _amounts(row, compound, route, found)
    if route == "iv" and _UNSAID.search(f"{text} {row.note}"):
        dose = Dose(compound, USUAL_MG_KG, "mg/kg", route, 0.0, USUAL_MIN / MINUTES_PER_HOUR)
        said = "0.5 mg/kg over 40 min, because no dose is said"
        return Plan((Regimen((dose,)),), (dose.duration_h,), None, (said,))
    raise NotApplicableError(f"no dose is read in {row.dose!r}")


def _fits_route(part: str, route: Route) -> bool:
    """Return whether an alternative is of this route: per kg into a vein or muscle, else a fixed amount."""
    return ("/kg" in part) == (route in {"iv", "im", "sc"})


def _amounts(row: AcuteRow, compound: str, route: Route, found: list[re.Match[str]]) -> Plan:
    assumed: list[str] = []
    length_h, said = _length(row, route, found)
    assumed += said
    words = f"{row.compound} {row.dose}"
    formulation = "extended release" if re.search(r"\ber\b|extended|prolonged", words) else None
    arms: list[list[Dose]] = [[], []]
    for match in found:
        ends = (float(match["low"]), float(match["high"] or match["low"]))
        bolus = match["bolus"] is not None or (len(found) > 1 and match["unit"].endswith("g/kg"))
        hours = float(match["hours"]) if match["hours"] else length_h
        for doses, amount in zip(arms, ends, strict=True):
            doses.append(
                _dose(
                    compound,
                    route,
                    amount,
                    match,
                    0.0 if bolus and route != "iv" else hours,
                    bolus,
                    formulation,
                )
            )
    regimens = [Regimen(tuple(doses)) for doses in arms]
    if regimens[0] == regimens[1]:
        regimens = regimens[:1]
    ends_h = tuple(max(dose.start_h + dose.duration_h for dose in one.doses) for one in regimens)
    return Plan(tuple(regimens), ends_h, None, tuple(assumed))


def _dose(
    compound: str, route: Route, amount: float, match: re.Match[str], hours: float, bolus: bool,
    formulation: str | None,
) -> Dose:  # fmt: skip
    unit = match["unit"]
    if unit.startswith(("ug", "mcg")):
        amount, unit = amount / UG_PER_MG, "mg" + unit.removeprefix("ug").removeprefix("mcg")
    if unit.endswith(("/h", "/min")):
        per_hour = amount * (MINUTES_PER_HOUR if unit.endswith("/min") else 1.0)
        per_kg = "/kg" in unit or match["per70"] is not None
        total = per_hour * hours / (TYPICAL_KG if match["per70"] is not None else 1.0)
        return Dose(compound, total, "mg/kg" if per_kg else "mg", route, 0.0, hours, formulation)
    length = BOLUS_MIN / MINUTES_PER_HOUR if bolus and route == "iv" else hours
    return Dose(compound, amount, "mg/kg" if unit == "mg/kg" else "mg", route, 0.0, length, formulation)


def _length(row: AcuteRow, route: Route, found: list[re.Match[str]]) -> tuple[float, list[str]]:
    """Return the length (h) of what is not a bolus."""
    if route != "iv":
        return 0.0, []
    if row.duration_min is not None:
        return row.duration_min / MINUTES_PER_HOUR, []
    over = _OVER.search(row.dose)
    if over:
        return float(over[1]) / (1.0 if over[2].startswith("h") else MINUTES_PER_HOUR), []
    if any(match["unit"].endswith(("/h", "/min")) for match in found):
        return 1.0, ["infused for an hour, because no length is said"]
    largest = max(float(match["high"] or match["low"]) for match in found)
    if re.search(r"infus|<=\s*0\.5", row.said + row.dose) or 0.4 <= largest <= 0.8:
        return USUAL_MIN / MINUTES_PER_HOUR, ["infused over 40 min, because no length is said"]
    return BOLUS_MIN / MINUTES_PER_HOUR, ["a bolus over 1 min, because no length is said"]


def _target(row: AcuteRow, compound: str, study_levels: Mapping[str, float]) -> Plan:
    """Return the infusion that holds a level, for a typical person; amounts are per kg."""
    hold_h = (row.duration_min or STEP_MIN) / MINUTES_PER_HOUR
    steps = _STEPS.search(row.dose)
    listed = _LEVELS.search(row.dose)
    if steps:
        first, every, last = (float(steps[i]) for i in (1, 2, 3))
        count = max(1, round(last / first))
        courses = [([first * (i + 1) for i in range(count)], float(every) / MINUTES_PER_HOUR)]
    elif listed:
        levels = [float(part) for part in re.split(r"[/,]", listed[1])]
        courses = [([level], hold_h) for level in levels]
    else:
        word = next((word for word in study_levels if word in row.dose.split()), None)
        if word is None:
            raise NotApplicableError("the level of the pump is not said")
        courses = [([study_levels[word]], hold_h)]
    regimens, ends = zip(*(_infusion(compound, levels, each_h) for levels, each_h in courses), strict=True)
    return Plan(regimens, ends, TYPICAL_KG, ("a pump set for a typical person of 70 kg",))


def _infusion(compound: str, levels_ng_ml: list[float], each_h: float) -> tuple[Regimen, float]:
    import numpy as np

    to_umol = 1.0 / molar_mass(compound)
    times = tuple(each_h * index for index in range(len(levels_ng_ml)))
    end_h = each_h * len(levels_ng_ml)
    course = TargetCourse(times, tuple(level * to_umol for level in levels_ng_ml), end_h)
    values = typical_values(1)

    def response(regimen: Regimen):
        return plasma_drive(regimen, np.array([TYPICAL_KG]), values)

    signal = {"esketamine": "ketamine_s_arterial", "arketamine": "ketamine_r_arterial"}.get(
        compound, "ketamine_arterial"
    )
    given = target_infusion(course, response, (signal,), compound=compound).regimen
    per_kg = tuple(
        Dose(compound, dose.amount / TYPICAL_KG, "mg/kg", "iv", dose.start_h, dose.duration_h)
        for dose in given.doses
    )
    return Regimen(per_kg, label=given.label), end_h


def study_levels(rows: tuple[AcuteRow, ...]) -> dict[str, dict[str, float]]:
    """Return the levels (ng/mL) that each study states for a word, such as the low or the high one."""
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        named = re.fullmatch(r"plasma (\w+) level", row.effect)
        if named and row.value is not None and row.unit.startswith("ng/ml"):
            found.setdefault(row.study, {})[named[1]] = row.value
    return found
