"""Effects that are not predicted, by their words, each with its reason, told before any other rule."""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.validate.acute.row import AcuteRow
from nemda.validate.outcome import Status


class Refusal(NamedTuple):
    """Words of an effect that is not predicted, and why."""

    pattern: re.Pattern[str]
    topic: str
    status: Status
    reason: str


def _refusal(pattern: str, topic: str, status: Status, reason: str) -> Refusal:
    return Refusal(re.compile(pattern), topic, status, reason)


_STIMULUS = r"(?:heat|cold|electric|pressure|pinprick|ischa?em)"

REFUSALS = (
    _refusal(rf"(?=.*potency)(?=.*({_STIMULUS}).*(?!\1){_STIMULUS})", "pain", "missing",
             "pains of different stimuli share one half-level, so the model has no ratio of them"),
    _refusal(r"\burin(?!ary frequency$)|luts|cystitis|bladder|\bdependence|withdrawal symptom|cognition|"
             r"liver|craving|odds increase",
             "long-term risk", "not_applicable", "long-term risk, which nemda validate longterm reads"),
    _refusal(r"\bcbf\b|blood flow|glucose metab", "brain", "not_applicable",
             "blood flow of the brain, no acute effect on a person's signs"),
    _refusal(r"\beeg\b(?!.*c50)|bispectral|\bbis\b|gamma power|theta power", "brain", "not_applicable",
             "rhythms of the brain, which nemda validate eeg reads"),
    _refusal(r"cortisol|prolactin|\bacth\b|growth hormone|bdnf|catecholamine|noradrenaline|epinephrine",
             "hormones", "not_applicable", "signals in blood, which nemda validate biology reads"),
    _refusal(r"intra-?ocular|intra-?cranial|pulmonary|central venous|pulse pressure|ocular pressure",
             "circulation", "missing", "a pressure of another place than an arm's artery"),
    _refusal(r"stroke volume|vascular resistance|contractility|ejection|\bqtc?\b|arrhythm", "circulation",
             "missing", "of the heart only rate and output are modeled"),
    _refusal(r"respirat|breath|apn(?:o)?ea|spo2|sao2|oxygen|desaturat|saturation|ventilat|etco2|paco2|hypoxi",
             "breathing", "missing", "breathing is not modeled"),
    _refusal(r"hypersaliva|salivat|laryngospasm|nystagm|blurred|diplopia|vision|tremor|shiver|sweat|pruritus|"
             r"itch|dry mouth|diarr|constipat|muscle tone|temperature|hyperthermi",
             "complaints", "missing", "a complaint without a half-level in the model"),
    _refusal(r"nightmare|dream|agitat|irritab", "complaints", "missing",
             "of reactions on waking only all of them together have a number"),
    _refusal(r"cadss.*(?:subscale|amnesia|deperson|dereal)|(?:subscale|item)\b.*cadss", "dissociation",
             "missing", "of the CADSS only the total is modeled"),
    _refusal(r"\d?d?-?asc\b|\bmeq|oceanic|\bhrs\b|mystical|ego[- ]dissol", "dissociation", "missing",
             "a scale of altered states without a link to the model"),
    _refusal(r"ramsay|\brass\b|richmond|(?:sedation|drows\w+|sleepiness|alertness) (?:vas|nrs)|"
             r"(?:vas|nrs) (?:of |for )?(?:sedation|drows|alert|sleep)|epworth|\bsss\b",
             "sedation", "missing", "of scales of sedation only the MOAA/S is modeled"),
    _refusal(r"rate[- ]pressure", "circulation", "missing", "a product of two signs, predicted apart"),
    _refusal(r"(?:opioid|morphine|analgesic) (?:consum|use|sparing|requirement|dose)|rescue analg|pca\b",
             "pain", "missing", "what people take of other analgesics is not modeled"),
    _refusal(r"relative risk|risk ratio|odds ratio|hazard|number needed", "complaints", "not_applicable",
             "a ratio to a comparator in trials of unlike doses"),
    _refusal(r"withdrawal (?:for|due)|discontinu|drop ?-?out|stopped (?:for|due|because)", "complaints",
             "missing", "who stops because of an effect: no source here leads from what is felt to leaving"),
    _refusal(r"serious adverse event|suicid|death|seizure", "complaints", "missing",
             "rare events have no mechanism"),
    _refusal(r"^(?:any|at least one|>=? ?1|total|overall) (?:treatment[- ]emergent )?"
             r"(?:adverse (?:event|effect|reaction)|ae|side effect|complaint)s?",
             "complaints", "missing", "complaints of one person have no joint distribution over kinds"),
    _refusal(r"ready (?:for|to)|discharge|fit (?:for|to) (?:leave|discharge|drive)|driv(?:e|ing)", "times",
             "not_applicable", "who may leave is a rule, told by the plan of nemda simulate"),
    _refusal(r"ymrs|mania|memory|recall|attention|reaction time|stroop|hvlt|digit", "cognition", "missing",
             "mania and cognition in the hours of a dose are not modeled"),
)  # fmt: skip

RATIO = re.compile(r"^(?:ratio|fold|rr|or|hr ratio)\b")
GROUPS = re.compile(
    r"\b(?:wom[ae]n|females?|males?|m[ae]n|responders?|older|younger|midazolam|lorazepam|morphine|esketamine|"
    r"arketamine|sevoflurane|propofol|thiopental|ect)\b"
)
RATIOS_KEPT = re.compile(r"potency|urin|luts|bladder|cystitis|depend|odds|risk")
"""Ratios that a reason of their own is given for."""

_PLACEBO_GROUP = re.compile(
    r"[,;(] ?(?:placebo|saline)(?: group| arm| patients)?\)?$|\b(?:on|after) placebo$"
)
COMPARATORS = re.compile(
    r"^(?:saline|placebo|midazolam|lorazepam|diazepam|diphenhydramine|remifentanil|no drug)\b"
)


def refusal_of(row: AcuteRow) -> Refusal | None:
    """Return why a row is not predicted, None where it may be."""
    if re.match(r"placebo|saline", row.dose) or _PLACEBO_GROUP.search(row.effect):
        return _refusal("", "comparator", "not_applicable", "a comparator without ketamine (placebo)")
    if RATIO.search(row.unit) and not RATIOS_KEPT.search(row.effect):
        return _refusal("", "groups", "not_applicable", "a ratio of two groups, of which one is simulated")
    versus = re.search(r"\b(?:vs\.?|versus|compared (?:with|to)|minus)\b(.*)", row.effect)
    if versus and GROUPS.search(versus[1]) and "potency" not in row.effect:
        return _refusal(
            "", "groups", "not_applicable", "a difference between groups, of which one is simulated"
        )
    if COMPARATORS.search(row.compound):
        return _refusal("", "comparator", "not_applicable", f"a comparator without ketamine ({row.compound})")
    return next((one for one in REFUSALS if one.pattern.search(row.effect)), None)
