"""Which compounds the name of a treatment means: cards, controls without drug, and what is given beside.

Names are tried as they stand, without qualifiers ("racemic", "nasal spray") and without parentheses; a name
that holds several compounds is taken apart. Wrong if a drug of the program is passed over.
"""

from __future__ import annotations

import re
from functools import cache

from nemda.drugs import Compound, find_substance
from nemda.errors import NemdaError
from nemda.trial.rows.arm_row import ArmRow
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.text import NUMBER, has, numbers
from nemda.trial.rows.words import words

HOME = {"escitalopram", "citalopram", "sertraline", "fluoxetine", "bupropion", "imipramine"}
"""Antidepressants: beside a session drug, or without a schedule, they are taken every day."""
_QUALIFIERS = (
    r"\b(?:racemic|intravenous|intranasal|intramuscular|subcutaneous|sublingual|oral|nasal|iv|in|im|sc|po|sl"
    r"|adjunctive|low[- ]dose|high[- ]dose|sub-?an[a]?esthetic|single|repeated|repeat|flexible"
    r"|flexibly dosed|fixed|pooled|hydrochloride|hcl|spray|infusions?|injections?|tablets?|capsules?"
    r"|solution|syrup|films?|wafers?|suppositor\w+|(?:extended|prolonged|sustained|immediate)[- ]release"
    r"|[exs]r|ir|bid|tid|qd|daily|once|twice|lozenges?|troches?|gas|inhaled|alone|monotherapy|only)\b"
)
_ALIASES = {"(es)ketamine": "ketamine", "s-ketamine": "esketamine", "(s)-ketamine": "esketamine",
            "r-ketamine": "arketamine", "(r)-ketamine": "arketamine", "n2o": "nitrous oxide",
            "dcs": "d-cycloserine", "axs-05": "dextromethorphan-bupropion", "ssri": "escitalopram",
            "ssris": "escitalopram", "ssri/switch/augment": "citalopram",
            "dxm": "dextromethorphan"}  # fmt: skip
JOINTS = r"\s*(?:\+|;|&|,(?=\s)(?![^(]*\))|\bplus\b|\bwith\b|\band\b)\s*"
_SEQUENCE = r"\b(?:then|followed by)\b|->"


NOT_SIMULATED = "is not simulated: as if it did nothing"
"""How the note on what is given beside a drug ends."""


@cache
def is_inert(compound: str) -> bool:
    """Return whether the name of a compound stands for a session without drug.

    An antidepressant beside a placebo leaves it one; a drug mixed with oxygen does not.
    """
    if not has(compound, words().inert) or has(compound, "midazolam|ketamine|esketamine|arketamine"):
        return False
    pieces = re.split(rf"{JOINTS}|/", compound)
    return all(key_of(piece) in {"", "saline", "placebo", *HOME} for piece in (compound, *pieces) if piece)


def card_of(name: str) -> tuple[Compound, float]:
    """Return the card that a compound of a row means, and mg of base per written mg.

    "Ketamine hydrochloride 0.5 mg/kg" of a trial is a dose as on the label of the product: of base.

    Raises
    ------
    NotPredictedError
        There is no card of this name, or it cannot be dosed.
    """
    for text in _spellings(name):
        try:
            found = find_substance(_ALIASES.get(text, text))
        except NemdaError:
            continue
        if not found.compound.dosable:
            raise NotPredictedError(f"no kinetics of {found.compound.key} in the program")
        as_labeled = found.compound.label_dose == "base"
        return found.compound, 1.0 if as_labeled else float(found.base_per_mg)
    what = "no drug, and is not simulated" if has(name, words().no_drug) else "no compound of the program"
    raise NotPredictedError(f"{name or 'nothing'} is {what}")


def _spellings(name: str) -> tuple[str, ...]:
    """Return a name as it stands, without qualifiers, without parentheses, and what stands in these."""
    outside = re.sub(r"\((?!es\)|[sr]\))[^)]*\)", " ", name)
    inside = re.findall(r"\(([^)]{2,})\)", name)
    without_dose = re.sub(rf"{NUMBER}\s*(?:mg/kg|mg|mcg|ug|%)", " ", outside)
    tried = [
        name,
        outside,
        *(re.sub(_QUALIFIERS, " ", text) for text in (name, outside, without_dose)),
        *inside,
    ]
    return tuple(dict.fromkeys(" ".join(text.split()).strip(" ,;-") for text in tried))


def at_home(part: str) -> bool:
    """Return whether a name is that of an antidepressant that is taken at home."""
    return key_of(part) in HOME


def parts_of(row: ArmRow) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the compounds that are given together, and which of them are beside it and not simulated."""
    compound = _ALIASES.get(row.compound, row.compound)
    if is_card(compound) or (is_inert(compound) and not re.search(JOINTS, compound)):
        return (compound,), ()
    if re.search(_SEQUENCE, compound):
        raise NotPredictedError(f"{row.compound!r}: one treatment after another is not read as one arm")
    parts = tuple(
        part for piece in re.split(JOINTS, compound) if piece for part in _split_name(piece.strip())
    )
    drugs = [part for part in parts if not is_inert(part)]
    dosed = len(numbers(row.dose)) >= len(drugs)
    beside = tuple(
        part for part in drugs if _is_beside(part) and not (is_card(part) and (dosed or at_home(part)))
    )
    if set(parts) <= set(beside):
        raise NotPredictedError(f"{row.compound} is no compound of the program")
    return parts, beside


def _split_name(piece: str) -> list[str]:
    """Return the parts of a name such as "dextromethorphan-bupropion", where the whole has no card."""
    if is_card(piece) or _is_beside(piece) or is_inert(piece):
        return [piece]
    return [part.strip() for part in re.split(r"(?<=[a-z]{4})[-/](?=[a-z]{4})", piece)]


def is_card(name: str) -> bool:
    """Return whether a name has a card, with kinetics or without."""
    try:
        card_of(name)
    except NotPredictedError as error:
        return "no kinetics" in error.what
    return True


def key_of(name: str) -> str:
    """Return the key of the card of a name; nothing where it has none that can be dosed."""
    try:
        return card_of(name)[0].key
    except NotPredictedError:
        return ""


def _is_beside(part: str) -> bool:
    found = words()
    return (
        re.fullmatch(f"{found.beside_drugs}|{found.beside_care}|{found.beside_therapy}", bare(part))
        is not None
    )


def bare(part: str) -> str:
    """Return the name of a part without parentheses and amounts."""
    return " ".join(re.sub(rf"\([^)]*\)|{NUMBER}\s*(?:mg/kg|mg|mcg|ug)?(?:/day)?", " ", part).split())
