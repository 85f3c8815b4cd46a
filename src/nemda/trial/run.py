"""A whole run: arms simulated one after the other, summarized, compared, and kept on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nemda.engine.endpoints import REMISSION_MADRS
from nemda.progress import SILENT, Progress
from nemda.trial.compare import Comparison, compare
from nemda.trial.counting import Counted
from nemda.trial.definition import Trial
from nemda.trial.files import was_interrupted, write_arm, write_comparison
from nemda.trial.folder import safe_names
from nemda.trial.keeping import kept_run
from nemda.trial.planned import PlannedArm, arms_of_trial
from nemda.trial.results import ArmResult
from nemda.trial.settings import RunSettings, jobs
from nemda.trial.simulated import ArmWork, simulate_arm
from nemda.trial.summary import ArmSummary, summarize


@dataclass(frozen=True, eq=False)
class Run:
    """What came out of a run: the arms, their main numbers, and for a trial the comparison."""

    arms: tuple[ArmResult, ...]
    summaries: tuple[ArmSummary, ...]
    comparison: Comparison | None

    def close(self) -> None:
        """Let go of the result files."""
        for arm in self.arms:
            arm.dataset.close()


def run(
    arms: Sequence[PlannedArm],
    settings: RunSettings,
    *,
    trial: Trial | None = None,
    seed: int = 1,
    out: Path | None = None,
    record: Mapping[str, object] | None = None,
    progress: Progress = SILENT,
) -> Run:
    """Return the simulated arms with their main numbers; with `out`, everything is also on disk.

    Each arm has a folder in `out`: ``result.nc``, ``summary.csv``, ``people.csv``, ``calendar.txt``.
    Beside them stand ``comparison.csv`` for a trial and ``run.json``, which holds `record` and says
    whether the run was finished. One that was not goes on where it stopped when called again.

    Parameters
    ----------
    arms
        From `nemda.trial.planned`; for a trial, its arms.
    settings
        How long and with what to compute.
    trial
        What was observed; without it there is no comparison.
    seed
        Of the bootstrap behind the prediction intervals.
    out
        The output folder; without it the results live in memory only.
    record
        What ``run.json`` shall say about the run; a run with another record starts anew.
    progress
        Told of every chunk of people, and asked between chunks whether to stop.

    Raises
    ------
    NemdaError
        Bad input (nothing is written), a person without a solution, or cancellation
        (`CancelledError` names the folder that keeps what was computed).
    """
    observed_h = [row.time_h for row in (trial.observed if trial else ()) if row.time_h is not None]
    work = [
        ArmWork(arm, jobs(arm, settings, observed_h), settings.names, settings.chunk, settings.labor)
        for arm in arms
    ]
    counted = Counted(progress)
    if out is None:
        return _compute(work, trial, seed, counted)
    folders = [out / name for name in safe_names([arm.name for arm in arms])]
    details = {**(record or {}), "arms": {f.name: arm.sentence for f, arm in zip(folders, arms, strict=True)}}
    resuming = was_interrupted(out, details)
    work = [replace(w, folder=f, resuming=resuming) for w, f in zip(work, folders, strict=True)]
    with kept_run(out, folders, details, counted):
        done = _compute(work, trial, seed, counted)
        for arm, folder, result, summary in zip(arms, folders, done.arms, done.summaries, strict=True):
            write_arm(folder, arm, result, summary)
        if done.comparison is not None:
            write_comparison(out, done.comparison)
    return done


def run_trial(
    trial: Trial, n: int = 1000, seed: int = 1, out: Path | None = None, progress: Progress = SILENT
) -> Run:
    """Return a published trial simulated with `n` people in each arm, compared with what was observed.

    Raises
    ------
    NemdaError
        As `run`.
    """
    return run(
        arms_of_trial(trial, n, seed),
        RunSettings(trial.weeks),
        trial=trial,
        seed=seed,
        out=out,
        progress=progress,
    )


def _compute(work: Sequence[ArmWork], trial: Trial | None, seed: int, progress: Counted) -> Run:
    progress.begin([part.arm.n for part in work])
    arms = tuple(simulate_arm(part, progress) for part in work)
    progress.end()
    remission_madrs = trial.remission_madrs if trial else REMISSION_MADRS
    pairs = zip(work, arms, strict=True)
    summaries = tuple(summarize(part.arm, result, remission_madrs) for part, result in pairs)
    return Run(arms, summaries, None if trial is None else compare(trial, arms, seed))
