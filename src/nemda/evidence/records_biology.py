"""Records of biology: circuits and signaling, EEG, acute effects, magnesium and foods.

Field names are the column names of the tables. A field of type ``float | None`` is None where the
cell is blank or holds something other than one number; `Record.text` gives the cell itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from nemda.evidence.records import Record, Verified


@dataclass(frozen=True, kw_only=True)
class BiologyResult(Record):
    """One result on circuits, transmitters, signaling, synapses, stress or inflammation."""

    topic: str
    species: str
    preparation_region: str
    compound: str
    dose_or_conc: str
    route: str
    readout: str
    time: str
    value: float | None
    unit: str
    dispersion: str
    doi_or_pmid: str
    url: str
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class EegResult(Record):
    """One change of an EEG or MEG rhythm: `change` in `unit` for a `band`."""

    topic: str
    species: str
    preparation_region: str
    compound: str
    dose_or_conc: str
    route: str
    band: str
    condition: str
    concentration: str
    readout: str
    time: str
    change: float | None
    unit: str
    dispersion: str
    doi_or_pmid: str
    url: str
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class AcuteEffect(Record):
    """One acute effect (dissociation, blood pressure, sedation, ...) by dose and time."""

    study_id: str
    doi: str
    url: str
    compound: str
    dose: str
    route: str
    duration_min: float | None
    n: float | None
    effect: str
    time_min: float | None
    value: float | None
    unit: str
    dispersion: float | None
    dispersion_type: str
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class MagnesiumFact(Record):
    """One number on magnesium intake, absorption, balance or kinetics; `low` and `high` are its range."""

    id: str
    section: str
    item: str
    population_or_condition: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    formula_or_use: str
    url: str
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class Food(Record):
    """The magnesium of one food or water in `unit`, with the phytate that binds it.

    Retained fractions are the share of magnesium left for uptake at the least and the most phytate.
    """

    food_id: str
    food: str
    group: str
    state: str
    magnesium: float | None
    unit: str
    water_g_per_100g: float | None
    phytate_min: float | None
    phytate_max: float | None
    phytate_unit: str
    phytate_min_mg_100g_as_eaten: float | None
    phytate_max_mg_100g_as_eaten: float | None
    molar_ratio_min: float | None
    molar_ratio_max: float | None
    retained_fraction_at_min: float | None
    retained_fraction_at_max: float | None
    oxalate_flag: str
    url: str
    phytate_citation: str
    phytate_url: str
    verified: Verified
    note: str
