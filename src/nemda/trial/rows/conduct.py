"""How a study was run: open or blind, under anesthesia, with a new antidepressant, after a course."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from nemda.trial.rows.arm_row import ArmRow
from nemda.trial.rows.text import NUMBER, has

OPEN = (
    "open-label|open label|open|naturalistic|retrospective|prospective|cohort|observational|real-world"
    "|unblinded|single[- ]arm|case (?:series|reports?)|chart review|registry|uncontrolled"
)
HIDDEN = "double-blind|double blind|blinded|triple-blind|masked"
TOLD = "open-label|open label|unblinded|nonblinded"
BLIND = f"{HIDDEN}|rct crossover|crossover"
_RATERS = r"(?:raters?|assessors?|evaluators?|investigators?|observers?|outcomes?|assessments?)"
_UNAWARE = r"(?:blind(?:ed)?|masked)"
BLIND_RATERS = rf"(?<!and )\b{_RATERS}[- ]{_UNAWARE}\b|\b{_UNAWARE} (?:\w+ )?{_RATERS}\b"
"""People who know what they get may be rated by somebody who does not."""
_OPEN = r"\bopen(?:-| )?(?:label )?(?:\w+ )?"
_LENGTH = (
    r"(?:(?:up to|about|the|an?|further|another) )*"
    rf"(?:{NUMBER}[- ]?(?:d|w|m|y)[a-z]*|(?:day|week|month|year)s?)\b"
)
_TRIAL = rf"(?!{_LENGTH})(?:(?!\bopen)[^;,|])*?\b(?:{HIDDEN}|rct|randomi[sz]ed)\b"
OPEN_PART = (
    rf"^{_OPEN}(?:(?:extension|continuation)\b|phase (?:of|after|to|following)\b(?! {_LENGTH}))"
    rf"|^(?:(?!\b(?:{HIDDEN})\b).)*{_OPEN}(?:extension|phase|continuation) "
    rf"(?:of\b(?! {_LENGTH})|(?:after|to|following)\b(?= {_TRIAL}))"
)
"""The open part of a blind study, if the row is of that part: it leads, or names the study that it follows.

