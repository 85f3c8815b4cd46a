"""Records of kinetics and receptors: how levels move, what binds where, how fast channels gate.

Field names are the column names of the tables. A field of type ``float | None`` is None where the
cell is blank or holds something other than one number; `Record.text` gives the cell itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from nemda.evidence.records import Record, Verified


@dataclass(frozen=True, kw_only=True)
class PkModelParameter(Record):
    """One parameter of a published kinetic model.

    `value` is in `unit`; `iiv_cv_pct` is the between-person coefficient of variation in percent.
    """

    model_id: str
    compound: str
    structure: str
    parameter: str
    value: float | None
    unit: str
    iiv_cv_pct: float | None
    covariate_effect: str
    population: str
    n: float | None
    sampling: str
    doi_or_pmid: str
    url: str
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class PkObservation(Record):
    """One observed level, exposure or ratio: `value` in `unit`, `time_min` after the dose began."""

    study_id: str
    compound_measured: str
    dosed_compound: str
    dose: float | None
    dose_unit: str
    route: str
    duration_min: float | None
    population: str
    n: float | None
    quantity: str
    time_min: float | None
    value: float | None
    unit: str
    dispersion: float | None
    dispersion_type: str
    doi_or_pmid: str
    url: str
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class ReceptorAffinity(Record):
    """One IC50, Ki, EC50, rate or voltage dependence of a compound at a target."""

    compound: str
    target: str
    subtype: str
    quantity: str
    value: float | None
    unit: str
    conditions: str
    doi_or_pmid: str
    url: str
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class ReceptorRate(Record):
    """One transition of a kinetic scheme: the rate `value` from `from_state` to `to_state`."""

    scheme_id: str
    receptor: str
    from_state: str
    to_state: str
    rate_name: str
    value: float | None
    unit: str
    depends_on: str
    doi_or_pmid: str
    url: str
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class ReceptorExperiment(Record):
    """One receptor-level result that a bench must reproduce."""

    experiment_id: str
    what_is_measured: str
    protocol: str
    result_value: float | None
    unit: str
    dispersion: str
    doi_or_pmid: str
    url: str
    verified: Verified
    note: str
