"""Writing a calibration down: the dated set, the variation between trials, all draws, and a report."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.fit.trials.data import DISCREPANCY
from nemda.fit.trials.leave_out import SD_COLUMNS
from nemda.fit.trials.parameters import SPONTANEOUS, hazard_of
from nemda.fit.trials.run import TrialFit
from nemda.fit.trials.starting import UNCALIBRATED
from nemda.mechanism.catalog import simulation_parameters

SHIPPED_DRAWS = 5
"""Posterior draws that predictions use for the uncertainty of parameters; the CSV holds all."""


def contraction(fit: TrialFit) -> Mapping[str, float]:
    """Return how much of its prior variance the data have taken from each parameter (0 nothing, 1 all)."""
    variance = fit.posterior.z.var(axis=0, ddof=1)
    return {one.key: float(1 - v) for one, v in zip(fit.problem.free, variance, strict=True)}


def parameter_set(fit: TrialFit, date: str) -> str:
    """Return the text of the dated parameter set (TOML): fitted values, spreads, errors, data and method."""
    table = simulation_parameters((UNCALIBRATED,))
    free, told = fit.problem.free, contraction(fit)
    residual = (fit.optimum.predicted - fit.problem.observed) / fit.problem.error
    about = {
        "meaning": "hierarchical calibration of the clinical terms to the trials of the evidence tables",
        "date": date,
        "method": "maximum of the posterior by weighted least squares over parameters and study deviations; "
        "posterior draws by NUTS on a quadratic surface around it",
        "data": list(fit.problem.studies),
        "targets": len(fit.problem.targets),
        "misfit": round(float((residual**2).sum()), 2),
        "people_per_arm": fit.problem.who.n,
        "seed": fit.seed,
        "between_study_sd_log_drug_effect": round(fit.optimum.sds.drug, 4),
        "between_study_sd_log_lasting_part": round(fit.optimum.sds.lasting, 4),
        "between_study_sd_other_share": round(fit.optimum.sds.other, 4),
        "divergences": fit.posterior.divergences,
        "largest_rhat": round(max(fit.posterior.rhat.values()), 4),
        "smallest_effective_size": round(min(fit.posterior.effective.values())),
        "surface_error": round(fit.surface_error, 3),
    }
    lines = ["# Written by `nemda fit trials`; do not edit by hand.", "[about]"]
    lines += [f"{key} = {json.dumps(value)}" for key, value in about.items()]
    spread = dict(zip([one.key for one in free], fit.posterior.z.std(axis=0, ddof=1), strict=True))
    values = {one.key: one.value(float(z)) for one, z in zip(free, fit.optimum.z, strict=True)}
    by_key = {one.key: one for one in free}
    for name in sorted({key.partition(".")[0] for key in values if key != SPONTANEOUS}):
        lines += ["", f"[{name}]"]
        notes: list[str] = []
        for key, field in ((name, "value"), (f"{name}.spread", "spread")):
            if key in values:
                one = by_key[key]
                kind = "standard error" if one.normal else "log standard error"
                lines.append(f"{field} = {values[key]:.6g}")
                notes.append(
                    f"{field}: {kind} {spread[key] * one.spread:.2f}, the data removed "
                    f"{told[key]:.0%} of prior variance"
                )
        sources = "; ".join(sorted({*table[name].source.split("; "), "nemda-fit"}))
        lines += ['grade = "F"', f"source = {json.dumps(sources)}", f"note = {json.dumps('; '.join(notes))}"]
    return "\n".join([*lines, ""])


def discrepancies(fit: TrialFit) -> dict[str, float]:
    """Return the SD of residuals beyond sampling, sqrt(mean(residual^2 - sampling^2)), by kind."""
    residual = fit.optimum.predicted - fit.problem.observed
    found: dict[str, float] = {}
    for name, kind in (("points", "points"), ("rate", "%"), ("log", "log")):
        assumed = DISCREPANCY[kind]
        chosen = [i for i, target in enumerate(fit.problem.targets) if target.kind == kind]
        extra = [residual[i] ** 2 - (fit.problem.error[i] ** 2 - assumed**2) for i in chosen]
        found[name] = float(np.sqrt(max(float(np.mean(extra)), assumed**2)))
    return found


def variation(fit: TrialFit) -> str:
    """Return the text of the variation between trials: SDs, study deviations with errors, shipped draws."""
    o, p = fit.optimum, fit.posterior
    lines = [
        "# Written by `nemda fit trials`; do not edit by hand. Deviations of studies: of the log of the drug",
        "# effect, of the log of its lasting part, of the share that all arms lose; with posterior SDs.",
        f"{SPONTANEOUS} = {hazard_of(fit.problem.free, o.z):.6g}",
        "",
        "[sd]",
        *(f"{name} = {sd:.4f}" for name, sd in o.sds._asdict().items()),
        "",
        "[discrepancy]",
        *(f"{name} = {value:.4f}" for name, value in discrepancies(fit).items()),
    ]
    for study, own, error in zip(fit.problem.studies, o.own.T, p.own.std(axis=0, ddof=1).T, strict=True):
        lines += ["", f"[study.{study}]", f"own = {_list(own)}", f"error = {_list(error)}"]
    for draw in np.linspace(0, p.z.shape[0] - 1, SHIPPED_DRAWS).astype(int):
        lines += ["", "[[draw]]"]
        for one, z in zip(fit.problem.free, p.z[draw], strict=True):
            if one.key != SPONTANEOUS:
                lines.append(f'"{one.key}" = {one.value(float(z)):.6g}')
    return "\n".join([*lines, ""])


def _list(values: Float[ndarray, " deviation"]) -> str:
    return "[" + ", ".join(f"{value:.4f}" for value in values) + "]"


def draws_csv(fit: TrialFit) -> str:
    """Return all posterior draws as CSV: parameters by key, then the standard deviations between studies."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*(one.key for one in fit.problem.free), *SD_COLUMNS, "error_factor"])
    p = fit.posterior
    for z, sds, factor in zip(p.z, p.sds, p.factor, strict=True):
        values = [one.value(float(each)) for one, each in zip(fit.problem.free, z, strict=True)]
        writer.writerow([f"{value:.5g}" for value in (*values, *sds, factor)])
    return stream.getvalue()


