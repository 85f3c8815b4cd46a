"""The outlooks of a run: one for each arm whose people all get the same drugs.

Tolerance of dissociation is the one long-term number that comes out of the simulation itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nemda.plan.outlook import LongTerm, Outlook, outlook
from nemda.risk import Finding
from nemda.trial.planned import PlannedArm
from nemda.trial.results import ArmResult

TOLERANCE = "dissociation_tolerance"


def outlooks(arms: Sequence[PlannedArm], results: Sequence[ArmResult] = ()) -> dict[str, Outlook]:
    """Return the long-term side of each arm by its name; pooled arms and arms without drug have none."""
    found: dict[str, Outlook] = {}
    learned = {result.name: _tolerance(result) for result in results}
    for arm in arms:
        if len(arm.portions) == 1:
            part = arm.portions[0]
            one = outlook(part.regimen, float(np.median(part.people["weight_kg"])))
            if one.long_term is not None or one.serotonin:
                found[arm.name] = one._replace(tolerance=learned.get(arm.name))
    return found


def _tolerance(result: ArmResult) -> float | None:
    """Return the share of dissociation that a typical person has lost where most is lost."""
    if TOLERANCE not in result.dataset:
        return None
    return float(np.median(result.dataset[TOLERANCE].values.max(axis=1)))


def outlook_json(one: Outlook) -> dict[str, Any]:
    """Return an outlook as plain values; estimates are mean and 90% interval, None where no number exists."""
    return {
        "dissociation_lost_to_tolerance": one.tolerance,
        "long_term": None if one.long_term is None else _long_term(one.long_term),
        "serotonin": [
            {**warning._asdict(), "drugs": list(warning.drugs), "mechanisms": list(warning.mechanisms),
             "sources": list(warning.sources)}
            for warning in one.serotonin
        ],
    }  # fmt: skip


def _long_term(found: LongTerm) -> dict[str, Any]:
    return {
        "clinic": {
            "mg_per_week": found.exposure.mg_per_week,
            "days_per_week": found.exposure.days_per_week,
            "months": found.exposure.months,
            "course": [_finding(one) for one in found.course],
            "a_year_at_this_rate": [_finding(one) for one in found.year],
        },
        "recreational": [_finding(one) for one in found.recreational],
        "prone_persons": {risk: [flag._asdict() for flag in rules] for risk, rules in found.prone.items()},
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "risk": one.risk,
        "what": one.what,
        "estimate": None if one.estimate is None else list(one.estimate),
        "unit": one.unit,
        "grade": one.grade,
        "evidence": one.evidence,
        "threshold": one.threshold,
    }
