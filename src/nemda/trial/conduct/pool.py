"""Everybody of a group simulated once: what the drug lifts, what is expected, what comes by itself.

MADRS = baseline exp(-lift) (1 - expected - natural - c), so that an effect of the drug, and a trial's own
deviations, can be laid on without simulating again (`nemda.trial.deviation`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.engine.pressure import highest_rise
from nemda.engine.simulate import simulate
from nemda.mechanism.mood import MADRS_MAXIMUM
from nemda.mechanism.sets import DEFAULT_SET
from nemda.people import People, people
from nemda.progress import SILENT, Progress
from nemda.regimen import sessions
from nemda.trial.conduct.groups import Group
from nemda.trial.conduct.titrated import READ, titrated_course
from nemda.trial.definition import Share, Trial
from nemda.trial.deviation import LIFTED, NO_DEVIATION, Deviation, Lift, lift_of
from nemda.trial.folder import safe_name
from nemda.trial.planned import split
from nemda.units import HOURS_PER_WEEK

HIGH_PRESSURE_MMHG = 40.0
"""Rise of systolic pressure that trials of nasal esketamine counted."""
LEAST_TRUE_SHARE = 0.3


class PoolSettings(NamedTuple):
    """How many are simulated per group, from which seed, with which parameters, and who does the work."""

    people: int = 1000
    seed: int = 1
    parameter_set: str = DEFAULT_SET
    changes: tuple[tuple[str, float], ...] = ()
    workers: int = 1
    chunk: int = 250


@dataclass(frozen=True, eq=False)
class Pool:
    """The people of a group over time: shares and lift [person, time], and what was seen of them [person].

    `time_h` counts from the start of the simulation, lead-in included. `sedation` is the
    highest chance of a MOAA/S below 5, `cadss` the highest score; `traits` are covariates by name.
    """

    group: Group
    time_h: Float[ndarray, " time"]
    lift: Lift
    expected: Float[ndarray, "person time"]
    natural: Float[ndarray, "person time"]
    baseline: Float[ndarray, " person"]
    cadss: Float[ndarray, " person"]
    sedation: Float[ndarray, " person"]
    high_pressure: Bool[ndarray, " person"]
    traits: Mapping[str, Float[ndarray, " person"]]

    @property
    def size(self) -> int:
        """The number of people."""
        return int(self.baseline.size)

    def at(self, time_h: Sequence[float]) -> ndarray:
        """Return the indices of times (h)."""
        return np.array([int(np.argmin(np.abs(self.time_h - time))) for time in time_h])

    def madrs(
        self, persons: ndarray, looks: ndarray, effect: float = 1.0, own: Deviation = NO_DEVIATION
    ) -> Float[ndarray, "person look"]:
        """Return true scores of persons at looks, under an effect of the drug and a trial's deviations."""
        rows = np.asarray(persons)[:, None]
        columns = np.asarray(looks)[None, :]
        left = np.exp(-self.lift.part(rows, columns).under(own, effect))
        rest = 1 - self.expected[rows, columns] - self.natural[rows, columns] - own.other
        return np.clip(self.baseline[persons][:, None] * left * rest, 0.0, MADRS_MAXIMUM)


def simulate_pools(
    trial: Trial,
    groups: Sequence[Group],
    times_h: Mapping[str, Sequence[float]],
    settings: PoolSettings,
    *,
    rating_error_sd: float,
    out: Path | None = None,
    progress: Progress = SILENT,
) -> dict[str, Pool]:
    """Return the pool of every group; `times_h` are the times wanted of each (h after the start).

    The covariate `baseline_madrs` is of ratings, so the spread of true scores is smaller by the error of
    a rating: true = mean + (rated - mean) sqrt(1 - error^2 / SD^2).

    Raises
    ------
    NemdaError
        As for `nemda.engine.simulate.simulate`.
    """
    return {
        group.name: _pool(trial, group, tuple(times_h[group.name]), settings, rating_error_sd, out, progress)
        for group in groups
    }


