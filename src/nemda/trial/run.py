"""A whole run: arms simulated one after the other, summarized, compared, and kept on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nemda.errors import CancelledError
from nemda.progress import SILENT, Progress
from nemda.trial.compare import Comparison, compare
from nemda.trial.definition import REMISSION_MADRS, Trial
from nemda.trial.files import was_interrupted, write_arm, write_comparison, write_record
from nemda.trial.folder import holds_results, output_folder, safe_names
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
    work = [ArmWork(arm, jobs(arm, settings, observed_h), settings.names, settings.chunk) for arm in arms]
    counted = _Counted(progress)
    if out is None:
        return _compute(work, trial, seed, counted)
    folders = [out / name for name in safe_names([arm.name for arm in arms])]
    details = {**(record or {}), "arms": {f.name: arm.sentence for f, arm in zip(folders, arms, strict=True)}}
    resuming = was_interrupted(out, details)
    work = [replace(w, folder=f, resuming=resuming) for w, f in zip(work, folders, strict=True)]
    try:
        with output_folder(out, folders):
            write_record(out, details, finished=False)
            done = _compute(work, trial, seed, counted)
            for arm, folder, result, summary in zip(arms, folders, done.arms, done.summaries, strict=True):
                write_arm(folder, arm, result, summary)
            if done.comparison is not None:
                write_comparison(out, done.comparison)
            write_record(out, details, finished=True)
    except (CancelledError, KeyboardInterrupt) as stop:
        kept = f"{counted.done} of {sum(arm.n for arm in arms)} people are kept in {out}"
        raise CancelledError(
            "Stopped on request.",
            where=kept if holds_results(out) else "nothing was computed yet, so nothing is kept",
            hint="run the same command to resume",
        ) from stop
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


def _compute(work: Sequence[ArmWork], trial: Trial | None, seed: int, progress: _Counted) -> Run:
    progress.begin([part.arm.n for part in work])
    arms = tuple(simulate_arm(part, progress) for part in work)
    progress.end()
    remission_madrs = trial.remission_madrs if trial else REMISSION_MADRS
    pairs = zip(work, arms, strict=True)
    summaries = tuple(summarize(part.arm, result, remission_madrs) for part, result in pairs)
    return Run(arms, summaries, None if trial is None else compare(trial, arms, seed))


class _Counted:
    """Passes the people of each arm on to the progress of the whole run, and counts them."""

    def __init__(self, whole: Progress) -> None:
        self.done = 0
        self._whole = whole

    def begin(self, sizes: Sequence[int]) -> None:
        """Begin the whole run."""
        arms = f" in {len(sizes)} arms" if len(sizes) > 1 else ""
        self._whole.start(sum(sizes), f"simulating {sum(sizes)} people{arms}")

    def end(self) -> None:
        """End the whole run."""
        self._whole.finish()

    def start(self, total: int, label: str) -> None:
        """Ignore the start of one arm."""

    def advance(self, amount: int = 1) -> None:
        """Count people of one arm as people of the run."""
        self.done += amount
        self._whole.advance(amount)

    def message(self, text: str) -> None:
        """Pass a message on."""
        self._whole.message(text)

    def cancelled(self) -> bool:
        """Return whether the whole run is to stop."""
        return self._whole.cancelled()

    def finish(self) -> None:
        """Ignore the end of one arm."""
