"""What becomes of a row: which rule reads it, and why a row is left out.

Rules look at domain and item, the first that fits. Counts of surveillance, law and advice are not what a
model of a person can say; associations and cases are left out as missing or not applicable, each with its
reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from nemda.errors import NemdaError
from nemda.validate.acute.dosing import plan_of
from nemda.validate.acute.groups import Who, courses
from nemda.validate.acute.repeats import repeated_change
from nemda.validate.biology.outcome import BiologyOutcome
from nemda.validate.longterm import acute, course, harm, home
from nemda.validate.longterm.judge import Prediction, judged, left_out
from nemda.validate.longterm.row import LongRow
from nemda.validate.outcome import NotApplicableError, Status


class Rule(NamedTuple):
    """Rows whose domain and item match are predicted by a function."""

    domain: re.Pattern[str]
    item: re.Pattern[str]
    predict: Callable[[LongRow], Prediction]


class Refusal(NamedTuple):
    """Rows whose domain and words match are left out with a reason."""

    domain: re.Pattern[str]
    words: re.Pattern[str]
    status: Status
    reason: str


def _rule(domain: str, item: str, predict: Callable[[LongRow], Prediction]) -> Rule:
    return Rule(re.compile(domain), re.compile(item), predict)


def _refusal(domain: str, words: str, status: Status, reason: str) -> Refusal:
    return Refusal(re.compile(domain), re.compile(words), status, reason)


def dissociation_weakens(row: LongRow) -> Prediction:
    """Return whether dissociation falls from the first to the sixth infusion."""
    asked = replace(acute.as_acute(row)[0], effect="cadss infusion 6 vs 1")
    plan = plan_of(asked, {})
    found = repeated_change(asked, courses(plan.regimens, plan.ends_h, Who(), plan.weight_kg))
    return Prediction("yes" if found.direction == "decrease" else "no", found.notes)


USERS = r"\busers?\b|recreational|abus|misus|street|chronic use"
"""Words of population or exposure for use outside of a clinic."""

SMOKED = (
    r"(?<!never )(?<!not )(?<!cigarettes )(?<!tobacco )\bsmoked\b(?! (?:tobacco|cigarettes))|"
    r"\bsmok\w+ (?:of )?(?:es|s-)?ketamine|\bketamine[- ]smok|"
    r"\b(?:snort|sniff|inject|swallow|intranasal)\w*[^;]*\bsmoking|\bsmoking[^;]*\b(?:snort|sniff|inject|swallow|intranasal)"
)
"""Words of population, exposure or item for ketamine that is smoked, and not for people who smoke tobacco."""

REFUSALS = (
    _refusal(r"diversion|poison|surveil", r"", "not_applicable",
             "surveillance or law: counts without the people behind them"),
    _refusal(r"", r"general population|not allowed|age groups", "not_applicable",
             "a population's habits, or law"),
    _refusal(r"", r"comfort range|advised|age at first|enrolled|studies with|unit studies", "not_applicable",
             "practice, advice or a description of a study"),
    _refusal(r"", r"\bcase\b|stopped at", "not_applicable", "a single case"),
    _refusal(r"", r"seed list|enzyme induction", "not_applicable", "no finding: a claim without data"),
    _refusal(r"", r"^[^;]*\b(?:rodents?|rats?|mice|monkeys?)\b|\b(?:rodent|rat|mouse|monkey|animal)[- ]based",
             "not_applicable",
             "seen in animals, while the risks here are those of people"),
    _refusal(r"^mood|depress|anxiety", rf"^[^;]*;?[^;]*(?:{USERS})", "not_applicable",
             "who uses, and not what use does: nobody like them who does not use stands beside them"),
    _refusal(r"", rf"^(?:[^;]*;){{0,2}}[^;]*(?:{SMOKED})", "not_applicable",
             "no kinetics of the route 'smoked'"),
    _refusal(r"dependence", r"females|women|sex", "missing", "no sex, and no number in a clinic"),
)  # fmt: skip

COURSES = r"relapse|at home|^mood|depress"
"""Domains on what courses do for mood."""

RULES = (
    _rule(r"bladder", r"threshold", harm.no_threshold),
    _rule(r"bladder", r"odds increase|odds.*per (?:extra )?day", harm.odds_per_day),
    _rule(r"bladder", r"weekly amount", harm.weekly_amount),
    _rule(r"bladder", r"cystitis", harm.cystitis_cases),
    _rule(r"bladder", r"improve|worse|deteriorat|recover", harm.after_stopping),
    _rule(r"bladder", r"onset|time to (?:the )?(?:first )?(?:urinary )?symptoms", harm.onset),
    _rule(r"bladder", r"icsi|icpi|oab|symptom (?:index|score)", harm.index_mean),
    _rule(r"withdrawal", r"", harm.withdrawal),
    _rule(r"dependence|at home", r"adverse (?:events?|effects?)|side effects?", home.adverse_events),
    _rule(r"acute neuro", r"emergence|delirium", acute.reaction_on_waking),
    _rule(r"bladder|dependence", r"dependent|dependence|use disorder", harm.dependent),
    _rule(r"bladder", r"symptom|luts|prevalence", harm.symptoms),
    _rule(r"dependence", r"fail to stop|cannot stop", harm.daily_users_fail),
    _rule(r"tolerance", r"dissociation", dissociation_weakens),
    _rule(r"cogniti", r"", harm.cognitive),
    _rule(r"liver", r"odds ratio", harm.liver_restriction),
    _rule(r"liver", r"signal", harm.liver_signal),
    _rule(r"liver", r"exposure higher|watch", harm.hepatic_exposure),
    _rule(r"liver", r"injury|lft|alt|enzyme", harm.liver_injured),
    _rule(r"seizure", r"controlled|resol|ended|terminat|cessation|ceas|stopped", harm.status_ends),
    _rule(r"seizure", r"threshold", harm.theophylline),
    _rule(r"seizure", r"", harm.no_seizures),
    _rule(r"long trial", r"cystitis", harm.cystitis_cases),
    _rule(r"long trial", r"teae|adverse event|\bsae", harm.course_events),
    _rule(r"long trial", r"", harm.course_complaint),
    _rule(r"cardio", r"odds ratio", acute.age_odds),
    _rule(r"cardio", r"sbp.* or .*dbp", acute.either_limit),
    _rule(r"plane", r"linear fit|correlation", acute.perceptual_correlation),
    _rule(r"plane", r"^dose", acute.induction_dose),
    _rule(COURSES, r"median|time to|days in|effects gone", course.relapse_time),
    _rule(COURSES, r"relapse by|relapse within|relapsed", course.relapse_share),
    _rule(COURSES, r"madrs.*(?:change|fall|reduction|decrease)", course.madrs_change),
    _rule(COURSES, r"response|remission|worse", course.response),
)
ACUTE = re.compile(r"cardio|acute neuro|plane")
NOTHING = re.compile(r"(?<![\d.,])0 (?:sessions?|infusions?|doses?|weeks?|months?|h\b)")
CARE = re.compile(r"hospitali[sz]|intubat|ventilat|fatal|death|died|emergency visit|rescue")
OTHERS = re.compile(r"\bect\b|electroconvuls|midazolam|\bsaline\b|placebo(?! switch|-treated remit)")


def outcome_of(row: LongRow) -> BiologyOutcome:
    """Return what became of a row."""
    words = f"{row.population}; {row.exposure}; {row.item}; unit {row.unit}; {row.words}; {row.note}"
    for refusal in REFUSALS:
        if refusal.domain.search(row.domain) and refusal.words.search(words):
            return left_out(row, refusal.status, refusal.reason)
    if NOTHING.search(f"{row.item}; {row.who}"):
        return left_out(row, "not_applicable", "a course of nothing: 0 sessions, or of no length")
    if CARE.search(row.item):
        return left_out(row, "not_applicable", "what care does about an effect is not in the model")
    if re.search(COURSES, row.domain) and OTHERS.search(row.population):
        return left_out(row, "not_applicable", "people who got another treatment")
    try:
        rule = next((r for r in RULES if r.domain.search(row.domain) and r.item.search(row.item)), None)
        if rule is not None:
            return judged(row, rule.predict(row))
        if ACUTE.search(row.domain):
            return _acute(row)
        raise NotApplicableError(_not_there(row))
    except NotApplicableError as error:
        return left_out(row, "not_applicable", error.what)
    except NemdaError as error:
        details = [str(part) for part in (error.where, error.got) if part is not None]
        return left_out(row, "not_applicable", " ".join(("refused:", error.what, *details)))


HAS = (
    (r"bladder", "urinary symptoms of any kind, scales of them, improvement after stopping, weekly amounts"),
    (r"dependence", "the share of users who are dependent"),
    (r"withdrawal", "a list of symptoms without shares, and which of them women report more"),
    (r"tolerance", "the fading of dissociation over sessions"),
    (r"liver", "liver injury after long infusions"),
    (
        r"psychos",
        "no rate of lasting symptoms: rules refuse prone persons, and a dose brings symptoms that pass",
    ),
)


def _not_there(row: LongRow) -> str:
    """Return that the model lacks an item, and what it has of its domain."""
    if not row.item:
        return "the row says no item"
    has = next((words for pattern, words in HAS if re.search(pattern, row.domain)), None)
    return f"{row.item!r} of {row.domain!r} is not in the model" + (f", which has {has}" if has else "")


def _acute(row: LongRow) -> BiologyOutcome:
    if "plane" in row.domain:
        if re.search(r"fold|respiratory", f"{row.item} {row.unit}"):
            raise NotApplicableError("a case")
        if not re.search(r"\d\s*mg", row.exposure):
            return judged(row, acute.plane_median(row))
    return acute.acute_outcome(row)
