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
from nemda.trial.rows.compounds import is_inert
from nemda.trial.rows.compounds_beside import kind_of
from nemda.trial.rows.conduct import new_drug_of
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.text import NUMBER, has, numbers, plain

CONTROL = "placebos?|saline|controls?|sham|vehicle|none|dextrose|no treatment|pbo|plc"
SUBGROUPS = ("non-responders", "nonresponders", "responders", "remitters")
ENRICHED = "earlier responders"
"""People who were let in because one earlier dose had helped them."""
ALL_RESPONDERS = "all responders"
"""People who respond to the course before randomized withdrawal, in remission or not."""
_WORDS = {"esk": "esketamine", "ket": "ketamine", "midaz": "midazolam", "mdz": "midazolam", "pbo": "placebo"}


_ROUTE = r"(iv|i\.v\.|intravenous|im|i\.m\.|intramuscular|sc|s\.c\.|subcutaneous|oral|intranasal|sublingual)"
_DRUG = r"(?:\w*ketamine|midazolam|saline|placebo)"
OWN_ROUTE = rf"\b{_ROUTE} (?:racemic )?{_DRUG}\b|\b{_DRUG} {_ROUTE}(?![a-z])"
"""A comparator that is given another way than the arm beside it ("IV ketamine", "midazolam oral")."""
_BETWEEN = r"\s*_vs\.?_\s*|\s+(?:vs\.?|versus|v\.|minus|compared (?:with|to)|against)\s+|\s+-\s+"
_ALL = r"\b(?:all|both|any|pooled|combined|overall)\b"


class Reference(NamedTuple):
    """Arms that an outcome speaks of: one, or drug and comparator; and the part of the people it means.

    `pooled` has all the arms with drug that a name means together, `arm` the first of them.
    """

    arm: ArmRow
    comparator: ArmRow | None
    subgroup: str
    pooled: tuple[ArmRow, ...] = ()
    notes: tuple[str, ...] = ()


def references_of(outcome: OutcomeRow, arms: tuple[ArmRow, ...]) -> Reference:
    """Return the arms of an outcome.

    Raises
    ------
    NotPredictedError
        The study has no arms, or the name fits none of them.
    """
    if not arms:
        raise NotPredictedError("the study has no arm in the table")
    first, second = comparison(outcome.arm, arms)
    subgroup = next((word for word in SUBGROUPS if re.search(rf"\b{word}\b", plain(first))), "")
    pooled = pooled_arms(re.sub(rf"\s*\b{subgroup}$", "", first) if subgroup else first, arms)
    arm = pooled[0] if pooled else find_arm(first, arms)
    notes = (f"{len(pooled)} arms together: {', '.join(each.arm for each in pooled)}",) if pooled else ()
    if not pooled:
        notes = _told(first, arm, subgroup)
    if second:
        other = _comparator(second, arm, arms)
        return Reference(arm, other, subgroup, pooled, (*notes, *_told(second, other, "")))
    return Reference(arm, None, subgroup, pooled, notes)


def _told(name: str, arm: ArmRow, subgroup: str) -> tuple[str, ...]:
    """Return what is told of a name with words that are not those of its arm ("ketamine, women")."""
    words = {word for word in _tokens(name) if re.search("[a-z]{3}", word) and not has(word, CONTROL)}
    if (
        words
        - _all_tokens(arm)
        - _tokens(subgroup)
        - _tokens(arm.comparator)
        - {"pooled", "group", "arm", "all"}
    ):
        return (f"{name.strip()!r} is read as the arm {arm.arm!r}",)
    return ()


