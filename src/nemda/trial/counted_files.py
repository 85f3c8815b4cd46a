"""What a run that keeps no people leaves beside the arrays: tables for a spreadsheet, and a calendar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nemda.regimen import Regimen, calendar, to_sentence
from nemda.trial.files import SUMMARY_COLUMNS, write_csv
from nemda.trial.folder import storage_errors

if TYPE_CHECKING:
    from xarray import Dataset


def write_counted(folder: Path, regimen: Regimen, dataset: Dataset) -> None:
    """Write summary.csv, endpoints.csv and calendar.txt of an arm into its folder.

    Raises
    ------
    StorageError
        A file cannot be written.
    """
    with storage_errors(folder):
        write_csv(folder / "summary.csv", SUMMARY_COLUMNS, _summary_rows(dataset))
        write_csv(folder / "endpoints.csv", ("time_h", "endpoint", "share"), _endpoint_rows(dataset))
        text = f"{to_sentence(regimen)}\n\n{calendar(regimen)}\n"
        (folder / "calendar.txt").write_text(text, encoding="utf-8")


def _summary_rows(dataset: Dataset) -> list[tuple[str, ...]]:
    """Return mean, SD and quantiles over people of every variable at every time."""
    times = dataset["time"].values
    rows: list[tuple[str, ...]] = []
    for name in dataset["variable"].values:
        one = dataset.sel(variable=name)
        numbers = [one["mean"].values, one["sd"].values, *one["quantiles"].values]
        for time, *row in zip(times, *numbers, strict=True):
            texts = (f"{number:.6g}" for number in row)
            rows.append((f"{time:.10g}", str(name), str(one["units"].values), *texts))
    return rows


def _endpoint_rows(dataset: Dataset) -> list[tuple[str, ...]]:
    times = dataset["time"].values
    return [
        (f"{time:.10g}", str(name), f"{share:.6g}")
        for name, shares in zip(dataset["endpoint"].values, dataset["share"].values, strict=True)
        for time, share in zip(times, shares, strict=True)
    ]
