"""A virtual trial and its power as one JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nemda.trial.conduct.visits import endpoint_of
from nemda.trial.decomposition import Term
from nemda.trial.definition import Trial
from nemda.trial.outcomes import observed_rows, outcomes, verdicts
from nemda.trial.power import PowerCell
from nemda.trial.replicates import ReplicateSettings, TrialReplicates
from nemda.trial.sources import sources_of


def run_json(done: TrialReplicates, terms: Sequence[Term], out: Path | None) -> dict[str, Any]:
    """Return everything that `nemda trial run` found."""
    trial, endpoint = done.prepared.trial, endpoint_of(done.prepared.trial)
    return {
        "title": trial.title,
        "study_id": trial.study_id,
        "settings": done.settings._asdict(),
        "groups": [{"name": group.name, "people": group.size} for group in done.prepared.groups],
        "visits_h": list(done.prepared.visits_h),
        "endpoint": endpoint._asdict(),
        "notes": list(done.prepared.notes),
        "outcomes": [
            {**one.key._asdict(), "time_h": None if one.key.time_h < 0 else one.key.time_h,
             "mean": one.mean, "sd": one.sd, "lower_90": one.lower_90, "median": one.median,
             "upper_90": one.upper_90, "replicates": one.replicates}
            for one in outcomes(done)
        ],
        "tests": [
            {"contrast": one.contrast, "scale": one.scale, "time_h": one.time_h, "alpha": one.alpha,
             "significant_share": one.significant, "difference": one.difference.median,
             "standardized_difference": one.standardized.median}
            for one in verdicts(done, endpoint.scale, endpoint.time_h)
        ],
        "parts": [{**term._asdict(), "total": term.total} for term in terms],
        "uncertainty": [
            {"quantity": one.key.quantity, "arm": one.key.arm, "time_h": one.key.time_h, "people": one.people,
             "rating": one.rating, "between_trials": one.trials, "parameters": one.parameters,
             "all_together": one.whole}
            for one in sources_of(done, endpoint.time_h)
        ],
        "observed": [row._asdict() for row in observed_rows(trial, done)],
        "folder": None if out is None else str(out),
    }  # fmt: skip


def power_json(trial: Trial, settings: ReplicateSettings, cells: Sequence[PowerCell]) -> dict[str, Any]:
    """Return everything that `nemda trial power` found."""
    endpoint = endpoint_of(trial)
    return {
        "title": trial.title,
        "endpoint": endpoint._asdict(),
        "analysis": trial.protocol.analysis._asdict(),
        "pool": settings.pool,
        "seed": settings.seed,
        "cells": [
            {"contrast": cell.contrast, "effect": cell.effect, "people": cell.people,
             "perfect_blind": cell.perfect_blind, "replicates": cell.replicates, "power": cell.power.share,
             "lower_90": cell.power.lower_90, "upper_90": cell.power.upper_90,
             "closed_form": cell.closed_form,
             "difference": None if np.isnan(cell.difference) else cell.difference}
            for cell in cells
        ],
    }  # fmt: skip
