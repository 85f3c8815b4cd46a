"""The evidence tables as typed records, read once.

Each accessor returns one table; `table` returns any of them by name. See `nemda.evidence.records` for
what all records share, and the record types for the columns.
"""

from __future__ import annotations

from functools import cache

from nemda.evidence.citations import key_of
from nemda.evidence.records import Record, RecordType, build
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
from nemda.evidence.rows import raw_rows, schema_of
from nemda.evidence.schema import SCHEMAS


def table_names() -> tuple[str, ...]:
    """Return the names of the tables, in reading order."""
    return tuple(SCHEMAS)


@cache
def table(name: str) -> tuple[Record, ...]:
    """Return every row of a table, for example ``table("pk_models")``.

    Raises
    ------
    DataError
        The table is unknown or malformed.
    """
    schema = schema_of(name)
    return tuple(
        build(
            schema.record,
            table=row.table,
            row=row.row,
            citation=row.citation,
            citation_key=key_of(row),
            cells=row.cells,
        )
        for row in raw_rows(name)
    )


def rows_citing(key: str) -> tuple[Record, ...]:
    """Return every row that rests on the work of a citation key, in table order."""
    return tuple(row for name in table_names() for row in table(name) if row.citation_key == key)


def _typed(name: str, record: type[RecordType]) -> tuple[RecordType, ...]:
    return tuple(row for row in table(name) if isinstance(row, record))


def pk_models() -> tuple[PkModelParameter, ...]:
    """Return the parameters of published kinetic models."""
    return _typed("pk_models", PkModelParameter)


def pk_observations() -> tuple[PkObservation, ...]:
    """Return observed levels, exposures and ratios."""
    return _typed("pk_observations", PkObservation)


def receptor_affinity() -> tuple[ReceptorAffinity, ...]:
    """Return affinities, rates and voltage dependence by compound and target."""
    return _typed("receptor_affinity", ReceptorAffinity)


def receptor_schemes() -> tuple[ReceptorRate, ...]:
    """Return the rate constants of kinetic schemes."""
    return _typed("receptor_schemes", ReceptorRate)


def receptor_experiments() -> tuple[ReceptorExperiment, ...]:
    """Return receptor-level results to reproduce."""
    return _typed("receptor_experiments", ReceptorExperiment)


def biology() -> tuple[BiologyResult, ...]:
    """Return circuit, signaling, synapse, stress and immune results."""
    return _typed("biology", BiologyResult)


def eeg() -> tuple[EegResult, ...]:
    """Return changes of EEG and MEG rhythms."""
    return _typed("eeg", EegResult)


def acute_effects() -> tuple[AcuteEffect, ...]:
    """Return acute effects by time and dose."""
    return _typed("acute_effects", AcuteEffect)


def trial_arms() -> tuple[TrialArm, ...]:
    """Return the arms of published trials."""
    return _typed("trial_arms", TrialArm)


def trial_outcomes() -> tuple[TrialOutcome, ...]:
    """Return the outcomes of published trials."""
    return _typed("trial_outcomes", TrialOutcome)


def screening_rules() -> tuple[ScreeningRule, ...]:
    """Return the rules of the treatment course."""
    return _typed("screening_rules", ScreeningRule)


def scales() -> tuple[ScaleFact, ...]:
    """Return facts on rating scales."""
    return _typed("scales", ScaleFact)


def interactions() -> tuple[Interaction, ...]:
    """Return interactions with drugs, foods and states."""
    return _typed("interactions", Interaction)


def longterm_risk() -> tuple[LongTermRisk, ...]:
    """Return risks of long use."""
    return _typed("longterm_risk", LongTermRisk)


def magnesium() -> tuple[MagnesiumFact, ...]:
    """Return magnesium intake, absorption, balance and kinetics."""
    return _typed("magnesium", MagnesiumFact)


def foods_magnesium() -> tuple[Food, ...]:
    """Return magnesium and phytate of foods and waters."""
    return _typed("foods_magnesium", Food)


def models_survey() -> tuple[SurveyedModel, ...]:
    """Return existing computational models."""
    return _typed("models_survey", SurveyedModel)


def claims() -> tuple[Claim, ...]:
    """Return what popular articles say, with the check for each."""
    return _typed("claims", Claim)
