"""Experiments in YAML files, with every key checked.

::

    name: AMPA receptors blocked before ketamine
    source: zhou2014
    species: rat
    stress: chronic
    hours: 48
    doses:
      - {compound: ketamine, amount_mg_kg: 10, route: ip}
    co_drugs:
      - {signal: ampa_antagonist, share: 0.9, stop_h: 4}
    readouts: [bdnf_released@1h, mood_fast@2h-co_drugs]

Other keys: genotype and bath (name: number), protocols (as co_drugs), phases (start_h and changes), note.
With ``arms``, each a name with the keys in which it differs, one file holds several experiments. A key that
is not known is refused, because a misspelled key would otherwise be ignored in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from nemda.errors import ExperimentError, NemdaError
from nemda.evidence.refusal import refusal
from nemda.experiment.definition import CoDrug, Dose, Experiment, Phase, Species
from nemda.experiment.readout import Readout
from nemda.experiment.words import parse_readout


class Finding(NamedTuple):
    """A readout of a file, and what was observed in some of its arms: a word or a number, by arm."""

    readout: Readout
    observed: Mapping[str, str | float]


class Study(NamedTuple):
    """Experiments that belong together, by arm, and what is read out of them."""

    name: str
    question: str
    source: str
    note: str
    flat_within: float
    arms: Mapping[str, Experiment]
    findings: tuple[Finding, ...]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class _DoseEntry(_Entry):
    compound: str
    amount_mg_kg: float
    route: str
    start_h: float = 0.0
    duration_h: float = 0.0


class _SignalEntry(_Entry):
    signal: str
    share: float
    start_h: float = 0.0
    stop_h: float | None = None


class _PhaseEntry(_Entry):
    start_h: float
    changes: dict[str, float]


class _ArmEntry(_Entry):
    species: Species | None = None
    doses: list[_DoseEntry] | None = None
    co_drugs: list[_SignalEntry] | None = None
    protocols: list[_SignalEntry] | None = None
    phases: list[_PhaseEntry] | None = None
    stress: str | float | None = None
    genotype: dict[str, float] | None = None
    bath: dict[str, float] | None = None
    hours: float | None = None
    note: str | None = None
    source: str | None = None


class _FindingEntry(_Entry):
    readout: str
    observed: dict[str, str | float] = {}


class _StudyEntry(_ArmEntry):
    name: str
    question: str = ""
    flat_within: float = 0.05
    arms: dict[str, _ArmEntry] = {}
    readouts: list[str | _FindingEntry] = []


def read_study(path: Path | str) -> Study:
    """Return the experiments of a YAML file.

    Raises
    ------
    ExperimentError
        The file cannot be read, a key is unknown or missing, or an experiment makes no sense.
    """
    place = Path(path)
    try:
        text = place.read_text("utf-8")
    except OSError as error:
        raise ExperimentError("A file cannot be read.", where=str(place), got=str(error)) from error
    return study_of(text, str(place))


def study_of(text: str, where: str) -> Study:
    """Return the experiments that a YAML text holds; `where` names it in errors."""
    try:
        content: Any = yaml.safe_load(text)
        entry = _StudyEntry.model_validate(content)
    except yaml.YAMLError as error:
        raise ExperimentError("This is no YAML.", where=where, got=str(error)) from error
    except ValidationError as error:
        raise refusal(ExperimentError, error, where, _StudyEntry.model_fields) from error
    arms = entry.arms or {entry.name: _ArmEntry()}
    try:
        experiments = {arm: _experiment(entry, own, arm) for arm, own in arms.items()}
        findings = tuple(_finding(one, experiments) for one in entry.readouts)
    except NemdaError as error:
        raise ExperimentError(
            error.what, where=f"{where}: {error.where}", expected=error.expected, got=error.got,
            hint=error.hint,
        ) from error  # fmt: skip
    return Study(
        entry.name, entry.question, entry.source or "", entry.note or "", entry.flat_within,
        MappingProxyType(experiments), findings,
    )  # fmt: skip


def _experiment(study: _StudyEntry, arm: _ArmEntry, name: str) -> Experiment:
    said = {
        key: getattr(arm, key) if getattr(arm, key) is not None else getattr(study, key)
        for key in _ArmEntry.model_fields
    }
    if said["species"] is None:
        raise ExperimentError("An experiment needs a species.", where=f"arm {name}", hint="species: mouse")
    given = {key: value for key, value in said.items() if value is not None}
    given |= {
        key: tuple(_signal(one) for one in given[key]) for key in ("co_drugs", "protocols") if key in given
    }
    if "doses" in given:
        given["doses"] = tuple(Dose(**one.model_dump()) for one in given["doses"])
    if "phases" in given:
        given["phases"] = tuple(Phase(**one.model_dump()) for one in given["phases"])
    return Experiment(name=name, **given)


def _signal(entry: _SignalEntry) -> CoDrug:
    stop_h = float("inf") if entry.stop_h is None else entry.stop_h
    return CoDrug(entry.signal, entry.share, entry.start_h, stop_h)


def _finding(entry: str | _FindingEntry, arms: Mapping[str, Experiment]) -> Finding:
    said = _FindingEntry(readout=entry) if isinstance(entry, str) else entry
    for arm in said.observed:
        if arm not in arms:
            raise ExperimentError(
                "Unknown arm.", where=f"observed of {said.readout}", expected=", ".join(arms), got=arm
            )
    return Finding(parse_readout(said.readout), MappingProxyType(dict(said.observed)))
