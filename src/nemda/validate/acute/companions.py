"""Predictions where a drug is given beside ketamine: a size or a direction where a source has one, else none.

A row names the drug in its effect or dose, or its note says that it was given or taken, and not that it was
excluded. A prediction that left
the drug out without a word would be a misreading, so a drug that no source has numbers of is a reason.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np

from nemda.errors import ParameterError
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.pressor_companions import pressor_companions, sympatholytic_share
from nemda.validate.acute.groups import Course
from nemda.validate.acute.judge import Prediction
from nemda.validate.acute.row import AcuteRow
from nemda.validate.outcome import NotApplicableError

RELEASE_INHIBITOR = "release_inhibitor"
COMPARED = re.compile(
    r"\b(?:vs\.?|versus|compared|than|difference|relative to|attenuat\w+|reduc\w+|lower\w*|potentiat\w+)\b"
)
"""Words of a row that tells what the drug changed, and not what was seen with it."""

_GIVEN = (
    r"(?:\b(?:taking|treated|using|receiving)\b|pre-?treat\w*|pre-?medicat\w*|"
    r"co-?(?:treat|administ|medicat)\w*|add-?on|combin\w+|beforehand|"
    r"\bbefore (?:each|every|the|all)\b)"
)
_ON = r"\bon (?!the\b|days?\b|ward\b)(?:(?!the\b|days?\b|ward\b)[a-z][\w-]* ){0,2}"
"""People "on a stable beta blocker" take it; "on the ward" and "on day 3" say nothing of a drug."""

_NOT_BEFORE = (
    r"\b(?:no|not (?:on|taking|using|receiving)|never|off|free of|exclud\w+)(?: (?:any|other|concomitant))?"
)
_NOT_AFTER = (
    r",? (?:(?:was|were|is|are|had been) )?(?:excluded|forbidden|prohibited|stopped|withheld|washed out|"
    r"not (?:allowed|given|used|permitted|taken))"
)
_NEAR = 40


class Companion(NamedTuple):
    """A drug beside ketamine as the row names it, its class, and its name among the pressor companions."""

    name: str
    kind: str
    pressor: str | None


@cache
def _classes() -> tuple[tuple[str, re.Pattern[str], str | None], ...]:
    file = resources.files("nemda.validate.acute") / "tables" / "companions.toml"
    return tuple(
        (kind, re.compile(rf"\b(?:{entry['words']})\b"), entry.get("pressor"))
        for kind, entry in tomllib.loads(file.read_text("utf-8")).items()
    )


def companion_of(row: AcuteRow) -> Companion | None:
    """Return the drug that a row gives beside ketamine, None where it names none."""
    given = rf"[^;.]{{0,{_NEAR}}}"
    for kind, words, pressor in _classes():
        found = words.search(row.effect) or words.search(row.dose)
        if found is None:
            name = f"(?:{words.pattern})"
            note = re.sub(
                rf"{_NOT_BEFORE} {name}|{name}{_NOT_AFTER}|^without {name}|[,;] without {name}", "", row.note
            )
            part = re.search(rf"{_GIVEN}{given}{name}|{name}{given}{_GIVEN}|\bwith {name}|{_ON}{name}", note)
            found = None if part is None else words.search(part[0])
        if found is not None:
            return Companion(found[0], kind, pressor)
    return None


def with_companion(
    row: AcuteRow, companion: Companion, topic: str, alone: Prediction, arms: Sequence[Course]
) -> Prediction:
    """Return what is seen with the drug, or what it changes, from what is seen without.

    Raises
    ------
    NotApplicableError
        No source says what the drug does to this effect, or only in which direction.
    """
    if alone.value is None:
        raise NotApplicableError(f"no number without {companion.name} to compare with")
    if topic == "circulation" and companion.pressor is not None:
        return _pressure(row, companion, companion.pressor, alone, arms)
    if topic == "dissociation" and companion.kind == RELEASE_INHIBITOR and "cadss" in row.effect:
        taken = simulation_parameters()["dissociation_release_share"].value
        return _told(row, alone, 1.0 - taken, f"{companion.name}: size assumed")
    raise NotApplicableError(f"no source says what {companion.name} does to this")


def _pressure(
    row: AcuteRow, companion: Companion, pressor: str, alone: Prediction, arms: Sequence[Course]
) -> Prediction:
    if re.search(r"\b(?:share|patients|people|infusions)\b", row.unit):
        raise NotApplicableError(f"no source says how {companion.name} changes a share of people")
    try:
        share = sympatholytic_share(pressor)
    except ParameterError:
        rises = pressor_companions()[pressor].direction.startswith("larger")
        if not COMPARED.search(row.effect):
            raise NotApplicableError(
                f"only the direction of {companion.name} is known: {pressor_companions()[pressor].direction}"
            ) from None
        return Prediction(None, "increase" if rises else "decrease", (f"{companion.name}: direction only",))
    return _told(row, alone, _factor(share, arms), f"{companion.name}: {share:.0%} of the outflow taken")


def _factor(share: float, arms: Sequence[Course]) -> float:
    """Return the rise of pressure with part of the outflow taken over that without, at the highest level."""
    table = simulation_parameters()
    level = float(np.mean([arm.mean("active_level").max() for arm in arms]))
    drive = level / (level + table["pressor_half"].value)
    half = table["pressure_half_drive"].value
    left = (1.0 - share) * drive
    return (left / (left + half)) / (drive / (drive + half))


def _told(row: AcuteRow, alone: Prediction, factor: float, note: str) -> Prediction:
    """Return the effect with the drug, or for a comparison the change that it makes, % of it where asked."""
    assert alone.value is not None
    notes = (*alone.notes, note)
    if not COMPARED.search(row.effect):
        return Prediction(factor * alone.value, alone.direction, notes)
    of_effect = row.unit.startswith("%") and "baseline" not in row.unit
    change = 100 * (factor - 1.0) if of_effect else (factor - 1.0) * alone.value
    if re.search(r"reduc|decreas|attenuat|lower", row.effect) and (row.value or 0.0) > 0:
        change = -change
    return Prediction(change, "decrease" if factor < 1 else "increase", notes)
