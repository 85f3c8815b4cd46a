"""Trials read from YAML, with every key checked.

::

    title: Ketamine against midazolam
    study_id: murrough2013
    citation: Murrough JW et al. Am J Psychiatry 2013;170:1134-1142
    people: {preset: trd, covariates: {age_y: {mean: 46, sd: 12}}}
    weeks: 2
    remission_madrs: 10
    arms:
      - {name: ketamine, role: drug, regimen: 0.5 mg/kg ketamine iv over 40 min, n: 47}
      - name: control
        role: comparator
        mix:
          - {share: 0.5, regimen: saline iv over 40 min}
          - {share: 0.5, regimen: 0.045 mg/kg midazolam iv over 40 min}
    observed:
      - {arm: ketamine, time_h: 24, scale: MADRS, quantity: response_rate, value: 64, unit: "%"}

How the trial is run (visits, raters, blinding, dropout, analysis) stands under ``protocol:``, see
`nemda.trial.protocol`.

A key that is not known is refused, because a misspelled key would otherwise be ignored in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import Field, ValidationError

from nemda.engine.endpoints import REMISSION_MADRS
from nemda.errors import NemdaError, TrialError
from nemda.evidence.near import near_matches
from nemda.regimen import Regimen, regimen_from_mapping
from nemda.trial.definition import Arm, CovariateValue, Role, Share, Trial
from nemda.trial.protocol.co_treatments import CoTreatmentEntry, beside, co_treatments_of, told_of
from nemda.trial.protocol.form import (
    AnalysisEntry,
    CrossoverEntry,
    DropoutEntry,
    EndpointEntry,
    Entry,
    LeadInEntry,
    LimitsEntry,
    ProtocolEntry,
    RatedEntry,
    TitrationEntry,
    protocol_of,
)
from nemda.trial.results import Observed

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class _MomentsEntry(Entry):
    mean: float
    sd: float


_Covariates = dict[str, float | _MomentsEntry]


class _PeopleEntry(Entry):
    preset: str = "trd"
    covariates: _Covariates = Field(default_factory=dict)


class _ShareEntry(Entry):
    share: float
    regimen: str | dict[str, Any]


class _ArmEntry(Entry):
    name: str
    role: Role
    regimen: str | dict[str, Any] | None = None
    mix: list[_ShareEntry] | None = None
    n: int | None = None
    covariates: _Covariates = Field(default_factory=dict)
    comparator_felt: float | None = None
    co_treatments: list[str | CoTreatmentEntry] = Field(default_factory=list)
    note: str = ""


class _ObservedEntry(Entry):
    arm: str
    time_h: float | None = None
    scale: str
    quantity: str
    value: float | None = None
    unit: str = ""
    dispersion: float | str = ""
    dispersion_type: str = ""
    n: int | None = None
    adjusted: bool = False
    evidence: str = ""


class TrialEntry(Entry):
    """A trial file; the title is all that is needed to name a trial that nobody has run yet."""

    title: str
    study_id: str = ""
    citation: str = ""
    source: str = ""
    note: str = ""
    people: _PeopleEntry = _PeopleEntry()
    weeks: float
    remission_madrs: float = REMISSION_MADRS
    arms: list[_ArmEntry]
    observed: list[_ObservedEntry] = Field(default_factory=list)
    protocol: ProtocolEntry = ProtocolEntry()


TRIAL_KEYS = frozenset({"title", "study_id", "citation", "arms", "observed", "remission_madrs", "protocol"})
"""Keys that only a trial has: a file with one of them is meant as a trial, not as a regimen."""

_FORMS: Mapping[str, type[Entry]] = {
    "people": _PeopleEntry, "arms": _ArmEntry, "mix": _ShareEntry, "observed": _ObservedEntry,
    "protocol": ProtocolEntry, "dropout": DropoutEntry, "analysis": AnalysisEntry, "scales": RatedEntry,
    "endpoint": EndpointEntry, "lead_in": LeadInEntry, "crossover": CrossoverEntry,
    "titration": TitrationEntry, "criteria": LimitsEntry, "co_treatments": CoTreatmentEntry,
}  # fmt: skip


def read_plan(path: Path | str) -> Trial | Regimen:
    """Return what a YAML file describes: a trial, or a regimen (see `nemda.regimen.yaml_io`).

    Raises
    ------
    TrialError
        The file cannot be read, is not YAML, or describes a trial that makes no sense.
    RegimenError
        It describes a regimen that makes no sense.
    """
    try:
        content = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise TrialError("The file cannot be read.", where=str(path), got=error.strerror) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TrialError("The file is not YAML.", where=str(path), got=str(error)) from error
    if isinstance(content, Mapping) and TRIAL_KEYS & set(content):
        return trial_from_mapping(content, where=str(path))
    return regimen_from_mapping(content, where=str(path))


def read_trial_file(path: Path | str) -> Trial:
    """Return the trial of a YAML file.

    Raises
    ------
    TrialError
        As in `read_plan`, or the file describes a regimen.
    """
    plan = read_plan(path)
    if isinstance(plan, Regimen):
        raise TrialError("This file describes a regimen, not a trial.", where=str(path), expected="'arms:'")
    return plan


def trial_from_mapping(content: object, where: str = "trial") -> Trial:
    """Return the trial that the content of a YAML file describes.

    Raises
    ------
    TrialError
        A key is unknown or missing, a value has the wrong type, or the trial makes no sense.
    """
    if not isinstance(content, Mapping):
        raise TrialError("A trial is a mapping.", where=where, expected="keys such as arms", got=content)
    try:
        entry = TrialEntry.model_validate(content)
    except ValidationError as error:
        # A misspelled key is also a missing one; the misspelling says more.
        found = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        raise _first_error(found[0], where) from error
    try:
        return Trial(
            title=entry.title,
            study_id=entry.study_id,
            citation=entry.citation,
            arms=tuple(_arm(arm, f"arms[{index}]") for index, arm in enumerate(entry.arms)),
            weeks=entry.weeks,
            observed=tuple(_observed(row) for row in entry.observed),
            preset=entry.people.preset,
            covariates=_covariates(entry.people.covariates),
            remission_madrs=entry.remission_madrs,
            source=entry.source,
            note=entry.note,
            protocol=protocol_of(entry.protocol),
        )
    except NemdaError as error:
        place = where if error.where is None else f"{where}: {error.where}"
        raise TrialError(
            error.what, where=place, expected=error.expected, got=error.got, hint=error.hint
        ) from error


def _first_error(error: ErrorDetails, where: str) -> TrialError:
    *parents, last = error["loc"] or ("",)
    words = [str(part) for part in parents]
    place = f"{where}: {'.'.join(words)}" if words else where
    if error["type"] == "extra_forbidden":
        named = [part for part in parents if isinstance(part, str) and part in _FORMS]
        fields = (_FORMS[named[-1]] if named else TrialEntry).model_fields
        near = near_matches(str(last), fields)
        return TrialError(
            "Unknown key.", where=place, expected=", ".join(fields), got=repr(last),
            hint=f"did you mean {near[0]!r}?" if near else None,
        )  # fmt: skip
    if error["type"] == "missing":
        return TrialError("A key is missing.", where=place, expected=repr(last))
    return TrialError(f"{error['msg']}.", where=f"{place}: {last}", got=repr(error["input"]))


def _arm(entry: _ArmEntry, where: str) -> Arm:
    if (entry.regimen is None) == (entry.mix is None):
        raise TrialError(
            "An arm has either a regimen or a mix.", where=f"{where} ({entry.name})",
            expected="exactly one of them", got="neither" if entry.regimen is None else "both",
        )  # fmt: skip
    if entry.regimen == "" or entry.mix == []:
        raise TrialError(
            "An arm with no dose.", where=f"{where} ({entry.name}).regimen",
            expected="a regimen; 'saline' or 'placebo' where no drug is given",
        )  # fmt: skip
    parts = entry.mix or [_ShareEntry(share=1.0, regimen=entry.regimen or "")]
    others = co_treatments_of(entry.co_treatments, f"{where} ({entry.name}).co_treatments")
    return Arm(
        name=entry.name,
        role=entry.role,
        mix=tuple(
            Share(beside(regimen_from_mapping(p.regimen, f"{where}: regimen"), others), p.share)
            for p in parts
        ),
        n=entry.n,
        covariates=_covariates(entry.covariates),
        comparator_felt=entry.comparator_felt,
        note="; ".join(text for text in (entry.note, told_of(others)) if text),
    )


def _covariates(entries: _Covariates) -> dict[str, CovariateValue]:
    return {
        name: (entry.mean, entry.sd) if isinstance(entry, _MomentsEntry) else entry
        for name, entry in entries.items()
    }


def _observed(entry: _ObservedEntry) -> Observed:
    spread = entry.dispersion
    return Observed(
        arm=entry.arm,
        time_h=entry.time_h,
        scale=entry.scale,
        quantity=entry.quantity,
        value=entry.value,
        unit=entry.unit,
        dispersion=spread if isinstance(spread, str) else f"{spread:g}",
        dispersion_type=entry.dispersion_type,
        n=entry.n,
        adjusted=entry.adjusted,
        evidence=entry.evidence,
    )