def with_comparator(reference: Reference, arms: tuple[ArmRow, ...]) -> Reference:
    """Return a reference with the comparator of its arm where the outcome names none.

    Raises
    ------
    NotPredictedError
        The arm is a comparator itself, or its study has none.
    """
    arm = reference.arm
    if reference.comparator is not None:
        return reference
    inert = [other for other in arms if is_inert(other.compound) and other.arm != arm.arm]
    if is_inert(arm.compound) or not (arm.comparator or inert):
        raise NotPredictedError("a comparison without a named comparator")
    other = _comparator(arm.comparator, arm, arms) if arm.comparator else inert[0]
    told = f"no comparator is named: {other.arm} is taken"
    return reference._replace(comparator=other, notes=(*reference.notes, told))


def comparison(name: str, arms: tuple[ArmRow, ...]) -> tuple[str, str]:
    """Return the two sides of a comparison ("a_vs_b", "a versus b", "a - b"), or a name and nothing."""
    if any(arm.arm == name for arm in arms):
        return name, ""
    first, _, second = name.partition(VERSUS)
    if second:
        return first, second
    sides = re.split(_BETWEEN, name, maxsplit=1, flags=re.IGNORECASE)
    return (sides[0], sides[1]) if len(sides) == 2 and all(sides) else (name, "")


def pooled_arms(name: str, arms: tuple[ArmRow, ...]) -> tuple[ArmRow, ...]:
    """Return the arms with drug that a name means together ("all doses", "ketamine" of several), or none."""
    if any(arm.arm == name for arm in arms):
        return ()
    drugs = tuple(arm for arm in arms if not is_inert(arm.compound) and "midazolam" not in arm.compound)
    if any(name.startswith(arm.arm) for arm in arms):
        return ()
    begins = tuple(arm for arm in drugs if re.match(rf"{re.escape(plain(name))}(?![a-z])", plain(arm.arm)))
    named = begins
    if not begins and re.search(_ALL, plain(name)) and not has(plain(name), CONTROL):
        named = tuple(arm for arm in drugs if _tokens(name) & _tokens(arm.compound)) or drugs
    return named if len(named) > 1 else ()


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
    exact = [arm for arm in arms if arm.arm == name] or [arm for arm in arms if plain(arm.arm) == plain(name)]
    if len({arm._replace(position=0) for arm in exact}) > 1:
        rows = " and ".join(str(arm.position + 1) for arm in exact)
        raise NotPredictedError(f"the arm {name!r} stands in the table of arms more than once (rows {rows})")
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
    dosed = [arm for arm in arms if numbers(name) and numbers(name) == numbers(arm.dose)]
    if len(dosed) == 1:
        return dosed[0]
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
    if _is_named_after_drug_beside(arm):
        return None  # the comparator of what follows or joins a session has the session too
    dose = re.search(rf"({NUMBER}(?: ?(?:-|to) ?{NUMBER})?) ?mg/kg", text)
    compound = "saline or midazolam" if has(text, "saline") and has(text, "midazolam") else text
    if has(text, "midazolam") and compound == text:
        compound = "midazolam"
    same = has(text, re.escape((arm.compound.split() or ["-"])[-1]))
    given, unit = (arm.dose, arm.unit) if same and dose is None else (dose[1] if dose else "", "mg/kg")
    started = new_drug_of(arm)  # both arms start it, whichever of the two names it
    note = f"{arm.note}; starting {started}" if started else arm.note
    own = re.search(OWN_ROUTE, text)
    route = (own[1] or own[2]) if own else arm.route
    return arm._replace(
        arm=f"comparator: {text}", compound=compound, dose=given, unit=unit, comparator="", note=note,
        route=route, duration_min=arm.duration_min if route == arm.route else None,
    )  # fmt: skip


def _is_named_after_drug_beside(arm: ArmRow) -> bool:
    kind = kind_of(plain(arm.arm))
    return kind is not None and re.search(rf"\b(?:{kind.words})\b", arm.compound) is None


def _tokens(name: str) -> set[str]:
    found = {word for word in re.split(r"[^a-z0-9.]+", plain(name)) if word}
    return {_WORDS.get(word, word) for word in found}


def _all_tokens(arm: ArmRow) -> set[str]:
    return _tokens(arm.arm) | _tokens(arm.compound)