def report_json(fit: TrialFit) -> str:
    """Return the report: every datum with its source row, prediction and residual; diagnostics."""
    o, told = fit.optimum, contraction(fit)
    correlation = np.corrcoef(fit.posterior.z.T)
    names = [one.key for one in fit.problem.free]
    pairs = [
        [names[i], names[j], round(float(correlation[i, j]), 2)]
        for i in range(len(names)) for j in range(i) if abs(correlation[i, j]) > 0.7
    ]  # fmt: skip
    data = [
        {
            "table_row": t.request.row.position + 1, "study_id": t.study_id, "arm": t.request.row.arm,
            "time_h": t.request.row.time_h, "quantity": t.request.row.quantity, "kind": t.kind,
            "observed": t.value,
            "error": round(t.error, 4), "compared_at": round(float(y), 4), "predicted": round(float(f), 4),
            "residual": round(float((f - y) / t.error), 3),
        }
        for t, f, y in zip(fit.problem.targets, o.predicted, fit.problem.observed, strict=True)
    ]  # fmt: skip
    quantiles = np.quantile(fit.posterior.z, [0.05, 0.5, 0.95], axis=0)
    parameters = {
        one.key: {
            "prior_center": one.center, "prior_spread": one.spread, "normal_prior": one.normal,
            "best": one.value(float(best)), "q05_q50_q95": [one.value(float(q)) for q in qs],
            "contraction": round(told[one.key], 3), "rhat": round(fit.posterior.rhat[one.key], 4),
            "effective_size": round(fit.posterior.effective[one.key]),
        }
        for one, best, qs in zip(fit.problem.free, o.z, quantiles.T, strict=True)
    }  # fmt: skip
    content = {
        "parameters": parameters, "strongly_correlated": pairs, "divergences": fit.posterior.divergences,
        "surface_error": fit.surface_error, "between_studies": dict(zip(SD_COLUMNS, o.sds, strict=True)),
        "data": data,
    }  # fmt: skip
    return json.dumps(content, indent=1) + "\n"
