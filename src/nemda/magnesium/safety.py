"""Who must not take magnesium, and what is to be watched: the screening rules of the table, applied.

Rules are data (variable, operator, threshold, severity). An absolute rule refuses a supplement or an
infusion; a relative one refuses until somebody has reviewed it; a caution warns. Food and water are never
refused. What is not known is listed as a question and never taken for safe. What would falsify it: a rule
of the table that no input can make fire.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from nemda.errors import NemdaError
from nemda.evidence.records_clinic import ScreeningRule
from nemda.evidence.tables import screening_rules
from nemda.magnesium.person import Person
from nemda.magnesium.reference import references
from nemda.magnesium.rule_words import words_of

_COMPARE: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {"<": operator.lt, ">": operator.gt, ">=": operator.ge, "<=": operator.le}
)
REFUSING = ("absolute", "relative")
# What the rules' conditions ask about, and the condition of the person that answers.
_FLAGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bradycardia": ("bradycardia", "cardiac_conduction_disorder"),
        "av_block": ("av_block",),
        "bowel_obstruction": ("bowel_obstruction",),
        "hypersensitivity_mg": ("hypersensitivity",),
        "diarrhoea": ("diarrhea",),  # evidence: the table's own spelling
    }
)
_NOT_OF_A_PLAN = {"separation_h", "months_since_serum_mg", "iv_mg_stop"}
"""Answered elsewhere: separation by `separations`, follow-up and bedside stop rules by whoever watches."""


class UnsafeMagnesiumError(NemdaError):
    """Magnesium is refused; the message holds every reason with its source."""


class Hit(NamedTuple):
    """One rule that fires: how severe, what it says (`condition` in words), and the source."""

    rule_id: str
    severity: str
    variable: str
    condition: str
    action: str
    citation: str
    verified: str

    @property
    def refuses(self) -> bool:
        """Return whether the rule bars magnesium until a clinician has decided."""
        return self.severity in REFUSING


class Screening(NamedTuple):
    """All rules that fire, and the variables that rules ask for and nobody gave."""

    hits: tuple[Hit, ...]
    unknown: tuple[str, ...]

    @property
    def refusals(self) -> tuple[Hit, ...]:
        """Return the rules that bar magnesium."""
        return tuple(hit for hit in self.hits if hit.refuses)

    @property
    def warnings(self) -> tuple[Hit, ...]:
        """Return the rules that warn."""
        return tuple(hit for hit in self.hits if not hit.refuses)


def screen(
    person: Person,
    *,
    supplement_mg: float = 0.0,
    diet_mg: float | None = None,
    with_ketamine_iv: bool = False,
) -> Screening:
    """Return what the rules say of a person who takes so much in supplements (mg/day).

    `with_ketamine_iv`: an infusion of magnesium is planned around an infusion of ketamine.
    """
    known = _known(person, supplement_mg, diet_mg)
    hits: list[Hit] = []
    unknown: list[str] = []
    for rule in screening_rules():
        if rule.applies_to != "magnesium" or rule.variable in _NOT_OF_A_PLAN:
            continue
        answer = _fires(rule, known, person)
        if answer is None:
            unknown.append(rule.variable)
        elif answer:
            hits.append(_hit(rule, known.get(rule.variable), _limit(rule, person)))
    if with_ketamine_iv:
        hits += [_hit(rule, None, "") for rule in screening_rules() if rule.variable == "iv_mg_planned"]
    return Screening(tuple(hits), tuple(dict.fromkeys(unknown)))


def refuse_unsafe(found: Screening, what: str) -> None:
    """Refuse what is planned where a rule bars it.

    Raises
    ------
    UnsafeMagnesiumError
        One or more rules bar it; all are named.
    """
    if not found.refusals:
        return
    first, *others = found.refusals
    reasons = "; ".join(f"{hit.condition}: {hit.action} ({hit.citation})" for hit in (first, *others))
    raise UnsafeMagnesiumError(
        f"{what} is refused for safety.", where=first.condition, got=reasons,
        hint="food and water can be planned; a supplement or an infusion needs a clinician's decision",
    )  # fmt: skip


def _known(person: Person, supplement_mg: float, diet_mg: float | None) -> dict[str, float | None]:
    return {
        "egfr_ml_min": person.egfr_ml_min,
        "creatinine_clearance_ml_min": person.egfr_ml_min,
        "hr_bpm": person.heart_rate_bpm,
        "sbp_mmHg": person.systolic_mmhg,
        "serum_mg_mmol_l": person.serum_mmol_l,
        "supplemental_mg_per_day": supplement_mg,
        "diet_mg_mg_day": diet_mg,
    }


def _fires(rule: ScreeningRule, known: Mapping[str, float | None], person: Person) -> bool | None:
    if rule.variable in _FLAGS:
        return bool(person.conditions & set(_FLAGS[rule.variable]))
    given = known.get(rule.variable)
    if given is None:
        return None
    if rule.operator == "between":
        low, high = (float(part) for part in rule.text("threshold").split("-"))
        return low <= given < high
    threshold = _threshold(rule, person)
    return False if threshold is None else _COMPARE[rule.operator](given, threshold)


def _threshold(rule: ScreeningRule, person: Person) -> float | None:
    if rule.threshold is not None:
        # The upper level of adults; that of a child is the rule with three numbers.
        is_adult_limit = rule.variable == "supplemental_mg_per_day" and math.floor(person.age_y) < 9
        return None if is_adult_limit else rule.threshold
    found = references(person)
    by_variable = {
        "supplemental_mg_per_day": found.upper_supplement_mg if math.floor(person.age_y) < 9 else None,
        "diet_mg_mg_day": found.average_mg,
    }
    if rule.variable in by_variable:
        return by_variable[rule.variable]
    return float(rule.text("threshold").split()[0])


def _limit(rule: ScreeningRule, person: Person) -> str:
    """Return the limit that a rule compares with, for this person."""
    if rule.variable in _FLAGS or rule.operator == "between":
        return rule.text("threshold")
    threshold = _threshold(rule, person)
    return "" if threshold is None else f"{threshold:.4g}"


def _hit(rule: ScreeningRule, given: float | None, limit: str) -> Hit:
    condition = words_of(rule.variable, rule.operator, given, limit)
    return Hit(
        rule.rule_id, rule.severity, rule.variable, condition, rule.action, rule.citation, rule.verified
    )
