"""Which tables exist, what kind of record each holds, and how a row of it reads in one line.

The order here is the order in which tables are listed and in which citations first appear. A line is
made of templates: ``"{dose} {dose_unit}"`` is shown only when every cell it names is filled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from types import MappingProxyType

from nemda.evidence.records import Record, own_columns
from nemda.evidence.records_biology import AcuteEffect, BiologyResult, EegResult, Food, MagnesiumFact
from nemda.evidence.records_clinic import (
    Claim,
    Interaction,
    LongTermRisk,
    ScaleFact,
    ScreeningRule,
    SurveyedModel,
    TrialArm,
    TrialOutcome,
)
from nemda.evidence.records_pharmacology import (
    PkModelParameter,
    PkObservation,
    ReceptorAffinity,
    ReceptorExperiment,
    ReceptorRate,
)


@dataclass(frozen=True)
class TableSchema:
    """One table: its record type and the templates for what a row is about, its value and conditions.

    `cites` says whether the table has a citation column of its own; where it has none, the citation
    comes from the study or the article that the row belongs to. `grading` is the column that says
    how well the row is known.
    """

    record: type[Record]
    meaning: str
    what: tuple[str, ...]
    value: str = "{value}"
    unit: str = "{unit}"
    conditions: tuple[str, ...] = ()
    cites: bool = True
    grading: str = "verified"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the table must have."""
        return own_columns(self.record) + (("citation",) if self.cites else ())


def columns_of(templates: tuple[str, ...]) -> frozenset[str]:
    """Return the columns that some templates name."""
    return frozenset(name for text in templates for _, name, _, _ in Formatter().parse(text) if name)


def fill(templates: tuple[str, ...], cells: Mapping[str, str]) -> tuple[str, ...]:
    """Return the templates with the cells put in, without those that name an empty cell."""
    return tuple(
        text.format_map(cells)
        for text in templates
        if all(cells[name].strip() for name in columns_of((text,)))
    )


SCHEMAS: Mapping[str, TableSchema] = MappingProxyType(
    {
        "pk_models": TableSchema(
            PkModelParameter,
            "parameters of published kinetic models",
            what=("{compound}", "{parameter}"),
            conditions=("{population}", "{sampling}", "model {model_id}"),
        ),
        "pk_observations": TableSchema(
            PkObservation,
            "observed levels, exposures and ratios",
            what=("{compound_measured}", "{quantity}"),
            conditions=(
                "{dosed_compound}",
                "{dose} {dose_unit}",
                "{route}",
                "over {duration_min} min",
                "at {time_min} min",
                "{population}",
            ),
        ),
        "receptor_affinity": TableSchema(
            ReceptorAffinity,
            "IC50, Ki, EC50, rates and voltage dependence by compound and target",
            what=("{compound}", "{target}", "{subtype}", "{quantity}"),
            conditions=("{conditions}",),
        ),
        "receptor_schemes": TableSchema(
            ReceptorRate,
            "rate constants of kinetic schemes",
            what=("{receptor}", "{from_state} to {to_state}", "{rate_name}"),
            conditions=("scheme {scheme_id}", "depends on {depends_on}"),
        ),
        "receptor_experiments": TableSchema(
            ReceptorExperiment,
            "receptor-level results to reproduce",
            what=("{what_is_measured}",),
            value="{result_value}",
            conditions=("{protocol}",),
        ),
        "biology": TableSchema(
            BiologyResult,
            "circuit, transmitter, signaling, synapse, stress and immune results",
            what=("{compound}", "{readout}"),
            conditions=(
                "{topic}",
                "{species}",
                "{preparation_region}",
                "{dose_or_conc}",
                "{route}",
                "{time}",
            ),
        ),
        "eeg": TableSchema(
            EegResult,
            "changes of EEG and MEG rhythms",
            what=("{compound}", "{band}", "{readout}"),
            value="{change}",
            conditions=("{topic}", "{species}", "{dose_or_conc}", "{route}", "{condition}", "{time}"),
        ),
        "acute_effects": TableSchema(
            AcuteEffect,
            "dissociation, blood pressure, sedation and the like by time and dose",
            what=("{compound}", "{effect}"),
            conditions=("{dose}", "{route}", "over {duration_min} min", "at {time_min} min", "n = {n}"),
        ),
        "trial_arms": TableSchema(
            TrialArm,
            "published trials: who got what",
            what=("{study_id}", "{arm}"),
            value="{dose}",
            conditions=("{compound}", "{route}", "{population}", "{design}", "n = {n}", "{scale}"),
        ),
        "trial_outcomes": TableSchema(
            TrialOutcome,
            "published trials: what came of it",
            what=("{study_id}", "{arm}", "{scale}", "{quantity}"),
            conditions=("at {time_h} h", "n = {n}"),
            cites=False,
        ),
        "screening_rules": TableSchema(
            ScreeningRule,
            "who may start, go on, and when to stop",
            what=("{condition}",),
            value="{threshold}",
            conditions=("{applies_to}", "{phase}", "{severity}", "{action}"),
        ),
        "scales": TableSchema(
            ScaleFact,
            "rating scales: range, cut-offs, codes and license",
            what=("{scale}", "{row_type}", "{key}"),
            conditions=("range {total_range}", "{severity_cutoffs}", "recall {recall}", "rater {rater}"),
        ),
        "interactions": TableSchema(
            Interaction,
            "interactions with drugs, foods and states",
            what=("{index_drug}", "{interacting}", "{parameter}"),
            conditions=("{route}", "{mechanism}", "{severity}", "{action}"),
        ),
        "longterm_risk": TableSchema(
            LongTermRisk,
            "bladder, dependence, liver, cognition and other risks of long use",
            what=("{domain}", "{item}"),
            conditions=("{population}", "{exposure}", "n = {n}"),
        ),
        "magnesium": TableSchema(
            MagnesiumFact,
            "magnesium intake, absorption, balance and kinetics",
            what=("{section}", "{item}"),
            conditions=("{population_or_condition}", "{formula_or_use}"),
        ),
        "foods_magnesium": TableSchema(
            Food,
            "magnesium and phytate of foods and waters",
            what=("{food}",),
            value="{magnesium}",
            conditions=("{group}", "{state}"),
        ),
        "models_survey": TableSchema(
            SurveyedModel,
            "existing computational models that can cross-check this one",
            what=("{model_name}",),
            value="",
            unit="",
            conditions=("{covers}", "{formalism}", "{language}", "{license_seen}"),
            cites=False,
        ),
        "claims": TableSchema(
            Claim,
            "what popular articles say, and the check for each",
            what=("{claim}",),
            value="{quantity}",
            unit="",
            conditions=("article {article}", "{kind}", "{check}"),
            cites=False,
            grading="evidence_status",
        ),
    }
)
