"""Observed beside predicted: one row for each published number, and how large the errors are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.evidence.records import number
from nemda.people.streams import stream_key
from nemda.trial.definition import VERSUS, Trial
from nemda.trial.endpoints import baseline
from nemda.trial.predict import SD, adjusted, adjustment, person_values, resample
from nemda.trial.results import ArmResult, ComparisonRow, Observed

if TYPE_CHECKING:
    from xarray import Dataset

MOST_PEOPLE = 10_000
"""People resampled at most where the source does not say how many it had."""

UNITS = {
    "mean": "points",
    SD: "points",
    "change_from_baseline": "points",
    "diff_vs_control": "points",
    "response_rate": "%",
    "remission_rate": "%",
}
"""The quantities of MADRS that can be predicted, and the unit each is compared in."""

REASONS = {
    "odds_ratio": "an odds ratio depends on how the source coded and adjusted it; compare the rates",
    "null_result": "the source gives no estimate",
}


class ErrorSize(NamedTuple):
    """Mean absolute error of the rows of one kind, in `unit`."""

    kind: str
    unit: str
    mean_absolute: float
    rows: int


@dataclass(frozen=True)
class Comparison:
    """All rows of a trial: those compared, those that cannot be (their note says why), and the errors."""

    rows: tuple[ComparisonRow, ...]
    not_compared: tuple[ComparisonRow, ...]

    @property
    def inside(self) -> int:
        """How many observed values lie inside their 90% prediction interval."""
        return sum(row.inside is True for row in self.rows)

    @property
    def errors(self) -> tuple[ErrorSize, ...]:
        """Mean absolute errors of mean scores and changes, of their SDs, and of rates."""
        found: list[ErrorSize] = []
        for kind, unit, quantities in (
            ("mean scores and changes", "points", UNITS.keys() - {SD, "response_rate", "remission_rate"}),
            ("standard deviations", "points", {SD}),
            ("response and remission", "percentage points", {"response_rate", "remission_rate"}),
        ):
            sizes = [
                abs(row.predicted - row.observed)
                for row in self.rows
                if row.quantity in quantities and row.predicted is not None and row.observed is not None
            ]
            if sizes:
                found.append(ErrorSize(kind, unit, float(np.mean(sizes)), len(sizes)))
        return tuple(found)


def compare(trial: Trial, arms: Sequence[ArmResult], seed: int = 1) -> Comparison:
    """Return every published number of a trial beside its prediction.

    A mean that comes with an SD gives a second row, quantity ``sd``. The interval of a row uses the
    published number of people, or where there is none as many as were simulated, and then says so.
    """
    datasets = {arm.name: arm.dataset for arm in arms}
    rows: list[ComparisonRow] = []
    not_compared: list[ComparisonRow] = []
    for row in with_spreads(trial.observed):
        reason = why_not(row)
        if reason or row.time_h is None or row.value is None:
            not_compared.append(_unpredicted(row, reason))
        else:
            rows.append(_predicted(trial, datasets, row, row.time_h, row.value, seed))
    return Comparison(tuple(rows), tuple(not_compared))


def why_not(row: Observed) -> str:
    """Return why a row cannot be predicted, or an empty text where it can."""
    if row.scale != "MADRS":
        return f"{row.scale} is not simulated"
    if row.quantity in REASONS:
        return REASONS[row.quantity]
    if row.quantity not in UNITS or row.unit != UNITS[row.quantity]:
        return f"{row.quantity} in {row.unit or 'no unit'} has no simulated counterpart"
    if row.value is None or row.time_h is None:
        return "the source gives no number" if row.value is None else "the source gives no time"
    if (VERSUS in row.arm) != (row.quantity == "diff_vs_control"):
        return "a difference is between two arms, anything else is of one"
    return ""


def with_spreads(observed: Sequence[Observed]) -> tuple[Observed, ...]:
    """Return the rows, each mean score that comes with an SD followed by a row for that SD.

    The SD of an adjusted mean is left out, because it is not that of people.
    """
    rows: list[Observed] = []
    for row in observed:
        rows.append(row)
        size = number(row.dispersion) if row.dispersion_type == "SD" else None
        if size is not None and row.quantity == "mean" and not row.adjusted and not why_not(row):
            rows.append(row._replace(quantity=SD, value=size, dispersion="", dispersion_type=""))
    return tuple(rows)


def _unpredicted(row: Observed, reason: str) -> ComparisonRow:
    return ComparisonRow(
        row.arm, row.time_h, row.scale, row.quantity, row.value, None, None, None, row.unit, None, reason
    )


def _predicted(
    trial: Trial, datasets: Mapping[str, Dataset], row: Observed, time_h: float, observed: float, seed: int
) -> ComparisonRow:
    names = trial.contrast(row.arm, "arm") if VERSUS in row.arm else (trial.find_arm(row.arm, "arm").name,)
    values = {
        name: person_values(dataset, row.quantity, time_h, trial.remission_madrs)
        for name, dataset in datasets.items()
    }
    notes: list[str] = []
    if row.adjusted and UNITS[row.quantity] == "points":
        notes.append("adjusted for baseline, as published")
        values = _adjusted(trial, datasets, values)
    groups = [values[name] for name in names]
    published = [_published_n(trial, row, name) for name in names]
    sizes = [n or min(group.size, MOST_PEOPLE) for n, group in zip(published, groups, strict=True)]
    if None in published:
        notes.append(f"n not published, interval for {' and '.join(map(str, sizes))} people")
    stream = stream_key(seed, f"trial/{row.arm}/{row.scale}/{row.quantity}/{row.time_h}")
    found = resample(groups, sizes, row.quantity == SD, np.random.Generator(np.random.Philox(key=stream)))
    return ComparisonRow(
        arm=row.arm,
        time_h=time_h,
        scale=row.scale,
        quantity=row.quantity,
        observed=observed,
        predicted=found.value,
        lower_90=found.lower_90,
        upper_90=found.upper_90,
        unit=row.unit,
        inside=found.lower_90 <= observed <= found.upper_90,
        note="; ".join(notes),
    )


def _adjusted(
    trial: Trial, datasets: Mapping[str, Dataset], values: Mapping[str, Float[ndarray, " person"]]
) -> dict[str, Float[ndarray, " person"]]:
    """Return the values of every arm, brought to the trial's common baseline."""
    known = [arm.n for arm in trial.arms if arm.n is not None]
    weights = known if len(known) == len(trial.arms) else [1] * len(trial.arms)
    starts = {arm.name: baseline(datasets[arm.name]) for arm in trial.arms}
    to = adjustment([values[name] for name in starts], list(starts.values()), weights)
    return {name: adjusted(values[name], start, to) for name, start in starts.items()}


def _published_n(trial: Trial, row: Observed, arm: str) -> int | None:
    """Return how many people an arm had: at this outcome where known, else at the start."""
    at_start = trial.find_arm(arm, "arm").n
    return at_start if VERSUS in row.arm else row.n or at_start
