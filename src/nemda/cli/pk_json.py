"""Levels, exposure and pump steps for programs: one JSON object with plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nemda.engine.profile.analytes import Analyte
from nemda.engine.profile.dataset import attributes_of
from nemda.engine.profile.exposure import QUANTITIES, RATIOS, summary
from nemda.engine.profile.run import Course, Profile
from nemda.engine.profile.target import TargetRun


def profile_json(profile: Profile, folder: Path, files: Sequence[Path]) -> dict[str, Any]:
    """Return a profile as one JSON object; see the page on kinetics for its keys."""
    request = profile.request
    return {
        **attributes_of(profile),
        "label": request.regimen.label,
        "n": request.group.n,
        "interacting": [each.name for each in request.interacting],
        "direction_only": [
            {"name": each.name, "direction": each.direction, "note": each.note}
            for each in request.direction_only
        ],
        "changes": dict(request.changes),
        "readings": list(request.readings),
        "warnings": list(profile.warnings),
        "citation": None if request.published is None else request.published.citation.text,
        "analytes": [_analyte(profile, analyte) for analyte in request.analytes],
        "folder": str(folder),
        "files": [file.name for file in files],
    }


def _analyte(profile: Profile, analyte: Analyte) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": analyte.name, "compound": analyte.compound, "form": analyte.form or None,
        "sample": analyte.site, "exposure": _numbers(profile.course, analyte),
    }  # fmt: skip
    if profile.alone is not None:
        found["exposure_without"] = _numbers(profile.alone, analyte)
        found["ratio"] = {name: _spread("1", profile.ratio(analyte, name)) for name in RATIOS}
    return found


def _numbers(course: Course, analyte: Analyte) -> dict[str, Any]:
    """Return every quantity; null where it has no meaning."""
    numbers = course.exposure[analyte]
    return {
        name: _spread(quantity.unit, numbers[name]) if name in numbers else None
        for name, quantity in QUANTITIES.items()
    }


def _spread(unit: str, values: np.ndarray) -> dict[str, Any]:
    median, low, high = summary(values)
    return {"unit": unit, "median": median, "q05": low, "q95": high}


def target_json(run: TargetRun, strength: float, folder: Path, files: Sequence[Path]) -> dict[str, Any]:
    """Return a target-controlled infusion as one JSON object, every step of the pump in it."""
    request = run.request
    return {
        "compound": request.compound,
        "place": request.place,
        "person": request.group.words,
        "model": request.model,
        "warnings": list(run.warnings),
        "targets": [
            {"from_h": time, "ng_per_ml": level, "reached_h": None if np.isnan(reached) else float(reached)}
            for time, level, reached in zip(
                request.time_h, request.target_ng_per_ml, run.infusion.reached_h, strict=True
            )
        ],
        "until_h": request.stop_h,
        "total_mg": run.total_mg,
        "highest_ng_per_ml": {place: float(level.max()) for place, level in run.levels.items()},
        "steps": [
            {
                "start_h": dose.start_h, "stop_h": dose.stop_h,
                "rate_mg_per_h": dose.amount / dose.duration_h,
                "rate_ml_per_h": dose.amount / dose.duration_h / strength,
            }
            for dose in run.infusion.regimen.doses
        ],
        "folder": str(folder),
        "files": [file.name for file in files],
    }  # fmt: skip
