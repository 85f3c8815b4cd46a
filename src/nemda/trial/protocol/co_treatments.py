"""What an arm of a trial file gets beside its treatment: further regimens, laid on every regimen of the arm.

::

    arms:
    - name: lamotrigine
      role: drug
      regimen: 0.5 mg/kg ketamine iv over 40 min at 2 h
      co_treatments:
      - 300 mg lamotrigine oral
      - {regimen: 900 mg lithium oral daily for 2 weeks, from_before: true}

Doses act through the card of their compound, as anywhere. `from_before`: the drug was taken before, so that
its first dose is what the earlier ones have built up to. A drug none of whose targets has a path to mood is
told in the note of the arm, and so is the reading of a disputed arrow. Wrong if a drug that is told to do
nothing changes the mood of an arm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nemda.drugs import compounds
from nemda.errors import NemdaError, TrialError
from nemda.regimen import Dose, Regimen, regimen_from_mapping
from nemda.trial.protocol.form import Entry
from nemda.trial.rows.compounds_beside import reading_of_card
from nemda.trial.rows.compounds_reach import targets_missed, targets_reached
from nemda.trial.rows.scenario_beside import built_up


class CoTreatmentEntry(Entry):
    """A regimen beside a treatment, and whether it was already taken before the trial."""

    regimen: str | dict[str, Any]
    from_before: bool = False


def co_treatments_of(entries: Sequence[str | CoTreatmentEntry], where: str) -> Regimen:
    """Return all doses beside a treatment.

    Raises
    ------
    TrialError
        A regimen makes no sense, or a drug from before the trial has only one dose, or no kinetics.
    """
    doses: list[Dose] = []
    for index, entry in enumerate(entries):
        place = f"{where}[{index}]"
        one = CoTreatmentEntry(regimen=entry) if isinstance(entry, str) else entry
        regimen = _regimen(one.regimen, place)
        doses += _from_before(regimen, place) if one.from_before else regimen.doses
    return Regimen(tuple(doses))


def _regimen(content: str | dict[str, Any], where: str) -> Regimen:
    if not content:
        raise TrialError("A co-treatment with no dose.", where=where, expected="a regimen")
    try:
        return regimen_from_mapping(content, where)
    except NemdaError as error:
        place = where if error.where is None or error.where.startswith(where) else f"{where}: {error.where}"
        raise TrialError(
            error.what, where=place, expected=error.expected, got=error.got, hint=error.hint
        ) from error


def _from_before(regimen: Regimen, where: str) -> tuple[Dose, ...]:
    """Return the doses, the first of each compound as high as its steady state."""
    first: dict[str, Dose] = {}
    factor: dict[Dose, float] = {}
    for dose in regimen.doses:
        if dose.compound not in first:
            first[dose.compound] = dose
        elif first[dose.compound] not in factor:
            begins = first[dose.compound]
            factor[begins] = built_up(dose.compound, dose.start_h - begins.start_h)
    for key, dose in first.items():
        if not compounds()[key].is_companion or compounds()[key].is_gas or dose not in factor:
            raise TrialError(
                "Only a drug of repeated doses, with kinetics on its card, can be taken from before.",
                where=f"{where}.from_before", got=key,
                hint="write how often, as in 'daily for 2 weeks', or leave from_before out",
            )  # fmt: skip
    return tuple(replace(dose, amount=dose.amount * factor.get(dose, 1.0)) for dose in regimen.doses)


def beside(regimen: Regimen, others: Regimen) -> Regimen:
    """Return a regimen with further doses; its own label stays."""
    return Regimen((*regimen.doses, *others.doses), regimen.label) if others.doses else regimen


def told_of(others: Regimen) -> str:
    """Return what is told of co-treatments: those that cannot reach mood, and disputed arrows."""
    notes: list[str] = []
    for key in sorted({dose.compound for dose in others.doses}):
        if compounds()[key].is_companion and not targets_reached(key):
            notes.append(f"{key}: no path leads to mood from {', '.join(targets_missed(key))}")
        if reading := reading_of_card(key):
            notes.append(f"{key}: {reading}")
    return "; ".join(notes)