A blind study with an extension ("double-blind, open-label extension after 4 weeks") is a row of the study.
"""
POOLED = "meta|pooled|ipd|post hoc"
ASLEEP = r"an[a]?esthe\w*|propofol|under sedation"
ANTIDEPRESSANT = (
    r"(?:antidepressants?|ads?|ssris?|snris?|\w*citalopram|fluoxetine|sertraline|paroxetine|duloxetine"
    r"|venlafaxine)"
)
NEW_DRUG = (
    rf"\bnew(?:ly)?(?:[ -]\w+){{0,2}}[ -]{ANTIDEPRESSANT}"
    rf"|\b(?:start|initiat|begin)\w* (?:on )?(?:an? )?(?:new )?(?:oral )?{ANTIDEPRESSANT}\b"
    rf"|(?<!no )\b{ANTIDEPRESSANT} (?:{NUMBER} ?mg\S* )?(?:(?:(?:was|were|is|are|newly) )*"
    r"(?:started|initiated|begun)\b|(?:from|since) (?:baseline|day [01]\b|week 0|randomi[sz]ation))"
)
EARLIER_DRUG = r"\b(?:before|earlier|prior|previously|already|ago)\b|>= ?\d+ ?(?:w|m)"
"""Words after an antidepressant that was started: people had it before the study..."""
NO_NEW_DRUG = r"\b(?:stable|unchanged|kept|none|never|not(?! (?:yet )?(?:respon|remit|improv))|nobody)\b"
"""...and words of its clause that nobody starts one."""
_CLAUSE = r"[;,|()]|\.(?!\d)"
ADDED_DRUG = (
    rf"(?:\+|&|\bplus\b) ?(?:an? )?(?:new )?(?:oral )?{ANTIDEPRESSANT}\b(?!/)"
    rf"|\b{ANTIDEPRESSANT} ?(?:\+|&|plus\b)"
)
"""An antidepressant joined to the name of an arm is part of what its people start with ("ESK+AD")..."""
NOT_STARTED = r"continu|stable|ongoing|background|wash|\bfree\b|stop|taper|\bno\b|\boff\b|without"
"""...unless the name says that they had it before, or do not have it."""
KEPT_DRUG = rf"\b(?:continu|stable|ongoing|background)\w*(?: \w+){{0,2}} {ANTIDEPRESSANT}\b"
LATER_DRUG = r"then (?:an? )?(?:oral )?(?:ads?|antidepressants?|ssris?|snris?)"
WITHDRAWAL = "withdrawal|relapse prevention|discontinuation"
AFTER_WEEKS = rf"after ({NUMBER})[- ](?:wks?|weeks?)"
USUAL_INDUCTION_WEEKS = 16.0
"""Weeks of the drug before randomized withdrawal where a row gives none: those of sustain1."""
ROUTINE = r"community|naturalistic|retrospective|real-world|routine|va patients|clinic patients"


class Conduct(NamedTuple):
    """What a study is apart from doses and people.

    `known`: people know what they get; `asleep`: they cannot feel it; `new_drug`: name of an
    antidepressant started with it ("" for none, "antidepressant" where it is not named); `induction_d`:
    days of a course of the drug before the arms part (randomized withdrawal); `later_drug`: an antidepressant
    by mouth follows the course.
    """

    known: bool
    asleep: bool
    new_drug: str
    induction_d: float
    routine: bool
    later_drug: bool


def conduct_of(row: ArmRow) -> Conduct:
    """Return how the study of a row was run."""
    words = row.words
    design = re.sub(BLIND_RATERS, " ", row.design)
    blind = has(design, BLIND) and not (has(design, TOLD) and not has(design, HIDDEN))
    blind = blind and not re.search(OPEN_PART, design)
    return Conduct(
        known=not blind and has(row.design, OPEN),
        asleep=re.search(ASLEEP, words) is not None,
        new_drug=new_drug_of(row),
        induction_d=_induction_d(row),
        routine=has(words, ROUTINE),
        later_drug=has(words, LATER_DRUG),
    )


def with_shared_words(arms: Sequence[ArmRow]) -> tuple[ArmRow, ...]:
    """Return the arms of a study, each with what the notes of one say of all.

    A new antidepressant, and the weeks before randomized withdrawal, are often written beside one arm only.
    """
    found = tuple(arms)
    for pattern in (NEW_DRUG, AFTER_WEEKS):
        said = {one for arm in found if (one := _said(pattern, f"{arm.population} | {arm.note}"))}
        if len(said) == 1:
            words = said.pop()
            found = tuple(
                arm if re.search(pattern, f"{arm.population} | {arm.note}") or _is_withdrawn(arm, pattern)
                else arm._replace(note=f"{arm.note}; {words}")
                for arm in found
            )  # fmt: skip
    return found


def _said(pattern: str, text: str) -> str:
    """Return the words of a pattern in a text, of an antidepressant only if it is new; "" for none."""
    found = _started(text) if pattern == NEW_DRUG else re.search(pattern, text)
    return found[0] if found else ""


def _started(text: str) -> re.Match[str] | None:
    """Return the words of an antidepressant that starts with the study, not before it."""
    for found in re.finditer(NEW_DRUG, text):
        ahead = re.split(_CLAUSE, text[: found.start()])[-1]
        behind = re.split(_CLAUSE, text[found.end() :])[0]
        clause = ahead + found[0] + behind
        refused = re.search(NO_NEW_DRUG, clause) or re.search(r"\b(?:no|without)(?: any)? ?$", ahead)
        if not (refused or re.search(EARLIER_DRUG, behind)):
            return found
    return None


def _is_withdrawn(arm: ArmRow, pattern: str) -> bool:
    """Return whether weeks before withdrawal say nothing of an arm, because it is of another design."""
    return pattern == AFTER_WEEKS and not has(arm.design, WITHDRAWAL)


def is_pooled(row: ArmRow) -> bool:
    """Return whether a row is of a pooled analysis."""
    return re.search(POOLED, row.design) is not None


def new_drug_of(row: ArmRow) -> str:
    """Return the antidepressant that people of an arm start ("antidepressant" where it is not named)."""
    given = " | ".join((row.arm.lower(), row.compound, row.comparator.lower()))
    text = " | ".join((row.population, row.design, given, row.schedule, row.note))
    added = re.search(ADDED_DRUG, given) and not (
        re.search(NOT_STARTED, given) or re.search(KEPT_DRUG, row.population)
    )
    if not (_started(text) or added):
        return ""
    named = re.search(r"\w*citalopram|fluoxetine|sertraline|paroxetine|duloxetine|venlafaxine\w*", text)
    return named[0] if named else "antidepressant"


def _induction_d(row: ArmRow) -> float:
    if not has(row.design, WITHDRAWAL):
        return 0.0
    said = f"{row.population} | {row.design} | {row.schedule} | {row.note}"
    weeks = re.search(AFTER_WEEKS, said)
    return 7.0 * float(weeks[1]) if weeks else 7.0 * USUAL_INDUCTION_WEEKS
