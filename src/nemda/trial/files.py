"""What a run leaves beside the arrays: tables for a spreadsheet, calendars, and a record of the run."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nemda._version import NUMERICS_VERSION, __version__
from nemda.engine.endpoints import remitted, responded
from nemda.regimen import calendar, to_sentence
from nemda.trial.compare import Comparison
from nemda.trial.endpoints import at_time, baseline, peak, relapse
from nemda.trial.folder import storage_errors
from nemda.trial.intervals import QUANTILES, quantiles_over_people
from nemda.trial.planned import PlannedArm
from nemda.trial.results import ArmResult, ComparisonRow
from nemda.trial.summary import PEAKS, ArmSummary
from nemda.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from xarray import Dataset

RECORD = "run.json"


def write_arm(folder: Path, planned: PlannedArm, result: ArmResult, summary: ArmSummary) -> None:
    """Write summary.csv, people.csv and calendar.txt of an arm into its folder.

    Raises
    ------
    StorageError
        A file cannot be written.
    """
    with storage_errors(folder):
        write_csv(folder / "summary.csv", SUMMARY_COLUMNS, _quantiles(result.dataset))
        columns = _person_columns(planned, result.dataset, summary)
        write_csv(folder / "people.csv", tuple(columns), zip(*columns.values(), strict=True))
        texts = [f"{to_sentence(part.regimen)}\n\n{calendar(part.regimen)}\n" for part in planned.portions]
        (folder / "calendar.txt").write_text("\n".join(texts), encoding="utf-8")


SUMMARY_COLUMNS = ("time_h", "variable", "unit", "mean", "sd", *(f"q{int(100 * q):02d}" for q in QUANTILES))


def _quantiles(dataset: Dataset) -> Iterable[Sequence[object]]:
    """Yield mean, SD and quantiles over people of every variable at every time."""
    times = dataset["time"].values
    for name, variable in dataset.data_vars.items():
        values = variable.values.astype(float)
        sd = values.std(axis=0, ddof=1) if values.shape[0] > 1 else np.zeros(times.size)
        rows = np.column_stack([values.mean(axis=0), sd, *quantiles_over_people(values, QUANTILES)])
        for time, row in zip(times, rows, strict=True):
            yield (f"{time:.10g}", name, variable.attrs["units"], *(f"{number:.6g}" for number in row))


def _person_columns(
    planned: PlannedArm, dataset: Dataset, summary: ArmSummary
) -> dict[str, Iterable[object]]:
    """Return covariates and endpoints, one value per person; an empty cell is an endpoint never reached."""
    end_h = summary.endpoint_day * HOURS_PER_DAY
    madrs, start = at_time(dataset, "madrs", end_h), baseline(dataset)
    regimens = [text for part in planned.portions for text in [to_sentence(part.regimen)] * part.people.n]
    covariates = planned.portions[0].people.covariates
    columns: dict[str, Iterable[object]] = {"person": dataset["person"].values, "regimen": regimens}
    columns |= {name: _texts(dataset[name].values) for name in covariates}
    columns |= {f"peak_{kind.key}": _texts(peak(dataset, kind.variable)) for kind in PEAKS}
    day = f"{summary.endpoint_day:g}"
    columns[f"madrs_day_{day}"] = _texts(madrs)
    columns[f"madrs_change_day_{day}"] = _texts(madrs - start)
    columns[f"response_day_{day}"] = responded(madrs, start).astype(int)
    columns[f"remission_day_{day}"] = remitted(madrs, summary.remission_madrs).astype(int)
    found = relapse(dataset, planned.sessions_h)
    if found is not None:
        columns["days_to_relapse_or_end"] = _texts(found.days)
        columns["relapsed"] = ["" if np.isnan(d) else int(r) for d, r in zip(*found, strict=True)]
    return columns


def _texts(values: Iterable[float]) -> list[str]:
    return ["" if np.isnan(value) else f"{value:.6g}" for value in values]


def write_comparison(folder: Path, comparison: Comparison) -> None:
    """Write comparison.csv: every published number, those without a prediction last.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    rows = (*comparison.rows, *comparison.not_compared)
    with storage_errors(folder):
        write_csv(folder / "comparison.csv", ComparisonRow._fields, rows)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a table with a line of column names."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_record(folder: Path, details: Mapping[str, object], *, finished: bool) -> None:
    """Write run.json: what was asked for, by which version, and whether it is finished.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    with storage_errors(folder):
        text = json.dumps({"finished": finished, **_with_versions(details)}, indent=2, ensure_ascii=False)
        (folder / RECORD).write_text(text + "\n", encoding="utf-8")


def was_interrupted(folder: Path, details: Mapping[str, object]) -> bool:
    """Return whether the folder holds the record of this very run, by this version, not finished."""
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return found == {"finished": False, **json.loads(json.dumps(_with_versions(details)))}


def _with_versions(details: Mapping[str, object]) -> dict[str, object]:
    return {"nemda_version": __version__, "numerics_version": NUMERICS_VERSION, **details}
