"""Which prediction an effect asks for, by its words; the first rule that matches is taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from nemda.errors import NemdaError
from nemda.validate.acute.circulation import mean_change, share_over
from nemda.validate.acute.codrugs import with_lamotrigine
from nemda.validate.acute.companions import companion_of, with_companion
from nemda.validate.acute.dosing import plan_of
from nemda.validate.acute.feelings import (
    complaint_in,
    complaint_share,
    episode_share,
    mean_score,
    reaction_on_waking,
    sedated_share,
    still_share,
)
from nemda.validate.acute.groups import Course, courses
from nemda.validate.acute.judge import Prediction, judged, left_out
from nemda.validate.acute.levels import effect_site_half_life, half_level, plane_level, plasma_level
from nemda.validate.acute.pain import pain_change, potency_ratio
from nemda.validate.acute.people import who_of
from nemda.validate.acute.refusals import refusal_of
from nemda.validate.acute.relations import CORRELATED, dissociation_and_mood
from nemda.validate.acute.repeats import REPEATED, later_score, repeated_change
from nemda.validate.acute.reports import report_in
from nemda.validate.acute.row import AcuteRow
from nemda.validate.acute.times import duration, gone_after, onset, time_of_peak
from nemda.validate.biology.outcome import BiologyOutcome
from nemda.validate.outcome import NotApplicableError

Predict = Callable[[AcuteRow, Sequence[Course]], Prediction]

ANYTHING, TIME, SHARE = re.compile(""), re.compile(r"^(?:min|minutes?|h|hours?|s|sec)\b"), re.compile(r"^%")
NO_SHARE = re.compile(r"^(?!%).|^%.*baseline|^% ?$|^%\W")
COMPANION_TOPICS = frozenset({"circulation", "dissociation", "complaints", "sedation", "pain", "times"})
"""Where a drug beside ketamine may matter: everywhere but at levels and thresholds."""


class Rule(NamedTuple):
    """Words of an effect, its topic, how it is predicted, for which units, and whether a dose is needed."""

    pattern: re.Pattern[str]
    topic: str
    predict: Predict
    units: re.Pattern[str] = ANYTHING
    needs_dose: bool = True


def _rule(
    pattern: str, topic: str, predict: Predict, units: re.Pattern[str] = ANYTHING, needs_dose: bool = True
) -> Rule:
    return Rule(re.compile(pattern), topic, predict, units, needs_dose)


RULES = (
    _rule(r"p value .*(?:lamotrigine|release inhibitor)", "dissociation", with_lamotrigine),
    _rule(rf"(?=.*(?:cadss|dissoc))(?=.*(?:{CORRELATED.pattern}))", "dissociation", dissociation_and_mood),
    _rule(r"half-?life", "levels", effect_site_half_life, needs_dose=False),
    _rule(r"\b[ei]?c50\b", "levels", half_level, needs_dose=False),
    _rule(REPEATED.pattern, "dissociation", repeated_change),
    _rule(r"time (?:of|to) (?:the )?(?:peak|max)|peak time|tmax", "times", time_of_peak),
    _rule(r"onset|time to (?:loss of|induction|sedation|analgesia|an(?:a)?esthesia|unconsc)", "times", onset,
          TIME),
    _rule(r"remaining|persist|\bstill\b|unresolved", "complaints", still_share, SHARE),
    _rule(r"return (?:to|of)|regain|back to|resolv|resolution|gone by|"
          r"time to (?:awak|wak|emerg|recover|regain)|"
          r"(?:awakening|emergence|recovery) time", "times", gone_after, TIME),
    _rule(r"duration", "times", duration, TIME),
    _rule(r"potency ratio", "pain", potency_ratio, needs_dose=False),
    _rule(r"emergence (?:reaction|delirium|phenom)|delirium", "complaints", reaction_on_waking, SHARE),
    _rule(r"plasma at (?:surg|awak)|level at (?:surg|awak)", "planes", plane_level, needs_dose=False),
    _rule(r"(?:plasma|serum|arterial|venous) (?!at|pressure)\w*(?:ketamine|cmax|level|conc)|"
          r"(?:nor)?ketamine (?:cmax|level|conc)|cmax", "levels", plasma_level),
    _rule(r"m?oaa/?s|loss of consciousness|unresponsive", "sedation", sedated_share),
    _rule(r"cadss[- ]defined|cadss (?:total )?(?:score )?(?:>|above|over|at least)", "dissociation",
          episode_share, SHARE),
    _rule(r"(?:sbp|dbp|systolic|diastolic|heart rate|\bhr\b|pulse rate).*(?:>|at least|over|above)|"
          r"hypertension|>=?\s*\d+/\d+", "circulation", share_over, SHARE),
    _rule(r"blood pressure increased|increased blood pressure|tachycardia", "complaints", complaint_share),
    _rule(r"pain .*(?:change|reduction|score|nrs|intensity|relief|threshold)|pain vas|analges|wind-?up|"
          r"hyperalges|allodyn", "pain", pain_change),
    _rule(r"cadss|bprs|panss|psychedelic|\bvas\b|altered perception|perceptual|drug high|feeling high",
          "dissociation", mean_score),
    _rule(r"\b(?:sbp|dbp|systolic|diastolic|map|bp|hr|heart rate|pulse rate|pulse|blood pressure|"
          r"mean arterial|cardiac (?:output|index))\b", "circulation", mean_change, NO_SHARE),
)  # fmt: skip


def _complained(effect: str) -> bool:
    """Return whether an effect is a complaint, or all severe ones together."""
    named = complaint_in(effect) is not None or report_in(effect) is not None
    return named or "any severe" in effect


def outcome_of(row: AcuteRow, study_levels: Mapping[str, float]) -> BiologyOutcome:
    """Return what became of a row."""
    refusal = refusal_of(row)
    if refusal is not None:
        return left_out(row, refusal.topic, refusal.status, refusal.reason)
    rule = next(
        (rule for rule in RULES if rule.pattern.search(row.effect) and rule.units.search(row.unit)), None
    )
    if rule is None and _complained(row.effect):
        rule = _rule("", "complaints", complaint_share)
    topic = "not read" if rule is None else rule.topic
    try:
        if rule is None:
            raise NotApplicableError(f"no effect of the model is read in {row.effect!r} ({row.unit})")
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
    if not rule.needs_dose:
        return rule.predict(row, ())
    plan = plan_of(row, study_levels)
    who, about = who_of(row)
    arms = courses(plan.regimens, plan.ends_h, who, plan.weight_kg, (row.time_min or 0.0) / 60)
    found = later_score(row, arms, rule.predict(row, arms))
    companion = companion_of(row) if rule.topic in COMPANION_TOPICS else None
    if companion is not None and rule.predict is not with_lamotrigine:
        found = with_companion(row, companion, rule.topic, found, arms)
    return found._replace(notes=(*found.notes, *plan.assumed, *about))
