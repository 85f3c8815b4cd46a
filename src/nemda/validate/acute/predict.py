"""Which prediction an effect asks for, by its words; the first rule that matches is taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from nemda.errors import NemdaError
from nemda.validate.acute.circulation import mean_change, share_over
from nemda.validate.acute.codrugs import with_lamotrigine
from nemda.validate.acute.dosing import plan_of
from nemda.validate.acute.feelings import (
    complaint_in,
    complaint_share,
    episode_share,
    mean_score,
    sedated_share,
)
from nemda.validate.acute.groups import Course, courses
from nemda.validate.acute.judge import Prediction, judged, left_out
from nemda.validate.acute.levels import (
    effect_site_half_life,
    half_level,
    pain_change,
    plane_level,
    plasma_level,
)
from nemda.validate.acute.people import who_of
from nemda.validate.acute.repeats import REPEATED, repeated_change
from nemda.validate.acute.row import AcuteRow
from nemda.validate.acute.times import duration, gone_after, time_of_peak
from nemda.validate.biology.outcome import BiologyOutcome
from nemda.validate.outcome import NotApplicableError, Status


class Rule(NamedTuple):
    """Words of an effect, its topic, and how it is predicted."""

    pattern: re.Pattern[str]
    topic: str
    predict: Callable[[AcuteRow, Sequence[Course]], Prediction]


class Refusal(NamedTuple):
    """Words of an effect that is not predicted, and why."""

    pattern: re.Pattern[str]
    topic: str
    status: Status
    reason: str


def _rule(pattern: str, topic: str, predict: Callable[[AcuteRow, Sequence[Course]], Prediction]) -> Rule:
    return Rule(re.compile(pattern), topic, predict)


def _refusal(pattern: str, topic: str, status: Status, reason: str) -> Refusal:
    return Refusal(re.compile(pattern), topic, status, reason)


REFUSALS = (
    _refusal(r"urin(?!ary frequency$)|luts|cystitis|bladder|\bdependence|withdrawal symptom|cognition|"
             r"liver|craving|odds increase",
             "long-term risk", "not_applicable", "long-term risk, which nemda validate longterm reads"),
    _refusal(r"\bcbf\b|blood flow|glucose metab", "brain", "not_applicable",
             "blood flow of the brain, no acute effect on a person's signs"),
    _refusal(r"cardiac output|stroke volume|vascular resistance", "circulation", "missing",
             "cardiac output and resistance are not told apart"),
    _refusal(r"potency ratio", "pain", "missing", "one potency for all acute pains"),
    _refusal(r"relative risk|risk ratio|odds ratio|hazard", "complaints", "not_applicable",
             "a ratio to a comparator in trials of unlike doses"),
    _refusal(r"withdrawal for|discontinu|drop ?out", "complaints", "missing",
             "who stops for tolerability is not modeled"),
    _refusal(r"mental-status event|serious adverse event", "complaints", "missing",
             "rare events have no mechanism"),
)  # fmt: skip

RULES = (
    _rule(r"p value .*(?:lamotrigine|release inhibitor)", "dissociation", with_lamotrigine),
    _rule(r"half-?life", "levels", effect_site_half_life),
    _rule(r"\b[ei]?c50\b", "levels", half_level),
    _rule(REPEATED.pattern, "dissociation", repeated_change),
    _rule(r"time (?:of|to) (?:the )?peak|peak time|tmax", "times", time_of_peak),
    _rule(r"return to|back to|resolved|resolution|gone by", "times", gone_after),
    _rule(r"duration", "times", duration),
    _rule(r"plasma at (?:surg|awak)|level at (?:surg|awak)", "planes", plane_level),
    _rule(r"plasma (?!at)\w*(?:ketamine|cmax|level|conc)|(?:nor)?ketamine (?:cmax|level|conc)|cmax", "levels",
          plasma_level),
    _rule(r"moaa|loss of consciousness|unresponsive", "sedation", sedated_share),
    _rule(r"cadss[- ]defined|cadss (?:total )?(?:>|above|over)", "dissociation", episode_share),
    _rule(r"(?:sbp|dbp|systolic|diastolic).*(?:>=|>|at least)|hypertension|(?:>=|>)\s*\d+/\d+",
          "circulation", share_over),
    _rule(r"blood pressure increased|increased blood pressure|tachycardia", "complaints", complaint_share),
    _rule(r"pain .*(?:change|reduction)|pain vas|analges", "pain", pain_change),
    _rule(r"cadss|bprs|panss|psychedelic|\bvas\b|altered perception|perceptual", "dissociation", mean_score),
    _rule(r"\b(?:sbp|dbp|systolic|diastolic|map|bp|hr|heart rate|pulse|blood pressure|mean arterial)\b",
          "circulation", mean_change),
)  # fmt: skip


def outcome_of(row: AcuteRow, study_levels: Mapping[str, float]) -> BiologyOutcome:
    """Return what became of a row."""
    for refusal in REFUSALS:
        if refusal.pattern.search(row.effect):
            return left_out(row, refusal.topic, refusal.status, refusal.reason)
    rule = next((rule for rule in RULES if rule.pattern.search(row.effect)), None)
    if rule is None and (complaint_in(row.effect) is not None or "any severe" in row.effect):
        rule = _rule("", "complaints", complaint_share)
    topic = "not read" if rule is None else rule.topic
    try:
        if rule is None:
            raise NotApplicableError(f"no effect of the model is read in {row.effect!r}")
        return judged(row, topic, _predicted(row, rule, study_levels))
    except NotApplicableError as error:
        return left_out(row, topic, "not_applicable", error.what)
    except NemdaError as error:
        return left_out(row, topic, "not_applicable", f"the dose is refused: {error}")


def _predicted(row: AcuteRow, rule: Rule, study_levels: Mapping[str, float]) -> Prediction:
    if (
        re.search(r"single case|max(?:imum)? single|case report", row.dispersion_type + row.note)
        or row.people == 1
    ):
        raise NotApplicableError("a single case")
    if re.fullmatch(r"plasma \w+ level", row.effect) and "tci" in row.dose:
        raise NotApplicableError("the level that the pump was set to, what was done and not what was found")
    plan = plan_of(row, study_levels)
    who, about = who_of(row)
    arms = courses(plan.regimens, plan.ends_h, who, plan.weight_kg, (row.time_min or 0.0) / 60)
    found = rule.predict(row, arms)
    return found._replace(notes=(*found.notes, *plan.assumed, *about))
