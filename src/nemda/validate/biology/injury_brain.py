"""Injury in a living brain: an agonist injected beside what guards against it, and vacuoles after deep block.

Units: nmol injected, mmol of magnesium per kg, minutes between injection and guard, percent of the hemisphere
that is lost or percent of that loss that is prevented. A guard of ketamine blocks as much as the chain
says of its dose in that species. The clearance of the agonist and the rise of magnesium around neurons are
fitted to rats of seven days (McDonald 1990), so those rows check the fit; the age itself is not modeled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nemda.synapse import Guard, has_vacuoles, injected_injury, vacuole_window_h
from nemda.synapse import protection as protection_of
from nemda.synapse.load import AGONISTS
from nemda.validate.biology.conventions import convention
from nemda.validate.biology.courses import arms_of
from nemda.validate.biology.judge import Verdict
from nemda.validate.biology.numeric import verdict_of
from nemda.validate.biology.observed import Number
from nemda.validate.biology.protocol import Protocol
from nemda.validate.biology.reading import UnreadableError, compound_of, study_of
from nemda.validate.biology.row import Row
from nemda.validate.biology.times import windows_of
from nemda.validate.pk.text import NUMBER

_AMOUNT = re.compile(rf"({NUMBER})\s*nmol")
_MAGNESIUM = re.compile(rf"({NUMBER})\s*mmol\s*/\s*kg")
_AFTER = re.compile(rf"({NUMBER})\s*min(?:utes?)?\s*(?:after|post)")
_GUARDED_H = 4.0


def judge_injection(row: Row, numbers: Sequence[Number]) -> Verdict:
    """Return the verdict on an agonist injected into the brain.

    Raises
    ------
    UnreadableError
        The agonist or the dose of a guard is not read, or the row says no number.
    """
    said = f"{row.preparation}; {row.compound}; {row.dose}"
    agonist = next((name for name in AGONISTS if re.search(rf"\b{name}\b", said)), None)
    if agonist is None:
        raise UnreadableError("no agonist that is modeled is injected")
    amount = _AMOUNT.search(said)
    nmol = float(amount[1]) if amount else convention("injected_agonist")
    notes = () if amount else (f"{nmol:g} nmol injected, because the row says no amount",)
    guards, how = _guards(row)
    if not numbers:
        return _protection_in_words(row, protection_of(nmol, guards) if guards else 0.0, (*notes, *how))
    if len(numbers) != 1 or "%" not in row.unit:
        raise UnreadableError("an injury is compared with one number in percent, or with words")
    asks_protection = re.search(r"protect", row.readout) is not None and bool(guards)
    share = protection_of(nmol, guards) if asks_protection else injected_injury(nmol, guards, agonist)
    what = "share of the loss prevented" if asks_protection else "share of the hemisphere lost"
    return verdict_of(row, numbers, (100.0 * share,), None, (*notes, *how, what))


def _protection_in_words(row: Row, share: float, notes: tuple[str, ...]) -> Verdict:
    """Return the verdict on a row that says only whether a guard protects."""
    found = share >= convention("significant_loss")
    said = re.search(r"\b(?:no|not|none|without|ineffective)\b", row.value) is None
    answers = {True: "protected", False: "not protected"}
    return Verdict(
        observed=answers[said], predicted=answers[found], tolerance=convention("significant_loss"),
        within=found == said, sign=found == said, distance=None,
        notes=(*notes, f"{100 * share:.2g}% of the loss prevented"), unit=row.unit_text,
    )  # fmt: skip


def _guards(row: Row) -> tuple[tuple[Guard, ...], tuple[str, ...]]:
    """Return what is given against the injury, and what was assumed."""
    dose = row.dose
    if re.search(r"\balone\b|^0\b|vehicle|saline", dose) or not re.search(
        r"magnes|mgso4|ketamine|mk-?801", row.compound
    ):
        return (), ()
    after = _AFTER.search(f"{row.route}; {row.time}; {dose}")
    at_min = float(after[1]) if after else 0.0
    notes = () if after else ("guarded from the injection on, because the row says no delay",)
    if re.search(r"magnes|mgso4", row.compound):
        amounts = [float(found) for found in _MAGNESIUM.findall(dose)]
        if not amounts:
            raise UnreadableError("how much magnesium is given, and how often, is not said")
        return (Guard(at_min, magnesium_mmol_kg=sum(amounts)),), notes
    if compound_of(row):
        protocol = study_of(row).usual
        block = arms_of(protocol.lasting(_GUARDED_H), ("pyramidal_block",)).mean(0.0, 1.0)[0]
        return (Guard(at_min, block=block),), (*notes, f"block of {100 * block:.0f}% in the first hour")
    raise UnreadableError(f"no kinetics of {row.compound!r} in animals")


def judge_vacuoles(row: Row, numbers: Sequence[Number]) -> Verdict:
    """Return the verdict on vacuoles in neurons after a blocker.

    Raises
    ------
    UnreadableError
        The blocker has no kinetics in this species, or neither presence nor a window is asked for.
    """
    if not compound_of(row):
        raise UnreadableError(f"no kinetics of {row.compound!r} in animals")
    study = study_of(row)
    if study.usual.species == "human":
        raise UnreadableError("vacuoles were never seen in people, and none are claimed")
    window = windows_of(row.time, is_bath=False)[-1]
    course = arms_of(_until(study.usual, window.end_h), ("interneuron_block",))
    peak = f"interneuron receptors blocked at most {100 * course.drug.max():.0f}%"
    notes = (*study.assumed, peak, "the threshold is fitted to 40 mg/kg in rats")
    if numbers:
        seen = vacuole_window_h(course.time_h, course.drug)
        if seen is None:
            raise UnreadableError("in the model the block stays too shallow for vacuoles")
        ends = (numbers[0].low, numbers[0].high)
        if None in ends:
            raise UnreadableError("a window has a beginning and an end")
        return verdict_of(row, numbers[:1], (sum(seen) / 2,), None, notes)
    found = has_vacuoles(course.time_h, course.drug, window.middle_h)
    said = re.search(r"\b(?:no|none|without|absent|normal)\b", row.value) is None
    words = {True: "vacuoles", False: "no vacuoles"}
    right = found == said
    return Verdict(
        observed=words[said], predicted=words[found], tolerance=None, within=right, sign=right,
        distance=None, notes=notes, unit=row.unit_text,
    )  # fmt: skip


def _until(protocol: Protocol, hours: float) -> Protocol:
    return protocol.lasting(max(hours, _GUARDED_H) + 1.0)
