"""A trial run many times: pools, replicates, and what they say together; stopped runs go on where they were.

Every replicate is a line of ``replicates.jsonl`` with all its estimates. Its random numbers come from a
stream named by the seed and its number, so a run that was stopped and resumed is the same, bit for bit, as
one that was not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import CancelledError, DataError, StorageError, TrialError
from nemda.mechanism.sets import DEFAULT_SET
from nemda.progress import SILENT, Progress, stop_if_cancelled
from nemda.trial.conduct.groups import Group, contrasts_of, groups_of
from nemda.trial.conduct.pool import Pool, PoolSettings, simulate_pools
from nemda.trial.conduct.replicate import World, draw_replicate, generator_of, wanted_times
from nemda.trial.conduct.visits import visits_of
from nemda.trial.definition import Contrast, Trial
from nemda.trial.deviation import NAMES, NO_DEVIATION
from nemda.trial.estimates import Key, estimates_of, key_of
from nemda.trial.files import RECORD, write_record
from nemda.trial.folder import output_folder, storage_errors
from nemda.trial.rows.variation import Discrepancy, StudyEffect, Variation, variation_of

LINES = "replicates.jsonl"
SMALLEST_POOL = 50


class ReplicateSettings(NamedTuple):
    """How often a trial is run and with what: see `PoolSettings`; `workers` only simulate.

    `between_trials` and `parameters` say whether replicates differ in what trials differ in, and in
    parameters drawn from their posterior where the set has draws.
    """

    replicates: int = 200
    seed: int = 1
    pool: int = 1000
    parameter_set: str = DEFAULT_SET
    changes: tuple[tuple[str, float], ...] = ()
    workers: int = 1
    between_trials: bool = True
    parameters: bool = True

    def pool_settings(self) -> PoolSettings:
        """Return how the pools are simulated."""
        return PoolSettings(self.pool, self.seed, self.parameter_set, self.changes, self.workers)


class Prepared(NamedTuple):
    """A trial ready to be run: groups, visits, and pools (first that of the set, then one for each draw)."""

    trial: Trial
    groups: tuple[Group, ...]
    contrasts: tuple[Contrast, ...]
    visits_h: tuple[float, ...]
    pools: tuple[Mapping[str, Pool], ...]
    variation: Variation
    effect: StudyEffect
    notes: tuple[str, ...]

    @property
    def main(self) -> Mapping[str, Pool]:
        """The pools under the values of the parameter set."""
        return self.pools[0]

    @property
    def sizes(self) -> dict[str, int]:
        """People per group."""
        return {group.name: group.size for group in self.groups}


@dataclass(frozen=True, eq=False)
class TrialReplicates:
    """What all replicates reported: each estimate by key [replicate], NaN where a replicate has none."""

    prepared: Prepared
    settings: ReplicateSettings
    values: Mapping[Key, Float[ndarray, " replicate"]]


def check_settings(settings: ReplicateSettings) -> None:
    """Raise `TrialError` where a number of the settings makes no sense."""
    if settings.replicates < 2:
        raise TrialError(
            "Too few replicates.", where="--replicates", expected="at least 2", got=settings.replicates
        )
    if settings.pool < SMALLEST_POOL:
        raise TrialError(
            "Too few people to draw from.", where="--pool", expected=f"at least {SMALLEST_POOL}",
            got=settings.pool,
        )  # fmt: skip


def prepare(
    trial: Trial, settings: ReplicateSettings, out: Path | None = None, progress: Progress = SILENT
) -> Prepared:
    """Return a trial with its pools simulated.

    Raises
    ------
    NemdaError
        Bad input, or cancellation.
    """
    check_settings(settings)
    groups, visits_h = groups_of(trial), visits_of(trial)
    if not visits_h:
        raise TrialError("Nobody is ever rated.", where="protocol.visits_h", expected="a visit after hour 0")
    notes = _assumptions(trial)
    times = {group.name: wanted_times(group, visits_h) for group in groups}
    error_sd = next((one.noise_sd for one in trial.protocol.scales if one.scale == "madrs"), 0.0)
    variation, missing = _variation(settings.parameter_set)
    draws = variation.draws if settings.parameters else ()
    if settings.parameters and not draws:
        missing = (*missing, "the parameter set has no posterior draws: parameters are taken as known")
    pools: list[Mapping[str, Pool]] = []
    plain = settings.pool_settings()
    for number, draw in enumerate(((), *draws)):
        own = plain._replace(
            people=settings.pool if number == 0 else max(settings.pool // 2, SMALLEST_POOL),
            changes=tuple(sorted({**dict(draw), **dict(settings.changes)}.items())),
        )
        place = None if out is None else out / "pools" / str(number)
        pools.append(
            simulate_pools(trial, groups, times, own, rating_error_sd=error_sd, out=place, progress=progress)
        )
    effect = variation.effect_of(trial.study_id, known=trial.protocol.use == "fit")
    return Prepared(
        trial, groups, contrasts_of(trial), visits_h, tuple(pools), variation, effect, (*notes, *missing)
    )


def run_replicates(
    trial: Trial,
    settings: ReplicateSettings,
    *,
    out: Path | None = None,
    record: Mapping[str, object] | None = None,
    progress: Progress = SILENT,
) -> TrialReplicates:
    """Return a trial run `settings.replicates` times; with `out`, every replicate is on disk as it ends.

    Raises
    ------
    NemdaError
        Bad input, a folder that cannot be written, or cancellation (`CancelledError` says what is kept;
        the same call goes on from there).
    """
    check_settings(settings)
    details = {**(record or {}), "trial": trial.title, "settings": settings._asdict()}
    with nullcontext() if out is None else output_folder(out, (out / "pools",)):
        kept: dict[int, dict[Key, float]] = {}
        if out is not None:
            kept = _kept(out, details)
            write_record(out, details, finished=False)
        try:
            prepared = prepare(trial, settings, out, progress)
            found = _replicates(prepared, settings, kept, out, progress)
        except KeyboardInterrupt:
            raise CancelledError("Stopped on request.", where=str(out or "nothing is kept")) from None
        if out is not None:
            write_record(out, details, finished=True)
    return TrialReplicates(prepared, settings, found)


def world_of(settings: ReplicateSettings, prepared: Prepared, generator: np.random.Generator) -> World:
    """Return a trial's own deviations, drawn as trials differ (none where they are left out)."""
    normal = generator.normal(0.0, 1.0, len(NAMES))
    return World(1.0, prepared.effect.drawn(normal)) if settings.between_trials else World()