def changes_of(trial: Trial, settings: PoolSettings) -> dict[str, float]:
    """Return the parameters that the protocol sets: the blind, what is known, resistance, a crisis."""
    protocol = trial.protocol
    changes = dict(settings.changes)
    if protocol.unblinding < 1.0:
        changes["unblinding_switch"] = protocol.unblinding
    if protocol.open_label:
        changes["treatment_known"] = 1.0
    if protocol.prior_failures is not None:
        changes["nonresistance"] = 0.0 if protocol.prior_failures >= 2 else 1.0
    if protocol.crisis:
        changes["crisis"] = 1.0
    return changes


def _pool(
    trial: Trial, group: Group, times_h: tuple[float, ...], settings: PoolSettings, error_sd: float,
    out: Path | None, progress: Progress,
) -> Pool:  # fmt: skip
    covariates: dict[str, Any] = dict(group.covariates)
    drawn = people(trial.preset, n=settings.people, seed=settings.seed, first=0, **covariates)
    persons = _true_baseline(drawn, error_sd)
    changes = changes_of(trial, settings)
    if group.inert:
        changes.pop("treatment_known", None)
    times = tuple(sorted({float(time) for time in times_h}))
    if group.titration is not None:
        values = titrated_course(group, persons, times, settings.parameter_set, changes, progress)
        parts = [values]
    else:
        parts = []
        first = 0
        for part, size in zip(group.mix, split(persons.n, group.mix), strict=True):
            if size:
                some = persons.slice(first, first + size)
                place = None if out is None else out / safe_name(f"{group.name}-{first}")
                parts.append(_simulated(group, part, some, times, settings, changes, place, progress))
            first += size
    joined = {name: np.concatenate([part[name] for part in parts]) for name in READ}
    at = np.searchsorted(parts[0]["time_h"], np.array(times) - 1e-6)
    given = max(len(sessions(part.regimen)) for part in group.mix)
    rise = highest_rise(persons, joined["systolic_rise"].max(axis=1), max(given, 1))
    return Pool(
        group=group,
        time_h=np.array(times),
        lift=lift_of({name: joined[name][:, at] for name in LIFTED}),
        expected=joined["expectancy_share"][:, at],
        natural=joined["natural_share"][:, at],
        baseline=persons["baseline_madrs"],
        cadss=joined["dissociation"].max(axis=1),
        sedation=joined["sedation"].max(axis=1),
        high_pressure=rise >= HIGH_PRESSURE_MMHG,
        traits=dict(persons.covariates),
    )


def _simulated(
    group: Group, part: Share, persons: People, times: tuple[float, ...], settings: PoolSettings,
    changes: Mapping[str, float], place: Path | None, progress: Progress,
) -> dict[str, ndarray]:  # fmt: skip
    kept = replace(part.regimen, doses=tuple(d for d in part.regimen.doses if d.start_h < group.end_h))
    visits = {*times, *(dose.stop_h for dose in kept.doses if dose.stop_h <= group.end_h)}
    dataset = simulate(
        kept, persons, group.end_h / HOURS_PER_WEEK, variables=READ, visits_h=tuple(sorted(visits)),
        changes=changes, parameter_set=settings.parameter_set, setting=group.setting, out=place,
        chunk=settings.chunk, workers=settings.workers, progress=progress,
    )  # fmt: skip
    # kept results have single precision, so those in memory get it too: with and without a folder alike
    values = {name: np.asarray(dataset[name].values, dtype=np.float32).astype(float) for name in READ}
    values["time_h"] = np.asarray(dataset["time"].values, dtype=float)
    dataset.close()
    return values


def _true_baseline(persons: People, error_sd: float) -> People:
    rated = persons["baseline_madrs"]
    spread = float(rated.std()) if persons.n > 1 else 0.0
    if spread == 0 or error_sd == 0:
        return persons
    share = np.sqrt(max(1 - (error_sd / spread) ** 2, LEAST_TRUE_SHARE**2))
    true = rated.mean() + (rated - rated.mean()) * share
    return replace(persons, covariates={**persons.covariates, "baseline_madrs": true})
