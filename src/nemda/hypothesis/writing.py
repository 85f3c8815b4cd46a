"""Comparisons and searches as JSON and CSV: keys in fixed order, no number that JSON does not know."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from nemda.errors import StorageError
from nemda.hypothesis.brief import BriefResult
from nemda.hypothesis.compare import Comparison, Fitted
from nemda.hypothesis.discriminate import Proposal
from nemda.hypothesis.explanation import Hypothesis


def hypothesis_json(hypothesis: Hypothesis) -> dict[str, Any]:
    """Return an explanation as it stands in the table."""
    return {
        "name": hypothesis.name,
        "title": hypothesis.title,
        "claim": hypothesis.claim,
        "switches": dict(hypothesis.switches),
        "free": [
            {"name": one.name, "prior": one.prior, "log_spread": one.spread, "interval": list(one.interval)}
            for one in hypothesis.free
        ],
        "for": [{"text": one.text, "sources": list(one.sources)} for one in hypothesis.supports],
        "against": [{"text": one.text, "sources": list(one.sources)} for one in hypothesis.opposes],
        "test": hypothesis.test,
    }


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Return the ranking, the fits, the targets, and what the data cannot tell."""
    return {
        "summary": {
            "targets": len(comparison.targets),
            "sources": len({one.source for one in comparison.targets}),
            "best": comparison.ranked[0].hypothesis.name,
            "parameter_set": comparison.parameter_set,
            "seed": comparison.seed,
            "criterion": "elpd, expected log predictive density leaving one observation out",
            "decisive_sources": [{"source": key, "gain": gain} for key, gain in comparison.decisive],
            "best_without_source": dict(comparison.without_source),
            "explained_by_none": [one.name for one in comparison.unexplained],
            "silent": [one.name for one in comparison.silent],
        },
        "explanations": [_fitted_json(one) for one in comparison.ranked],
        "targets": rows(comparison),
    }


def rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Return one row per target: what was seen, and what each explanation predicts at its best."""
    return [
        {
            "name": target.name,
            "measured": target.words,
            "observed": target.observed,
            "error": target.error,
            "unit": target.readout.unit,
            "source": target.source,
            "assumed": target.assumed,
            **{
                one.hypothesis.name: {
                    "predicted": _plain(float(one.predicted[index])),
                    "agrees": one.agrees[index],
                    "log_density_left_out": _plain(float(one.pointwise[index])),
                }
                for one in comparison.ranked
            },
        }
        for index, target in enumerate(comparison.targets)
    ]


def discrimination_json(
    proposals: Sequence[Proposal], names: Sequence[str], brief: Sequence[BriefResult]
) -> dict[str, Any]:
    """Return the proposals in order, and the tests of the literature."""
    return {
        "proposals": [
            {
                "experiment": one.experiment.words,
                "species": one.experiment.species,
                "condition": one.experiment.condition,
                "readout": one.experiment.readout.name,
                "time_h": one.experiment.arm.times_h[-1],
                "unit": one.experiment.readout.unit,
                "error": one.experiment.readout.error,
                "information_bits": one.information_bits,
                "separation": one.separation,
                "farthest_apart": list(one.apart),
                "predicted": _by_name(names, one.mean.tolist()),
                "spread": _by_name(names, one.spread.tolist()),
            }
            for one in proposals
        ],
        "brief": [
            {
                "name": one.test.name,
                "of": one.test.of,
                "question": one.test.question,
                "asked": one.test.asked,
                "met": one.met,
                "source": one.test.source,
                "arms": [arm.words for arm in one.test.arms],
                "verdicts": dict(zip(one.names, one.verdicts, strict=True)),
                "predicted": {
                    name: [_plain(float(value)) for value in row]
                    for name, row in zip(one.names, one.predicted, strict=True)
                },
            }
            for one in brief
        ],
    }


def write_rows(found: Sequence[Mapping[str, Any]], file: Path) -> None:
    """Write rows as CSV; a mapping in a cell becomes columns of its own.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    flat = [_flat(row) for row in found]
    try:
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer: csv.DictWriter[str] = csv.DictWriter(stream, list(flat[0]) if flat else [])
            writer.writeheader()
            writer.writerows(flat)
    except OSError as error:
        raise StorageError("The file cannot be written.", where=str(file), got=str(error)) from error


def _fitted_json(one: Fitted) -> dict[str, Any]:
    stand = one.standing
    return {
        "name": one.hypothesis.name,
        "title": one.hypothesis.title,
        "elpd": one.elpd,
        "elpd_difference": stand.difference,
        "difference_standard_error": stand.standard_error,
        "difference_interval_90": [stand.low, stand.high],
        "share_of_resamples_best": stand.best_share,
        "aicc": _plain(one.aicc),
        "log_likelihood": one.log_likelihood,
        "free_parameters": len(one.hypothesis.free),
        "targets_agreeing": sum(one.agrees),
        "effective_draws": one.effective,
        "estimates": [
            {"name": each.name, "value": each.value, "interval_90": [each.low, each.high],
             "prior_variance_removed": each.informed}
            for each in one.estimates
        ],
        "entangled": [list(pair) for pair in one.entangled],
        "changes": one.changes,
    }  # fmt: skip


def _by_name(names: Sequence[str], values: Sequence[float]) -> dict[str, float | None]:
    return {name: _plain(value) for name, value in zip(names, values, strict=True)}


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            inner = cast("dict[str, Any]", value)
            flat |= {f"{name}.{key}": one for key, one in inner.items()}
        elif isinstance(value, list):
            flat[name] = "; ".join(map(str, cast("list[Any]", value)))
        else:
            flat[name] = value
    return flat


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