def replicate(prepared: Prepared, settings: ReplicateSettings, number: int) -> dict[Key, float]:
    """Return what one replicate reports."""
    generator = generator_of(settings.seed, f"trial/replicate/{number}")
    world = world_of(settings, prepared, generator)
    draws = prepared.pools[1:] or prepared.pools
    observations = draw_replicate(
        prepared.trial, draws[number % len(draws)], prepared.visits_h, prepared.sizes, world, generator
    )
    return estimates_of(prepared.trial, observations, prepared.visits_h, prepared.contrasts)


def _replicates(
    prepared: Prepared, settings: ReplicateSettings, kept: Mapping[int, dict[Key, float]], out: Path | None,
    progress: Progress,
) -> dict[Key, ndarray]:  # fmt: skip
    found = {number: one for number, one in kept.items() if number < settings.replicates}
    progress.start(settings.replicates, f"running the trial {settings.replicates} times")
    progress.advance(len(found))
    for number in range(settings.replicates):
        if number in found:
            continue
        stop_if_cancelled(
            progress, f"{len(found)} replicates are kept in {out}" if out else "nothing is kept"
        )
        found[number] = replicate(prepared, settings, number)
        if out is not None:
            _append(out, number, found[number])
        progress.advance()
    progress.finish()
    keys = dict.fromkeys(key for number in sorted(found) for key in found[number])
    return {key: np.array([found[number].get(key, np.nan) for number in sorted(found)]) for key in keys}


def _append(out: Path, number: int, estimates: Mapping[Key, float]) -> None:
    with storage_errors(out), (out / LINES).open("a", encoding="utf-8") as stream:
        values = {key.text: None if np.isnan(value) else value for key, value in estimates.items()}
        stream.write(json.dumps({"replicate": number, "estimates": values}) + "\n")


def _kept(out: Path, details: Mapping[str, object]) -> dict[int, dict[Key, float]]:
    """Return the replicates of a stopped run of the very same trial; those of another one are removed."""
    lines = out / LINES
    if not lines.exists():
        return {}
    if not _same_run(out, details):
        lines.unlink()
        return {}
    found: dict[int, dict[Key, float]] = {}
    whole: list[str] = []
    for line in lines.read_text("utf-8").splitlines():
        try:
            content = json.loads(line)
        except ValueError:
            continue  # the line that was being written when the run was killed
        whole.append(line)
        found[int(content["replicate"])] = {
            key_of(text): float("nan") if value is None else float(value)
            for text, value in content["estimates"].items()
        }
    with storage_errors(out):
        lines.write_text("".join(line + "\n" for line in whole), encoding="utf-8")
    return found


def _same_run(out: Path, details: Mapping[str, object]) -> bool:
    """Return whether the folder holds this run, whoever did the work and however many replicates it had."""
    try:
        content = json.loads((out / RECORD).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise StorageError(
            "The folder holds replicates of an unknown run.", where=str(out), got=str(error),
            hint="choose another folder with --out",
        ) from error  # fmt: skip
    asked = json.loads(json.dumps(details))
    for one in (content, asked):
        for name in ("workers", "replicates"):
            one["settings"].pop(name, None)
    return all(content.get(name) == value for name, value in asked.items())


def _variation(parameter_set: str) -> tuple[Variation, tuple[str, ...]]:
    try:
        return variation_of(parameter_set), ()
    except DataError:
        note = f"no variation between trials was fitted with {parameter_set}: trials do not differ"
        return Variation(NO_DEVIATION, 0.0, Discrepancy(0.0, 0.0, 0.0)), (note,)


def _assumptions(trial: Trial) -> tuple[str, ...]:
    notes: list[str] = []
    if trial.protocol.people is None:
        unknown = [arm.name for arm in trial.arms if arm.n is None]
        if unknown:
            notes.append(f"50 people are assumed in {', '.join(unknown)}")
    if not trial.protocol.visits_h:
        notes.append("visits are those of the published outcomes, a day after sessions, and weekly")
    notes += [f"{arm.name}: {arm.note}" for arm in trial.arms if arm.note]
    return tuple(notes)
