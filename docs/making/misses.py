"""The table of misses: the known limits, and every published number beside what the model gives."""

from __future__ import annotations

from itertools import groupby

from making.tables import table
from nemda.mechanism.sets import read_set
from nemda.report.limits import Limit, limits
from nemda.trial.definition import Trial
from nemda.trial.published import PUBLISHED, published_trial
from nemda.trial.results import ComparisonRow
from nemda.trial.run import run_trial

PEOPLE = 300
"""People per arm: the interval of a published trial is far wider than what these leave open."""
SEED = 1
HEADINGS = ("arm", "time", "quantity", "published", "model", "90% of such trials", "")


def known_limits() -> str:
    """Return every limit of ``limits.toml`` with what it means for a reader."""
    parts: list[str] = []
    for area, group in groupby(limits(), key=lambda limit: limit.area):
        parts.append(f"### {area[0].upper()}{area[1:]}")
        parts += map(_limit, group)
    return "\n\n".join(parts) + "\n"


def _limit(limit: Limit) -> str:
    works = "; ".join(
        f"[{work.text}](https://doi.org/{work.doi})" if work.doi else work.text for work in limit.works
    )
    sources = f"\n\n    <small>{works}</small>" if works else ""
    text = " ".join(limit.text.split())
    return f'??? warning "{limit.title}"\n    {text}\n\n    **What it means.** {limit.means}{sources}'


def validation() -> str:
    """Return every number of the shipped trials beside its prediction; misses are marked."""
    fitted = read_set().about.get("data", ())
    parts = [
        _trial(published_trial(study_id), "fitted" if study_id in fitted else "not used in fitting")
        for study_id in PUBLISHED
    ]
    return "\n\n".join(parts) + "\n"


def _trial(trial: Trial, role: str) -> str:
    comparison = run_trial(trial, n=PEOPLE, seed=SEED).comparison
    if comparison is None:
        raise ValueError(f"{trial.study_id} has nothing observed")
    inside, total = comparison.inside, len(comparison.rows)
    errors = ", ".join(f"{e.mean_absolute:.1f} {e.unit} ({e.kind})" for e in comparison.errors)
    found = f"{inside} of {total} numbers lie inside their interval; mean absolute errors: {errors}."
    return "\n\n".join(
        [
            f"### {trial.title}",
            f"{trial.citation} (`{trial.study_id}`). This trial was {role}. {found}",
            table(HEADINGS, map(_row, comparison.rows)),
        ]
    )


def _row(row: ComparisonRow) -> tuple[str, ...]:
    numbers = (row.observed, row.predicted, row.lower_90, row.upper_90)
    seen, model, low, high = ("" if value is None else f"{value:.1f}" for value in numbers)
    time = "" if row.time_h is None else f"{row.time_h / 24:g} d" if row.time_h >= 24 else f"{row.time_h:g} h"
    mark = "**miss**" if row.inside is False else ""
    quantity = f"{row.quantity.replace('_', ' ')}, {row.unit}"
    return row.arm.replace("_", " "), time, quantity, seen, model, f"{low} to {high}", mark
