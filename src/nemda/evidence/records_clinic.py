"""Records of the clinic: trials, scales, screening rules, interactions, risks, models and claims.

Field names are the column names of the tables. A field of type ``float | None`` is None where the
cell is blank or holds something other than one number; `Record.text` gives the cell itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from nemda.evidence.records import Record, Support, Verified


@dataclass(frozen=True, kw_only=True)
class TrialArm(Record):
    """One arm of a published trial; `study_id` and `arm` join it to its outcomes."""

    study_id: str
    doi_or_pmid: str
    url: str
    population: str
    trd: str
    design: str
    arm: str
    compound: str
    dose: float | None
    unit: str
    route: str
    duration_min: float | None
    schedule: str
    comparator: str
    n: float | None
    scale: str
    baseline_mean: float | None
    baseline_sd: float | None
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class TrialOutcome(Record):
    """One outcome of one arm, `time_h` after the first dose; ``X_vs_Y`` is a contrast of two arms.

    The citation is that of the arm's study.
    """

    study_id: str
    arm: str
    time_h: float | None
    scale: str
    quantity: str
    value: float | None
    unit: str
    dispersion: float | None
    dispersion_type: str
    n: float | None
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class ScreeningRule(Record):
    """One rule of the treatment course: it fires when `condition` holds."""

    rule_id: str
    applies_to: str
    phase: str
    condition: str
    variable: str
    operator: str
    threshold: float | None
    unit: str
    severity: str
    action: str
    url: str
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class ScaleFact(Record):
    """One fact on a rating scale: the scale itself (`row_type` "scale"), an item, a band, a code."""

    row_type: str
    scale: str
    key: str
    value: float | None
    unit: str
    items: float | None
    item_range: str
    total_range: str
    severity_cutoffs: str
    response: str
    remission_or_alert: str
    recall: str
    rater: str
    loinc_panel: str
    loinc_total: str
    licensing: str
    may_ship_item_text: str
    url: str
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class Interaction(Record):
    """One interaction of `index_drug` with another drug, food or state."""

    id: str
    index_drug: str
    route: str
    interacting: str
    interacting_class: str
    mechanism: str
    type: str
    parameter: str
    value: float | None
    unit: str
    separation_before_h: float | None
    separation_after_h: float | None
    severity: str
    action: str
    url: str
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class LongTermRisk(Record):
    """One number on bladder, dependence, liver, cognition and other risks of long use."""

    id: str
    domain: str
    population: str
    exposure: str
    item: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    n: float | None
    model_use: str
    url: str
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class SurveyedModel(Record):
    """One existing computational model that can cross-check this one."""

    model_name: str
    covers: str
    formalism: str
    equations_available: str
    repo_or_reference: str
    language: str
    license_seen: str
    runnable_here_and_size: str
    cross_check_use: str
    verified: Verified
    note: str


@dataclass(frozen=True, kw_only=True)
class Claim(Record):
    """One thing that a popular article says, and the check that would show it in a simulation.

    `article` is A (magnesium and ketamine), B (ketamine and glutamate), C (ketamine therapy),
    D (agonist or antagonist) or E (how ketamine works).
    """

    claim_id: str
    article: str
    claim: str
    kind: str
    quantity: str
    check: str
    evidence_status: Support
