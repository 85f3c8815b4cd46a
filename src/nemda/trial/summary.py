"""The main numbers of a simulated arm: what the table, the JSON output and the files all show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from nemda.engine.endpoints import remitted, responded
from nemda.trial.endpoints import (
    assessment_h,
    at_time,
    baseline,
    build_up,
    peak,
    relapse,
)
from nemda.trial.intervals import Proportion, Spread, spread, wilson
from nemda.trial.planned import PlannedArm
from nemda.trial.results import ArmResult
from nemda.trial.survival import time_to_share
from nemda.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from xarray import Dataset


class PeakKind(NamedTuple):
    """A quantity whose peak is reported: the variable, how it is called, its unit."""

    key: str
    variable: str
    words: str
    unit: str


PEAKS = (
    PeakKind("ketamine_ng_ml", "ketamine_venous", "Peak ketamine, venous", "ng/mL"),
    PeakKind("dissociation", "dissociation", "Peak dissociation, CADSS", "points"),
    PeakKind("systolic_rise_mmHg", "systolic_rise", "Peak systolic rise, one session", "mmHg"),
)
NEEDED_VARIABLES = ("madrs", *(kind.variable for kind in PEAKS))
"""What a dataset must hold to be summarized."""


class DayResult(NamedTuple):
    """MADRS on one day after the first dose: the score, its change, and who is better (shares)."""

    day: float
    madrs: Spread
    change: Spread
    response: Proportion
    remission: Proportion


class SessionResult(NamedTuple):
    """Response 24 h after one session."""

    day: float
    response: Proportion


class RelapseResult(NamedTuple):
    """Time to relapse after the last session (days), among `responders`.

    `median_days`, `lower_90` and `upper_90` are the days by which 50, 5 and 95% had relapsed
    (Kaplan-Meier), None where so many had not relapsed by `observed_days`.
    """

    responders: int
    relapsed: int
    median_days: float | None
    lower_90: float | None
    upper_90: float | None
    observed_days: float


@dataclass(frozen=True)
class ArmSummary:
    """The main numbers of one arm.

    `endpoint_day` is the day on which `response` and `remission` are judged: 24 h after the last
    session, or the end where that comes first. `days` has every whole day of the simulation.
    """

    name: str
    sentence: str
    n: int
    peaks: Mapping[str, Spread]
    days: tuple[DayResult, ...]
    endpoint_day: float
    endpoint: DayResult
    build_up: tuple[SessionResult, ...]
    relapse: RelapseResult | None
    remission_madrs: float


def whole_days_h(end_h: float) -> tuple[float, ...]:
    """Return every whole day (h) from 0 to the end."""
    return tuple(HOURS_PER_DAY * day for day in range(int(end_h // HOURS_PER_DAY) + 1))


def summarize(planned: PlannedArm, result: ArmResult, remission_madrs: float) -> ArmSummary:
    """Return the main numbers of an arm."""
    dataset = result.dataset
    end_h = float(dataset["time"].values[-1])
    judged_h = assessment_h(planned.sessions_h, end_h)
    n = dataset.sizes["person"]
    return ArmSummary(
        name=result.name,
        sentence=result.sentence,
        n=n,
        peaks={kind.key: spread(peak(dataset, kind.variable)) for kind in PEAKS},
        days=tuple(_day(dataset, time_h, remission_madrs) for time_h in whole_days_h(end_h)),
        endpoint_day=judged_h / HOURS_PER_DAY,
        endpoint=_day(dataset, judged_h, remission_madrs),
        build_up=tuple(
            SessionResult(step.session_h / HOURS_PER_DAY, wilson(step.responders, n))
            for step in build_up(dataset, planned.sessions_h)
        ),
        relapse=_relapse(dataset, planned.sessions_h),
        remission_madrs=remission_madrs,
    )


def _day(dataset: Dataset, time_h: float, remission_madrs: float) -> DayResult:
    madrs, start = at_time(dataset, "madrs", time_h), baseline(dataset)
    return DayResult(
        day=time_h / HOURS_PER_DAY,
        madrs=spread(madrs),
        change=spread(madrs - start),
        response=wilson(int(responded(madrs, start).sum()), madrs.size),
        remission=wilson(int(remitted(madrs, remission_madrs).sum()), madrs.size),
    )


def _relapse(dataset: Dataset, sessions_h: tuple[float, ...]) -> RelapseResult | None:
    found = relapse(dataset, sessions_h)
    if found is None:
        return None
    curve = found.curve()
    end_h = float(dataset["time"].values[-1])
    return RelapseResult(
        responders=int(found.responders.sum()),
        relapsed=int(found.relapsed.sum()),
        median_days=time_to_share(curve, 0.5),
        lower_90=time_to_share(curve, 0.05),
        upper_90=time_to_share(curve, 0.95),
        observed_days=float((end_h - sessions_h[-1]) // HOURS_PER_DAY),
    )
