"""A study of the tables: its arms, and which of them an outcome speaks of.

Outcomes name arms loosely ("ketamine_vs_saline", "control pooled", "ketamine responders"). A name is
resolved by equality, then by how it begins, then by the words it shares with an arm; a comparator that
has no row of its own is made from the comparator that the drug's row names.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.trial.definition import VERSUS
from nemda.trial.rows.arm_row import ArmRow, OutcomeRow
from nemda.trial.rows.dosing import is_inert
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.text import has, plain

CONTROL = "placebo|saline|control|sham|vehicle|none|dextrose|no treatment|pbo|plc"
SUBGROUPS = ("non-responders", "nonresponders", "responders", "remitters")
ENRICHED = "earlier responders"
"""People who were let in because one earlier dose had helped them."""
_WORDS = {"esk": "esketamine", "ket": "ketamine", "midaz": "midazolam", "mdz": "midazolam", "pbo": "placebo"}


class Reference(NamedTuple):
    """Arms that an outcome speaks of: one, or drug and comparator; and the part of the people it means."""

    arm: ArmRow
    comparator: ArmRow | None
    subgroup: str


def references_of(outcome: OutcomeRow, arms: tuple[ArmRow, ...]) -> Reference:
    """Return the arms of an outcome.

    Raises
    ------
    NotPredictedError
        The study has no arms, or the name fits none of them.
    """
    if not arms:
        raise NotPredictedError("the study has no arm in the table")
    first, _, second = outcome.arm.partition(VERSUS)
    subgroup = next((word for word in SUBGROUPS if re.search(rf"\b{word}\b", plain(first))), "")
    if not second:
        return Reference(find_arm(first, arms), None, subgroup)
    arm = find_arm(first, arms)
    return Reference(arm, _comparator(second, arm, arms), subgroup)


def partner_of(arm: ArmRow, arms: tuple[ArmRow, ...]) -> ArmRow | None:
    """Return the arm with drug of the same subgroup beside a comparator, else the first with drug."""
    drugs = [other for other in arms if not is_inert(other.compound) and "midazolam" not in other.compound]
    same = [other for other in drugs if _tokens(other.arm) & _tokens(arm.arm)]
    return (same or drugs or [None])[0]


def find_arm(name: str, arms: tuple[ArmRow, ...]) -> ArmRow:
    """Return the arm that a name means.

    Raises
    ------
    NotPredictedError
        No arm fits.
    """
    exact = [arm for arm in arms if arm.arm == name]
    begins = [arm for arm in arms if arm.arm.startswith(name) or name.startswith(arm.arm)]
    if exact or begins:
        return (exact or sorted(begins, key=lambda arm: -len(arm.arm)))[0]
    named = implied_comparator(arms[0])
    if named is not None and plain(name) == arms[0].comparator and plain(name) != arms[0].compound:
        return named
    scores = [(len(_tokens(name) & _all_tokens(arm)), -index, arm) for index, arm in enumerate(arms)]
    best = max(scores, key=lambda each: each[:2])
    controls = [arm for arm in arms if is_inert(arm.compound)]
    if has(plain(name), CONTROL) and not has(plain(name), "ketamine|esketamine"):
        if controls:
            return controls[0]
        made = implied_comparator(arms[0])
        if made is not None:
            return made
    if best[0] > 0:
        return best[2]
    drugs = [arm for arm in arms if not is_inert(arm.compound)]
    if len(drugs) == 1 or len(arms) == 1:
        return (drugs or list(arms))[0]
    raise NotPredictedError(f"the arm {name!r} is not found in the table of arms")


def _comparator(name: str, arm: ArmRow, arms: tuple[ArmRow, ...]) -> ArmRow:
    others = tuple(other for other in arms if other.arm != arm.arm)
    if others:
        same = tuple(o for o in others if _shared_label(o.arm, arm.arm))
        scores = [(len(_tokens(name) & _all_tokens(o)) + (o in same), -i, o) for i, o in enumerate(others)]
        best = max(scores, key=lambda each: each[:2])
        if best[0] > 0 or is_inert(best[2].compound):
            if best[0] > 0:
                return best[2]
            return next((o for o in others if is_inert(o.compound)), best[2])
    made = implied_comparator(arm)
    if made is None:
        raise NotPredictedError(f"the comparator {name!r} is not found in the table of arms")
    return made


def _shared_label(first: str, second: str) -> bool:
    words = {"remitters", "responders"}
    return bool(_tokens(first) & _tokens(second) & words)


def implied_comparator(arm: ArmRow) -> ArmRow | None:
    """Return the comparator that a drug's row names, as an arm with the same people and sessions."""
    text = arm.comparator
    if not text or has(text, "ect|other dose|healthy controls|morphine|opioid"):
        return None
    dose = re.search(r"([\d.]+) mg/kg", text)
    compound = "saline or midazolam" if has(text, "saline") and has(text, "midazolam") else text
    if has(text, "midazolam") and compound == text:
        compound = "midazolam"
    return arm._replace(
        arm=f"comparator: {text}", compound=compound, dose=dose[1] if dose else "", unit="mg/kg",
        comparator="",
    )  # fmt: skip


def _tokens(name: str) -> set[str]:
    found = {word for word in re.split(r"[^a-z0-9.]+", plain(name)) if word}
    return {_WORDS.get(word, word) for word in found}


def _all_tokens(arm: ArmRow) -> set[str]:
    return _tokens(arm.arm) | _tokens(arm.compound)
