"""Writing a calibration down as a dated parameter set."""

from __future__ import annotations

import json

from nemda.fit.clinical import Fit
from nemda.model.parameters import ParameterTable


def as_parameter_set(fit: Fit, table: ParameterTable, date: str, n: int, seed: int) -> str:
    """Return the text of a parameter set (TOML): fitted values, spreads, errors, data and method."""
    about = {
        "meaning": "first calibration of the clinical gains to three published trials",
        "date": date,
        "method": "maximum of the posterior: weighted least squares on means and SDs with lognormal priors",
        "data": sorted({target.study_id for target in fit.targets}),
        "targets": len(fit.targets),
        "misfit": round(fit.misfit, 2),
        "people_per_arm": n,
        "seed": seed,
    }
    lines = ["# Written by scripts/calibrate.py; do not edit by hand.", "[about]"]
    lines += [f"{key} = {json.dumps(value)}" for key, value in about.items()]
    for name in sorted({key.partition(".")[0] for key in fit.values}):
        lines += ["", f"[{name}]", *_entry(fit, name, table)]
    return "\n".join([*lines, ""])


def _entry(fit: Fit, name: str, table: ParameterTable) -> list[str]:
    parameter = table[name]
    lines: list[str] = []
    notes: list[str] = []
    for key, field in ((name, "value"), (f"{name}.spread", "spread")):
        if key in fit.values:
            lines.append(f"{field} = {fit.values[key]:.6g}")
            error, told = fit.relative_errors[key], fit.contraction[key]
            notes.append(
                f"{field}: log standard error {error:.2f}, the data removed {told:.0%} of prior variance"
            )
    lines.append('grade = "F"')
    sources = "; ".join(sorted({parameter.source, "nemda-fit"}))
    return [*lines, f"source = {json.dumps(sources)}", f"note = {json.dumps('; '.join(notes))}"]
